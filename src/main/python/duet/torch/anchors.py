"""Drop-ins for build_targets of YOLOv5's and YOLOv7's losses (utils/loss.py)."""

import numpy as np
import torch

from duet import _jvm
from duet._errors import renamed
from duet.engine import Engine
from duet.torch import _tensors
from duet.torch._grids import Grids

_NAMES = {"gt_boxes": "targets", "gt_labels": "targets", "gt_shares": "targets"}
_grids = Grids(None)


@torch.no_grad()
def build_targets(loss, p, targets):
    """Drop-in for ComputeLoss.build_targets of YOLOv5, of ultralytics' YOLOv3 and, without OTA, of YOLOv7.

    ``ComputeLoss.build_targets = duet.torch.build_targets``. p: one prediction per level, of which only the shape [B, A, h, w, *] is
    looked at; targets [T, 6]: image, class, and centre and sides as shares of the image. Of the loss its anchors (in cells) and
    hyp["anchor_t"] are used. Returns tcls, tbox, indices and anch, one entry per level each.
    """
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


def _matches(loss, system, p, targets, **settings):
    """Matches of a batch by a system that reads no predictions, their places on the grid, and the row of each in targets."""
    _jvm.check_process()
    images, slots, sizes = shapes(p)
    gts = GroundTruth(targets, images, sizes[0])
    anchors = _tensors.as_float(loss.anchors).reshape(len(p), slots, 2)
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
    images, slots = p[0].shape[:2]
    for level, prediction in enumerate(p):
        _tensors.require(f"p[{level}]", prediction, (images, slots, -1, -1, -1))
    return images, slots, [tuple(prediction.shape[2:4]) for prediction in p]


class GroundTruth:
    """targets [T, 6] sorted by image: shares, corners for an image of a given size, offsets, and where each row came from."""

    def __init__(self, targets, images, size):
        _tensors.floating("targets", targets, (-1, 6))
        table = _tensors.as_float(targets).numpy()
        if not np.isfinite(table).all():
            raise ValueError("targets: holds values that are not finite")
        image = table[:, 0].astype(np.int64)
        if len(image) and (image.min() < 0 or image.max() >= images):
            raise ValueError(f"targets: image {image.max() if image.max() >= images else image.min()}; p has {images}")
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
