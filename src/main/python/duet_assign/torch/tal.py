"""Drop-ins for the task-aligned assigners of ultralytics (YOLOv8, 9, 10, 11, 26), YOLOv6 and YOLOv9."""

import torch

from duet_assign.engine import java_errors
from duet_assign.torch import _tensors
from duet_assign.torch._grids import Grids, maker
from duet_assign.torch._module import EngineModule
from duet_assign.torch._targets import NoTargets, TargetPool, TargetSet

_NAMES = {"pred_scores": "pd_scores", "pred_boxes": "pd_bboxes", "gt_boxes": "gt_bboxes"}


class _State:
    def __init__(self, make, reuse):
        self.grids = Grids(make)
        self.pool = TargetPool(reuse)


class _TaskAligned(EngineModule):
    """The forward pass all drop-ins of the family share."""

    _width = 4

    def __init__(self, topk, num_classes, alpha, beta, eps, threads, reuse_targets):
        super().__init__(threads)
        self.topk = topk
        self.num_classes = num_classes
        self.bg_idx = num_classes
        self.alpha = alpha
        self.beta = beta
        self.eps = eps
        self.reuse_targets = reuse_targets
        if eps != 1e-9:
            raise ValueError(f"eps: {eps}; the engine has the originals' 1e-9")

    def make_state(self):
        """Engines and target tensors."""
        system, settings = self._system()
        return _State(maker(system, self.num_classes, self.threads, settings), self.reuse_targets)

    def _settings(self):
        return {"topk": self.topk, "alpha": self.alpha, "beta": self.beta}

    def _check(self, pd_scores, pd_bboxes, anc_points, gt_labels, gt_bboxes, mask_gt):
        """Raises unless all shapes and types fit."""
        _tensors.floating("pd_scores", pd_scores, (-1, -1, self.num_classes))
        images, units = pd_scores.shape[:2]
        _tensors.floating("pd_bboxes", pd_bboxes, (images, units, self._width))
        _tensors.floating("anc_points", anc_points, (units, 2))
        _tensors.floating("gt_bboxes", gt_bboxes, (images, -1, self._width))
        padded = gt_bboxes.shape[1]
        _tensors.require("gt_labels", gt_labels, (images, padded, 1))
        _tensors.require("mask_gt", mask_gt, (images, padded, 1))
        return images, units, padded

    def _assign(self, engine, pd_scores, pd_bboxes, gt_labels, gt_bboxes, mask_gt, padded):
        """Describes the batch to the engine, runs it and writes the targets; one call at a time."""
        scores, class_major = _tensors.rows("pd_scores", pd_scores, half=True)
        boxes, planar = _tensors.rows("pd_bboxes", pd_bboxes)
        labels = _tensors.as_labels("gt_labels", gt_labels)
        gts = _tensors.as_float(gt_bboxes)
        mask = _tensors.as_mask(mask_gt)
        images, units = pd_scores.shape[:2]
        bridge = engine.bridge
        with java_errors(_NAMES):
            bridge.paddedGts(gts.data_ptr(), labels.data_ptr(), mask.data_ptr(), images, padded, self._width)
            bridge.boxes(0, boxes.data_ptr(), self._width, planar)
            bridge.scores(
                0, scores.data_ptr(), self.num_classes, scores.dtype is torch.float16, class_major, False
            )
            bridge.assign()
            targets = self.state().pool.take(TargetSet, (images, units, self.num_classes, self._width))
            targets.write(bridge)
            return targets.hand_out()

    def _run(self, pd_scores, pd_bboxes, anc_points, gt_labels, gt_bboxes, mask_gt):
        state = self.state()
        images, units, padded = self._check(pd_scores, pd_bboxes, anc_points, gt_labels, gt_bboxes, mask_gt)
        if padded == 0 or images == 0 or units == 0:
            return None
        with state.pool.lock:
            engine = state.grids.at("anc_points", anc_points)
            return self._assign(engine, pd_scores, pd_bboxes, gt_labels, gt_bboxes, mask_gt, padded)

    def _none(self, pd_scores, pd_bboxes):
        """What the originals return for a batch without GTs, in the type of the scores."""
        shape = (*pd_scores.shape, self._width)
        pool = self.state().pool
        with pool.lock:
            targets = pool.take(NoTargets, shape)
            targets.fill(self.bg_idx)
            labels, boxes, *rest = targets.hand_out()
        return labels.to(pd_scores.dtype), boxes.to(pd_bboxes.dtype), *(t.to(pd_scores.dtype) for t in rest)


