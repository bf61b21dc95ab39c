"""What mmdetection's drop-ins share: instances in, an AssignResult out, engines by priors, and the way out where there is none."""

import functools
import types
import warnings

import numpy as np
import torch

from duet_assign._errors import PredictionError, renamed
from duet_assign.engine import Engine
from duet_assign.torch import _nonfinite, _tensors
from duet_assign.torch._grids import Grids, image_size, levels

#: What the originals' overlaps hold for units without GT.
INF = 1e8
NAMES = {
    "gt_boxes": "gt_instances.bboxes",
    "gt_labels": "gt_instances.labels",
    "pred_boxes": "pred_instances.bboxes",
    "pred_scores": "pred_instances.scores",
    "pred_logits": "pred_instances.scores",
    "gt_centres": "gt_instances.masks",
    "ignore_boxes": "gt_instances_ignore.bboxes",
}


@functools.lru_cache(None)
def _result_class():
    """mmdetection's class where it is installed, else None. Looked for once: a search that finds nothing takes as long as assigning."""
    try:
        from mmdet.models.task_modules.assigners import AssignResult
    except ImportError:
        return None
    return AssignResult


def assign_result(num_gts, gt_inds, max_overlaps, labels):
    kind = _result_class()
    if kind is not None:
        return kind(num_gts, gt_inds, max_overlaps, labels=labels)
    result = types.SimpleNamespace(num_gts=num_gts, gt_inds=gt_inds, max_overlaps=max_overlaps, labels=labels)
    result.num_preds = len(gt_inds)
    return result


class Assigner:
    """The common part: checks, the engine for the priors' grid, the way out where there is none for it, the result.

    The original's attributes count as they are at the call.
    """

    _system = None
    _offset = 0.0
    #: Overlap of units without GT, and whether it is 0 where no unit has one.
    _negative = -INF
    _unmarked = False
    _said = set()

    def __init__(self, threads=None, nonfinite=None):
        self.threads = threads
        self.nonfinite = _nonfinite.choice(nonfinite)
        self._grids = Grids()
        self._settings()

    def _settings(self):
        """The engine's settings for the attributes; raises for what cannot be."""
        raise NotImplementedError

    def __getstate__(self):
        return {**self.__dict__, "_grids": None}

    def __setstate__(self, state):
        self.__dict__.update(state, _grids=Grids())

    def __repr__(self):
        shown = ", ".join(f"{k}={v!r}" for k, v in self.__dict__.items() if k not in ("threads", "_grids") and not k.startswith("_"))
        return f"{type(self).__name__}({shown})"

    def _ground_truth(self, gt_instances):
        boxes, labels = boxes_of(gt_instances), gt_instances.labels
        _tensors.floating("gt_instances.bboxes", boxes, (-1, 4))
        _tensors.require("gt_instances.labels", labels, (len(boxes),))
        return boxes, labels

    def _engine(self, priors, points, strides, classes, settings):
        """The engine for priors given by points and strides; None where they are on no grid that it has."""
        if not np.isfinite(priors).all():
            raise ValueError("pred_instances.priors: holds values that are not finite")
        key = (points.tobytes(), strides.tobytes(), classes, self.threads, tuple(settings.items()))
        try:
            return self._grids.get(key, lambda: self._build(points, strides, classes, settings))
        except _NoGrid as e:
            self._say("plain", f"{e}. The engine has no such grid: the rule runs in PyTorch, which is slow")
            return None

    def _build(self, points, strides, classes, settings):
        try:
            own, sizes = levels("pred_instances.priors", points, strides, self._offset)
        except ValueError as e:
            raise _NoGrid(str(e)) from None
        return Engine(self._system, classes, own, image_size(own, sizes), self.threads, grid=sizes, **settings)

    def _say(self, what, text):
        if (type(self), what) not in self._said:
            self._said.add((type(self), what))
            warnings.warn(f"duet: mmdet.{type(self).__name__}: {text}; this is said once", stacklevel=5)

    def _points(self, pred_instances, units):
        """Points and strides of priors [N, 4]: x y stride_w stride_h."""
        priors = pred_instances.priors
        _tensors.floating("pred_instances.priors", priors, (units, 4))
        priors = _tensors.as_float(priors).numpy()
        return priors, priors[:, :2], priors[:, 2]

    def _anchors(self, pred_instances):
        """Anchors [N, 4], and points and strides as far as they are those of the official square anchors of 8 strides."""
        priors = boxes_of(pred_instances, "priors")
        _tensors.floating("pred_instances.priors", priors, (-1, 4))
        anchors = _tensors.as_float(priors).numpy()
        if not np.isfinite(anchors).all():
            raise ValueError("pred_instances.priors: holds values that are not finite")
        sides = anchors[:, 2:] - anchors[:, :2]
        square = sides[:, 0] == sides[:, 1]
        # A stride of 0 is no grid's.
        return anchors, (anchors[:, :2] + anchors[:, 2:]) / 2, np.where(square, sides[:, 0] / 8, 0).astype(np.float32)

    def _predictions(self, pred_instances):
        """Boxes [1, N, 4] and scores [1, N, C] as arrays, where they lie if they can be read there."""
        boxes, scores = boxes_of(pred_instances, "bboxes"), pred_instances.scores
        _tensors.floating("pred_instances.bboxes", boxes, (-1, 4))
        _tensors.floating("pred_instances.scores", scores, (len(boxes), -1))
        scores = _tensors.plain(scores) if scores.dtype in (torch.float32, torch.float16) else _tensors.as_float(scores)
        return _tensors.as_float(boxes).numpy()[None], scores.numpy()[None]

    def _found(self, engine, run, plainly, boxes=None, scores=None, probabilities=False):
        """GTs of all units and overlaps, from the engine, or plainly where there is none or predictions are no numbers."""
        raises = _nonfinite.choice(self.nonfinite) == "raise"
        if engine is not None:
            try:
                with renamed(NAMES):
                    found = run(engine)
                return found.assigned_gt()[0].astype(np.int64), found.matched_iou()[0], found
            except PredictionError as e:
                # In the words of what was handed over, which is not always what the engine gets.
                self._refuse_logits(scores if probabilities else None)
                if raises or plainly is None:
                    raise
                _nonfinite.warn("mmdet." + type(self).__name__, e)
        else:
            self._refuse_logits(scores if probabilities else None)
            for name, values in (("bboxes", boxes), ("scores", scores)) if raises else ():
                wrong = None if values is None else _nonfinite.no_numbers(torch.from_numpy(values))
                if wrong is not None:
                    raise PredictionError(f"pred_instances.{name}: {wrong}")
        gts, overlaps = plainly()
        return gts.numpy(), overlaps.numpy(), None

    @staticmethod
    def _refuse_logits(scores):
        wrong = None if scores is None else _nonfinite.no_probabilities(torch.from_numpy(scores))
        if wrong is not None:
            raise PredictionError("pred_instances.scores: " + wrong)

    @staticmethod
    def _refuse_gts(gts, labels, classes=None):
        """For batches that no engine sees, what it would refuse."""
        wrong = ~torch.isfinite(gts).all(1)
        if bool(wrong.any()):
            raise ValueError(f"gt_instances.bboxes[{int(wrong.nonzero()[0])}]: holds values that are not finite")
        wrong = (gts[:, 2:] < gts[:, :2]).any(1)
        if bool(wrong.any()):
            row = int(wrong.nonzero()[0])
            raise ValueError(f"gt_instances.bboxes[{row}]: {gts[row].tolist()}; x1 y1 x2 y2 with x2 >= x1 and y2 >= y1 is needed")
        if classes is None:
            return
        names = _tensors.as_labels("gt_instances.labels", labels)
        wrong = (names < 0) | (names >= classes)
        if bool(wrong.any()):
            row = int(wrong.nonzero()[0])
            raise ValueError(f"gt_instances.labels[{row}]: {int(labels[row])}; classes are 0 .. {classes - 1}")

    def _result(self, gts, overlaps, gt_labels):
        """The AssignResult for the GT of every unit, -1 for none and -2 for ignored, and its overlap."""
        gts, overlaps = torch.from_numpy(gts), torch.from_numpy(overlaps)
        # 1-based, 0 background, -1 ignored.
        inds = torch.where(gts == -2, -torch.ones_like(gts), gts + 1)
        positive = gts >= 0
        # Where nothing can be a candidate some originals return before they mark the rest.
        negative = 0.0 if self._unmarked and not bool(positive.any()) else self._negative
        overlaps = torch.where(positive, overlaps, torch.full_like(overlaps, negative))
        labels = torch.full(gts.shape, -1, dtype=torch.int64)
        labels[positive] = gt_labels[gts[positive]].long()
        return assign_result(len(gt_labels), inds, overlaps, labels)

    @staticmethod
    def _none(count, units):
        return assign_result(
            count, torch.zeros(units, dtype=torch.int64), torch.zeros(units), torch.full((units,), -1, dtype=torch.int64)
        )


