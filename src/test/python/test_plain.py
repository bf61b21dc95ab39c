"""Every drop-in against the same rule written plainly in PyTorch, on made-up batches; TaskAlignedAssigner's is in test_task_aligned.py."""

import types
import unittest

import torch
from cases import made_up, points

import duet_assign.torch as drop_in
from duet_assign.torch import mmdet
from duet_assign.torch.plain import anchors as plain_anchors
from duet_assign.torch.plain import single as plain
from duet_assign.torch.plain.aligned import PlainTaskAligned, gaussian_iou, inside_boxes, inside_rotated, plain_iou, widened

STRIDES, SIZE, CLASSES = (8, 16, 32), 160, 6
GRID = [(SIZE // s, SIZE // s) for s in STRIDES]
CELLS = [h * w for h, w in GRID]
LEVEL_STRIDES = torch.cat([torch.full((n,), float(s)) for s, n in zip(STRIDES, CELLS)])
SEEDS = range(5)


def anchors(sides, offset):
    """Square anchors [N, 4] with sides in strides."""
    at, half = points(STRIDES, GRID, offset), (LEVEL_STRIDES * sides / 2)[:, None]
    return torch.cat([at - half, at + half], 1)


def images(seed, gts=7):
    """Batches of two images as (GTs, labels, boxes, scores), image by image."""
    scores, boxes, _, labels, objects, _ = made_up(2, gts, CLASSES, SIZE, seed)
    return list(zip(objects, labels[..., 0], boxes, scores))


def middle(boxes):
    """Corners to centre and sides."""
    return torch.cat([(boxes[:, :2] + boxes[:, 2:]) / 2, boxes[:, 2:] - boxes[:, :2]], 1)


class TaskAligned(unittest.TestCase):
    def same(self, ours, theirs):
        labels, boxes, scores, foreground = ours[:4]
        self.assertGreater(int(foreground.sum()), 0)
        self.assertTrue(torch.equal(foreground, theirs[3]))
        owners = theirs[4][foreground]
        if len(ours) > 4:
            self.assertTrue(torch.equal(ours[4][foreground], owners))
        self.assertTrue(torch.equal(labels[foreground], theirs[0][foreground]))
        self.assertTrue(torch.equal(boxes[foreground], theirs[1][foreground].to(boxes.dtype)))
        torch.testing.assert_close(scores, theirs[2].to(scores.dtype), rtol=1e-4, atol=5e-6)

    def check(self, ours, theirs, rotated=False, gts=12):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                batch = made_up(2, gts, CLASSES, SIZE, seed, rotated)
                self.same(ours(*batch), theirs(*batch))

    def test_rotated(self):
        ours = drop_in.RotatedTaskAlignedAssigner(10, CLASSES, 0.5, 6.0)
        theirs = PlainTaskAligned(10, CLASSES, stable=True, overlap=gaussian_iou, inside=inside_rotated)
        self.check(ours, theirs, rotated=True)

    def test_yolov9(self):
        ours = drop_in.YOLOv9TaskAlignedAssigner(10, CLASSES, 0.5, 6.0)
        self.check(ours, PlainTaskAligned(10, CLASSES, stable=True, everywhere=True), gts=40)

    def test_yolov6(self):
        ours = drop_in.YOLOv6TaskAlignedAssigner(13, CLASSES, 1.0, 6.0)
        self.check(ours, PlainTaskAligned(13, CLASSES, 1.0, stable=True, everywhere=True, overlap=plain_iou), gts=40)

    def test_yolo26(self):
        def inside(at, gts):
            return inside_boxes(at, widened(gts, 40, 56))

        for topk, second in ((10, None), (7, 1)):
            ours = drop_in.TaskAlignedAssigner(topk, CLASSES, 0.5, 6.0, stride=[40, 56], topk2=second)
            self.check(ours, PlainTaskAligned(topk, CLASSES, stable=True, inside=inside, second=second))

    def test_yolov6_atss(self):
        given = anchors(5, 0.5)
        for seed in SEEDS:
            _, boxes, _, labels, gts, mask = made_up(2, 12, CLASSES, SIZE, seed)
            found = drop_in.YOLOv6ATSSAssigner(9, CLASSES)(given, CELLS, labels, gts, mask, boxes)
            for b in range(2):
                with self.subTest(seed=seed, image=b):
                    wanted, _ = plain.adaptive(given, CELLS, gts[b], batched=True)
                    positive = wanted >= 0
                    self.assertTrue(torch.equal(found[3][b], positive))
                    owners = wanted[positive]
                    self.assertTrue(torch.equal(found[0][b][positive], labels[b, owners, 0].long()))
                    self.assertTrue(torch.equal(found[1][b][positive], gts[b, owners]))
                    target = found[2][b][positive, found[0][b][positive]]
                    torch.testing.assert_close(target, plain_iou(gts[b, owners], boxes[b][positive]), rtol=1e-5, atol=1e-6)


class ImageByImage(unittest.TestCase):
    def each(self):
        for seed in SEEDS:
            for image in images(seed):
                with self.subTest(seed=seed):
                    yield image

    def same(self, found, wanted, labels, overlaps=None):
        """An AssignResult and GTs [N]."""
        positive = wanted >= 0
        self.assertGreater(int(positive.sum()), 0)
        self.assertTrue(torch.equal(found.gt_inds, wanted + 1))
        self.assertTrue(torch.equal(found.labels[positive], labels[wanted[positive]].long()))
        if overlaps is not None:
            torch.testing.assert_close(found.max_overlaps[positive], overlaps[positive], rtol=1e-5, atol=1e-6)

    def test_yolox(self):
        at = points(STRIDES, GRID)
        cell = at / LEVEL_STRIDES[:, None] - 0.5
        for gts, labels, boxes, scores in self.each():
            logits, objectness = torch.logit(scores)[None], torch.logit(scores.amax(1))[None, :, None]
            head = types.SimpleNamespace(num_classes=CLASSES)
            shared = (middle(gts), labels, middle(boxes), LEVEL_STRIDES[None], cell[None, :, 0], cell[None, :, 1])
            probability = (logits.sigmoid() * objectness.sigmoid()).sqrt()[0]
            for rule in ("2023", "2021"):
                wanted, overlaps = plain.simota(at, LEVEL_STRIDES, gts, labels, boxes, probability, rule)
                if rule == "2023":
                    found = drop_in.simota(head, 0, len(gts), *shared, logits, objectness)
                else:
                    found = drop_in.simota_2021(head, 0, len(gts), len(at), *shared, logits, boxes, objectness, None, None)
                classes, foreground, matched_overlaps, matched, count = found
                positive = wanted >= 0
                self.assertTrue(torch.equal(foreground, positive))
                self.assertTrue(torch.equal(matched, wanted[positive]))
                self.assertTrue(torch.equal(classes, labels[matched]))
                self.assertEqual(count, int(positive.sum()))
                torch.testing.assert_close(matched_overlaps, overlaps[positive], rtol=1e-4, atol=1e-5)

    def priors(self, offset):
        return torch.cat([points(STRIDES, GRID, offset), LEVEL_STRIDES[:, None], LEVEL_STRIDES[:, None]], 1)

    def test_mmdet_simota(self):
        priors, ours = self.priors(0.5), mmdet.SimOTAAssigner()
        for gts, labels, boxes, scores in self.each():
            given = types.SimpleNamespace(priors=priors, bboxes=boxes, scores=scores)
            found = ours.assign(given, types.SimpleNamespace(bboxes=gts, labels=labels.long()))
            self.same(found, *self.labelled(plain.simota(priors[:, :2], LEVEL_STRIDES, gts, labels, boxes, scores, "mmdet"), labels))

    def test_mmdet_soft_labels(self):
        priors, ours = self.priors(0), mmdet.DynamicSoftLabelAssigner()
        for gts, labels, boxes, scores in self.each():
            logits = torch.logit(scores)
            given = types.SimpleNamespace(priors=priors, bboxes=boxes, scores=logits)
            found = ours.assign(given, types.SimpleNamespace(bboxes=gts, labels=labels.long()))
            self.same(found, *self.labelled(plain.soft_labels(priors[:, :2], LEVEL_STRIDES, gts, labels, boxes, logits), labels))

    def test_mmdet_task_aligned(self):
        priors, ours = anchors(8, 0), mmdet.TaskAlignedAssigner(topk=13)
        for gts, labels, boxes, scores in self.each():
            given = types.SimpleNamespace(priors=priors, bboxes=boxes, scores=scores)
            found = ours.assign(given, types.SimpleNamespace(bboxes=gts, labels=labels.long()))
            wanted, metric = plain.aligned_everywhere(points(STRIDES, GRID, 0), gts, labels, boxes, scores)
            self.same(found, wanted, labels)
            torch.testing.assert_close(found.assign_metrics, metric, rtol=5e-5, atol=1e-6)

    def test_mmdet_atss(self):
        priors, ours = anchors(8, 0), mmdet.ATSSAssigner(topk=9)
        for gts, labels, _, _ in self.each():
            found = ours.assign(types.SimpleNamespace(priors=priors), CELLS, types.SimpleNamespace(bboxes=gts, labels=labels.long()))
            self.same(found, *self.labelled(plain.adaptive(priors, CELLS, gts), labels))

    def labelled(self, result, labels):
        found, overlaps = result
        return found, labels, overlaps

    def test_mmdet_hungarian(self):
        costs = [dict(type="BBoxL1Cost", weight=5.0, box_format="xywh"), dict(type="IoUCost", iou_mode="giou", weight=2.0)]
        firsts = {False: dict(type="ClassificationCost", weight=1.0), True: dict(type="FocalLossCost", weight=2.0)}
        for seed in SEEDS:
            for gts, labels, boxes, scores in images(seed, gts=3):
                for focal, first in firsts.items():
                    with self.subTest(seed=seed, focal=focal):
                        # DETR has one more column, for no object.
                        logits = torch.logit(scores[:9] if focal else torch.cat([scores[:9], scores[:9, :1]], 1))
                        given = types.SimpleNamespace(bboxes=boxes[:9], scores=logits)
                        truth = types.SimpleNamespace(bboxes=gts, labels=labels.long())
                        found = mmdet.HungarianAssigner([first, *costs]).assign(given, truth, {"img_shape": (SIZE, SIZE)})
                        wanted = plain.one_to_one(gts, labels, boxes[:9], logits, (SIZE, SIZE), focal)
                        self.same(found, wanted, labels)


class Anchors(unittest.TestCase):
    LIMIT = 4.0

    def given(self, seed):
        rng = torch.Generator().manual_seed(seed)
        sides = torch.tensor([[[10, 13], [16, 30]], [[30, 61], [62, 45]], [[90, 80], [120, 150]]]) / torch.tensor(STRIDES)[:, None, None]
        p = [torch.randn(2, 2, h, w, 5 + CLASSES, generator=rng) for h, w in GRID]
        count = 9
        targets = torch.rand(count, 6, generator=rng)
        targets[:, 0] = torch.randint(0, 2, (count,), generator=rng)
        targets[:, 1] = torch.randint(0, CLASSES, (count,), generator=rng)
        targets[:, 4:] = targets[:, 4:] * 0.5 + 0.05
        loss = types.SimpleNamespace(anchors=sides, na=2, nl=3, nc=CLASSES, stride=torch.tensor(STRIDES), gr=1.0, hyp={"anchor_t": self.LIMIT})
        return loss, p, targets

    def test_build_targets(self):
        for seed in SEEDS:
            loss, p, targets = self.given(seed)
            classes, boxes, indices, sides = drop_in.build_targets(loss, p, targets)
            for level, (row, anchor, y, x, box) in enumerate(plain_anchors.matches(p, targets, loss.anchors, self.LIMIT)):
                with self.subTest(seed=seed, level=level):
                    self.assertTrue(torch.equal(classes[level], targets[row, 1].long()))
                    for found, wanted in zip(indices[level], (targets[row, 0].long(), anchor, y, x)):
                        self.assertTrue(torch.equal(found, wanted))
                    torch.testing.assert_close(boxes[level], box, rtol=1e-5, atol=5e-6)
                    self.assertTrue(torch.equal(sides[level], loss.anchors[level][anchor]))

    def test_ota(self):
        builds = {(10, 0.5): drop_in.build_targets_ota, (20, 0.5): drop_in.build_targets_aux_lead, (20, 1.0): drop_in.build_targets_aux}
        imgs = torch.zeros(1).expand(2, 3, SIZE, SIZE)
        for seed in SEEDS:
            loss, p, targets = self.given(seed)
            for (most, reach), build in builds.items():
                with self.subTest(seed=seed, most=most, reach=reach):
                    found = build(loss, p, targets, imgs)
                    wanted = plain_anchors.chosen(p, targets, loss.anchors, STRIDES, (SIZE, SIZE), self.LIMIT, most, reach)
                    self.assertGreater(sum(map(len, wanted)), 0)
                    for level, places in enumerate(wanted):
                        ours = list(zip(*(found[k][level].tolist() for k in range(4))))
                        self.assertEqual(ours, [place[:4] for place in places])
                        self.assertTrue(torch.equal(found[4][level], targets[[place[4] for place in places]]))


if __name__ == "__main__":
    unittest.main()
