"""Dense target tensors that are written again once nobody uses them any more.

Class targets of 16 images at 640 pixels are 43 MB, and zeroing them takes longer than assigning. A set of tensors is used again only
when no tensor, view or graph holds its memory; it then is cleared where the last call wrote, or as a whole if somebody changed it.
"""

import sys

import numpy as np
import torch

from duet import _jvm

_KEPT = 3


class TargetSet:
    """Labels [B, N], boxes [B, N, W], scores [B, N, C], foreground [B, N] and GT indices [B, N], and Java's view of their memory."""

    def __init__(self, shape):
        images, units, classes, width = shape
        self.shape = shape
        self.arrays = [
            np.empty((images, units), np.int64),
            np.empty((images, units, width), np.float32),
            np.zeros((images, units, classes), np.float32),
            np.zeros((images, units), np.bool_),
            np.zeros((images, units), np.int64),
        ]
        self.java = _jvm.java_class("dev.duet.python.DenseTargets")(*(a.ctypes.data for a in self.arrays), *shape)
        self.tensors = None
        self.stale = False
        self._alone = [sys.getrefcount(a) for a in self.arrays]

    def in_use(self):
        """True if somebody holds one of the tensors, a view of one, or a graph that saved one."""
        if self.tensors is not None:
            # The list's reference, and that of getrefcount's argument.
            if any(sys.getrefcount(self.tensors[i]) > 2 for i in range(len(self.tensors))):
                return True
            # Labels and boxes are written as a whole each time.
            self.stale = self.stale or any(t._version != 0 for t in self.tensors[2:])
            self.tensors = None
        held = [sys.getrefcount(self.arrays[i]) for i in range(len(self.arrays))]
        if any(count > alone for count, alone in zip(held, self._alone)):
            # Once out of sight, changes go unseen.
            self.stale = True
            return True
        return False

    def hand_out(self):
        """Fresh tensors over the memory."""
        self.stale = False
        with torch.inference_mode(False):
            self.tensors = [torch.from_numpy(a) for a in self.arrays]
        return tuple(self.tensors)


class TargetPool:
    """The target sets of one drop-in. ``reuse=False`` makes new ones every time."""

    def __init__(self, reuse=True):
        self._reuse = reuse
        self._sets = []

    def take(self, shape):
        """A set of the shape (images, units, classes, width) that nobody uses."""
        if not self._reuse:
            return TargetSet(shape)
        for found in self._sets:
            if found.shape == shape and not found.in_use():
                return found
        made = TargetSet(shape)
        self._sets = [made] + self._sets[: _KEPT - 1]
        return made
