"""Predictions that are no numbers: by default drop-ins go on as the originals do, with one warning, and are right again afterwards."""

import types
import unittest
import warnings

import torch
from cases import made_up
from test_errors import CELLS, CLASSES, GRID, LEVEL_STRIDES, SIZE, square

import duet_assign
import duet_assign.torch as drop_in
from duet_assign._errors import PredictionError
from duet_assign.torch import _nonfinite, mmdet
from duet_assign.torch.plain import aligned, single

NAN, INF = float("nan"), float("inf")
M = 6
KINDS = {
    "TaskAlignedAssigner": lambda **more: drop_in.TaskAlignedAssigner(num_classes=CLASSES, **more),
    "stride": lambda **more: drop_in.TaskAlignedAssigner(num_classes=CLASSES, stride=[8, 16, 32], topk2=1, **more),
    "YOLOv9": lambda **more: drop_in.YOLOv9TaskAlignedAssigner(num_classes=CLASSES, **more),
    "YOLOv6": lambda **more: drop_in.YOLOv6TaskAlignedAssigner(num_classes=CLASSES, **more),
    "Rotated": lambda **more: drop_in.RotatedTaskAlignedAssigner(num_classes=CLASSES, **more),
}


def same(one, two):
    return all(torch.equal(a, b) for a, b in zip(one, two))


def batch(kind="", seed=3):
    return made_up(2, M, CLASSES, SIZE, seed, rotated=kind == "Rotated")


class TaskAligned(unittest.TestCase):
    def test_the_way_out_is_the_same_rule(self):
        """On finite batches, where both can be asked."""
        for name, make in KINDS.items():
            for seed in range(4):
                given = batch(name, seed)
                one = make()
                ours, plainly = one(*given), one._as_original(*given)
                with self.subTest(name, seed=seed):
                    found = ours[3]
                    self.assertTrue(torch.equal(found, plainly[3]))
                    self.assertTrue(torch.equal(ours[0][found], plainly[0][found]))
                    torch.testing.assert_close(ours[2], plainly[2].to(ours[2].dtype), rtol=1e-4, atol=5e-6)

    def test_one_nan(self):
        """The image that holds it gets NaN targets, as in the originals; the other is not touched."""
        for name, make in KINDS.items():
            given = list(batch(name))
            wanted = [t.clone() for t in make()(*given)]
            for position in (0, 1):
                broken = list(given)
                broken[position] = given[position].clone()
                unit = int(wanted[3][0].nonzero()[0])
                broken[position][0, unit] = NAN
                one = make()
                with self.subTest(name, position=position), warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    found = one(*broken)
                    self.assertTrue(torch.isnan(found[2][0]).any())
                    self.assertTrue(torch.equal(found[3][1], wanted[3][1]))
                    torch.testing.assert_close(found[2][1], wanted[2][1], rtol=1e-4, atol=5e-6)
                    self.assertEqual([t.dtype for t in found], [t.dtype for t in wanted])
                    self.assertTrue(same(one(*given), wanted))

    def test_nothing_but_nan(self):
        for name, make in KINDS.items():
            for value in (NAN, INF):
                given = list(batch(name))
                given[0], given[1] = torch.full_like(given[0], value), torch.full_like(given[1], value)
                with self.subTest(name, value=value), warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    found = make()(*given)
                    self.assertEqual(found[2].shape, given[0].shape)

    def test_raise(self):
        for name, make in KINDS.items():
            given = list(batch(name))
            given[1] = torch.full_like(given[1], NAN)
            one = make(nonfinite="raise")
            with self.assertRaises(ValueError) as raised:
                one(*given)
            self.assertIn("pd_bboxes: image 0, unit", str(raised.exception))
            one.nonfinite = "as_original"
            one(*given)
        with self.assertRaises(ValueError) as raised:
            KINDS["YOLOv6"](nonfinite="ignore")
        self.assertIn("nonfinite", str(raised.exception))

    def test_logits_are_no_probabilities(self):
        """The commonest slip is no accident of the numbers, and never passed over."""
        for name, make in KINDS.items():
            given = list(batch(name))
            given[0] = torch.logit(given[0])
            with self.subTest(name), self.assertRaises(ValueError) as raised:
                make()(*given)
            self.assertIn("pd_scores: image ", str(raised.exception))

    def test_boxes_outside_all_gts_where_the_original_reads_them(self):
        """YOLOv9 and YOLOv6 rank every pair, so that NaN takes places wherever it stands."""
        for name in ("YOLOv9", "YOLOv6"):
            given = list(batch(name))
            inside = (aligned.inside_boxes(given[2], given[4]) & given[5].bool()).any(1)[0]
            given[1] = given[1].clone()
            given[1][0, int((~inside).nonzero()[0])] = NAN
            one = KINDS[name]()
            with self.subTest(name), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self.assertTrue(torch.equal(one(*given)[3], one._as_original(*given)[3]))
                with self.assertRaises(PredictionError) as raised:
                    KINDS[name](nonfinite="raise")(*given)
                self.assertIn("pd_bboxes: image 0, unit ", str(raised.exception))

    def test_said_once(self):
        _nonfinite._warned.clear()
        given = list(batch())
        given[1] = torch.full_like(given[1], NAN)
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            for _ in range(3):
                KINDS["TaskAlignedAssigner"]()(*given)
        self.assertEqual(len(seen), 1)
        self.assertIn("nonfinite='raise'", str(seen[0].message))

    def test_nan_as_topk_takes_it(self):
        """NaN is the largest of all to torch.topk: a GT spends its places on it."""
        rule = aligned.PlainTaskAligned(1, CLASSES, stable=True)
        given = list(batch())
        inside = aligned.inside_boxes(given[2], given[4])[0]
        gt = int((inside.sum(-1) > 3).nonzero()[0])
        unit = int(inside[gt].nonzero()[-1])
        given[0] = given[0].clone()
        given[0][0, unit] = NAN
        found = rule(*given)
        self.assertTrue(bool(found[3][0, unit]))

    def test_training_step_survives(self):
        """A step whose loss is NaN is the trainer's to skip."""
        weight = torch.ones(CLASSES, requires_grad=True)
        scores, boxes, *rest = batch()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = KINDS["TaskAlignedAssigner"]()(scores * weight * NAN, boxes * NAN, *rest)
        loss = (found[2] * scores * weight).sum()
        self.assertFalse(bool(torch.isfinite(loss)))


