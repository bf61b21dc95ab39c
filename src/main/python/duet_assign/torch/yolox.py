"""Drop-ins for get_assignments of YOLOX's head (yolox/models/yolo_head.py)."""

import numpy as np
import torch

from duet_assign import _jvm
from duet_assign._errors import PredictionError, renamed
from duet_assign.engine import Engine
from duet_assign.torch import _nonfinite, _tensors
from duet_assign.torch._grids import Grids, image_size, levels
from duet_assign.torch.plain import single as plain

_NAMES = {
    "gt_boxes": "gt_bboxes_per_image",
    "gt_labels": "gt_classes",
    "pred_boxes": "bboxes_preds_per_image",
    "pred_logits": "cls_preds",
    "pred_scores": "cls_preds",
    "pred_obj_logits": "obj_preds",
    "pred_objectness": "obj_preds",
}
_grids = Grids()


@torch.no_grad()
def simota(
    head,
    batch_idx,
    num_gt,
    gt_bboxes_per_image,
    gt_classes,
    bboxes_preds_per_image,
    expanded_strides,
    x_shifts,
    y_shifts,
    cls_preds,
    obj_preds,
    mode="gpu",
    *,
    nonfinite=None,
):
    """Drop-in for YOLOXHead.get_assignments since January 2023: ``YOLOXHead.get_assignments = duet_assign.torch.simota``.

    One image: GTs [M, 4] cx cy w h in pixels and their classes [M], decoded boxes [N, 4] cx cy w h, strides and shifts [1, N], class and
    objectness logits of the batch, [B, N, C] and [B, N, 1]. ``mode`` is taken and ignored. Returns gt_matched_classes, fg_mask [N],
    pred_ious_this_matching, matched_gt_inds and num_fg, as the original; an image without candidates gives empty results where the
    original raises. Boxes are turned into corners, and YOLOX's interleaved outputs pulled apart: both are copied, image by image.

    nonfinite: "as_original" (the default) assigns images with boxes that are no numbers as the original would; "raise" refuses them:
    ``YOLOXHead.get_assignments = functools.partialmethod(duet_assign.torch.simota, nonfinite="raise")``. Class or objectness logits that
    are NaN are refused either way, as the original's loss is.
    """
    return _assign("yolox", head, batch_idx, num_gt, gt_bboxes_per_image, gt_classes, bboxes_preds_per_image,
                   expanded_strides, x_shifts, y_shifts, cls_preds, obj_preds, nonfinite)  # fmt: skip


@torch.no_grad()
def simota_2021(
    head,
    batch_idx,
    num_gt,
    total_num_anchors,
    gt_bboxes_per_image,
    gt_classes,
    bboxes_preds_per_image,
    expanded_strides,
    x_shifts,
    y_shifts,
    cls_preds,
    bbox_preds,
    obj_preds,
    labels,
    imgs,
    mode="gpu",
    *,
    nonfinite=None,
):
    """Drop-in for get_assignments of YOLOX before 2023, with that time's rule and arguments. Otherwise as simota."""
    return _assign("yolox-2021", head, batch_idx, num_gt, gt_bboxes_per_image, gt_classes, bboxes_preds_per_image,
                   expanded_strides, x_shifts, y_shifts, cls_preds, obj_preds, nonfinite)  # fmt: skip


def _assign(system, head, image, count, gts, classes, boxes, strides, x_shifts, y_shifts, logits, objectness, nonfinite):
    _jvm.check_process()
    nonfinite = _nonfinite.choice(nonfinite)
    _tensors.floating("cls_preds", logits, (-1, -1, head.num_classes))
    images, units, _ = logits.shape
    if not 0 <= image < images:
        raise ValueError(f"batch_idx: {image}; cls_preds has {images} images")
    _tensors.floating("gt_bboxes_per_image", gts, (count, 4))
    _tensors.require("gt_classes", classes, (count,))
    if count == 0:
        return _found(classes, torch.zeros(0, dtype=torch.int64), torch.zeros(units, dtype=torch.bool), torch.zeros(0))
    _tensors.floating("obj_preds", objectness, (images, units, 1))
    _tensors.floating("bboxes_preds_per_image", boxes, (units, 4))
    for name, tensor in (("expanded_strides", strides), ("x_shifts", x_shifts), ("y_shifts", y_shifts)):
        _tensors.floating(name, tensor, (1, units))
        if not torch.isfinite(tensor).all():
            raise ValueError(f"{name}: holds values that are not finite")
    grid = _tensors.as_float(torch.cat([strides, x_shifts, y_shifts])).numpy()
    key = (system, head.num_classes, _jvm.threads(), grid.tobytes())
    corners, predicted = _corners(gts), _corners(boxes)
    cls, obj = _tensors.as_float(logits[image]), _tensors.as_float(objectness[image, :, 0])
    with _grids.lock:
        engine = _grids.get(key, lambda: _build(system, head.num_classes, grid))
        try:
            with renamed(_NAMES):
                found = engine.assign(
                    corners.numpy(),
                    _tensors.as_labels("gt_classes", classes).numpy(),
                    np.array([0, count]),
                    predicted[None].numpy(),
                    pred_logits=cls[None].numpy(),
                    pred_obj_logits=obj[None].numpy(),
                )
        except PredictionError as e:
            # Of logits that are NaN the original makes probabilities that its binary cross entropy refuses.
            if nonfinite == "raise" or torch.isnan(cls).any() or torch.isnan(obj).any():
                raise
            _nonfinite.warn("simota", e)
            return _plainly(system, grid, corners, classes, predicted, cls, obj)
    order = np.argsort(found.unit, kind="stable")
    matched = torch.from_numpy(found.gt[order].astype(np.int64))
    foreground = torch.zeros(units, dtype=torch.bool)
    foreground[torch.from_numpy(found.unit.astype(np.int64))] = True
    return _found(classes, matched, foreground, torch.from_numpy(found.overlap[order]))


def _found(classes, matched, foreground, overlaps):
    return classes[matched], foreground, overlaps, matched, len(matched)


def _plainly(system, grid, gts, classes, boxes, logits, objectness):
    """The rule in PyTorch."""
    strides, x, y = torch.from_numpy(grid)
    at = torch.stack([(x + 0.5) * strides, (y + 0.5) * strides], 1)
    probability = (logits.sigmoid() * objectness.sigmoid()[:, None]).sqrt()
    rule = "2023" if system == "yolox" else "2021"
    owner, overlaps = plain.simota(at, strides, gts, classes, boxes, probability, rule)
    foreground = owner >= 0
    return _found(classes, owner[foreground], foreground, overlaps[foreground])


def _corners(boxes):
    """Centre and sides to corners, in the original's order of operations."""
    boxes = _tensors.as_float(boxes)
    half = boxes[:, 2:] / 2
    return torch.cat([boxes[:, :2] - half, boxes[:, :2] + half], 1)


def _build(system, classes, grid):
    strides, x, y = grid
    at = np.stack([(x + 0.5) * strides, (y + 0.5) * strides], 1)
    own, sizes = levels("x_shifts, y_shifts", at, strides)
    return Engine(system, classes, own, image_size(own, sizes), grid=sizes)
