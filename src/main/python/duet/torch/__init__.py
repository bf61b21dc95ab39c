"""Drop-ins for the label assigners of PyTorch code bases: same constructor, same call, same results, on CPU tensors.

docs/python.md shows the one-line change for each code base.
"""

from duet.torch.tal import (
    RotatedTaskAlignedAssigner,
    TaskAlignedAssigner,
    YOLOv6TaskAlignedAssigner,
    YOLOv9TaskAlignedAssigner,
)

__all__ = [
    "RotatedTaskAlignedAssigner",
    "TaskAlignedAssigner",
    "YOLOv6TaskAlignedAssigner",
    "YOLOv9TaskAlignedAssigner",
]