class OtherDropIns(unittest.TestCase):
    def setUp(self):
        self.scores, self.boxes, self.at, self.labels, self.gts, self.mask = batch()
        warnings.simplefilter("ignore")
        self.addCleanup(warnings.resetwarnings)

    def test_yolov6_atss(self):
        anchors = square(5, 0.5)
        one = drop_in.YOLOv6ATSSAssigner(num_classes=CLASSES)
        wanted = [t.clone() for t in one(anchors, CELLS, self.labels, self.gts, self.mask, self.boxes)]
        broken = self.boxes.clone()
        unit = int(wanted[3][0].nonzero()[0])
        broken[0, unit] = NAN
        found = one(anchors, CELLS, self.labels, self.gts, self.mask, broken)
        self.assertTrue(same(found[:2], wanted[:2]) and torch.equal(found[3], wanted[3]))
        self.assertTrue(torch.isnan(found[2][0, unit]).all())
        self.assertEqual(int(torch.isnan(found[2]).sum()), CLASSES)
        self.assertTrue(same(one(anchors, CELLS, self.labels, self.gts, self.mask, self.boxes), wanted))

    def test_simota(self):
        cell = self.at / LEVEL_STRIDES[:, None] - 0.5
        middle = [torch.cat([(b[:, :2] + b[:, 2:]) / 2, b[:, 2:] - b[:, :2]], 1) for b in (self.gts[0], self.boxes[0])]
        logits, objectness = torch.logit(self.scores), torch.logit(self.scores[..., :1])

        def call(boxes, logits=logits, **more):
            head = types.SimpleNamespace(num_classes=CLASSES)
            return drop_in.simota(
                head, 0, M, middle[0], self.labels[0, :, 0], boxes, LEVEL_STRIDES[None], cell[None, :, 0], cell[None, :, 1], logits,
                objectness, **more,
            )  # fmt: skip

        wanted = call(middle[1])
        broken = middle[1].clone()
        broken[wanted[1].nonzero()[0]] = NAN
        found = call(broken)
        self.assertGreater(found[4], 0)
        at = torch.cat([self.at - 60, self.at + 60], 1)  # far from every anchor's own
        self.assertEqual(len(found[2]), found[4])
        everything = call(torch.full_like(at, NAN))
        self.assertEqual(len(everything[3]), everything[4])
        with self.assertRaises(ValueError) as raised:
            call(broken, nonfinite="raise")
        self.assertIn("bboxes_preds_per_image", str(raised.exception))
        with self.assertRaises(ValueError) as raised:
            call(middle[1], logits * NAN)
        self.assertIn("cls_preds", str(raised.exception))
        # Infinite logits are the original's to use: their probability is 0 or 1.
        self.assertGreater(call(middle[1], logits.sign() * INF)[4], 0)
        self.assertTrue(same(call(middle[1])[:4], wanted[:4]))

    def test_mmdetection(self):
        priors = torch.cat([self.at, LEVEL_STRIDES[:, None].expand(-1, 2)], 1)
        corner = torch.cat([self.at - LEVEL_STRIDES[:, None] / 2, priors[:, 2:]], 1)
        truth = types.SimpleNamespace(bboxes=self.gts[0], labels=self.labels[0, :, 0].long())
        for name, one, at, scores in (
            ("SimOTA", mmdet.SimOTAAssigner(), priors, self.scores[0]),
            ("DynamicSoftLabel", mmdet.DynamicSoftLabelAssigner(), corner, torch.logit(self.scores[0])),
            ("TaskAligned", mmdet.TaskAlignedAssigner(13), square(8, 0), self.scores[0]),
        ):
            with self.subTest(name):
                wanted = one.assign(types.SimpleNamespace(priors=at, bboxes=self.boxes[0], scores=scores), truth)
                broken = self.boxes[0].clone()
                broken[(wanted.gt_inds > 0).nonzero()[0]] = NAN
                found = one.assign(types.SimpleNamespace(priors=at, bboxes=broken, scores=scores), truth)
                self.assertGreater(int((found.gt_inds > 0).sum()), 0)
                one.assign(types.SimpleNamespace(priors=at, bboxes=broken * NAN, scores=scores), truth)
                one.nonfinite = "raise"
                with self.assertRaises(ValueError) as raised:
                    one.assign(types.SimpleNamespace(priors=at, bboxes=broken, scores=scores), truth)
                self.assertIn("pred_instances.bboxes", str(raised.exception))
                again = one.assign(types.SimpleNamespace(priors=at, bboxes=self.boxes[0], scores=scores), truth)
                self.assertTrue(torch.equal(again.gt_inds, wanted.gt_inds))

    def test_yolov7(self):
        sides = torch.tensor([[[10, 13], [16, 30]], [[30, 61], [62, 45]], [[90, 80], [120, 150]]]) / torch.tensor([8, 16, 32])[:, None, None]
        loss = types.SimpleNamespace(anchors=sides, nc=CLASSES, stride=torch.tensor([8, 16, 32]), hyp={"anchor_t": 4.0})
        generator = torch.Generator().manual_seed(1)
        p = [torch.randn(2, 2, h, w, 5 + CLASSES, generator=generator) for h, w in GRID]
        targets = torch.tensor([[0, 1, 0.4, 0.4, 0.3, 0.3], [0, 1, 0.5, 0.4, 0.3, 0.4], [1, 2, 0.6, 0.7, 0.5, 0.4]])
        imgs = torch.zeros(2, 3, SIZE, SIZE)
        wanted = drop_in.build_targets_ota(loss, p, targets, imgs)
        level = next(k for k in range(3) if len(wanted[0][k]))
        broken = [t.clone() for t in p]
        broken[level][tuple(column[level][0] for column in wanted[:4])] = NAN
        found = drop_in.build_targets_ota(loss, broken, targets, imgs)
        self.assertGreater(sum(len(column) for column in found[0]), 0)
        drop_in.build_targets_aux(loss, [t * NAN for t in p], targets, imgs)
        with self.assertRaises(ValueError) as raised:
            drop_in.build_targets_ota(loss, broken, targets, imgs, nonfinite="raise")
        self.assertIn("p: image", str(raised.exception))
        again = drop_in.build_targets_ota(loss, p, targets, imgs)
        for column, before in zip(again, wanted):
            self.assertTrue(same(column, before))

    def test_plain_rules_take_nan(self):
        cost = torch.tensor([[NAN, 1.0, 2.0]])
        self.assertEqual(single.dynamic_k(cost, torch.tensor([[NAN, 0.9, 0.9]]), 3).tolist(), [[False, True, False]])


