"""Drop-ins for the label assigners of PyTorch code bases: same constructor, same call, same results, on CPU tensors.

docs/python.md shows the one-line change for each code base. mmdetection's assigners are in ``duet.torch.mmdet``.
"""

from duet.torch import mmdet
from duet.torch.anchors import build_targets, build_targets_aux, build_targets_aux_lead, build_targets_ota
from duet.torch.tal import (
    RotatedTaskAlignedAssigner,
    TaskAlignedAssigner,
    YOLOv6ATSSAssigner,
    YOLOv6TaskAlignedAssigner,
    YOLOv9TaskAlignedAssigner,
)
from duet.torch.yolox import simota, simota_2021

__all__ = [
    "RotatedTaskAlignedAssigner",
    "TaskAlignedAssigner",
    "YOLOv6ATSSAssigner",
    "YOLOv6TaskAlignedAssigner",
    "YOLOv9TaskAlignedAssigner",
    "build_targets",
    "build_targets_aux",
    "build_targets_aux_lead",
    "build_targets_ota",
    "mmdet",
    "simota",
    "simota_2021",
]
