"""Drop-ins for the label assigners of PyTorch code bases: same constructor, same call, same results, on CPU tensors.

docs/python.md shows the one-line change for each code base. mmdetection's assigners are in ``duet_assign.torch.mmdet``.
"""

from duet_assign.torch import mmdet
from duet_assign.torch.anchors import build_targets, build_targets_aux, build_targets_aux_lead, build_targets_ota
from duet_assign.torch.tal import (
    RotatedTaskAlignedAssigner,
    TaskAlignedAssigner,
    YOLOv9SegmentTaskAlignedAssigner,
    YOLOv9TaskAlignedAssigner,
)
from duet_assign.torch.yolov6 import YOLOv6ATSSAssigner, YOLOv6TaskAlignedAssigner
from duet_assign.torch.yolox import simota, simota_2021

__all__ = [
    "RotatedTaskAlignedAssigner",
    "TaskAlignedAssigner",
    "YOLOv6ATSSAssigner",
    "YOLOv6TaskAlignedAssigner",
    "YOLOv9SegmentTaskAlignedAssigner",
    "YOLOv9TaskAlignedAssigner",
    "build_targets",
    "build_targets_aux",
    "build_targets_aux_lead",
    "build_targets_ota",
    "mmdet",
    "simota",
    "simota_2021",
]