class WithoutGrid(unittest.TestCase):
    """mmdetection's priors that are on no grid go no other way than the rest: what is refused there is refused here."""

    def refused(self, text, made, priors, **changed):
        scores, boxes, at, labels, gts, _ = batch()
        given = {"scores": scores[0], "boxes": boxes[0], "gts": gts[0], "labels": labels[0, :, 0], **changed}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with self.assertRaises(ValueError) as raised:
                made.assign(
                    types.SimpleNamespace(bboxes=given["boxes"], scores=given["scores"], priors=priors),
                    types.SimpleNamespace(bboxes=given["gts"], labels=given["labels"]),
                )
        self.assertIn(text, str(raised.exception))

    def test_refused(self):
        scores, boxes, at, labels, gts, _ = batch()
        logits = torch.full_like(scores[0], 2.5)
        steps = LEVEL_STRIDES.reshape(-1, 1)
        for moved in (0.0, 0.25):
            priors = torch.cat([at + moved, steps, steps], 1)
            one = mmdet.SimOTAAssigner()
            self.refused("is 2.5, no probability (0 .. 1); are these logits?", one, priors, scores=logits)
            self.refused("pred_instances.scores: ", one, priors, scores=logits * INF)
            self.refused("gt_instances.labels[0]: ", one, priors, labels=labels[0, :, 0] + 50)
            self.refused("gt_instances.bboxes[0]", one, priors, gts=gts[0] * NAN)
            self.refused("gt_instances.bboxes[0]", one, priors, gts=gts[0].flip(-1))
            self.refused("pred_instances.bboxes: image 0, unit ", mmdet.SimOTAAssigner(nonfinite="raise"), priors, boxes=boxes[0] * NAN)
        for name in ("scores", "boxes"):
            one = mmdet.TaskAlignedAssigner(13)
            self.refused("are these logits?", one, torch.cat([at - 3, at + 4], 1), scores=logits)


