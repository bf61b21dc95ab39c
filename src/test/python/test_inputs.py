"""What is handed over: arrays and tensors whose memory is not what they show, parts that are missing or given twice, mmdetection's masks
and priors, calls from several threads, and the order of match lists."""

import threading
import types
import unittest
import warnings

import numpy as np
import torch
from cases import made_up, points
from test_errors import CELLS, CLASSES, GRID, LEVEL_STRIDES, SIZE, STRIDES, calls, square

import duet_assign
import duet_assign.torch as drop_in
from duet_assign.torch import mmdet
from duet_assign.torch.plain import anchors as plain_anchors
from duet_assign.torch.plain import single as plain

HERE = types.SimpleNamespace


def flat(result):
    """All tensors of a drop-in's result."""
    if isinstance(result, torch.Tensor):
        return [result]
    if isinstance(result, (tuple, list)):
        return [t for part in result for t in flat(part)]
    return [t for t in vars(result).values() if isinstance(t, torch.Tensor)] if hasattr(result, "gt_inds") else []


def negated(tensor):
    """The same numbers, in memory with the other sign: a view that PyTorch negates when it looks."""
    made = torch.imag(torch.complex(torch.zeros_like(tensor), -tensor.clone()).conj())
    assert made.is_neg() and torch.equal(made, tensor)
    return made


class Tensors(unittest.TestCase):
    def setUp(self):
        warnings.simplefilter("ignore")
        self.addCleanup(warnings.resetwarnings)

    def test_lazily_negated(self):
        for name, call in calls().items():
            wanted = [t.clone() for t in flat(call())]
            for argument, tensor in call.tensors.items():
                if tensor.dtype is torch.float32:
                    with self.subTest(name, argument=argument):
                        found = flat(call(**{argument: negated(tensor)}))
                        self.assertTrue(all(torch.equal(a, b) for a, b in zip(found, wanted)))

    def test_storage_that_was_resized(self):
        for name, call in calls().items():
            for argument, tensor in call.tensors.items():
                for left in (0, 1):
                    made = tensor.clone()
                    made.storage().resize_(left)
                    with self.subTest(name, argument=argument, left=left):
                        with self.assertRaises(ValueError) as raised:
                            call(**{argument: made})
                        self.assertIn(argument.split("[")[0], str(raised.exception))
                        self.assertIn("storage", str(raised.exception))

    def test_without_gts_nothing_else_is_looked_at(self):
        nothing = torch.full((84, 4), float("nan"))
        truth = HERE(bboxes=torch.zeros(0, 4), labels=torch.zeros(0, dtype=torch.int64))
        given = HERE(priors=nothing, bboxes=nothing, scores=nothing)
        costs = [dict(type="mmdet.FocalLossCost", weight=2.0), dict(type="mmdet.BBoxL1Cost", box_format="xywh"), dict(type="IoUCost")]
        for one, cells in (
            (mmdet.SimOTAAssigner(), ()), (mmdet.DynamicSoftLabelAssigner(), ()), (mmdet.TaskAlignedAssigner(13), ()),
            (mmdet.ATSSAssigner(9), (CELLS,)), (mmdet.HungarianAssigner(costs), ()),
        ):  # fmt: skip
            self.assertEqual(one.assign(given, *cells, truth).gt_inds.tolist(), [0] * 84)
        scores, boxes, at, labels, gts, mask = made_up(2, 1, CLASSES, SIZE)
        found = drop_in.TaskAlignedAssigner(num_classes=CLASSES)(
            scores, boxes, at * float("nan"), labels[:, :0], gts[:, :0], mask[:, :0]
        )
        self.assertFalse(found[3].any())
        found = drop_in.simota(
            HERE(num_classes=CLASSES), 0, 0, gts[0, :0], labels[0, :0, 0], boxes[0] * float("nan"), None, None, None, scores, None
        )
        self.assertEqual((found[4], int(found[1].sum())), (0, 0))