class _NoGrid(Exception):
    """Priors that are no list of a grid's points."""


def boxes_of(instances, name="bboxes"):
    """Boxes of instances; mmdetection wraps some in a class of its own."""
    boxes = getattr(instances, name)
    return getattr(boxes, "tensor", boxes)


def unscoped(kind):
    """A type's name in config files, without the scope before it; classes by their names."""
    return kind.rsplit(".", 1)[-1] if isinstance(kind, str) else getattr(kind, "__name__", str(kind))


def require_plain(iou_calculator):
    """Raises unless the calculator, as config files give it or built, is the plain one."""
    if iou_calculator is None:
        return
    if isinstance(iou_calculator, dict):
        kind = unscoped(iou_calculator.get("type"))
        given = {key: value for key, value in iou_calculator.items() if key != "type"}
    else:
        kind = type(iou_calculator).__name__
        given = {key: getattr(iou_calculator, key) for key in ("scale", "dtype") if hasattr(iou_calculator, key)}
    if kind != "BboxOverlaps2D" or any(value != {"scale": 1.0, "dtype": None}.get(key, ...) for key, value in given.items()):
        raise ValueError(f"iou_calculator: {iou_calculator}; only BboxOverlaps2D with scale 1 is implemented")


def centres_of_mass(masks, count):
    """[M, 2] x and y of the masks' centres of mass, in pixels; None without masks. An empty mask lies at 0, as in the original."""
    if masks is None:
        return None
    if hasattr(masks, "to_tensor"):
        # BitmapMasks and PolygonMasks of mmdetection.
        masks = masks.to_tensor(dtype=torch.bool, device="cpu")
    _tensors.require("gt_instances.masks", masks, (count, -1, -1))
    given = _tensors.plain(masks)
    given = given.float() if given.is_floating_point() else given.long()
    mass = given.sum((1, 2)).float().clamp(min=1e-7)
    down, across = (given.sum(axis) for axis in (2, 1))
    x = (across * torch.arange(across.shape[1])).sum(1) / mass
    y = (down * torch.arange(down.shape[1])).sum(1) / mass
    return torch.stack([x, y], 1).float()


def array_of(boxes):
    return _tensors.as_float(boxes).numpy()


def labels_of(labels):
    return _tensors.as_labels("gt_instances.labels", labels).numpy()