class TaskAlignedAssigner(_TaskAligned):
    """Drop-in for ultralytics' TaskAlignedAssigner (utils/tal.py), YOLOv8, 10, 11 and, with ``stride``, 26.

    The constructor takes the original's arguments. ``stride`` (a list) switches to the rule of ultralytics 8.4: candidates of small GTs
    on widened boxes, and ``topk2`` units kept after conflicts. ``conflicts="all"`` is the rule before 8.1.34 and of YOLOv9: every GT of
    the image competes for a contested unit.

    Further: ``threads`` of the engine (default: see duet_assign.threads), ``reuse_targets=False`` for new target tensors in every call.
    """

    _box_system = "yolov8"
    _small_system = "yolo26"

    def __init__(
        self,
        topk=13,
        num_classes=80,
        alpha=1.0,
        beta=6.0,
        eps=1e-9,
        stride=None,
        topk2=None,
        *,
        conflicts="candidates",
        threads=None,
        reuse_targets=True,
    ):
        super().__init__(topk, num_classes, alpha, beta, eps, threads, reuse_targets)
        self.stride = stride
        self.topk2 = topk2
        self.conflicts = conflicts
        if stride is None and topk2 not in (None, 0, topk):
            raise ValueError(f"topk2: {topk2}; needs stride, as in ultralytics 8.4")

    def _system(self):
        settings = {**self._settings(), "conflicts": self.conflicts}
        if self.stride is None:
            return self._box_system, settings
        stride = [float(s) for s in self.stride]
        settings["stal_threshold"] = stride[0]
        settings["stal_side"] = stride[1] if len(stride) > 1 else stride[0]
        if self.topk2 in (None, 0, self.topk):
            settings["branches"] = "one2many"
        else:
            settings["branches"] = "one2one"
            settings["topk_one2one"] = settings.pop("topk")
            settings["topk2_one2one"] = self.topk2
        return self._small_system, settings

    @torch.no_grad()
    def forward(self, pd_scores, pd_bboxes, anc_points, gt_labels, gt_bboxes, mask_gt):
        """Assigns a batch.

        pd_scores [B, N, C] probabilities, float32 or float16; pd_bboxes [B, N, 4] in pixels; anc_points [N, 2] cell centres in pixels;
        gt_labels [B, M, 1]; gt_bboxes [B, M, 4] in pixels; mask_gt [B, M, 1], 0 for padding.

        Returns target_labels [B, N] int64, target_bboxes [B, N, 4], target_scores [B, N, C], fg_mask [B, N] bool and target_gt_idx
        [B, N] int64. Contiguous predictions are read where they lie, class-major ones too; no graph is touched.
        """
        found = self._run(pd_scores, pd_bboxes, anc_points, gt_labels, gt_bboxes, mask_gt)
        if found is None:
            return self._none(pd_scores, pd_bboxes)
        labels, boxes, scores, foreground, indices = found
        kind = torch.promote_types(pd_scores.dtype, pd_bboxes.dtype)
        return labels, boxes.to(gt_bboxes.dtype), scores.to(kind), foreground, indices


class RotatedTaskAlignedAssigner(TaskAlignedAssigner):
    """Drop-in for ultralytics' RotatedTaskAlignedAssigner: boxes are cx cy w h angle (pixels, radians), 5 columns."""

    _width = 5
    _box_system = "yolov8-obb"
    _small_system = "yolo26-obb"


class YOLOv9TaskAlignedAssigner(TaskAlignedAssigner):
    """Drop-in for YOLOv9's TaskAlignedAssigner (utils/tal/assigner.py), one instance per branch; returns no indices."""

    def __init__(self, topk=13, num_classes=80, alpha=1.0, beta=6.0, eps=1e-9, *, threads=None, reuse_targets=True):
        super().__init__(
            topk, num_classes, alpha, beta, eps, conflicts="all", threads=threads, reuse_targets=reuse_targets
        )

    def forward(self, pd_scores, pd_bboxes, anc_points, gt_labels, gt_bboxes, mask_gt):
        """As TaskAlignedAssigner, without the last result."""
        return super().forward(pd_scores, pd_bboxes, anc_points, gt_labels, gt_bboxes, mask_gt)[:4]


class YOLOv6TaskAlignedAssigner(_TaskAligned):
    """Drop-in for YOLOv6's TaskAlignedAssigner (yolov6/assigners/tal_assigner.py), main branch.

    YOLOv6 hands GTs over in float64; they are assigned in float32, and targets come back as float64, as the original's do.
    """

    def __init__(self, topk=13, num_classes=80, alpha=1.0, beta=6.0, eps=1e-9, *, threads=None, reuse_targets=True):
        super().__init__(topk, num_classes, alpha, beta, eps, threads, reuse_targets)

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


class YOLOv6ATSSAssigner(_TaskAligned):
    """Drop-in for YOLOv6's ATSSAssigner (yolov6/assigners/atss_assigner.py), the warm-up of some models."""

    def __init__(self, topk=9, num_classes=80, *, threads=None, reuse_targets=True):
        super().__init__(topk, num_classes, 1.0, 6.0, 1e-9, threads, reuse_targets)

    def _system(self):
        return "atss", {"flavour": "yolov6", "atss_topk": self.topk}

    @torch.no_grad()
    def forward(self, anc_bboxes, n_level_bboxes, gt_labels, gt_bboxes, mask_gt, pd_bboxes):
        """anc_bboxes [N, 4] of 5 strides, centred in their cells; the rest as in the original, whose results it returns."""
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
        state = self.state()
        boxes, planar = _tensors.rows("pd_bboxes", pd_bboxes)
        labels = _tensors.as_labels("gt_labels", gt_labels)
        gts = _tensors.as_float(gt_bboxes)
        mask = _tensors.as_mask(mask_gt)
        with state.pool.lock, java_errors(_NAMES):
            engine = state.grids.at("anc_bboxes", (anc_bboxes[:, :2] + anc_bboxes[:, 2:]) / 2)
            cells = engine.grid.prod(1).tolist()
            if [int(n) for n in n_level_bboxes] != cells:
                raise ValueError(f"n_level_bboxes: {list(n_level_bboxes)}, anc_bboxes make {cells}")
            bridge = engine.bridge
            bridge.paddedGts(gts.data_ptr(), labels.data_ptr(), mask.data_ptr(), images, padded, 4)
            bridge.boxes(0, boxes.data_ptr(), 4, planar)
            bridge.assign()
            targets = state.pool.take(TargetSet, (images, units, self.num_classes, 4))
            targets.write(bridge, self.bg_idx)
            labels, boxes, scores, foreground, _ = targets.hand_out()
        return labels, boxes.to(gt_bboxes.dtype), scores, foreground