class Arrays(unittest.TestCase):
    def setUp(self):
        scores, boxes, _, labels, gts, _ = (t.numpy() for t in made_up(2, 4, 5, 128))
        self.engine = duet_assign.Engine("yolov8", 5, image_size=128)
        self.good = dict(gt_boxes=gts.reshape(-1, 4), gt_labels=labels.reshape(-1).astype(int), gt_offsets=[0, 4, 8], pred_boxes=boxes,
                         pred_scores=scores)  # fmt: skip

    def refused(self, kind, *words, **changed):
        with self.assertRaises(kind) as raised:
            self.engine.assign(**{**self.good, **changed})
        for word in words:
            self.assertIn(word, str(raised.exception))

    def test_masked_arrays(self):
        for name in ("gt_boxes", "gt_labels", "pred_boxes", "pred_scores"):
            mask = np.zeros(np.shape(self.good[name]), bool)
            whole = np.ma.MaskedArray(self.good[name], mask.copy())
            found = self.engine.assign(**{**self.good, name: whole})
            np.testing.assert_array_equal(found.unit, self.engine.assign(**self.good).unit)
            mask.flat[0] = True
            self.refused(TypeError, name, "masked", **{name: np.ma.MaskedArray(self.good[name], mask)})
        self.refused(
            TypeError, "gt_boxes[1]", "masked", gt_offsets=None, gt_labels=[[0], [1]],
            gt_boxes=[[[1.0, 1, 9, 9]], np.ma.MaskedArray([[1.0, 1, 9, 9]], [[0, 1, 0, 0]])],
        )  # fmt: skip

    def test_given_twice(self):
        self.refused(ValueError, "pred_scores", "pred_logits", pred_logits=self.good["pred_scores"])
        objectness = self.good["pred_scores"][..., 0]
        self.refused(ValueError, "pred_objectness", "pred_obj_logits", pred_objectness=objectness, pred_obj_logits=objectness)
        twice = {key: self.good["pred_scores"] for key in ("pred_scores", "pred_logits")}
        self.refused(ValueError, "heads[0] pred_scores", heads=[twice])

    def test_forgotten(self):
        self.refused(ValueError, "head main", "pred_scores", pred_scores=None)
        self.refused(ValueError, "head main", "pred_boxes", "pred_scores", pred_boxes=None, pred_scores=None)
        engine = duet_assign.Engine("yolov10", 5, image_size=128)
        with self.assertRaises(ValueError) as raised:
            engine.assign(**self.good)
        self.assertRegex(str(raised.exception), "head one2one .*pred_boxes and pred_scores")

    def test_threads(self):
        """Calls from several threads wait for each other, and each gets its own answer."""
        wanted = []
        for gts in range(1, 5):
            offsets = [0, gts, 2 * gts]
            boxes = self.good["gt_boxes"][: 2 * gts]
            wanted.append((boxes, self.good["gt_labels"][: 2 * gts], offsets))
        answers = [self.engine.assign(*given, self.good["pred_boxes"], self.good["pred_scores"]).unit for given in wanted]
        wrong = []

        def work(k):
            for _ in range(150):
                found = self.engine.assign(*wanted[k], self.good["pred_boxes"], self.good["pred_scores"])
                if not np.array_equal(found.unit, answers[k]):
                    wrong.append(k)

        every(work, 4)
        self.assertEqual(wrong, [])


def every(work, count):
    """Runs work(0) to work(count - 1) beside each other; what one raises is raised."""
    raised = []

    def run(k):
        try:
            work(k)
        except BaseException as e:  # noqa: B902
            raised.append(e)

    users = [threading.Thread(target=run, args=(k,)) for k in range(count)]
    for user in users:
        user.start()
    for user in users:
        user.join()
    if raised:
        raise raised[0]


class Threads(unittest.TestCase):
    def test_every_drop_in(self):
        """Engines are shared by what the calls have in common, also those of functions; more image sizes than engines are kept."""
        made = calls()
        wanted = {name: [t.clone() for t in flat(call())] for name, call in made.items()}
        small = drop_in.TaskAlignedAssigner(num_classes=CLASSES)
        small.state().grids._limit = 2
        batches = [made_up(1, 3, CLASSES, size) for size in (64, 96, 128)]
        answers = [[t.clone() for t in small(*b)] for b in batches]

        def work(k):
            for _ in range(12):
                for name, call in made.items():
                    if not all(torch.equal(a, b) for a, b in zip(flat(call()), wanted[name])):
                        raise AssertionError(name)
                for b, answer in list(zip(batches, answers))[k % 3 :]:
                    if not all(torch.equal(x, y) for x, y in zip(small(*b), answer)):
                        raise AssertionError("sizes")

        every(work, 3)


