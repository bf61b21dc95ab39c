"""Drop-ins for get_assignments of YOLOX's head (yolox/models/yolo_head.py)."""

import numpy as np
import torch

from duet_assign import _jvm
from duet_assign._errors import renamed
from duet_assign.engine import Engine
from duet_assign.torch import _tensors
from duet_assign.torch._grids import Grids, image_size, levels

_NAMES = {
    "gt_boxes": "gt_bboxes_per_image",
    "gt_labels": "gt_classes",
    "pred_boxes": "bboxes_preds_per_image",
    "pred_logits": "cls_preds",
    "pred_scores": "cls_preds",
    "pred_obj_logits": "obj_preds",
    "pred_objectness": "obj_preds",
}
_grids = Grids(None)


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
):
    """Drop-in for YOLOXHead.get_assignments since January 2023: ``YOLOXHead.get_assignments = duet_assign.torch.simota``.

    One image: GTs [M, 4] cx cy w h in pixels and their classes [M], decoded boxes [N, 4] cx cy w h, strides and shifts [1, N], class and
    objectness logits of the batch, [B, N, C] and [B, N, 1]. ``mode`` is taken and ignored. Returns gt_matched_classes, fg_mask [N],
    pred_ious_this_matching, matched_gt_inds and num_fg, as the original; an image without candidates gives empty results where the
    original raises. Boxes are turned into corners, and YOLOX's interleaved outputs pulled apart: both are copied, image by image.
    """
    return _assign("yolox", head, batch_idx, num_gt, gt_bboxes_per_image, gt_classes, bboxes_preds_per_image,
                   expanded_strides, x_shifts, y_shifts, cls_preds, obj_preds)  # fmt: skip


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
):
    """Drop-in for get_assignments of YOLOX before 2023, with that time's rule and arguments. Otherwise as simota."""
    return _assign("yolox-2021", head, batch_idx, num_gt, gt_bboxes_per_image, gt_classes, bboxes_preds_per_image,
                   expanded_strides, x_shifts, y_shifts, cls_preds, obj_preds)  # fmt: skip


def _assign(system, head, image, count, gts, classes, boxes, strides, x_shifts, y_shifts, logits, objectness):
    _jvm.check_process()
    _tensors.floating("cls_preds", logits, (-1, -1, head.num_classes))
    images, units, _ = logits.shape
    if not 0 <= image < images:
        raise ValueError(f"batch_idx: {image}; cls_preds has {images} images")
    _tensors.floating("obj_preds", objectness, (images, units, 1))
    _tensors.floating("bboxes_preds_per_image", boxes, (units, 4))
    _tensors.floating("gt_bboxes_per_image", gts, (count, 4))
    _tensors.require("gt_classes", classes, (count,))
    for name, tensor in (("expanded_strides", strides), ("x_shifts", x_shifts), ("y_shifts", y_shifts)):
        _tensors.floating(name, tensor, (1, units))
        if not torch.isfinite(tensor).all():
            raise ValueError(f"{name}: holds values that are not finite")
    grid = torch.cat([strides, x_shifts, y_shifts]).to(torch.float32).contiguous().numpy()
    key = (system, head.num_classes, grid.tobytes())
    engine = _grids.get(key, lambda: _build(system, head.num_classes, grid))
    with renamed(_NAMES):
        found = engine.assign(
            _corners(gts).numpy(),
            _tensors.as_labels("gt_classes", classes).numpy(),
            np.array([0, count]),
            _corners(boxes)[None].numpy(),
            pred_logits=_tensors.as_float(logits[image])[None].numpy(),
            pred_obj_logits=_tensors.as_float(objectness[image, :, 0])[None].numpy(),
        )
    order = np.argsort(found.unit, kind="stable")
    matched = torch.from_numpy(found.gt[order].astype(np.int64))
    foreground = torch.zeros(units, dtype=torch.bool)
    foreground[torch.from_numpy(found.unit.astype(np.int64))] = True
    overlaps = torch.from_numpy(found.overlap[order])
    return classes[matched], foreground, overlaps, matched, len(matched)


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
