"""The engine for numpy: any system of the catalogue, arrays in, arrays out."""

import contextlib
import functools
import threading
import weakref
from dataclasses import dataclass, field

import numpy as np

from duet_assign import _jvm
from duet_assign._errors import from_java
from duet_assign._memory import floats, integers


@dataclass(frozen=True)
class System:
    """One row of the catalogue: official settings and geometry of a named system."""

    name: str
    summary: str
    source: str
    settings: dict
    strides: tuple
    slots: int
    heads: tuple


def systems():
    """Every system of the catalogue, as a list of System."""
    rows = []
    for system in _jvm.java_class("dev.duet.api.Systems").list():
        geometry = system.geometry()
        rows.append(
            System(
                str(system.name()),
                str(system.about().summary()),
                str(system.about().source()),
                {str(s.key()): _plain(s.value()) for s in system.settings().list()},
                tuple(int(s) for s in geometry.strides()),
                int(geometry.slots()),
                tuple(str(head.name()) for head in system.recipe().heads()),
            )
        )
    return rows


class Engine:
    """One system on one image size, with its threads and their memory.

    system: a name of the catalogue, for example "yolov8"; see systems().
    classes: C; labels are 0 .. C-1.
    strides: pixels per cell, level by level in the order of the predictions; the system's own when not given.
    image_size: pixels, one number or (height, width).
    threads: the calling thread included; see threads() for the default.
    grid: [L, 2] height and width of the levels in cells; ceil(size / stride) when not given.
    slots: slots per cell, for systems with several boxes per cell and no anchors.
    anchors: [L, A, 2] width and height in pixels; or [K, 2] with anchor_masks [L, A], indices into that list.
    anchor_boxes: [N, 4] corners in pixels of every unit's anchor, for systems that take such.
    queries: number of queries, for systems without a grid.
    epoch: training epoch, counted from 0, for systems with a warm-up; see also set_epoch.
    explain: also keep the claims before conflicts.
    settings: official values to change, for example topk=13.

    Calls from several threads wait for each other. A call allocates little in Java and nothing that grows. Raises ValueError or TypeError
    for arguments that do not fit, naming them, and DuetError where the engine cannot run at all.
    """

    def __init__(
        self,
        system,
        classes=80,
        strides=None,
        image_size=640,
        threads=None,
        *,
        grid=None,
        slots=None,
        anchors=None,
        anchor_masks=None,
        anchor_boxes=None,
        queries=None,
        epoch=None,
        explain=False,
        **settings,
    ):
        _jvm.check_process()
        threads = _jvm.threads() if threads is None else _jvm._count(threads, "threads")
        self.system = system
        self.classes = _jvm._count(classes, "classes")
        self._lock = threading.RLock()
        with java_errors():
            row = _jvm.java_class("dev.duet.api.Systems").named(system)
            self._geometry = row.geometry()
            self.rotated = bool(row.recipe().heads().get(0).recipe().rotated())
            self._pyramid(image_size, strides, grid, slots, anchors, anchor_masks, anchor_boxes, queries)
            flat = [text for key, value in settings.items() for text in (key, _text(value))]
            bridge = _jvm.java_class("dev.duet.python.Bridge")
            self.bridge = bridge.open(system, self.classes, flat, self._java_pyramid, threads)
            self.units = int(self.bridge.units())
            if epoch is not None:
                self.bridge.epoch(int(epoch))
            if explain:
                self.bridge.explain(True)
        self._close = weakref.finalize(self, _close, self.bridge)
        self._close.atexit = False

    def _pyramid(self, image_size, strides, grid, slots, anchors, anchor_masks, anchor_boxes, queries):
        pyramid = _jvm.java_class("dev.duet.api.Pyramid")
        height, width = (image_size, image_size) if np.ndim(image_size) == 0 else (int(v) for v in image_size)
        self.image_size = (int(height), int(width))
        if queries is not None:
            self._java_pyramid = pyramid.queries(*self.image_size, int(queries))
            self.strides, self.grid, self.slots = (), np.zeros((0, 2), np.int32), 1
            return
        self.strides = tuple(int(s) for s in (self._geometry.strides() if strides is None else strides))
        if grid is None:
            if any(s < 1 for s in self.strides):
                raise ValueError(f"strides: {list(self.strides)}; must be at least 1")
            grid = [(-(-self.image_size[0] // s), -(-self.image_size[1] // s)) for s in self.strides]
        self.grid = integers("grid", np.reshape(grid, (-1, 2)) if len(grid) == 0 else grid, (len(self.strides), 2))
        made = pyramid.of(*self.image_size, _ints(self.strides), _ints(self.grid[:, 0]), _ints(self.grid[:, 1]))
        self.slots = int(self._geometry.slots())
        if anchor_boxes is not None:
            boxes = floats("anchor_boxes", anchor_boxes, (-1, 4))
            made = made.anchorBoxes(_floats(boxes))
            self.slots = max(1, len(boxes) // max(1, int(self.grid.prod(1).sum())))
        elif anchor_masks is not None:
            masks = integers("anchor_masks", anchor_masks, (len(self.strides), -1))
            made = made.anchors(_floats(floats("anchors", anchors, (-1, 2))), _ints(masks.ravel()))
            self.slots = masks.shape[1]
        elif anchors is not None:
            sides = floats("anchors", np.asarray(anchors, np.float32), (len(self.strides), -1, 2))
            made = made.anchors(_floats(sides))
            self.slots = sides.shape[1]
        elif slots is not None:
            made = made.slots(int(slots))
            self.slots = int(slots)
        self._java_pyramid = made

    def set_epoch(self, epoch):
        """Sets the training epoch, counted from 0, for systems with a warm-up rule."""
        with self._lock, java_errors():
            self.bridge.epoch(int(epoch))

    def assign(
        self,
        gt_boxes,
        gt_labels,
        gt_offsets=None,
        pred_boxes=None,
        pred_scores=None,
        *,
        pred_logits=None,
        pred_objectness=None,
        pred_obj_logits=None,
        pred_raw_boxes=None,
        heads=(),
        gt_scores=None,
        gt_shares=None,
        ignore_boxes=None,
        ignore_offsets=None,
    ):
        """Assigns a batch.

        gt_boxes: [G, 4] x1 y1 x2 y2 in pixels ([G, 5] cx cy w h angle for rotated systems), all images one after another; or, without
            gt_offsets, a list with one such array per image.
        gt_labels: [G] classes, or a list likewise.
        gt_offsets: [B+1]; image b owns rows gt_offsets[b] .. gt_offsets[b+1].
        pred_boxes: [B, N, 4] (or 5) in pixels. pred_scores: [B, N, C] probabilities, or pred_logits. pred_objectness: [B, N]
            probabilities, or pred_obj_logits. pred_raw_boxes: [B, N, 4] outputs before decoding. Which of them a system needs, it says.
            Contiguous float32 (scores also float16) is read where it lies.
        heads: for systems whose further heads have predictions of their own, a list of dicts with the same pred_... names.
        gt_scores: [G] weights of the GTs. gt_shares: [G, 4] centre and sides as shares of the image, as label files have them; match
            lists decide by these digits. ignore_boxes: [I, 4] regions to ignore, with ignore_offsets [B+1].
        """
        _jvm.check_process()
        boxes, labels, offsets = self._ground_truth(gt_boxes, gt_labels, gt_offsets)
        images = len(offsets) - 1
        first = {
            "pred_boxes": pred_boxes,
            "pred_scores": pred_scores,
            "pred_logits": pred_logits,
            "pred_objectness": pred_objectness,
            "pred_obj_logits": pred_obj_logits,
            "pred_raw_boxes": pred_raw_boxes,
        }
        parts = [self._parts(head, images, i) for i, head in enumerate([first, *heads])]
        with self._lock, java_errors():
            bridge = self.bridge
            bridge.flatGts(boxes.ctypes.data, labels.ctypes.data, offsets.ctypes.data, images, boxes.shape[1])
            if gt_scores is not None:
                weights = floats("gt_scores", gt_scores, (len(boxes),))
                bridge.weights(weights.ctypes.data)
            if gt_shares is not None:
                shares = floats("gt_shares", gt_shares, (len(boxes), 4))
                bridge.shares(shares.ctypes.data)
            if ignore_boxes is not None:
                regions = floats("ignore_boxes", ignore_boxes, (-1, 4))
                ends = integers("ignore_offsets", ignore_offsets, (images + 1,))
                if ends[-1] != len(regions):
                    raise ValueError(f"ignore_offsets: ends with {ends[-1]}, ignore_boxes has {len(regions)} rows")
                bridge.ignoring(regions.ctypes.data, ends.ctypes.data, len(regions))
            for i, part in enumerate(parts):
                _describe(bridge, i, part)
            bridge.assign()
            return Assignment(self, images, offsets)

    def _ground_truth(self, gt_boxes, gt_labels, gt_offsets):
        width = 5 if self.rotated else 4
        if gt_offsets is None:
            if len(gt_boxes) != len(gt_labels):
                raise ValueError(f"gt_labels: {len(gt_labels)} images, gt_boxes has {len(gt_boxes)}")
            images = [np.asarray(b, np.float32).reshape(-1, width) if np.size(b) == 0 else np.asarray(b) for b in gt_boxes]
            gt_offsets = np.cumsum([0] + [len(b) for b in images])
            gt_boxes = np.concatenate(images) if images else np.zeros((0, width), np.float32)
            names = [np.asarray(label) for label in gt_labels if np.size(label)]
            gt_labels = np.concatenate(names) if names else np.zeros(0, np.int32)
        boxes = floats("gt_boxes", gt_boxes, (-1, width))
        labels = integers("gt_labels", gt_labels, (len(boxes),))
        offsets = integers("gt_offsets", gt_offsets, (-1,))
        if len(offsets) == 0 or offsets[-1] != len(boxes):
            raise ValueError(f"gt_offsets: {list(offsets[-1:])} at the end, gt_boxes has {len(boxes)} rows")
        return boxes, labels, offsets

    def _parts(self, head, images, index):
        known = {
            "pred_boxes": (5 if self.rotated else 4,),
            "pred_scores": (-1,),
            "pred_logits": (-1,),
            "pred_objectness": (),
            "pred_obj_logits": (),
            "pred_raw_boxes": (4,),
        }
        parts = {}
        for name, value in head.items():
            if name not in known:
                raise TypeError(f"heads[{index - 1}]: unknown part {name}; known are {', '.join(known)}")
            if value is not None:
                called = name if index == 0 else f"heads[{index - 1}] {name}"
                half = name in ("pred_scores", "pred_logits")
                parts[name] = floats(called, value, (images, self.units, *known[name]), half)
        return parts

    def close(self):
        """Ends the engine's threads; without a call that happens when the engine is collected."""
        self._close()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()


def _describe(bridge, head, parts):
    for name, array in parts.items():
        address = array.ctypes.data
        if name == "pred_boxes":
            bridge.boxes(head, address, array.shape[2], False)
        elif name == "pred_raw_boxes":
            bridge.rawBoxes(head, address, False)
        elif name in ("pred_scores", "pred_logits"):
            bridge.scores(head, address, array.shape[2], array.dtype == np.float16, False, name == "pred_logits")
        else:
            bridge.objectness(head, address, name == "pred_obj_logits")


@dataclass
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
        return getattr(self.main, name)

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


@contextlib.contextmanager
def java_errors(names=None):
    """Turns Java's exceptions into Python's, with the caller's argument names."""
    _jvm.start()
    import jpype

    try:
        yield
    except jpype.JException as e:
        raise from_java(e, names) from None


def _close(bridge):
    if not _jvm._inherited and _jvm._jpype().isJVMStarted():
        bridge.close()


def _ints(values):
    import jpype

    return jpype.JArray(jpype.JInt)(np.ascontiguousarray(values, np.int32))


def _floats(values):
    import jpype

    return jpype.JArray(jpype.JFloat)(np.ascontiguousarray(values, np.float32).ravel())


def _text(value):
    return str(value).lower() if isinstance(value, (bool, np.bool_)) else str(value)


def _plain(value):
    text = str(value.toString())
    if text in ("true", "false"):
        return text == "true"
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            pass
    return text
