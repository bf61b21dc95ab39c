"""Drop-ins for YOLOv6's two assigners."""

import torch

from duet_assign._errors import PredictionError
from duet_assign.engine import java_errors
from duet_assign.torch import _nonfinite, _tensors
from duet_assign.torch._aligned import NAMES, TaskAligned
from duet_assign.torch._targets import TargetSet
from duet_assign.torch.plain import aligned as plain


class YOLOv6TaskAlignedAssigner(TaskAligned):
    """Drop-in for YOLOv6's TaskAlignedAssigner (yolov6/assigners/tal_assigner.py), main branch.

    YOLOv6 hands GTs over in float64; they are assigned in float32, and targets come back as float64, as the original's do.
    """

    _original = (("yolov6.assigners.tal_assigner",), "TaskAlignedAssigner")
    _plain = {"everywhere": True, "overlap": plain.plain_iou}

    def __init__(
        self, topk=13, num_classes=80, alpha=1.0, beta=6.0, eps=1e-9, *, threads=None, reuse_targets=True, nonfinite=None
    ):  # fmt: skip
        super().__init__(topk, num_classes, alpha, beta, eps, threads, reuse_targets, nonfinite)
        self._settings()

    def _system(self):
        return "yolov6", self._settings()

    @torch.no_grad()
    def forward(self, pd_scores, pd_bboxes, anc_points, gt_labels, gt_bboxes, mask_gt):
        """As the original: returns target_labels, target_bboxes, target_scores, fg_mask."""
        found = self._run(pd_scores, pd_bboxes, anc_points, gt_labels, gt_bboxes, mask_gt)
        if found is None:
            return self._none(pd_scores, pd_bboxes)[:4]
        labels, boxes, scores, foreground, _ = found
        kind = torch.promote_types(torch.promote_types(pd_scores.dtype, pd_bboxes.dtype), gt_bboxes.dtype)
        return labels, boxes.to(gt_bboxes.dtype), scores.to(kind), foreground


class YOLOv6ATSSAssigner(TaskAligned):
    """Drop-in for YOLOv6's ATSSAssigner (yolov6/assigners/atss_assigner.py), the warm-up of some models."""

    _original = (("yolov6.assigners.atss_assigner",), "ATSSAssigner")

    def __init__(self, topk=9, num_classes=80, *, threads=None, reuse_targets=True, nonfinite=None):
        super().__init__(topk, num_classes, 1.0, 6.0, 1e-9, threads, reuse_targets, nonfinite)
        self._settings()

    def original_arguments(self):
        """As the original takes them."""
        return {"topk": self.topk, "num_classes": self.num_classes}

    def _system(self):
        return "atss", {"flavour": "yolov6", "atss_topk": self._settings()["topk"]}

    @torch.no_grad()
    def forward(self, anc_bboxes, n_level_bboxes, gt_labels, gt_bboxes, mask_gt, pd_bboxes):
        """anc_bboxes [N, 4] of 5 strides, centred in their cells; the rest as in the original, whose results it returns."""
        state = self.state()
        key, make = self._recipe(state)
        _tensors.floating("anc_bboxes", anc_bboxes, (-1, 4))
        units = anc_bboxes.shape[0]
        _tensors.floating("pd_bboxes", pd_bboxes, (-1, units, 4))
        images = pd_bboxes.shape[0]
        _tensors.floating("gt_bboxes", gt_bboxes, (images, -1, 4))
        padded = gt_bboxes.shape[1]
        _tensors.require("gt_labels", gt_labels, (images, padded, 1))
        _tensors.require("mask_gt", mask_gt, (images, padded, 1))
        if padded == 0 or images == 0 or units == 0:
            labels = torch.full((images, units), self.bg_idx)
            zero = torch.zeros(images, units)
            return labels, torch.zeros(images, units, 4), torch.zeros(images, units, self.num_classes), zero
        boxes, planar = _tensors.rows("pd_bboxes", pd_bboxes)
        labels = _tensors.as_labels("gt_labels", gt_labels)
        gts = _tensors.as_float(gt_bboxes)
        mask = _tensors.as_mask(mask_gt)
        with state.grids.lock:
            state.pool.reuse = self.reuse_targets
            engine = state.grids.at("anc_bboxes", (anc_bboxes[:, :2] + anc_bboxes[:, 2:]) / 2, key, make)
            cells = engine.grid.prod(1).tolist()
            if [int(n) for n in n_level_bboxes] != cells:
                raise ValueError(f"n_level_bboxes: {list(n_level_bboxes)}, anc_bboxes make {cells}")
            try:
                targets = self._write(engine, state.pool, boxes, planar, labels, gts, mask)
            except PredictionError as e:
                if _nonfinite.choice(self.nonfinite) == "raise":
                    raise
                _nonfinite.warn(type(self).__name__, e)
                targets = self._as_original(engine, state.pool, boxes, planar, labels, gts, mask)
        labels, boxes, scores, foreground, _ = targets
        return labels, boxes.to(gt_bboxes.dtype), scores, foreground

    def _write(self, engine, pool, boxes, planar, labels, gts, mask):
        images, padded = labels.shape[:2]
        bridge = engine.bridge
        with java_errors(NAMES):
            bridge.paddedGts(gts.data_ptr(), labels.data_ptr(), mask.data_ptr(), images, padded, 4)
            bridge.boxes(0, boxes.data_ptr(), 4, planar)
            bridge.assign()
            targets = pool.take(TargetSet, (images, engine.units, self.num_classes, 4))
            targets.write(bridge, self.bg_idx)
            return targets.hand_out()

    def _as_original(self, engine, pool, boxes, planar, labels, gts, mask):
        """Anchors alone decide who gets what; a prediction whose overlap is NaN makes the targets of its unit NaN."""
        usable = torch.where(torch.isfinite(boxes).all(-1, keepdim=True), boxes, torch.zeros_like(boxes)).contiguous()
        found = self._write(engine, pool, usable, False, labels, gts, mask)
        for image, scores in enumerate(found[2]):
            overlap = plain.plain_iou(gts[image][:, None], boxes[image]) * 0.0
            scores += overlap.sum(0).unsqueeze(-1)
        return found
