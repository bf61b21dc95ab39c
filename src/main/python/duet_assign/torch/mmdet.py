"""Drop-ins for mmdetection's assigners: assign(pred_instances, gt_instances) for one image, with an AssignResult.

Instances are mmengine's InstanceData or anything with the same attributes. The result is mmdetection's own class where mmdetection is
installed, else one with the same attributes.
"""

import numpy as np
import torch

from duet_assign.engine import Engine
from duet_assign.torch import _nonfinite, _tensors
from duet_assign.torch._aligned import real, whole
from duet_assign.torch._instances import (
    Assigner,
    array_of,
    assign_result,
    boxes_of,
    centres_of_mass,
    labels_of,
    require_plain,
    unscoped,
)
from duet_assign.torch.plain import single as plain

# What SimOTA's overlaps hold for units without GT; the others' hold more.
_SIMOTA_INF = 1e5


class SimOTAAssigner(Assigner):
    """Drop-in for mmdetection's SimOTAAssigner; priors are points with strides, scores probabilities."""

    _system = "simota"
    _offset = 0.5
    _negative = -_SIMOTA_INF
    _unmarked = True

    def __init__(
        self, center_radius=2.5, candidate_topk=10, iou_weight=3.0, cls_weight=1.0, iou_calculator=None, threads=None, nonfinite=None
    ):
        self.center_radius = center_radius
        self.candidate_topk = candidate_topk
        self.iou_weight = iou_weight
        self.cls_weight = cls_weight
        self.iou_calculator = iou_calculator
        super().__init__(threads, nonfinite)

    def _settings(self):
        require_plain(self.iou_calculator)
        return {
            "radius": real("center_radius", self.center_radius),
            "topk": whole("candidate_topk", self.candidate_topk, 1),
            "iou_weight": real("iou_weight", self.iou_weight),
            "cls_weight": real("cls_weight", self.cls_weight),
        }

    @torch.no_grad()
    def assign(self, pred_instances, gt_instances, gt_instances_ignore=None, **kwargs):
        """As the original; ignored regions are not looked at, as there."""
        gts, labels = self._ground_truth(gt_instances)
        if len(gts) == 0:
            return self._none(0, len(boxes_of(pred_instances, "bboxes")))
        boxes, scores = self._predictions(pred_instances)
        units = boxes.shape[1]
        if units == 0:
            return self._none(len(gts), 0)
        settings = self._settings()
        priors, points, strides = self._points(pred_instances, units)

        def run(engine):
            # The head hands the root of class times objectness over; the engine takes the root itself.
            squares = np.square(scores, dtype=np.float32) * np.where(scores < 0, np.float32(-1), np.float32(1))
            return engine.assign(array_of(gts), labels_of(labels), [0, len(gts)], boxes, squares)

        def plainly():
            self._refuse_gts(gts, labels, scores.shape[2])
            if not np.isfinite(scores).all():
                raise ValueError("pred_instances.scores: hold NaN or infinities, for which the original raises an error too")
            at, spread = torch.from_numpy(np.ascontiguousarray(points)), torch.from_numpy(np.ascontiguousarray(strides))
            given = (at, spread, _tensors.as_float(gts), labels, torch.from_numpy(boxes[0]), torch.from_numpy(scores[0]).float())
            weights = settings["iou_weight"], settings["cls_weight"]
            return plain.simota(*given, "mmdet", settings["radius"], settings["topk"], *weights)

        with self._grids.lock:
            engine = self._engine(priors, points, strides, scores.shape[2], settings)
            return self._result(*self._found(engine, run, plainly, boxes, scores, True)[:2], labels)


