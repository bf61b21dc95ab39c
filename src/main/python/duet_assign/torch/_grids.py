"""Engines by grid: which cells a list of unit points stands for, and one engine for each list seen."""

import threading
from collections import OrderedDict

import numpy as np
import torch

from duet_assign.engine import Engine


def levels(name, points, strides=None, offset=0.5):
    """Strides and [L, 2] heights and widths of the grids whose cells' points are listed in points [N, 2], in pixels or in cells.

    Levels follow one another, rows inside a level from the top. strides: of each point, [N]; found from the points where not given.
    offset: where in its cell a point lies, 0.5 for the centre, 0 for the corner. Raises ValueError if the points are no such list.
    """
    if not (np.isfinite(points).all() and (strides is None or np.isfinite(strides).all())):
        raise ValueError(f"{name}: holds values that are not finite")
    x, y = np.ascontiguousarray(points, np.float64).T
    own, sizes = [], []
    start = 0
    while start < len(x):
        stride = 2 * x[start] if strides is None else float(strides[start])
        if not (stride >= 1 and stride == int(stride) and y[start] == x[start] == offset * stride):
            raise ValueError(f"{name}[{start}]: ({x[start]:g}, {y[start]:g}) is not the point of a level's first cell")
        step = np.arange(len(x) - start)
        level = np.ones(len(step), bool) if strides is None else np.asarray(strides[start:]) == stride
        width = _prefix((y[start:] == y[start]) & (x[start:] == (step + offset) * stride) & level)
        row, column = np.divmod(step, width)
        whole = _prefix((x[start:] == (column + offset) * stride) & (y[start:] == (row + offset) * stride) & level)
        height = whole // width
        own.append(int(stride))
        sizes.append((height, width))
        start += height * width
    return own, np.array(sizes, np.int32).reshape(-1, 2)


def _prefix(matches):
    """Entries before the first False."""
    return len(matches) if matches.all() else int(matches.argmin())


def image_size(strides, sizes):
    """Height and width in pixels that the grids cover."""
    covered = (sizes * np.reshape(strides, (-1, 1))).max(0) if len(strides) else (1, 1)
    return tuple(int(side) for side in covered)


class Grids:
    """The engines of one drop-in, by settings and unit points; the least used of more than ``limit`` are closed.

    Grow with the image sizes and settings seen. lock: to be held from getting an engine to the end of its use, as another call may close
    it to make room; drop-ins hold it for a whole call.
    """

    def __init__(self, limit=32):
        self.lock = threading.RLock()
        self._limit = limit
        self._engines = OrderedDict()
        self._last = None

    def at(self, name, points, key, make):
        """The engine for points, a float tensor [N, 2], and settings known by a key: make(strides, sizes, image) where there is none."""
        last = self._last
        if last is not None and last[0] == key and last[1].shape == points.shape and torch.equal(last[1], points):
            return last[2]
        kept = points.detach().to(torch.float32, copy=True).contiguous()
        engine = self.get((key, kept.numpy().tobytes()), lambda: self._build(name, kept, make))
        self._last = (key, points.detach().clone(), engine)
        return engine

    def get(self, key, build):
        """The engine kept under key, built where there is none."""
        engine = self._engines.pop(key, None)
        if engine is None:
            engine = build()
            if len(self._engines) >= self._limit:
                # The last one may be the one that goes.
                self._last = None
                self._engines.popitem(last=False)[1].close()
        self._engines[key] = engine
        return engine

    @staticmethod
    def _build(name, points, make):
        strides, sizes = levels(name, points.numpy())
        return make(strides, sizes, image_size(strides, sizes))

    def clear(self):
        """Closes all engines."""
        with self.lock:
            for engine in self._engines.values():
                engine.close()
            self._engines.clear()
            self._last = None


def maker(system, classes, threads, settings):
    """A function that makes an engine of a system for strides, sizes and image size."""

    def make(strides, sizes, image, **more):
        return Engine(system, classes, strides, image, threads, grid=sizes, **settings, **more)

    return make
