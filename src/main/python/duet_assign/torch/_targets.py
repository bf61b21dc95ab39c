"""Dense target tensors that are written again once nobody uses them any more.

Class targets of 16 images at 640 pixels are 43 MB, and zeroing them takes longer than assigning. A set of tensors is used again only
when no tensor, view or graph holds its memory; it then is cleared where the last call wrote, or as a whole if somebody changed it.
"""

import mmap
import sys

import numpy as np
import torch

from duet_assign import _jvm

_KEPT = 4
_HUGE_PAGE = 2 << 20


def _zeros(shape, dtype):
    """As numpy.zeros, in huge pages where the system has them: the tens of thousands of small ones of a new class target cost more time
    than everything else in a call, and again as much where the loss reads them."""
    count = int(np.prod(shape))
    size = count * np.dtype(dtype).itemsize
    if size < _HUGE_PAGE or not hasattr(mmap, "MADV_HUGEPAGE"):
        return np.zeros(shape, dtype)
    memory = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    try:
        memory.madvise(mmap.MADV_HUGEPAGE)
    except OSError:
        # A kernel without them: small pages do as well, only slower.
        pass
    return np.frombuffer(memory, dtype, count).reshape(shape)


def _references(items):
    """References to each item, seen from here: the list's, that of getrefcount's argument, and everybody else's."""
    return [sys.getrefcount(items[i]) for i in range(len(items))]


# What _references says of an item that nobody but the list holds. Measured, as versions of Python count temporaries differently.
_ALONE = _references([object()])[0]


class _TensorSet:
    """Arrays, handed out as tensors over the same memory. ``stale``: what they hold may have been changed since."""

    def __init__(self, shape, arrays, written_whole=0):
        self.shape = shape
        self.arrays = arrays
        self.stale = False
        self._written_whole = written_whole
        self._tensors = None

    def in_use(self):
        """True if somebody holds one of the tensors, a view of one, or a graph that saved one."""
        if self._tensors is not None:
            if any(held > _ALONE for held in _references(self._tensors)):
                return True
            self.stale = self.stale or any(t._version != 0 for t in self._tensors[self._written_whole :])
            self._tensors = None
        # Memory of an array is held by the storage of every tensor over it.
        if any(held > _ALONE for held in _references(self.arrays)):
            # Once out of sight, changes go unseen.
            self.stale = True
            return True
        return False

    def hand_out(self):
        """Fresh tensors over the memory."""
        self.stale = False
        with torch.inference_mode(False):
            self._tensors = [torch.from_numpy(a) for a in self.arrays]
        return tuple(self._tensors)


class TargetSet(_TensorSet):
    """Labels [B, N], boxes [B, N, W], scores [B, N, C], foreground [B, N] and GT indices [B, N], and Java's view of their memory."""

    def __init__(self, shape):
        images, units, classes, width = shape
        arrays = [
            np.empty((images, units), np.int64),
            _zeros((images, units, width), np.float32),
            _zeros((images, units, classes), np.float32),
            np.zeros((images, units), np.bool_),
            np.zeros((images, units), np.int64),
        ]
        super().__init__(shape, arrays, written_whole=2)
        self._java = _jvm.java_class("dev.duet.python.DenseTargets")(*(a.ctypes.data for a in arrays), list(shape))

    def write(self, bridge, background_label=-1):
        """Writes the targets of the bridge's last assignment."""
        # Until they are handed out, nobody knows how far the writing came.
        stale, self.stale = self.stale, True
        self._java.write(bridge, 0, background_label, stale)


class NoTargets(_TensorSet):
    """What the originals return for a batch without GTs: labels all background, the rest zero, all float."""

    def __init__(self, shape):
        images, units, classes, width = shape
        plain = (images, units)
        super().__init__(shape, [_zeros(s, np.float32) for s in (plain, (*plain, width), (*plain, classes), plain, plain)])
        self._label = None

    def fill(self, background_label):
        """Puts the values there, where they may be others."""
        if self.stale or self._label != background_label:
            for array in self.arrays:
                array.fill(0)
            self.arrays[0].fill(background_label)
            self._label = background_label


class TargetPool:
    """The target sets of one drop-in, at most the last four. ``reuse=False`` makes new ones every time.

    One caller at a time, from take to hand_out, as in between nothing shows that the set is taken.
    """

    def __init__(self, reuse=True):
        self.reuse = reuse
        self._sets = []

    def take(self, kind, shape):
        """A set of a kind and of the shape (images, units, classes, width) that nobody uses."""
        if not self.reuse:
            return kind(shape)
        for found in self._sets:
            if type(found) is kind and found.shape == shape and not found.in_use():
                return found
        made = kind(shape)
        self._sets = [made] + self._sets[: _KEPT - 1]
        return made
