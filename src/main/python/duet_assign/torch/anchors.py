"""Drop-ins for build_targets of YOLOv5's and YOLOv7's losses (utils/loss.py)."""

import numpy as np
import torch

from duet_assign import _jvm
from duet_assign._errors import PredictionError, renamed
from duet_assign.engine import Engine
from duet_assign.torch import _nonfinite, _tensors
from duet_assign.torch._grids import Grids
from duet_assign.torch.plain import anchors as plain

_NAMES = {"gt_boxes": "targets", "gt_labels": "targets", "gt_shares": "targets"}
_OTA_NAMES = {**_NAMES, "pred_raw_boxes": "p", "pred_logits": "p", "pred_scores": "p", "pred_obj_logits": "p", "pred_objectness": "p"}
_grids = Grids()


@torch.no_grad()
def build_targets(loss, p, targets):
    """Drop-in for ComputeLoss.build_targets of YOLOv5, of ultralytics' YOLOv3 and, without OTA, of YOLOv7.

    ``ComputeLoss.build_targets = duet_assign.torch.build_targets``. p: one prediction per level, of which only the shape [B, A, h, w, *] is
    looked at; targets [T, 6]: image, class, and centre and sides as shares of the image. Of the loss its anchors (in cells) and
    hyp["anchor_t"] are used. Returns tcls, tbox, indices and anch, one entry per level each.
    """
    with _grids.lock:
        found, columns, rows = _matches(loss, "yolov5", p, targets)
    boxes = torch.from_numpy(found.duet_values["target_box"])
    classes = targets[:, 1].long()
    tcls, tbox, indices, anchors = [], [], [], []
    for level in range(len(p)):
        at = np.flatnonzero(columns["level"] == level)
        at = at[np.lexsort((rows[at], found.group[at]))]
        image, anchor, y, x = (torch.from_numpy(columns[key][at].astype(np.int64)) for key in ("image", "anchor", "y", "x"))
        tcls.append(classes[torch.from_numpy(rows[at])])
        tbox.append(boxes[torch.from_numpy(at)].to(targets.dtype))
        indices.append((image, anchor, y, x))
        anchors.append(loss.anchors[level][anchor])
    return tcls, tbox, indices, anchors


@torch.no_grad()
def build_targets_ota(loss, p, targets, imgs, *, nonfinite=None):
    """Drop-in for ComputeLossOTA.build_targets of YOLOv7: ``ComputeLossOTA.build_targets = duet_assign.torch.build_targets_ota``.

    p: one prediction [B, A, h, w, 5 + C] per level, raw; targets as in build_targets; imgs: the batch of images, of which only the
    shape is looked at. Of the loss its anchors (in cells), stride, nc and hyp["anchor_t"] are used. Returns the six lists of the
    original, one entry per level; a level without matches has empty tensors. Only candidates' predictions are read.

    nonfinite: "as_original" (the default) assigns batches whose candidates' predictions are no numbers as the original would; "raise"
    refuses them (``functools.partialmethod(duet_assign.torch.build_targets_ota, nonfinite="raise")``).
    """
    return _ota(loss, p, targets, imgs, topk=10, reach=0.5, nonfinite=nonfinite)


@torch.no_grad()
def build_targets_aux_lead(loss, p, targets, imgs, *, nonfinite=None):
    """Drop-in for ComputeLossAuxOTA.build_targets: the lead head's targets. Otherwise as build_targets_ota."""
    return _ota(loss, p, targets, imgs, topk=20, reach=0.5, nonfinite=nonfinite)


@torch.no_grad()
def build_targets_aux(loss, p, targets, imgs, *, nonfinite=None):
    """Drop-in for ComputeLossAuxOTA.build_targets2: the auxiliary head's coarser targets. Otherwise as build_targets_ota."""
    return _ota(loss, p, targets, imgs, topk=20, reach=1.0, nonfinite=nonfinite)


def _ota(loss, p, targets, imgs, topk, reach, nonfinite):
    nonfinite = _nonfinite.choice(nonfinite)
    with _grids.lock:
        return _ota_alone(loss, p, targets, imgs, topk, reach, nonfinite)