class Mmdetection(unittest.TestCase):
    def setUp(self):
        self.scores, self.boxes, self.at, self.labels, self.gts, _ = made_up(2, 5, CLASSES, SIZE, 5)
        self.truth = HERE(bboxes=self.gts[0], labels=self.labels[0, :, 0].long())

    def test_overlaps_of_units_without_gt(self):
        priors = torch.cat([self.at, LEVEL_STRIDES[:, None].expand(-1, 2)], 1)
        found = mmdet.SimOTAAssigner().assign(HERE(priors=priors, bboxes=self.boxes[0], scores=self.scores[0]), self.truth)
        self.assertEqual(set(found.max_overlaps[found.gt_inds == 0].tolist()), {-1e5})

    def masks(self, shape):
        """One blob per GT, off the box's centre; the last is empty."""
        made = torch.zeros(len(self.gts[0]), SIZE, SIZE, dtype=torch.bool)
        for g, (x, y, right, bottom) in enumerate(self.gts[0].clamp(0, SIZE - 1).long().tolist()[:-1]):
            made[g, y : (2 * y + bottom) // 3 + 1, x : (x + 2 * right) // 3 + 1] = True
        return shape(made)

    def test_rtmdet_ins(self):
        corner = points(STRIDES, GRID, 0)
        priors = torch.cat([corner, LEVEL_STRIDES[:, None].expand(-1, 2)], 1)
        logits = torch.logit(self.scores[0])
        given = HERE(priors=priors, bboxes=self.boxes[0], scores=logits)
        masks = self.masks(lambda m: m)
        y, x = (torch.arange(SIZE).expand(SIZE, SIZE).T, torch.arange(SIZE).expand(SIZE, SIZE))
        count = masks.sum((1, 2)).clamp(min=1e-7)
        centres = torch.stack([(masks * x).sum((1, 2)) / count, (masks * y).sum((1, 2)) / count], 1)
        wanted, overlaps = plain.soft_labels(corner, LEVEL_STRIDES, *self.gts[:1], self.truth.labels, self.boxes[0], logits, centres=centres)
        without = mmdet.DynamicSoftLabelAssigner().assign(given, self.truth).gt_inds
        self.assertFalse(torch.equal(without - 1, wanted))
        for shape in (
            lambda m: m, lambda m: m.float(), lambda m: m.to(torch.uint8), lambda m: HERE(to_tensor=lambda dtype, device: m.to(dtype))
        ):  # fmt: skip
            truth = HERE(**vars(self.truth), masks=self.masks(shape))
            found = mmdet.DynamicSoftLabelAssigner().assign(given, truth)
            self.assertTrue(torch.equal(found.gt_inds - 1, wanted))
        with self.assertRaises(ValueError) as raised:
            mmdet.DynamicSoftLabelAssigner().assign(given, HERE(**vars(self.truth), masks=masks[1:]))
        self.assertIn("gt_instances.masks", str(raised.exception))

    def test_official_priors(self):
        """octave_base_scale, ratios, center_offset: anchors that are not square, of 8 strides, on cell corners."""
        warnings.simplefilter("ignore")
        self.addCleanup(warnings.resetwarnings)
        logits = self.scores[0]
        for sides, offset, tall in ((8, 0.5, 1.0), (4, 0, 1.0), (5, 0.5, 2.0)):
            at, half = points(STRIDES, GRID, offset), LEVEL_STRIDES[:, None] * sides / 2
            half = torch.cat([half, half * tall], 1)
            priors = torch.cat([at - half, at + half], 1)
            with self.subTest(sides=sides, offset=offset, tall=tall):
                found = mmdet.ATSSAssigner(9).assign(HERE(priors=priors), CELLS, self.truth)
                wanted, overlaps = plain.adaptive(priors, CELLS, self.gts[0])
                self.assertTrue(torch.equal(found.gt_inds - 1, wanted))
                self.assertTrue(torch.equal(found.max_overlaps[wanted >= 0], overlaps[wanted >= 0]))
                found = mmdet.TaskAlignedAssigner(13).assign(HERE(priors=priors, bboxes=self.boxes[0], scores=logits), self.truth)
                wanted, metrics = plain.aligned_everywhere(at, self.gts[0], self.truth.labels, self.boxes[0], logits)
                self.assertTrue(torch.equal(found.gt_inds - 1, wanted))
                self.assertTrue(torch.equal(found.assign_metrics, metrics))
        ignored = HERE(bboxes=torch.tensor([[0.0, 0, 64, 64]]))
        priors = square(8, 0)
        shifted = priors + torch.cat([LEVEL_STRIDES[:, None] / 2] * 4, 1)
        exact = mmdet.ATSSAssigner(9, ignore_iof_thr=0.4).assign(HERE(priors=priors), CELLS, self.truth, ignored)
        self.assertGreater(int((exact.gt_inds == -1).sum()), 0)
        covered = plain.covered(shifted, ignored.bboxes) > 0.4
        found = mmdet.ATSSAssigner(9, ignore_iof_thr=0.4).assign(HERE(priors=shifted), CELLS, self.truth, ignored)
        self.assertTrue(torch.equal(found.gt_inds == -1, covered & (found.gt_inds <= 0)))
        with self.assertRaises(ValueError):
            mmdet.ATSSAssigner(9).assign(HERE(priors=priors), CELLS[:-1], self.truth)

    def test_the_plain_rule_is_the_engine_s(self):
        priors = square(8, 0)
        exact = mmdet.ATSSAssigner(9).assign(HERE(priors=priors), CELLS, self.truth)
        self.assertTrue(torch.equal(exact.gt_inds - 1, plain.adaptive(priors, CELLS, self.gts[0])[0]))

    def test_names_with_a_scope(self):
        for calculator in (dict(type="mmdet.BboxOverlaps2D"), dict(type="BboxOverlaps2D", scale=1.0), type("BboxOverlaps2D", (), {})()):
            mmdet.ATSSAssigner(9, iou_calculator=calculator)
        for wrong in (dict(type="mmdet.BboxOverlaps3D"), dict(type="BboxOverlaps2D", scale=512.0)):
            with self.assertRaises(ValueError) as raised:
                mmdet.ATSSAssigner(9, iou_calculator=wrong)
            self.assertIn("iou_calculator", str(raised.exception))
        with self.assertRaises(ValueError) as raised:
            mmdet.HungarianAssigner([dict(type="mmdet.DiceCost")])
        self.assertIn("DiceCost", str(raised.exception))


class MatchLists(unittest.TestCase):
    def test_cells_that_are_matched_twice(self):
        """The loss writes objectness by these lists, one after the other: what stands last wins, so the order is the original's."""
        sides = torch.tensor([[[10, 13], [16, 30]], [[30, 61], [62, 45]], [[90, 80], [120, 150]]]) / torch.tensor(STRIDES)[:, None, None]
        loss = HERE(anchors=sides, nc=CLASSES, stride=torch.tensor(STRIDES), hyp={"anchor_t": 4.0})
        twice = 0
        for seed in range(6):
            generator = torch.Generator().manual_seed(seed)
            near = torch.rand(30, 4, generator=generator) * 0.3 + torch.tensor([0.35, 0.35, 0.2, 0.2])
            kinds = [torch.randint(0, n, (30, 1), generator=generator).float() for n in (2, CLASSES)]
            targets = torch.cat([*kinds, near], 1)
            p = [torch.randn(2, 2, h, w, 5 + CLASSES, generator=generator) for h, w in GRID]
            for build, most, reach in (
                (drop_in.build_targets, 0, 0), (drop_in.build_targets_ota, 10, 0.5), (drop_in.build_targets_aux, 20, 1.0)
            ):  # fmt: skip
                if most:
                    found = build(loss, p, targets, torch.zeros(2, 3, SIZE, SIZE))
                    places, classes = list(zip(*found[:4])), [t[:, 1] for t in found[4]]
                    rows = plain_anchors.chosen(p, targets, sides, STRIDES, (SIZE, SIZE), 4.0, most, reach)
                    wanted = [[(*match[:4], float(targets[match[4], 1])) for match in level] for level in rows]
                else:
                    classes, _, places, _ = build(loss, p, targets)
                    wanted = [
                        [*zip(*(c.tolist() for c in (targets[row, 0].long(), a, y, x, targets[row, 1])))]
                        for row, a, y, x, _ in plain_anchors.matches(p, targets, sides, 4.0)
                    ]
                for level in range(3):
                    ours = [*zip(*(c.tolist() for c in (*places[level], classes[level])))]
                    self.assertEqual([tuple(map(float, match)) for match in ours], [tuple(map(float, match)) for match in wanted[level]])
                    twice += len(ours) - len({match[:4] for match in ours})
        self.assertGreater(twice, 50)


if __name__ == "__main__":
    unittest.main()
