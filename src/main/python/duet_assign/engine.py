"""The engine for numpy: any system of the catalogue, arrays in, arrays out."""

import json
import operator
import os
import threading
import weakref
from dataclasses import dataclass

import numpy as np

from duet_assign import _jvm
from duet_assign._errors import DuetError, from_java
from duet_assign._memory import as_array, floats, integers
from duet_assign.results import Assignment


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
    with java_errors():
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

    system: a name of the catalogue, for example "yolov8", see systems(); the name of a recipe file (.json); or a recipe as a dict.
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
    class_path: folders and jars with rules of one's own that the recipe names, beside those of DUET_CLASSPATH; one path or several.
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
        class_path=None,
        **settings,
    ):
        _jvm.check_process()
        name, recipe = _recipe(system)
        threads = _jvm.threads() if threads is None else _jvm._count(threads, "threads")
        self.classes = _jvm._count(classes, "classes")
        self._lock = threading.RLock()
        with java_errors():
            flat = [text for key, value in settings.items() for text in (key, _text(value))]
            bridge = _jvm.java_class("dev.duet.python.Bridge")
            row = bridge.system(name, recipe, flat, _class_path(class_path))
            self.system = str(row.name())
            self._geometry = row.geometry()
            self.rotated = bool(row.recipe().heads().get(0).recipe().rotated())
            self._pyramid(image_size, strides, grid, slots, anchors, anchor_masks, anchor_boxes, queries)
            self.bridge = bridge.open(row, self.classes, self._java_pyramid, threads)
            self.units = int(self.bridge.units())
            if epoch is not None:
                self.bridge.epoch(_epoch(epoch))
            if explain:
                self.bridge.explain(True)
        self._close = weakref.finalize(self, _close, self.bridge)
        self._close.atexit = False

    def __repr__(self):
        size = "" if not self.strides else " x ".join(map(str, self.image_size)) + ", "
        state = "" if self._close.alive else ", closed"
        return f"Engine({self.system}: {self.classes} classes, {size}{self.units} units{state})"

    def _pyramid(self, image_size, strides, grid, slots, anchors, anchor_masks, anchor_boxes, queries):
        pyramid = _jvm.java_class("dev.duet.api.Pyramid")
        self.image_size = _size(image_size)
        if queries is not None:
            self._java_pyramid = pyramid.queries(*self.image_size, _jvm._count(queries, "queries"))
            self.strides, self.grid, self.slots = (), np.zeros((0, 2), np.int32), 1
            return
        self.strides = tuple(integers("strides", self._geometry.strides() if strides is None else strides, (-1,)).tolist())
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
            self.slots = _jvm._count(slots, "slots")
            made = made.slots(self.slots)
        self._java_pyramid = made

    def set_epoch(self, epoch):
        """Sets the training epoch, counted from 0, for systems with a warm-up rule."""
        with self._lock, java_errors():
            self.bridge.epoch(_epoch(epoch))

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
        gt_centres=None,
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
            lists decide by these digits. gt_centres: [G, 2] in pixels, for rtmdet, where they are not the boxes' own. ignore_boxes: [I, 4] regions to ignore, with ignore_offsets [B+1].
        """
        _jvm.check_process()
        if not self._close.alive:
            raise DuetError(f"{self!r} was closed; make another")
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
            if gt_centres is not None:
                centres = floats("gt_centres", gt_centres, (len(boxes), 2))
                bridge.centres(centres.ctypes.data)
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
            for name, value in (("gt_boxes", gt_boxes), ("gt_labels", gt_labels)):
                if not hasattr(value, "__len__") or any(not hasattr(part, "__len__") for part in value):
                    raise TypeError(f"{name}: without gt_offsets, a list with one array per image is needed")
            if len(gt_boxes) != len(gt_labels):
                raise ValueError(f"gt_labels: {len(gt_labels)} images, gt_boxes has {len(gt_boxes)}")
            images = [np.zeros((0, width), np.float32) if np.size(b) == 0 else as_array(f"gt_boxes[{i}]", b) for i, b in enumerate(gt_boxes)]
            gt_offsets = np.cumsum([0] + [len(b) for b in images])
            gt_boxes = np.concatenate(images) if images else np.zeros((0, width), np.float32)
            names = [as_array(f"gt_labels[{i}]", label) for i, label in enumerate(gt_labels) if np.size(label)]
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
        where = "" if index == 0 else f"heads[{index - 1}] "
        for one, other in (("pred_scores", "pred_logits"), ("pred_objectness", "pred_obj_logits")):
            if head.get(one) is not None and head.get(other) is not None:
                raise ValueError(f"{where}{one} and {other}: both are given, and only one of them would be read; give one")
        for name, value in head.items():
            if name not in known:
                raise TypeError(f"heads[{index - 1}]: unknown part {name}; known are {', '.join(known)}")
            if value is not None:
                called = where + name
                half = name in ("pred_scores", "pred_logits")
                parts[name] = floats(called, value, (images, self.units, *known[name]), half)
        return parts

    def close(self):
        """Ends the engine's threads; without a call that happens when the engine is collected."""
        with self._lock:
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