def _ota_alone(loss, p, targets, imgs, topk, reach, nonfinite):
    candidates, columns, _ = _matches(loss, "yolov7-anchor", p, targets, reach=reach)
    images, slots, sizes = shapes(p)
    if len(getattr(imgs, "shape", ())) != 4:
        raise ValueError(f"imgs: {list(getattr(imgs, 'shape', ()))}, expected the shape of the batch of images, [B, 3, H, W]")
    height, width = (int(side) for side in imgs.shape[-2:])
    strides = [int(s) for s in loss.stride]
    anchors = _tensors.as_float(loss.anchors).reshape(len(p), slots, 2).numpy()
    pixels = anchors * np.reshape(strides, (-1, 1, 1)).astype(np.float32)
    classes = p[0].shape[4] - 5
    settings = {"anchor_t": float(loss.hyp["anchor_t"]), "topk": topk, "reach": reach, "scaling": "height"}
    key = ("yolov7", height, width, tuple(sizes), pixels.tobytes(), classes, tuple(settings.items()))
    engine = _grids.get(
        key, lambda: Engine("yolov7", classes, strides, (height, width), grid=sizes, anchors=pixels, **settings)
    )
    gts = GroundTruth(targets, images, (height, width), classes)
    rows = _Rows.of(engine, images, classes)
    rows.fill(p, columns, candidates.unit)
    try:
        with renamed(_OTA_NAMES):
            found = engine.assign(
                gts.boxes,
                gts.labels,
                gts.offsets,
                gt_shares=gts.shares,
                pred_raw_boxes=rows.boxes,
                pred_logits=rows.logits,
                pred_obj_logits=rows.objectness,
            )
    except PredictionError as e:
        if nonfinite == "raise":
            raise
        _nonfinite.warn("build_targets_ota", e)
        places, target = _plainly(loss, p, targets, strides, (height, width), settings)
    else:
        places, target = found.matches(), gts.rows_of(found)
    lists = [[], [], [], [], [], []]
    for level in range(len(p)):
        at = np.flatnonzero(places["level"] == level)
        image, anchor, y, x = (torch.from_numpy(places[k][at].astype(np.int64)) for k in ("image", "anchor", "y", "x"))
        own = (image, anchor, y, x, targets[torch.from_numpy(target[at])], loss.anchors[level][anchor])
        for column, values in zip(lists, own):
            column.append(values)
    return tuple(lists)


def _plainly(loss, p, targets, strides, size, settings):
    """The rule in PyTorch: columns of the matches, and the row of each in targets."""
    given = [_tensors.as_float(level) for level in p]
    table, anchors = _tensors.as_float(targets), _tensors.as_float(loss.anchors)
    lists = plain.chosen(given, table, anchors, strides, size, settings["anchor_t"], settings["topk"], settings["reach"])
    rows = np.array([(level, *match) for level, own in enumerate(lists) for match in own], np.int64).reshape(-1, 6)
    return dict(zip(("level", "image", "anchor", "y", "x"), rows.T)), rows[:, 5]


class _Rows:
    """Predictions as the engine indexes them, of which only candidates' rows are ever written or read.

    The rest is never touched, so that it takes up addresses but hardly any memory, and no prediction is copied that is not looked at.
    """

    _kept = {}

    def __init__(self, images, units, classes):
        self.boxes = np.zeros((images, units, 4), np.float32)
        self.objectness = np.zeros((images, units), np.float32)
        self.logits = np.zeros((images, units, classes), np.float32)

    @classmethod
    def of(cls, engine, images, classes):
        """The rows of an engine for a number of images; those of the last few shapes are kept."""
        shape = (images, engine.units, classes)
        if shape not in cls._kept:
            while len(cls._kept) > 2:
                cls._kept.pop(next(iter(cls._kept)))
            cls._kept[shape] = cls(*shape)
        return cls._kept[shape]

    def fill(self, p, columns, unit):
        """Copies the candidates' rows from the levels of p."""
        for level, prediction in enumerate(p):
            _tensors.floating(f"p[{level}]", prediction, (-1, -1, -1, -1, self.logits.shape[2] + 5))
            at = np.flatnonzero(columns["level"] == level)
            image = columns["image"][at]
            index = (torch.from_numpy(columns[key][at].astype(np.int64)) for key in ("image", "anchor", "y", "x"))
            values = _tensors.as_float(prediction[tuple(index)]).numpy()
            self.boxes[image, unit[at]] = values[:, :4]
            self.objectness[image, unit[at]] = values[:, 4]
            self.logits[image, unit[at]] = values[:, 5:]