class DynamicSoftLabelAssigner(Assigner):
    """Drop-in for mmdetection's DynamicSoftLabelAssigner (RTMDet, RTMDet-Ins); priors are cell corners with strides, scores logits."""

    _system = "rtmdet"
    _unmarked = True

    def __init__(self, soft_center_radius=3.0, topk=13, iou_weight=3.0, iou_calculator=None, threads=None, nonfinite=None):
        self.soft_center_radius = soft_center_radius
        self.topk = topk
        self.iou_weight = iou_weight
        self.iou_calculator = iou_calculator
        super().__init__(threads, nonfinite)

    def _settings(self):
        require_plain(self.iou_calculator)
        return {
            "radius": real("soft_center_radius", self.soft_center_radius),
            "topk": whole("topk", self.topk, 1),
            "iou_weight": real("iou_weight", self.iou_weight),
        }

    @torch.no_grad()
    def assign(self, pred_instances, gt_instances, gt_instances_ignore=None, **kwargs):
        """As the original: gt_instances with masks are measured from the masks' centres of mass, others from their boxes' centres."""
        gts, labels = self._ground_truth(gt_instances)
        if len(gts) == 0:
            return self._none(0, len(boxes_of(pred_instances, "bboxes")))
        boxes, scores = self._predictions(pred_instances)
        units = boxes.shape[1]
        if units == 0:
            return self._none(len(gts), 0)
        settings = self._settings()
        priors, points, strides = self._points(pred_instances, units)
        centres = centres_of_mass(getattr(gt_instances, "masks", None), len(gts))

        def run(engine):
            more = {} if centres is None else {"gt_centres": centres.numpy()}
            return engine.assign(array_of(gts), labels_of(labels), [0, len(gts)], boxes, pred_logits=scores, **more)

        def plainly():
            self._refuse_gts(gts, labels, scores.shape[2])
            at, spread = torch.from_numpy(np.ascontiguousarray(points)), torch.from_numpy(np.ascontiguousarray(strides))
            given = (at, spread, _tensors.as_float(gts), labels, torch.from_numpy(boxes[0]), torch.from_numpy(scores[0]).float())
            return plain.soft_labels(*given, settings["radius"], settings["topk"], settings["iou_weight"], centres)

        with self._grids.lock:
            engine = self._engine(priors, points, strides, scores.shape[2], settings)
            return self._result(*self._found(engine, run, plainly, boxes, scores)[:2], labels)


class TaskAlignedAssigner(Assigner):
    """Drop-in for mmdetection's TaskAlignedAssigner (TOOD); priors are anchors of 8 strides on cell corners, scores probabilities.

    Other anchors (another octave_base_scale, ratios, center_offset) work too, in PyTorch.
    """

    _system = "tood"

    def __init__(self, topk, iou_calculator=None, threads=None, nonfinite=None):
        self.topk = topk
        self.iou_calculator = iou_calculator
        super().__init__(threads, nonfinite)

    def _settings(self):
        require_plain(self.iou_calculator)
        return {"topk": whole("topk", self.topk, 1)}

    @torch.no_grad()
    def assign(self, pred_instances, gt_instances, gt_instances_ignore=None, alpha=1, beta=6):
        """As the original; the result also has assign_metrics."""
        gts, labels = self._ground_truth(gt_instances)
        units = len(boxes_of(pred_instances, "bboxes"))
        if len(gts) == 0 or units == 0:
            result = self._none(len(gts), units)
            result.assign_metrics = torch.zeros(units)
            return result
        boxes, scores = self._predictions(pred_instances)
        settings = {**self._settings(), "alpha": real("alpha", alpha), "beta": real("beta", beta)}
        anchors, points, strides = self._anchors(pred_instances)

        def run(engine):
            return engine.assign(array_of(gts), labels_of(labels), [0, len(gts)], boxes, scores)

        def plainly():
            self._refuse_gts(gts, labels, scores.shape[2])
            given = (torch.from_numpy(points), _tensors.as_float(gts), labels, torch.from_numpy(boxes[0]))
            own, metrics = plain.aligned_everywhere(*given, torch.from_numpy(scores[0]).float(), settings["topk"], alpha, beta)
            kept.append(metrics)
            pairs = plain.plain_iou(_tensors.as_float(gts)[own.clamp(min=0)], torch.from_numpy(boxes[0]), floor=1e-6)
            return own, pairs

        kept = []
        with self._grids.lock:
            engine = self._engine(anchors, points, strides, scores.shape[2], settings)
            own, overlaps, found = self._found(engine, run, plainly, boxes, scores, True)
        result = self._result(own, overlaps, labels)
        result.assign_metrics = kept[0] if found is None else torch.from_numpy(found.dense(found.duet_values["align_metric"])[0])
        return result


