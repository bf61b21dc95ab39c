"""What Engine.assign gives: the duets of each head as columns, dense views on demand."""

import functools
from dataclasses import dataclass, field

import numpy as np

from duet_assign import _jvm


@dataclass(repr=False)
class HeadResult:
    """The duets of one head, sparse; dense views on demand. Indices count units and GTs inside their image.

    image, unit, gt, group, overlap, target: one entry per duet, image by image, or in the original's order for systems with match
        lists, which is by group first.
    ignored_image, ignored_unit: units that are neither positive nor background.
    label_image, label_unit, label_class: class bits, for systems whose units may carry several.
    claim_image, claim_unit, claim_gt: who selected what before conflicts, if the engine explains.
    gt_outcome (see outcomes), gt_candidates, gt_selected, gt_wanted: the funnel, one entry per GT of the batch.
    total_cost: float64 [B], for systems that minimise one (exact one-to-one matching).
    duet_values, unit_values: further values per duet [D, ...] or per unit [B, N, ...], by name.
    """

    name: str
    images: int
    units: int
    image: np.ndarray
    unit: np.ndarray
    gt: np.ndarray
    group: np.ndarray
    overlap: np.ndarray
    target: np.ndarray
    ignored_image: np.ndarray
    ignored_unit: np.ndarray
    label_image: np.ndarray
    label_unit: np.ndarray
    label_class: np.ndarray
    claim_image: np.ndarray
    claim_unit: np.ndarray
    claim_gt: np.ndarray
    gt_outcome: np.ndarray
    gt_candidates: np.ndarray
    gt_selected: np.ndarray
    gt_wanted: np.ndarray
    total_cost: np.ndarray
    duet_values: dict = field(default_factory=dict)
    unit_values: dict = field(default_factory=dict)

    def __repr__(self):
        return f"HeadResult({self.name}: {self.images} images, {len(self.unit)} duets)"

    def assigned_gt(self):
        """[B, N] int32: GT of every unit, -1 background, -2 ignored; the last one where a unit has several."""
        out = np.full((self.images, self.units), -1, np.int32)
        out[self.ignored_image, self.ignored_unit] = -2
        out[self.image, self.unit] = self.gt
        return out

    def target_score(self):
        """[B, N] float32: soft target of every unit, 0 where it has no GT."""
        return self.dense(self.target)

    def matched_iou(self):
        """[B, N] float32: overlap of every unit with its GT, 0 where it has none."""
        return self.dense(self.overlap)

    def dense(self, values):
        """[B, N, ...]: values given per duet, by unit, 0 where there is no duet."""
        values = np.asarray(values)
        out = np.zeros((self.images, self.units, *values.shape[1:]), values.dtype)
        out[self.image, self.unit] = values
        return out


class Assignment:
    """The result of Engine.assign: the main head's columns as attributes, all heads in ``heads`` by name.

    Owns its arrays; the next call does not change them.
    """

    def __init__(self, engine, images, gt_offsets):
        results = _jvm.java_class("dev.duet.python.Results")
        self.heads = {}
        for index, name in enumerate(results.heads(engine.bridge)):
            self.heads[str(name)] = _head(results(engine.bridge, index), str(name), images, engine.units)
        self.main = next(iter(self.heads.values()))
        self.gt_offsets = gt_offsets.copy()
        self.outcomes = _outcomes()
        self._engine = engine

    def __getattr__(self, name):
        if name.startswith("_") or name == "main":
            raise AttributeError(name)
        if not hasattr(self.main, name):
            raise AttributeError(f"an assignment has no {name}; dir() lists what it has")
        return getattr(self.main, name)

    def __dir__(self):
        return sorted({*super().__dir__(), *(name for name in dir(self.main) if not name.startswith("_"))})

    def __repr__(self):
        heads = "".join(f", {len(head.unit)} in {name}" for name, head in list(self.heads.items())[1:])
        return f"Assignment({self._engine.system}: {self.main.images} images, {len(self.main.unit)} duets{heads})"

    def matches(self, head=None):
        """The duets as a match list in the original's order: dict of image, level, anchor, y, x, gt, each int32 [P]."""
        result = self.main if head is None else self.heads[head]
        cells = self._engine.grid.prod(1)
        ends = np.cumsum(cells * self._engine.slots)
        level = np.searchsorted(ends, result.unit, side="right").astype(np.int32)
        inside = result.unit - (ends - cells * self._engine.slots)[level]
        if self._engine._geometry.slotsOutermost():
            anchor, cell = np.divmod(inside, cells[level])
        else:
            cell, anchor = np.divmod(inside, self._engine.slots)
        y, x = np.divmod(cell, self._engine.grid[level, 1])
        columns = {"image": result.image, "level": level, "anchor": anchor, "y": y, "x": x, "gt": result.gt}
        return {key: value.astype(np.int32) for key, value in columns.items()}


@functools.lru_cache(None)
def _outcomes():
    return tuple(str(o.text()) for o in _jvm.java_class("dev.duet.assign.GtOutcome").values())


def _head(results, name, images, units):
    duets, ignored, labels, claims, gts = (int(n) for n in results.counts())
    ints = {
        key: np.empty(n, np.int32)
        for n, keys in (
            (duets, ("image", "unit", "gt", "group")),
            (ignored, ("ignored_image", "ignored_unit")),
            (labels, ("label_image", "label_unit", "label_class")),
            (claims, ("claim_image", "claim_unit", "claim_gt")),
            (gts, ("gt_outcome", "gt_candidates", "gt_selected", "gt_wanted")),
        )
        for key in keys
    }
    reals = {key: np.empty(duets, np.float32) for key in ("overlap", "target")}
    at = {key: column.ctypes.data for key, column in {**ints, **reals}.items()}
    results.duets(at["image"], at["unit"], at["gt"], at["group"], at["overlap"], at["target"])
    results.ignored(at["ignored_image"], at["ignored_unit"])
    results.labels(at["label_image"], at["label_unit"], at["label_class"])
    results.claims(at["claim_image"], at["claim_unit"], at["claim_gt"])
    results.gts(at["gt_outcome"], at["gt_candidates"], at["gt_selected"], at["gt_wanted"])
    costs = np.empty(images, np.float64)
    results.totalCosts(costs.ctypes.data)
    values = {}
    for per_unit, shape, read in ((False, (duets,), results.duetChannel), (True, (images, units), results.unitChannel)):
        names = [str(text) for text in results.channels(per_unit)]
        values[per_unit] = {}
        for key, width in zip(names[::2], map(int, names[1::2])):
            column = np.empty((*shape, width), np.float32)
            read(key, width, column.ctypes.data)
            values[per_unit][key] = column[..., 0] if width == 1 else column
    return HeadResult(name, images, units, **ints, **reals, total_cost=costs, duet_values=values[False], unit_values=values[True])