def _matches(loss, system, p, targets, **settings):
    """Matches of a batch by a system that reads no predictions, their places on the grid, and the row of each in targets."""
    _jvm.check_process()
    images, slots, sizes = shapes(p)
    gts = GroundTruth(targets, images, sizes[0], getattr(loss, "nc", None))
    _tensors.floating("loss.anchors", loss.anchors, (len(p), slots, 2))
    anchors = _tensors.as_float(loss.anchors)
    settings = {"anchor_t": float(loss.hyp["anchor_t"]), **settings}
    key = (system, tuple(sizes), anchors.numpy().tobytes(), tuple(settings.items()))
    # Cells are the unit of length: all strides 1, anchors as the loss has them.
    engine = _grids.get(
        key,
        lambda: Engine(system, 1, [1] * len(p), sizes[0], grid=sizes, anchors=anchors.numpy(), **settings),
    )
    with renamed(_NAMES):
        found = engine.assign(gts.boxes, np.zeros(len(gts.rows), np.int32), gts.offsets, gt_shares=gts.shares)
    return found, found.matches(), gts.rows_of(found)


def shapes(p):
    """Images, slots per cell and [height, width] per level of a list of predictions [B, A, h, w, *]."""
    if not p:
        raise ValueError("p: no levels")
    _tensors.require("p[0]", p[0], (-1, -1, -1, -1, -1))
    images, slots = p[0].shape[:2]
    for level, prediction in enumerate(p):
        _tensors.require(f"p[{level}]", prediction, (images, slots, -1, -1, -1))
    return images, slots, [tuple(prediction.shape[2:4]) for prediction in p]


class GroundTruth:
    """targets [T, 6] sorted by image: shares, corners for an image of a given size, offsets, and where each row came from.

    classes: labels are below it; None: the loss does not say.
    """

    def __init__(self, targets, images, size, classes):
        _tensors.floating("targets", targets, (-1, 6))
        table = _tensors.as_float(targets).numpy()
        if not np.isfinite(table).all():
            raise ValueError("targets: holds values that are not finite")
        image = table[:, 0].astype(np.int64)
        if len(image) and (image.min() < 0 or image.max() >= images):
            raise ValueError(f"targets: image {image.max() if image.max() >= images else image.min()}; p has {images}")
        limit = np.float32(1 << 30) if classes is None else classes
        wrong = (table[:, 1] < 0) | (table[:, 1] >= limit)
        if wrong.any():
            row = int(wrong.argmax())
            raise ValueError(f"targets[{row}]: class {table[row, 1]:g}, expected 0 to {limit - 1:g}")
        self.rows = np.argsort(image, kind="stable")
        self.shares = np.ascontiguousarray(table[self.rows, 2:6])
        self.labels = table[self.rows, 1].astype(np.int32)
        self.offsets = np.concatenate([[0], np.cumsum(np.bincount(image, minlength=images))]).astype(np.int32)
        height, width = size
        self.boxes = corners(self.shares, width, height)

    def rows_of(self, found):
        """Row in targets of every duet."""
        return self.rows[self.offsets[found.image] + found.gt]


def corners(shares, width, height):
    """Centre and sides as shares of an image to corners in its pixels."""
    scaled = shares * np.array([width, height, width, height], np.float32)
    half = scaled[:, 2:] / 2
    return np.concatenate([scaled[:, :2] - half, scaled[:, :2] + half], 1)