class Errors(unittest.TestCase):
    def test_none_is_taken_for_a_full_gpu(self):
        for kind in (duet_assign.DuetError, PredictionError, MemoryError):
            self.assertFalse(issubclass(kind, RuntimeError))
        with self.assertRaises(duet_assign.DuetError) as raised:
            with duet_assign.Engine("fcos", 3, image_size=64) as engine:
                engine.close()
                engine.assign([[3, 3, 40.0, 40]], [0], [0, 1])
        self.assertIn("closed", str(raised.exception))

    def test_java_is_not_spoken(self):
        for call in (
            lambda: duet_assign.Engine("yolov99"), lambda: duet_assign.Engine(8), lambda: duet_assign.Engine("yolov8", alpha="many"),
            lambda: duet_assign.Engine("yolov8", topk=[1, 2]), lambda: duet_assign.Engine("yolov8", image_size="big"),
            lambda: duet_assign.Engine("yolov8", strides=[8.5]), lambda: duet_assign.Engine("fcos", image_size=10**9),
            lambda: duet_assign.Engine("yolov5", anchors=[[1.0]]), lambda: duet_assign.Engine("yolov8", strides=["a"]),
            lambda: duet_assign.Engine("hungarian", queries="x"), lambda: duet_assign.Engine("yolov8", slots=0.5),
            lambda: duet_assign.Engine("yolov6", epoch="x"),
        ):  # fmt: skip
            with self.assertRaises((ValueError, TypeError, MemoryError, duet_assign.DuetError)) as raised:
                call()
            self.assertNotRegex(str(raised.exception), r"java\.|dev\.duet|Exception|overload")


if __name__ == "__main__":
    unittest.main()
