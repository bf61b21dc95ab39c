"""Drop-ins for the task-aligned assigners of ultralytics (YOLOv8, 9, 10, 11, 26) and YOLOv9."""

import numbers
import warnings

import torch

from duet_assign.torch._aligned import TaskAligned, real, strides, whole
from duet_assign.torch.plain import aligned as plain

_first_form_said = False


def _say_first_form():
    global _first_form_said
    if not _first_form_said:
        _first_form_said = True
        warnings.warn(
            "duet: TaskAlignedAssigner with stride or topk2 has the small-box rule of ultralytics 8.4.0 to 8.4.104, which widens sides "
            "below the first stride. Later packages widen all below the second (floor form); duet does not have that one",
            stacklevel=5,
        )


class TaskAlignedAssigner(TaskAligned):
    """Drop-in for ultralytics' TaskAlignedAssigner (utils/tal.py), YOLOv8, 10, 11 and, with ``stride``, 26.

    Takes the arguments of both generations, by position too: (topk, num_classes, alpha, beta, eps) of 8.0 to 8.3, and (topk,
    num_classes, alpha, beta, stride, eps, topk2) of 8.4, told apart by the fifth: a number is eps, a list or tensor is stride. With
    ``stride`` (8.4's losses give their own) or ``topk2`` (then 8.4's [8, 16, 32] where there is no stride) the rule is that of 8.4:
    candidates of small GTs on widened boxes, and ``topk2`` units kept after conflicts. None switches either off. ``stride_val``, the
    side that small ones get, is the second stride where nothing else was set. ``conflicts="all"`` is the rule before 8.0.52 and of
    YOLOv9: every GT of the image competes for a contested unit.

    Further: ``threads`` of the engine (default: see duet_assign.threads), ``reuse_targets=False`` for new target tensors in every call,
    ``nonfinite="raise"`` to refuse predictions that are no numbers, which by default are assigned as the original would.
    """

    _box_system = "yolov8"
    _small_system = "yolo26"
    _original = (("ultralytics.utils.tal",), "TaskAlignedAssigner")

    def __init__(
        self,
        topk=13,
        num_classes=80,
        alpha=1.0,
        beta=6.0,
        *further,
        eps=1e-9,
        stride=None,
        topk2=None,
        conflicts="candidates",
        threads=None,
        reuse_targets=True,
        nonfinite=None,
    ):
        given = self._by_position(further)
        for name, value, default in (("eps", eps, 1e-9), ("stride", stride, None), ("topk2", topk2, None)):
            if name in given and value != default:
                raise TypeError(f"{name}: given by position and by name")
        eps, stride, topk2 = given.get("eps", eps), given.get("stride", stride), given.get("topk2", topk2)
        super().__init__(topk, num_classes, alpha, beta, eps, threads, reuse_targets, nonfinite)
        self.stride = stride
        self.topk2 = topk2
        self._stride_val = None
        self.conflicts = conflicts
        self._system()

    @staticmethod
    def _by_position(further):
        """The arguments after beta by name, of either generation."""
        if further and isinstance(further[0], numbers.Real):
            names = ("eps",)
        else:
            names = ("stride", "eps", "topk2")
        if len(further) > len(names):
            raise TypeError(
                f"arguments after beta: {', '.join(map(repr, further))}; the originals take (eps) until ultralytics 8.3 and "
                "(stride, eps, topk2) from 8.4; give anything else by name"
            )
        return dict(zip(names, further))

    @property
    def stride_val(self):
        """The side that small GTs get for the test of what is inside."""
        stride = self._strides()
        if self._stride_val is not None or stride is None:
            return self._stride_val
        return stride[1] if len(stride) > 1 else stride[0]

    @stride_val.setter
    def stride_val(self, value):
        self._stride_val = value

    def _strides(self):
        """The strides of 8.4's rule, None for that of 8.3."""
        stride = strides(self.stride)
        return (8.0, 16.0, 32.0) if stride is None and self._narrows() else stride

    def _narrows(self):
        """Whether topk2 narrows what topk selected."""
        return self.topk2 not in (None, 0, self.topk)

    def original_arguments(self):
        """Of the generation in use."""
        given = super().original_arguments()
        if self._strides() is not None:
            given.update(stride=list(self._strides()), topk2=self.topk2)
        return given

    def _attributes(self):
        stride = self.stride
        if stride is not None and type(stride) is not tuple:
            stride = strides(stride)
        return (*super()._attributes(), stride, self._stride_val, self.topk2, self.conflicts)

    def _system(self):
        settings = {**self._settings(), "conflicts": self.conflicts}
        stride = self._strides()
        if stride is None:
            return self._box_system, settings
        _say_first_form()
        settings["stal_threshold"] = stride[0]
        settings["stal_side"] = real("stride_val", self.stride_val)
        if self._narrows():
            settings["branches"] = "one2one"
            settings["topk_one2one"] = settings.pop("topk")
            settings["topk2_one2one"] = whole("topk2", self.topk2, 1)
        else:
            settings["branches"] = "one2many"
        return self._small_system, settings

    def _plain_rule(self):
        rule = {**self._plain, "everywhere": self.conflicts == "all"}
        if self._strides() is not None:
            rule["widen"] = (self._strides()[0], self.stride_val)
            rule["second"] = self.topk2 if self._narrows() else None
        return rule

    def _everywhere(self):
        return self.conflicts == "all"

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
    _original = (("ultralytics.utils.tal",), "RotatedTaskAlignedAssigner")
    _plain = {"overlap": plain.gaussian_iou, "inside": plain.inside_rotated}


class YOLOv9SegmentTaskAlignedAssigner(TaskAlignedAssigner):
    """Drop-in for the TaskAlignedAssigner of YOLOv9's segmentation and panoptic losses (utils/segment/tal, utils/panoptic/tal)."""

    _original = (("utils.segment.tal.assigner", "utils.panoptic.tal.assigner"), "TaskAlignedAssigner")

    def __init__(
        self, topk=13, num_classes=80, alpha=1.0, beta=6.0, eps=1e-9, *, threads=None, reuse_targets=True, nonfinite=None
    ):  # fmt: skip
        super().__init__(
            topk, num_classes, alpha, beta, eps=eps, conflicts="all", threads=threads, reuse_targets=reuse_targets, nonfinite=nonfinite
        )


class YOLOv9TaskAlignedAssigner(YOLOv9SegmentTaskAlignedAssigner):
    """Drop-in for the TaskAlignedAssigner of YOLOv9's box losses (utils/tal), one instance per branch; returns no indices."""

    _original = (("utils.tal.assigner",), "TaskAlignedAssigner")

    def forward(self, pd_scores, pd_bboxes, anc_points, gt_labels, gt_bboxes, mask_gt):
        """As TaskAlignedAssigner, without the last result."""
        return super().forward(pd_scores, pd_bboxes, anc_points, gt_labels, gt_bboxes, mask_gt)[:4]
