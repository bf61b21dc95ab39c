"""The drop-ins for task-aligned assigners: reference cases exactly, and a plain PyTorch formulation."""

import unittest

import numpy as np
import torch
from cases import cases, golden, made_up, points

import duet_assign.torch as drop_in
from duet_assign.torch.plain.aligned import PlainTaskAligned


def dense(case, labels, scores, foreground, indices=None):
    """Assigned GT [B, N], where it is known, and target [B, N] from a drop-in's results."""
    target = scores.gather(2, labels.clamp(max=scores.shape[2] - 1).unsqueeze(-1)).squeeze(-1)
    if indices is None:
        return None, target
    return torch.where(foreground, indices, -torch.ones_like(indices)).int(), target


@unittest.skipIf(golden() is None, "DUET_GOLDEN names no folder of reference cases")
class ReferenceCases(unittest.TestCase):
    def check(self, case, assigner, suffix="", rotated=False):
        labels, boxes, mask = case.padded()
        scores, predicted = case.tensor("pred_scores" + suffix), case.tensor("pred_boxes" + suffix)
        found = assigner(scores, predicted, case.points(), labels, boxes, mask)
        assigned = case["assigned_gt" + suffix]
        if labels.shape[1] == 0:
            self.assertEqual(float(found[2].abs().sum()), 0)
            self.assertFalse(bool(found[3].any()))
            self.assertTrue((found[0] == scores.shape[2]).all())
            return
        gt, target = dense(case, found[0], found[2], found[3], found[4] if len(found) > 4 else None)
        np.testing.assert_array_equal(found[3].numpy(), assigned >= 0, case.name)
        if gt is not None:
            np.testing.assert_array_equal(gt.numpy(), assigned, case.name)
        relative, absolute = (3e-4, 3e-6) if rotated else (1e-5, 1e-7)
        np.testing.assert_allclose(target.numpy(), case["target_score" + suffix], relative, absolute, err_msg=case.name)
        self.assertEqual(int((found[2] != 0).sum()), int((target != 0).sum()), case.name)
        image, unit = np.nonzero(assigned >= 0)
        row = torch.from_numpy(assigned[image, unit].astype(np.int64))
        self.assertTrue(torch.equal(found[1][image, unit], boxes[image, row]), case.name)
        self.assertTrue(torch.equal(found[0][image, unit], labels[image, row, 0].long()), case.name)

    def settings(self, case, topk="topk"):
        p = case.parameters
        shape = case["pred_scores"].shape
        return {"topk": p[topk], "num_classes": shape[2], "alpha": p["alpha"], "beta": p["beta"]}

    def test_yolov8(self):
        for case in cases("yolov8", "v8"):
            with self.subTest(case.name):
                self.check(case, drop_in.TaskAlignedAssigner(**self.settings(case)))

    def test_yolov8_obb(self):
        for case in cases("yolov8-obb", "obb"):
            with self.subTest(case.name):
                self.check(case, drop_in.RotatedTaskAlignedAssigner(**self.settings(case)), rotated=True)

    def test_yolov9(self):
        for case in cases("yolov9", "v9"):
            for suffix in ("", "_aux"):
                with self.subTest(case.name + suffix):
                    self.check(case, drop_in.YOLOv9TaskAlignedAssigner(**self.settings(case)), suffix)
                    unmasked = drop_in.TaskAlignedAssigner(**self.settings(case), conflicts="all")
                    self.check(case, unmasked, suffix)

    def test_yolov10(self):
        for case in cases("yolov10", "v10"):
            for suffix in ("", "_o2o"):
                with self.subTest(case.name + suffix):
                    topk = "topk_o2o" if suffix else "topk_o2m"
                    self.check(case, drop_in.TaskAlignedAssigner(**self.settings(case, topk)), suffix)

    def test_yolo26(self):
        for case in cases("yolo26", "v26", "v26obb"):
            rotated = case.variant == "v26obb"
            kind = drop_in.RotatedTaskAlignedAssigner if rotated else drop_in.TaskAlignedAssigner
            stride = case["strides"].tolist()
            for suffix in ("", "_o2o"):
                with self.subTest(case.name + suffix):
                    settings = self.settings(case, "topk_o2o" if suffix else "topk_o2m")
                    topk2 = case.parameters["topk2_o2o"] if suffix else None
                    self.check(case, kind(**settings, stride=stride, topk2=topk2), suffix, rotated)

    def test_yolov6(self):
        for case in cases("yolov6", "v6"):
            with self.subTest(case.name):
                self.check(case, drop_in.YOLOv6TaskAlignedAssigner(**self.settings(case)))

    def test_yolov6_anchor_aided(self):
        """loss_fuseab: three units per cell, whose points follow one another slot by slot in each level."""
        for case in cases("yolov6", "v6ab"):
            levels = [points([s], [cell]).repeat(3, 1) for s, cell in zip(case["strides"], case["grid"])]
            case.points = lambda levels=levels: torch.cat(levels)
            with self.subTest(case.name):
                self.check(case, drop_in.YOLOv6TaskAlignedAssigner(**self.settings(case)))


class PlainFormulation(unittest.TestCase):
    def same(self, ours, plain):
        labels, boxes, scores, foreground, owner = ours
        self.assertEqual(labels.dtype, torch.int64)
        self.assertEqual(foreground.dtype, torch.bool)
        self.assertEqual(owner.dtype, torch.int64)
        self.assertTrue(torch.equal(foreground, plain[3]))
        self.assertTrue(torch.equal(owner, plain[4]))
        self.assertTrue(torch.equal(labels, plain[0]))
        self.assertTrue(torch.equal(boxes, plain[1]))
        torch.testing.assert_close(scores, plain[2], rtol=5e-5, atol=1e-6)

    def test_random_batches(self):
        for seed in range(6):
            for images, gts, classes, size in ((1, 1, 1, 96), (3, 7, 3, 160), (2, 40, 20, 320)):
                with self.subTest(seed=seed, images=images):
                    batch = made_up(images, gts, classes, size, seed)
                    settings = dict(topk=10, num_classes=classes, alpha=0.5, beta=6.0)
                    plain = PlainTaskAligned(**settings, stable=True)(*batch)
                    for threads in (1, 2, 3):
                        ours = drop_in.TaskAlignedAssigner(**settings, threads=threads)
                        self.same(ours(*batch), plain)

    def test_padding_and_reuse(self):
        assigner = drop_in.TaskAlignedAssigner(10, 5, 0.5, 6.0)
        plain = PlainTaskAligned(10, 5, 0.5, 6.0, stable=True)
        for seed in range(8):
            batch = list(made_up(4, 6, 5, 128, seed))
            counts = np.random.default_rng(seed).integers(0, 7, 4)
            for b, count in enumerate(counts):
                batch[4][b, count:] = 0
                batch[3][b, count:] = 0
                batch[5][b, count:] = 0
            self.same(assigner(*batch), plain(*batch))


if __name__ == "__main__":
    unittest.main()
