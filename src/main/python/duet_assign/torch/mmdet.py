"""Drop-ins for mmdetection's assigners: assign(pred_instances, gt_instances) for one image, with an AssignResult.

Instances are mmengine's InstanceData or anything with the same attributes. The result is mmdetection's own class where mmdetection is
installed, else one with the same attributes.
"""

import functools
import types

import numpy as np
import torch

from duet_assign._errors import renamed
from duet_assign.engine import Engine
from duet_assign.torch import _tensors
from duet_assign.torch._grids import Grids, image_size, levels

_INF = 100000000
_NAMES = {
    "gt_boxes": "gt_instances.bboxes",
    "gt_labels": "gt_instances.labels",
    "pred_boxes": "pred_instances.bboxes",
    "pred_scores": "pred_instances.scores",
    "pred_logits": "pred_instances.scores",
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


def _assign_result(num_gts, gt_inds, max_overlaps, labels):
    kind = _result_class()
    if kind is not None:
        return kind(num_gts, gt_inds, max_overlaps, labels=labels)
    result = types.SimpleNamespace(num_gts=num_gts, gt_inds=gt_inds, max_overlaps=max_overlaps, labels=labels)
    result.num_preds = len(gt_inds)
    return result


class _Assigner:
    """The common part: checks, the engine for the priors' grid, the result."""

    _system = None
    _offset = 0.0

    def __init__(self, threads=None, **settings):
        self._threads = threads
        self._settings = settings
        self._grids = Grids(None)

    def __getstate__(self):
        return {**self.__dict__, "_grids": Grids(None)}

    def _ground_truth(self, gt_instances):
        boxes, labels = gt_instances.bboxes, gt_instances.labels
        # mmdetection wraps boxes in a class of its own.
        boxes = getattr(boxes, "tensor", boxes)
        _tensors.floating("gt_instances.bboxes", boxes, (-1, 4))
        _tensors.require("gt_instances.labels", labels, (len(boxes),))
        return boxes, labels

    def _engine(self, points, strides, classes, **settings):
        """The engine for priors given by points and strides."""
        key = (points.tobytes(), strides.tobytes(), classes, tuple(settings.items()))
        return self._grids.get(key, lambda: self._build(points, strides, classes, settings))

    def _build(self, points, strides, classes, settings):
        own, sizes = levels("pred_instances.priors", points, strides, self._offset)
        size = image_size(own, sizes)
        return Engine(self._system, classes, own, size, self._threads, grid=sizes, **self._settings, **settings)

    def _points(self, priors, units):
        """Points and strides of priors [N, 4]: x y stride_w stride_h."""
        _tensors.floating("pred_instances.priors", priors, (units, 4))
        priors = _tensors.as_float(priors).numpy()
        return priors[:, :2], priors[:, 2]

    def _cells_of_anchors(self, priors):
        """Points and strides of square anchors [N, 4] with sides of 8 strides."""
        _tensors.floating("pred_instances.priors", priors, (-1, -1))
        anchors = _tensors.as_float(priors[:, :4]).numpy()
        if anchors.shape[1] != 4:
            raise ValueError(f"pred_instances.priors: shape {list(priors.shape)}, expected [*, 4]")
        if not np.isfinite(anchors).all():
            raise ValueError("pred_instances.priors: holds values that are not finite")
        sides = anchors[:, 2:] - anchors[:, :2]
        if len(sides) and (sides[:, 0] != sides[:, 1]).any():
            raise ValueError("pred_instances.priors: anchors must be square, with sides of 8 strides")
        return (anchors[:, :2] + anchors[:, 2:]) / 2, sides[:, 0] / 8

    def _predictions(self, pred_instances, half=True):
        """Boxes [1, N, 4] and scores [1, N, C] as arrays, where they lie if they can be read there."""
        boxes, scores = pred_instances.bboxes, pred_instances.scores
        boxes = getattr(boxes, "tensor", boxes)
        _tensors.floating("pred_instances.bboxes", boxes, (-1, 4))
        _tensors.floating("pred_instances.scores", scores, (len(boxes), -1))
        as_is = scores.dtype is torch.float32 or half and scores.dtype is torch.float16
        scores = scores.detach() if as_is else _tensors.as_float(scores)
        return _tensors.as_float(boxes).numpy()[None], scores.numpy()[None]

    def _result(self, found, gt_labels, units, negative=-_INF):
        """The AssignResult of an assignment; overlaps of units without GT are ``negative``."""
        gts = torch.from_numpy(found.assigned_gt()[0].astype(np.int64))
        # 1-based, 0 background, -1 ignored.
        inds = torch.where(gts == -2, -torch.ones_like(gts), gts + 1)
        overlaps = torch.full((units,), float(negative))
        overlaps[torch.from_numpy(found.unit.astype(np.int64))] = torch.from_numpy(found.overlap)
        labels = torch.full((units,), -1, dtype=torch.int64)
        positive = gts >= 0
        labels[positive] = gt_labels[gts[positive]].long()
        return _assign_result(len(gt_labels), inds, overlaps, labels)

    @staticmethod
    def _none(count, units):
        return _assign_result(
            count, torch.zeros(units, dtype=torch.int64), torch.zeros(units), torch.full((units,), -1, dtype=torch.int64)
        )


class SimOTAAssigner(_Assigner):
    """Drop-in for mmdetection's SimOTAAssigner; priors are cell centres with strides, scores probabilities."""

    _system = "simota"
    _offset = 0.5

    def __init__(self, center_radius=2.5, candidate_topk=10, iou_weight=3.0, cls_weight=1.0, iou_calculator=None, threads=None):
        _require_plain(iou_calculator)
        super().__init__(threads, radius=center_radius, topk=candidate_topk, iou_weight=iou_weight, cls_weight=cls_weight)

    @torch.no_grad()
    def assign(self, pred_instances, gt_instances, gt_instances_ignore=None, **kwargs):
        """As the original; ignored regions are not looked at, as there."""
        gts, labels = self._ground_truth(gt_instances)
        boxes, scores = self._predictions(pred_instances)
        units = boxes.shape[1]
        if len(gts) == 0 or units == 0:
            return self._none(len(gts), units)
        engine = self._engine(*self._points(pred_instances.priors, units), scores.shape[2])
        with renamed(_NAMES):
            # The head hands the root of class times objectness over; the engine takes the root itself.
            found = engine.assign(_array(gts), _labels(labels), [0, len(gts)], boxes, np.square(scores, dtype=np.float32))
        return self._result(found, labels, units, -_INF if len(found.unit) else 0)


class DynamicSoftLabelAssigner(_Assigner):
    """Drop-in for mmdetection's DynamicSoftLabelAssigner (RTMDet); priors are cell corners with strides, scores logits."""

    _system = "rtmdet"

    def __init__(self, soft_center_radius=3.0, topk=13, iou_weight=3.0, iou_calculator=None, threads=None):
        _require_plain(iou_calculator)
        super().__init__(threads, radius=soft_center_radius, topk=topk, iou_weight=iou_weight)

    @torch.no_grad()
    def assign(self, pred_instances, gt_instances, gt_instances_ignore=None, **kwargs):
        """As the original, for GTs given by boxes."""
        gts, labels = self._ground_truth(gt_instances)
        boxes, scores = self._predictions(pred_instances)
        units = boxes.shape[1]
        if len(gts) == 0 or units == 0:
            return self._none(len(gts), units)
        engine = self._engine(*self._points(pred_instances.priors, units), scores.shape[2])
        with renamed(_NAMES):
            found = engine.assign(_array(gts), _labels(labels), [0, len(gts)], boxes, pred_logits=scores)
        return self._result(found, labels, units, -_INF if len(found.unit) else 0)


class TaskAlignedAssigner(_Assigner):
    """Drop-in for mmdetection's TaskAlignedAssigner (TOOD); priors are anchors of 8 strides on cell corners, scores probabilities."""

    _system = "tood"

    def __init__(self, topk, iou_calculator=None, threads=None):
        _require_plain(iou_calculator)
        super().__init__(threads, topk=topk)

    @torch.no_grad()
    def assign(self, pred_instances, gt_instances, gt_instances_ignore=None, alpha=1, beta=6):
        """As the original; the result also has assign_metrics."""
        gts, labels = self._ground_truth(gt_instances)
        boxes, scores = self._predictions(pred_instances)
        units = boxes.shape[1]
        if len(gts) == 0 or units == 0:
            result = self._none(len(gts), units)
            result.assign_metrics = torch.zeros(units)
            return result
        points, strides = self._cells_of_anchors(pred_instances.priors)
        engine = self._engine(points, strides, scores.shape[2], alpha=alpha, beta=beta)
        with renamed(_NAMES):
            found = engine.assign(_array(gts), _labels(labels), [0, len(gts)], boxes, scores)
        result = self._result(found, labels, units)
        result.assign_metrics = torch.from_numpy(found.dense(found.duet_values["align_metric"])[0])
        return result


class ATSSAssigner(_Assigner):
    """Drop-in for mmdetection's ATSSAssigner (without DDOD's alpha); priors are anchors of 8 strides on cell corners."""

    _system = "atss"

    def __init__(self, topk, alpha=None, iou_calculator=None, ignore_iof_thr=-1, threads=None):
        _require_plain(iou_calculator)
        if alpha is not None:
            raise ValueError(f"alpha: {alpha}; the cost of DDOD is not implemented, only None")
        super().__init__(threads, atss_topk=topk, ignore_iof_thr=ignore_iof_thr)

    @torch.no_grad()
    def assign(self, pred_instances, num_level_priors, gt_instances, gt_instances_ignore=None):
        """As the original; num_level_priors is taken from the priors themselves and must agree."""
        gts, labels = self._ground_truth(gt_instances)
        points, strides = self._cells_of_anchors(pred_instances.priors)
        units = len(points)
        if len(gts) == 0 or units == 0:
            return self._none(len(gts), units)
        engine = self._engine(points, strides, 1)
        if list(num_level_priors) != engine.grid.prod(1).tolist():
            raise ValueError(f"num_level_priors: {list(num_level_priors)}, the priors make {engine.grid.prod(1).tolist()}")
        ignored = {}
        if gt_instances_ignore is not None and len(gt_instances_ignore.bboxes):
            regions = getattr(gt_instances_ignore.bboxes, "tensor", gt_instances_ignore.bboxes)
            _tensors.floating("gt_instances_ignore.bboxes", regions, (-1, 4))
            ignored = {"ignore_boxes": _array(regions), "ignore_offsets": [0, len(regions)]}
        with renamed(_NAMES):
            # Classes play no part in the rule.
            found = engine.assign(_array(gts), np.zeros(len(gts), np.int32), [0, len(gts)], **ignored)
        return self._result(found, labels, units)


class HungarianAssigner(_Assigner):
    """Drop-in for mmdetection's HungarianAssigner with the costs of DETR or Deformable DETR.

    match_costs: the original's list: ClassificationCost or FocalLossCost, BBoxL1Cost (box_format xywh) and IoUCost (giou), each with
    its weight. Dicts as in config files.
    """

    _system = "hungarian"

    def __init__(self, match_costs, threads=None):
        match_costs = [match_costs] if isinstance(match_costs, dict) else list(match_costs)
        settings = {"cls_weight": 0.0, "l1_weight": 0.0, "giou_weight": 0.0, "flavour": "detr"}
        for cost in match_costs:
            kind, weight = cost.get("type"), float(cost.get("weight", 1.0))
            if kind in ("ClassificationCost", "FocalLossCost"):
                settings["flavour"] = "detr" if kind == "ClassificationCost" else "deformable-detr"
                settings["cls_weight"] = weight
                wanted = {"alpha": 0.25, "gamma": 2, "eps": 1e-12, "binary_input": False}
            elif kind == "BBoxL1Cost":
                settings["l1_weight"] = weight
                wanted = {"box_format": "xywh"}
                cost = {"box_format": "xyxy", **cost}
            elif kind == "IoUCost":
                settings["giou_weight"] = weight
                wanted = {"iou_mode": "giou"}
            else:
                raise ValueError(f"match_costs: {kind}; known are ClassificationCost, FocalLossCost, BBoxL1Cost, IoUCost")
            for key, value in wanted.items():
                if cost.get(key, value) != value:
                    raise ValueError(f"match_costs: {kind} {key}={cost[key]!r}; only {value!r} is implemented")
        super().__init__(threads, **settings)

    @torch.no_grad()
    def assign(self, pred_instances, gt_instances, img_meta=None, **kwargs):
        """As the original: boxes in pixels, scores logits, img_meta["img_shape"] height and width."""
        gts, labels = self._ground_truth(gt_instances)
        boxes, scores = self._predictions(pred_instances)
        units = boxes.shape[1]
        if len(gts) == 0 or units == 0:
            return _assign_result(
                len(gts),
                torch.full((units,), 0 if len(gts) == 0 else -1, dtype=torch.int64),
                None,
                torch.full((units,), -1, dtype=torch.int64),
            )
        if not img_meta or "img_shape" not in img_meta:
            raise ValueError("img_meta: img_shape (height, width) is needed")
        size = tuple(int(side) for side in img_meta["img_shape"][:2])
        classes = scores.shape[2] - (self._settings["flavour"] == "detr")
        engine = self._grids.get(
            (units, size, classes),
            lambda: Engine(self._system, classes, None, size, self._threads, queries=units, **self._settings),
        )
        with renamed(_NAMES):
            found = engine.assign(_array(gts), _labels(labels), [0, len(gts)], boxes, pred_logits=scores)
        result = self._result(found, labels, units)
        result.max_overlaps = None
        return result


def _require_plain(iou_calculator):
    if iou_calculator is not None and iou_calculator.get("type") != "BboxOverlaps2D":
        raise ValueError(f"iou_calculator: {iou_calculator}; only BboxOverlaps2D is implemented")


def _array(boxes):
    return _tensors.as_float(boxes).numpy()


def _labels(labels):
    return _tensors.as_labels("gt_instances.labels", labels).numpy()