class java_errors(_jvm.Inside):
    """Around calls of Java: turns its exceptions into Python's, with the caller's argument names."""

    def __init__(self, names=None):
        self._names = names

    def __enter__(self):
        _jvm.start()
        super().__enter__()

    def __exit__(self, kind, error, trace):
        super().__exit__(kind, error, trace)
        if error is not None:
            import jpype

            if isinstance(error, jpype.JException):
                raise from_java(error, self._names) from None
            if isinstance(error, jpype.JVMNotRunning):
                raise DuetError("Java was shut down in this process while duet was used") from None


def _close(bridge):
    if not _jvm._inherited and _jvm._jpype().isJVMStarted():
        with _jvm.Inside():
            bridge.close()


def _epoch(value):
    try:
        number = operator.index(value)
    except TypeError:
        number = -1
    if not 0 <= number < 1 << 31:
        raise ValueError(f"epoch: {value!r}; a whole number of at least 0 is needed")
    return number


def _size(given):
    """Height and width of an image given as one number or two."""
    both = np.asarray(given)
    if both.dtype.kind not in "iuf" or both.size not in (1, 2) or both.ndim > 1 or (both != both.astype(np.int64)).any():
        raise ValueError(f"image_size: {given!r}; whole pixels are needed, one number or (height, width)")
    height, width = (int(v) for v in np.broadcast_to(both.ravel(), 2))
    return height, width


def _ints(values):
    import jpype

    return jpype.JArray(jpype.JInt)(np.ascontiguousarray(values, np.int32))


def _floats(values):
    import jpype

    return jpype.JArray(jpype.JFloat)(np.ascontiguousarray(values, np.float32).ravel())


def _recipe(system):
    """Name of a system or of a recipe file, and None; or the name of a recipe, and its text."""
    if isinstance(system, dict):
        try:
            return "recipe", json.dumps(system)
        except (TypeError, ValueError) as e:
            raise TypeError(f"system: a recipe that JSON cannot hold: {e}") from None
    if not isinstance(system, (str, os.PathLike)):
        raise TypeError(
            f"system: {system!r}; a name, see duet_assign.systems(), a recipe file (.json) or a recipe (dict) is needed"
        )
    name = os.fspath(system)
    if not isinstance(system, str) and not str(name).lower().endswith(".json"):
        raise ValueError(f"system: {str(name)!r} is a path; the names of recipe files end in .json")
    return str(name), None


def _class_path(given):
    if given is None:
        return []
    paths = given.split(os.pathsep) if isinstance(given, str) else [given] if isinstance(given, os.PathLike) else given
    try:
        return [os.fspath(path) for path in paths]
    except TypeError:
        raise TypeError(f"class_path: {given!r}; a path or several are needed, of folders and jars") from None


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
