"""Engines by grid: which cells a list of unit points stands for, and one engine for each list seen."""

from collections import OrderedDict

import numpy as np
import torch

from duet.engine import Engine


def levels(name, points):
    """Strides and [L, 2] heights and widths of the grids whose cell centres are listed in points [N, 2], in pixels or in cells.

    Levels follow one another, rows inside a level from the top. Raises ValueError if the points are no such list.
    """
    x, y = np.ascontiguousarray(points, np.float64).T
    strides, sizes = [], []
    start = 0
    while start < len(x):
        stride = 2 * x[start]
        if not (stride >= 1 and stride == int(stride) and y[start] == x[start]):
            raise ValueError(
                f"{name}[{start}]: ({x[start]:g}, {y[start]:g}) is not the centre of a level's first cell (half a whole stride)"
            )
        column = np.arange(len(x) - start)
        width = _prefix((y[start:] == y[start]) & (x[start:] == (column + 0.5) * stride))
        row, column = np.divmod(column, width)
        whole = _prefix((x[start:] == (column + 0.5) * stride) & (y[start:] == (row + 0.5) * stride))
        height = whole // width
        strides.append(int(stride))
        sizes.append((height, width))
        start += height * width
    return strides, np.array(sizes, np.int32).reshape(-1, 2)


def _prefix(matches):
    """Entries before the first False."""
    return len(matches) if matches.all() else int(matches.argmin())


class Grids:
    """The engines of one drop-in, by unit points; the least used of more than ``limit`` are closed. Grow with the image sizes seen."""

    def __init__(self, make, limit=32):
        self._make = make
        self._limit = limit
        self._engines = OrderedDict()
        self._last = None

    def at(self, name, points):
        """The engine for points, a float tensor [N, 2]."""
        if self._last is not None and self._last[0].shape == points.shape and torch.equal(self._last[0], points):
            return self._last[1]
        kept = points.detach().to(torch.float32, copy=True).contiguous()
        engine = self.get(kept.numpy().tobytes(), lambda: self._build(name, kept))
        self._last = (points.detach().clone(), engine)
        return engine

    def get(self, key, build):
        """The engine kept under key, built where there is none."""
        engine = self._engines.pop(key, None)
        if engine is None:
            engine = build()
            if len(self._engines) >= self._limit:
                self._engines.popitem(last=False)[1].close()
        self._engines[key] = engine
        return engine

    def _build(self, name, points):
        if not torch.isfinite(points).all():
            raise ValueError(f"{name}: holds values that are not finite")
        strides, sizes = levels(name, points.numpy())
        image = (sizes * np.reshape(strides, (-1, 1))).max(0) if strides else (1, 1)
        return self._make(strides, sizes, tuple(int(side) for side in image))

    def clear(self):
        """Closes all engines."""
        for engine in self._engines.values():
            engine.close()
        self._engines.clear()
        self._last = None


def maker(system, classes, threads, settings):
    """A function that makes an engine of a system for strides, sizes and image size."""

    def make(strides, sizes, image, **more):
        return Engine(system, classes, strides, image, threads, grid=sizes, **settings, **more)

    return make
