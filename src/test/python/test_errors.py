"""Wrong arguments to every drop-in: each is a Python exception that names the argument, and the next call works."""

import types
import unittest

import torch
from cases import made_up, points

import duet_assign.torch as drop_in
from duet_assign.torch import mmdet

STRIDES, SIZE, CLASSES, M = (8, 16, 32), 64, 3, 4
GRID = [(SIZE // s, SIZE // s) for s in STRIDES]
CELLS = [h * w for h, w in GRID]
LEVEL_STRIDES = torch.cat([torch.full((n,), float(s)) for s, n in zip(STRIDES, CELLS)])


def square(sides, offset):
    """Square anchors [N, 4] with sides in strides."""
    at, half = points(STRIDES, GRID, offset), (LEVEL_STRIDES * sides / 2)[:, None]
    return torch.cat([at - half, at + half], 1)


class Call:
    """A drop-in's call that works, its tensors by name, to be made again with one of them changed.

    Names are those that messages use. points: arguments whose values are a grid's; floats: others that must hold finite numbers;
    labels: those that must hold classes.
    """

    def __init__(self, call, tensors, points=(), floats=(), labels=(), fixed=None):
        self.call, self.tensors, self.points, self.floats, self.labels = call, tensors, points, floats, labels
        self.fixed = fixed or {}

    def __call__(self, **changed):
        return self.call(types.SimpleNamespace(**{**self.tensors, **self.fixed, **changed}))


def calls():
    """Every drop-in by name."""
    scores, boxes, at, labels, gts, mask = made_up(2, M, CLASSES, SIZE, 3)
    batch = dict(pd_scores=scores, pd_bboxes=boxes, anc_points=at, gt_labels=labels, gt_bboxes=gts, mask_gt=mask)
    kinds = dict(points=("anc_points",), floats=("pd_scores", "pd_bboxes", "gt_bboxes"), labels=("gt_labels",))
    made = {}
    for kind in (drop_in.TaskAlignedAssigner, drop_in.YOLOv9TaskAlignedAssigner, drop_in.YOLOv6TaskAlignedAssigner):
        assigner = kind(num_classes=CLASSES, nonfinite="raise")
        made[kind.__name__] = Call(lambda a, f=assigner: f(*(getattr(a, k) for k in batch)), batch, **kinds)
    turned = dict(zip(batch, made_up(2, M, CLASSES, SIZE, 3, rotated=True)))
    rotated = drop_in.RotatedTaskAlignedAssigner(num_classes=CLASSES, nonfinite="raise")
    made["Rotated"] = Call(lambda a: rotated(*(getattr(a, k) for k in turned)), turned, **kinds)
    atss = drop_in.YOLOv6ATSSAssigner(num_classes=CLASSES, nonfinite="raise")
    given = dict(anc_bboxes=square(5, 0.5), gt_labels=labels, gt_bboxes=gts, mask_gt=mask, pd_bboxes=boxes)
    made["YOLOv6ATSS"] = Call(
        lambda a: atss(a.anc_bboxes, CELLS, a.gt_labels, a.gt_bboxes, a.mask_gt, a.pd_bboxes),
        given, points=("anc_bboxes",), floats=("gt_bboxes", "pd_bboxes"), labels=("gt_labels",),
    )  # fmt: skip
    made.update(yolox(scores, boxes, at, labels, gts))
    made.update(mmdetection(scores, boxes, labels, gts))
    made.update(by_anchors())
    return made


def yolox(scores, boxes, at, labels, gts):
    """simota and simota_2021."""
    cell = at / LEVEL_STRIDES[:, None] - 0.5
    tensors = dict(
        gt_bboxes_per_image=gts[0], gt_classes=labels[0, :, 0], bboxes_preds_per_image=boxes[0], expanded_strides=LEVEL_STRIDES[None],
        x_shifts=cell[None, :, 0], y_shifts=cell[None, :, 1], cls_preds=torch.logit(scores), obj_preds=torch.logit(scores[..., :1]),
    )  # fmt: skip
    head = types.SimpleNamespace(num_classes=CLASSES)
    names = list(tensors)
    kinds = dict(
        points=("expanded_strides", "x_shifts", "y_shifts"), labels=("gt_classes",),
        floats=("gt_bboxes_per_image", "bboxes_preds_per_image", "cls_preds", "obj_preds"),
    )  # fmt: skip
    return {
        "simota": Call(lambda a: drop_in.simota(head, 0, M, *(getattr(a, k) for k in names), nonfinite="raise"), tensors, **kinds),
        "simota_2021": Call(
            lambda a: drop_in.simota_2021(
                head, 0, M, len(at), *(getattr(a, k) for k in names[:7]), None, a.obj_preds, None, None, nonfinite="raise"
            ),
            tensors, **kinds,
        ),
    }  # fmt: skip


def mmdetection(scores, boxes, labels, gts):
    """The assigners of duet_assign.torch.mmdet."""
    made = {}
    costs = [dict(type="FocalLossCost", weight=2.0), dict(type="BBoxL1Cost", box_format="xywh"), dict(type="IoUCost")]
    lattice = {offset: torch.cat([points(STRIDES, GRID, offset), LEVEL_STRIDES[:, None].expand(-1, 2)], 1) for offset in (0, 0.5)}
    for name, assigner, priors in (
        ("SimOTA", mmdet.SimOTAAssigner(nonfinite="raise"), lattice[0.5]),
        ("DynamicSoftLabel", mmdet.DynamicSoftLabelAssigner(nonfinite="raise"), lattice[0]),
        ("TaskAligned", mmdet.TaskAlignedAssigner(13, nonfinite="raise"), square(8, 0)),
        ("ATSS", mmdet.ATSSAssigner(9), square(8, 0)),
        ("Hungarian", mmdet.HungarianAssigner(costs), None),
    ):
        tensors = {"gt_instances.bboxes": gts[0], "gt_instances.labels": labels[0, :, 0].long()}
        floats = ["gt_instances.bboxes"]
        if priors is not None:
            tensors["pred_instances.priors"] = priors
        if name != "ATSS":
            tensors.update({"pred_instances.bboxes": boxes[0], "pred_instances.scores": torch.logit(scores[0])})
            if name in ("SimOTA", "TaskAligned"):
                tensors["pred_instances.scores"] = scores[0]
            floats += ["pred_instances.bboxes", "pred_instances.scores"]

        def call(a, assigner=assigner, name=name):
            predicted, truth = types.SimpleNamespace(), types.SimpleNamespace()
            for key, value in vars(a).items():
                setattr(truth if key.startswith("gt") else predicted, key.split(".")[1], value)
            cells = [CELLS] if name == "ATSS" else []
            size = {"img_meta": {"img_shape": (SIZE, SIZE)}} if name == "Hungarian" else {}
            return assigner.assign(predicted, *cells, truth, **size)

        made["mmdet " + name] = Call(
            call, tensors, points=("pred_instances.priors",) * (priors is not None), floats=floats,
            # ATSS does not look at classes.
            labels=("gt_instances.labels",) * (name != "ATSS"),
        )  # fmt: skip
    return made


def by_anchors():
    """build_targets and its three OTA relatives."""
    sides = torch.tensor([[[10, 13], [16, 30]], [[30, 61], [62, 45]], [[90, 80], [120, 150]]]) / torch.tensor(STRIDES)[:, None, None]
    tensors = {f"p[{level}]": torch.zeros(2, 2, h, w, 5 + CLASSES) for level, (h, w) in enumerate(GRID)}
    tensors["targets"] = torch.tensor([[0, 1, 0.4, 0.4, 0.3, 0.3], [1, 2, 0.6, 0.7, 0.5, 0.4]])
    made = {}
    for build in (drop_in.build_targets, drop_in.build_targets_ota, drop_in.build_targets_aux_lead, drop_in.build_targets_aux):
        ota = build is not drop_in.build_targets

        def call(a, build=build, ota=ota):
            loss = types.SimpleNamespace(anchors=sides, nc=CLASSES, stride=torch.tensor(STRIDES), hyp={"anchor_t": 4.0})
            p = [getattr(a, f"p[{level}]") for level in range(3)]
            more = dict(imgs=torch.zeros(2, 3, SIZE, SIZE), nonfinite="raise") if ota else {}
            return build(loss, p, a.targets, **more)

        # Of p, only shapes are looked at without OTA, and only candidates' values with it.
        made[build.__name__] = Call(call, tensors, floats=["targets"] + [k for k in tensors if k != "targets"] * ota)
    return made


class WrongArguments(unittest.TestCase):
    def setUp(self):
        self.calls = calls()

    def refused(self, name, call, argument, value, kinds=(ValueError, TypeError)):
        with self.subTest(name, argument=argument):
            with self.assertRaises(kinds) as raised:
                call(**{argument: value})
            self.assertIn(argument.split("[")[0], str(raised.exception))

    def each(self):
        for name, call in self.calls.items():
            call()
            for argument, tensor in call.tensors.items():
                yield name, call, argument, tensor
            call()

    def test_shapes(self):
        for name, call, argument, tensor in self.each():
            self.refused(name, call, argument, tensor[None], ValueError)
            self.refused(name, call, argument, tensor[0], ValueError)
            # Another number of classes is no mistake where nothing else says how many there are; without OTA p's last side is free.
            if not (argument.endswith("scores") and name.startswith("mmdet")) and not (name == "build_targets" and argument != "targets"):
                self.refused(name, call, argument, tensor[..., :-1], ValueError)

    def test_devices(self):
        for name, call, argument, tensor in self.each():
            self.refused(name, call, argument, torch.empty_like(tensor, device="meta"), ValueError)

    def test_types(self):
        for name, call, argument, tensor in self.each():
            self.refused(name, call, argument, tensor.numpy(), TypeError)
            self.refused(name, call, argument, tensor.to_sparse(), TypeError)
            if argument in call.floats or argument in call.labels or argument in call.points:
                self.refused(name, call, argument, tensor.to(torch.complex64), TypeError)
            if argument in call.floats:
                self.refused(name, call, argument, tensor.long(), TypeError)

    def test_not_finite(self):
        for name, call, argument, tensor in self.each():
            if argument in call.floats or argument in call.points or argument in call.labels and tensor.is_floating_point():
                self.refused(name, call, argument, torch.full_like(tensor, float("nan")), ValueError)
                self.refused(name, call, argument, torch.full_like(tensor, float("inf")), ValueError)

    def test_grids(self):
        for name, call, argument, tensor in self.each():
            # Other strides make another grid, which is none of the drop-in's business; mmdetection's priors may be on none.
            if argument in call.points and argument not in ("expanded_strides", "pred_instances.priors"):
                with self.subTest(name, argument=argument), self.assertRaises(ValueError) as raised:
                    call(**{argument: tensor + 1})
                self.assertIn(argument, str(raised.exception))

    def test_labels(self):
        for name, call, argument, tensor in self.each():
            for wrong in (CLASSES, -1, 1 << 31, 1 << 32, -(1 << 32), 1 << 40):
                if argument in call.labels:
                    changed = tensor.double() if tensor.is_floating_point() else tensor.clone()
                    changed[...] = wrong
                    self.refused(name, call, argument, changed, ValueError)
                elif argument == "targets":
                    changed = tensor.clone()
                    changed[0, 1] = wrong
                    self.refused(name, call, argument, changed, ValueError)

    def test_images(self):
        for name, call, argument, tensor in self.each():
            if argument == "targets":
                for wrong in (2, -1, 1e12):
                    changed = tensor.clone()
                    changed[0, 0] = wrong
                    self.refused(name, call, argument, changed, ValueError)


if __name__ == "__main__":
    unittest.main()
