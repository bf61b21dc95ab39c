"""What the drop-ins for task-aligned assigners share: attributes that count at the call, engines, targets, and the way out where
predictions are no numbers."""

import math
import operator

import torch

from duet_assign._errors import PredictionError
from duet_assign.engine import java_errors
from duet_assign.torch import _nonfinite, _tensors
from duet_assign.torch._grids import Grids, maker
from duet_assign.torch._module import EngineModule
from duet_assign.torch._targets import NoTargets, TargetPool, TargetSet
from duet_assign.torch.plain import aligned as plain

NAMES = {"pred_scores": "pd_scores", "pred_boxes": "pd_bboxes", "gt_boxes": "gt_bboxes"}


class _State:
    def __init__(self):
        self.grids = Grids()
        self.pool = TargetPool()
        #: The attributes that the recipe was made for, and the recipe.
        self.known = None


def whole(name, value, least):
    """value as an int, at least ``least``."""
    try:
        number = operator.index(value)
    except TypeError:
        number = None
    if number is None or isinstance(value, bool) or number < least:
        raise ValueError(f"{name}: {value!r}; a whole number of at least {least} is needed")
    return number


def real(name, value):
    """value as a finite float."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"{name}: {value!r}; a finite number is needed")
    return number


def _number(value):
    """value to be compared with that of another call: of what can change in place, such as a tensor, what it holds now."""
    return value if isinstance(value, (float, int, type(None))) else real("alpha or beta", value)


def strides(value):
    """Strides as a tuple of floats, None for None."""
    if value is None:
        return None
    try:
        found = tuple(float(s) for s in (value.tolist() if hasattr(value, "tolist") else value))
    except (TypeError, ValueError):
        found = ()
    if not found or not all(0 < s < math.inf for s in found):
        raise ValueError(f"stride: {value!r}; a list of the levels' strides is needed, such as [8, 16, 32], or None")
    return found


class TaskAligned(EngineModule):
    """The forward pass all drop-ins of the family share.

    Attributes count as they are at the call, as in the originals: topk, num_classes, alpha, beta, eps, bg_idx, threads, reuse_targets,
    nonfinite, and what a class adds. An engine is kept for each of the last 32 settings and lists of points.
    """

    _width = 4
    #: How the rule is written plainly, for batches with predictions that are no numbers.
    _plain = {}

    def __init__(self, topk, num_classes, alpha, beta, eps, threads, reuse_targets, nonfinite):
        super().__init__(threads)
        self.topk = topk
        self.num_classes = num_classes
        self._background = None
        self.alpha = alpha
        self.beta = beta
        self.eps = eps
        self.reuse_targets = reuse_targets
        self.nonfinite = _nonfinite.choice(nonfinite)

    @property
    def bg_idx(self):
        """Label of all units in a batch without GTs: the number of classes, where nothing else was set."""
        return self.num_classes if self._background is None else self._background

    @bg_idx.setter
    def bg_idx(self, value):
        self._background = value

    def make_state(self):
        """Engines and target tensors."""
        return _State()

    def original_arguments(self):
        """As the original takes them."""
        return {"topk": self.topk, "num_classes": self.num_classes, "alpha": self.alpha, "beta": self.beta, "eps": self.eps}

    def extra_repr(self):
        """The settings, for repr."""
        return ", ".join(f"{key}={value}" for key, value in self.original_arguments().items())

    def _attributes(self):
        """The attributes that make the rule, to be compared with those of the last call."""
        return self.topk, self.num_classes, _number(self.alpha), _number(self.beta), self.eps, self.threads

    def _settings(self):
        """The engine's settings for the attributes; raises for what cannot be."""
        if self.eps != 1e-9:
            raise ValueError(f"eps: {self.eps}; the engine has the originals' 1e-9 and no other")
        whole("num_classes", self.num_classes, 1)
        return {"topk": whole("topk", self.topk, 1), "alpha": real("alpha", self.alpha), "beta": real("beta", self.beta)}

    def _recipe(self, state):
        """What the attributes come to now: a key, and a function that makes an engine."""
        attributes = self._attributes()
        if state.known is None or state.known[0] != attributes:
            system, settings = self._system()
            classes = whole("num_classes", self.num_classes, 1)
            key = (system, classes, self.threads, *settings.items())
            state.known = (attributes, key, maker(system, classes, self.threads, settings))
        return state.known[1:]

    def _check(self, pd_scores, pd_bboxes, anc_points, gt_labels, gt_bboxes, mask_gt):
        """Raises unless all shapes and types fit."""
        _tensors.floating("pd_scores", pd_scores, (-1, -1, self.num_classes))
        images, units = pd_scores.shape[:2]
        _tensors.floating("pd_bboxes", pd_bboxes, (images, units, self._width))
        _tensors.floating("gt_bboxes", gt_bboxes, (images, -1, self._width))
        padded = gt_bboxes.shape[1]
        _tensors.require("gt_labels", gt_labels, (images, padded, 1))
        _tensors.require("mask_gt", mask_gt, (images, padded, 1))
        if padded:
            # Without GTs the originals do not look at the points.
            _tensors.floating("anc_points", anc_points, (units, 2))
        return images, units, padded

    def _assign(self, engine, pool, pd_scores, pd_bboxes, gt_labels, gt_bboxes, mask_gt, padded):
        """Describes the batch to the engine, runs it and writes the targets; one call at a time."""
        scores, class_major = _tensors.rows("pd_scores", pd_scores, half=True)
        boxes, planar = _tensors.rows("pd_bboxes", pd_bboxes)
        labels = _tensors.as_labels("gt_labels", gt_labels)
        gts = _tensors.as_float(gt_bboxes)
        mask = _tensors.as_mask(mask_gt)
        images, units, classes = pd_scores.shape
        bridge = engine.bridge
        with java_errors(NAMES):
            bridge.paddedGts(gts.data_ptr(), labels.data_ptr(), mask.data_ptr(), images, padded, self._width)
            bridge.boxes(0, boxes.data_ptr(), self._width, planar)
            bridge.scores(0, scores.data_ptr(), classes, scores.dtype is torch.float16, class_major, False)
            bridge.assign()
            targets = pool.take(TargetSet, (images, units, classes, self._width))
            targets.write(bridge)
            return targets.hand_out()

    def _run(self, pd_scores, pd_bboxes, anc_points, gt_labels, gt_bboxes, mask_gt):
        state = self.state()
        key, make = self._recipe(state)
        images, units, padded = self._check(pd_scores, pd_bboxes, anc_points, gt_labels, gt_bboxes, mask_gt)
        if padded == 0 or images == 0 or units == 0:
            return None
        with state.grids.lock:
            state.pool.reuse = self.reuse_targets
            engine = state.grids.at("anc_points", anc_points, key, make)
            try:
                if self._everywhere():
                    elsewhere = _nonfinite.no_numbers(pd_bboxes)
                    if elsewhere is not None:
                        raise PredictionError("pd_bboxes: " + elsewhere)
                return self._assign(engine, state.pool, pd_scores, pd_bboxes, gt_labels, gt_bboxes, mask_gt, padded)
            except PredictionError as e:
                if _nonfinite.choice(self.nonfinite) == "raise" or _nonfinite.no_probabilities(pd_scores):
                    raise
                _nonfinite.warn(type(self).__name__, e)
        return self._as_original(pd_scores, pd_bboxes, anc_points, gt_labels, gt_bboxes, mask_gt)

    def _as_original(self, pd_scores, pd_bboxes, anc_points, gt_labels, gt_bboxes, mask_gt):
        """The rule in PyTorch, image by image, as a batch's pairs may not fit memory."""
        rule = plain.PlainTaskAligned(**{**self._settings(), **self._plain_rule()}, num_classes=self.num_classes, stable=True)
        labels = _tensors.as_labels("gt_labels", gt_labels).long()
        scores, boxes, points, gts = map(_tensors.as_float, (pd_scores, pd_bboxes, anc_points, gt_bboxes))
        parts = [
            rule(scores[b : b + 1], boxes[b : b + 1], points, labels[b : b + 1], gts[b : b + 1], (mask_gt[b : b + 1] != 0).float())
            for b in range(len(scores))
        ]
        return tuple(torch.cat(column) for column in zip(*parts))

    def _plain_rule(self):
        return self._plain

    def _everywhere(self):
        """Whether boxes of units outside a GT have a say in the original where they are no numbers."""
        return self._plain.get("everywhere", False)

    def _none(self, pd_scores, pd_bboxes):
        """What the originals return for a batch without GTs, in the type of the scores."""
        state = self.state()
        with state.grids.lock:
            state.pool.reuse = self.reuse_targets
            targets = state.pool.take(NoTargets, (*pd_scores.shape, self._width))
            targets.fill(self.bg_idx)
            labels, boxes, *rest = targets.hand_out()
        return labels.to(pd_scores.dtype), boxes.to(pd_bboxes.dtype), *(t.to(pd_scores.dtype) for t in rest)