class ATSSAssigner(Assigner):
    """Drop-in for mmdetection's ATSSAssigner (without DDOD's alpha); priors are anchors of 8 strides on cell corners.

    Other anchors (another octave_base_scale, ratios, center_offset) work too, in PyTorch.
    """

    _system = "atss"

    def __init__(self, topk, alpha=None, iou_calculator=None, ignore_iof_thr=-1, threads=None, nonfinite=None):
        self.topk = topk
        self.alpha = alpha
        self.iou_calculator = iou_calculator
        self.ignore_iof_thr = ignore_iof_thr
        super().__init__(threads, nonfinite)

    def _settings(self):
        require_plain(self.iou_calculator)
        if self.alpha is not None:
            raise ValueError(f"alpha: {self.alpha}; the cost of DDOD is not implemented, only None")
        return {"atss_topk": whole("topk", self.topk, 1), "ignore_iof_thr": real("ignore_iof_thr", self.ignore_iof_thr)}

    @torch.no_grad()
    def assign(self, pred_instances, num_level_priors, gt_instances, gt_instances_ignore=None):
        """As the original; num_level_priors must add up to the priors, and agree with their levels where these are on a grid."""
        gts, labels = self._ground_truth(gt_instances)
        if len(gts) == 0:
            return self._none(0, len(boxes_of(pred_instances, "priors")))
        settings = self._settings()
        anchors, points, strides = self._anchors(pred_instances)
        units = len(points)
        if units == 0:
            return self._none(len(gts), 0)
        cells = [whole("num_level_priors", n, 0) for n in num_level_priors]
        if sum(cells) != units:
            raise ValueError(f"num_level_priors: {cells}, pred_instances.priors have {units} rows")
        regions = None
        # As the original, which has no eye for regions without a threshold.
        if self.ignore_iof_thr > 0 and gt_instances_ignore is not None and len(gt_instances_ignore.bboxes):
            regions = boxes_of(gt_instances_ignore)
            _tensors.floating("gt_instances_ignore.bboxes", regions, (-1, 4))

        def run(engine):
            if cells != engine.grid.prod(1).tolist():
                raise ValueError(f"num_level_priors: {cells}, the priors make {engine.grid.prod(1).tolist()}")
            ignored = {} if regions is None else {"ignore_boxes": array_of(regions), "ignore_offsets": [0, len(regions)]}
            # Classes play no part in the rule.
            return engine.assign(array_of(gts), np.zeros(len(gts), np.int32), [0, len(gts)], **ignored)

        def plainly():
            self._refuse_gts(gts, labels)
            own = torch.from_numpy(anchors)
            passed = None
            if regions is not None and settings["ignore_iof_thr"] > 0:
                passed = plain.covered(own, _tensors.as_float(regions)) > settings["ignore_iof_thr"]
            found, overlaps = plain.adaptive(own, cells, _tensors.as_float(gts), topk=settings["atss_topk"], passed_over=passed)
            if passed is not None:
                found = torch.where((found == -1) & passed, torch.full_like(found, -2), found)
            return found, overlaps

        with self._grids.lock:
            engine = self._engine(anchors, points, strides, 1, settings)
            return self._result(*self._found(engine, run, plainly)[:2], labels)


class HungarianAssigner(Assigner):
    """Drop-in for mmdetection's HungarianAssigner with the costs of DETR or Deformable DETR.

    match_costs: the original's list: ClassificationCost or FocalLossCost, BBoxL1Cost (box_format xywh) and IoUCost (giou), each with
    its weight. Dicts as in config files.
    """

    _system = "hungarian"

    def __init__(self, match_costs, threads=None, nonfinite=None):
        self.match_costs = match_costs
        super().__init__(threads, nonfinite)

    def _settings(self):
        match_costs = [self.match_costs] if isinstance(self.match_costs, dict) else list(self.match_costs)
        settings = {"cls_weight": 0.0, "l1_weight": 0.0, "giou_weight": 0.0, "flavour": "detr"}
        for cost in match_costs:
            if not isinstance(cost, dict):
                raise TypeError(f"match_costs: {type(cost).__name__}; dicts are needed, as in config files")
            kind, weight = unscoped(cost.get("type")), real("match_costs weight", cost.get("weight", 1.0))
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
        return settings

    @torch.no_grad()
    def assign(self, pred_instances, gt_instances, img_meta=None, **kwargs):
        """As the original: boxes in pixels, scores logits, img_meta["img_shape"] height and width."""
        gts, labels = self._ground_truth(gt_instances)
        units = len(boxes_of(pred_instances, "bboxes"))
        if len(gts) == 0 or units == 0:
            return assign_result(
                len(gts),
                torch.full((units,), 0 if len(gts) == 0 else -1, dtype=torch.int64),
                None,
                torch.full((units,), -1, dtype=torch.int64),
            )
        boxes, scores = self._predictions(pred_instances)
        if not img_meta or "img_shape" not in img_meta:
            raise ValueError("img_meta: img_shape (height, width) is needed")
        size = tuple(int(side) for side in img_meta["img_shape"][:2])
        settings = self._settings()
        classes = scores.shape[2] - (settings["flavour"] == "detr")
        key = (units, size, classes, self.threads, tuple(settings.items()))

        def build():
            return Engine(self._system, classes, None, size, self.threads, queries=units, **settings)

        def run(engine):
            return engine.assign(array_of(gts), labels_of(labels), [0, len(gts)], boxes, pred_logits=scores)

        with self._grids.lock:
            # The original's matching raises an error for costs that are no numbers, too.
            result = self._result(*self._found(self._grids.get(key, build), run, None)[:2], labels)
        result.max_overlaps = None
        return result
