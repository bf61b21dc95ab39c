"""The drop-ins that are called once per image, YOLOX's and mmdetection's, and YOLOv6's ATSS: reference cases, exactly."""

import types
import unittest

import numpy as np
import torch
from cases import cases, golden

import duet_assign.torch as drop_in
from duet_assign.torch import mmdet


def instances(**fields):
    return types.SimpleNamespace(**fields)


@unittest.skipIf(golden() is None, "DUET_GOLDEN names no folder of reference cases")
class ReferenceCases(unittest.TestCase):
    def gts(self, case, image):
        rows = slice(case.offsets[image], case.offsets[image + 1])
        return case.tensor("gt_boxes")[rows], case.tensor("gt_labels")[rows].long()

    def close(self, case, found, wanted, relative=1e-5, absolute=1e-6):
        np.testing.assert_allclose(found, wanted, relative, absolute, err_msg=case.name)

    def strides(self, case):
        cells = case["grid"].prod(1)
        return torch.from_numpy(np.repeat(case["strides"], cells).astype(np.float32)), cells.tolist()

    def check(self, case, image, result, labels, negative):
        assigned = case["assigned_gt"][image]
        wanted = np.where(assigned == -2, -1, assigned + 1)
        np.testing.assert_array_equal(result.gt_inds.numpy(), wanted, case.name)
        positive = assigned >= 0
        np.testing.assert_array_equal(result.labels.numpy()[positive], labels.numpy()[assigned[positive]])
        self.assertTrue((result.labels.numpy()[~positive] == -1).all())
        if negative is not None and positive.any():
            self.assertTrue((result.max_overlaps.numpy()[~positive] == negative).all())

    def test_yolox(self):
        for case in cases("yolox", "yolox-current", "yolox-2021"):
            strides, _ = self.strides(case)
            at = case.points(0) / strides[:, None]
            logits, objectness = case.tensor("pred_logits"), case.tensor("pred_obj_logits")[..., None]
            boxes = case.tensor("pred_boxes")
            head = instances(num_classes=logits.shape[2])
            for image in range(case.images):
                gts, labels = self.gts(case, image)
                if len(gts) == 0:
                    continue
                with self.subTest(case.name, image=image):
                    middle = lambda b: torch.cat([(b[:, :2] + b[:, 2:]) / 2, b[:, 2:] - b[:, :2]], 1)  # noqa: E731
                    shared = (middle(gts), labels.float(), middle(boxes[image]), strides[None], at[None, :, 0], at[None, :, 1])
                    if case.variant == "yolox-current":
                        found = drop_in.simota(head, image, len(gts), *shared, logits, objectness)
                    else:
                        found = drop_in.simota_2021(
                            head, image, len(gts), len(at), *shared, logits, boxes, objectness, None, None, mode="cpu"
                        )
                    classes, foreground, overlaps, matched, count = found
                    assigned = case["assigned_gt"][image]
                    np.testing.assert_array_equal(foreground.numpy(), assigned >= 0)
                    np.testing.assert_array_equal(matched.numpy(), assigned[assigned >= 0])
                    self.close(case, overlaps.numpy(), case["target_score"][image][assigned >= 0])
                    self.assertEqual(count, int(foreground.sum()))
                    self.assertTrue(torch.equal(classes, labels.float()[matched]))

    def test_mmdet_simota(self):
        for case in cases("yolox", "mmdet"):
            strides, _ = self.strides(case)
            priors = torch.cat([case.points(), strides[:, None], strides[:, None]], 1)
            scores = (case.tensor("pred_scores") * case.tensor("pred_objectness")[..., None]).sqrt()
            assigner = mmdet.SimOTAAssigner()
            for image in range(case.images):
                gts, labels = self.gts(case, image)
                predicted = instances(priors=priors, bboxes=case.tensor("pred_boxes")[image], scores=scores[image])
                with self.subTest(case.name, image=image):
                    result = assigner.assign(predicted, instances(bboxes=gts, labels=labels))
                    self.check(case, image, result, labels, -1e5)

    def test_rtmdet(self):
        for case in cases("rtmdet"):
            if not case.variant.startswith("mmdet"):
                continue
            strides, _ = self.strides(case)
            priors = torch.cat([case.points(0), strides[:, None], strides[:, None]], 1)
            assigner = mmdet.DynamicSoftLabelAssigner()
            for image in range(case.images):
                gts, labels = self.gts(case, image)
                predicted = instances(
                    priors=priors, bboxes=case.tensor("pred_boxes")[image], scores=case.tensor("pred_logits")[image]
                )
                with self.subTest(case.name, image=image):
                    result = assigner.assign(predicted, instances(bboxes=gts, labels=labels))
                    self.check(case, image, result, labels, -1e8)
                    positive = case["assigned_gt"][image] >= 0
                    overlaps = result.max_overlaps.numpy()[positive]
                    self.close(case, overlaps, case["matched_iou"][image][positive])

    def anchors(self, case, sides, offset):
        strides, cells = self.strides(case)
        at, half = case.points(offset), (strides * sides / 2)[:, None]
        return torch.cat([at - half, at + half], 1), cells

    def test_tood(self):
        for case in cases("tood", "tood"):
            priors, _ = self.anchors(case, 8, 0)
            assigner = mmdet.TaskAlignedAssigner(topk=13)
            for image in range(case.images):
                gts, labels = self.gts(case, image)
                predicted = instances(
                    priors=priors, bboxes=case.tensor("pred_boxes")[image], scores=case.tensor("pred_scores")[image]
                )
                with self.subTest(case.name, image=image):
                    result = assigner.assign(predicted, instances(bboxes=gts, labels=labels))
                    self.check(case, image, result, labels, -1e8)
                    self.close(case, result.assign_metrics.numpy(), case["align_metric"][image], 1e-5, 1e-7)

    def test_atss(self):
        for case in cases("atss", "atss"):
            priors, cells = self.anchors(case, 8, 0)
            threshold = float(case["ignore_iof_thr"].ravel()[0]) if "ignore_iof_thr" in case else -1
            assigner = mmdet.ATSSAssigner(topk=9, ignore_iof_thr=threshold)
            for image in range(case.images):
                gts, labels = self.gts(case, image)
                ignored = None
                if "ignore_boxes" in case:
                    rows = slice(*case["ignore_offsets"][image : image + 2])
                    ignored = instances(bboxes=case.tensor("ignore_boxes")[rows])
                with self.subTest(case.name, image=image):
                    result = assigner.assign(instances(priors=priors), cells, instances(bboxes=gts, labels=labels), ignored)
                    self.check(case, image, result, labels, -1e8)
                    positive = case["assigned_gt"][image] >= 0
                    self.close(case, result.max_overlaps.numpy()[positive], case["anchor_iou"][image][positive])

    def test_hungarian(self):
        costs = [dict(type="BBoxL1Cost", weight=5.0, box_format="xywh"), dict(type="IoUCost", iou_mode="giou", weight=2.0)]
        for case in cases("hungarian"):
            if len(case["strides"]):
                continue
            detr = case.variant == "DETR"
            first = dict(type="ClassificationCost", weight=1.0) if detr else dict(type="FocalLossCost", weight=2.0)
            assigner = mmdet.HungarianAssigner([first, *costs])
            for image in range(case.images):
                gts, labels = self.gts(case, image)
                predicted = instances(bboxes=case.tensor("pred_boxes")[image], scores=case.tensor("pred_logits")[image])
                with self.subTest(case.name, image=image):
                    meta = {"img_shape": tuple(case["image_size"].tolist())}
                    result = assigner.assign(predicted, instances(bboxes=gts, labels=labels), meta)
                    self.check(case, image, result, labels, None)

    def test_yolov6_atss(self):
        for case in cases("yolov6", "v6atss"):
            anchors, cells = self.anchors(case, 5, 0.5)
            labels, boxes, mask = case.padded()
            scores = case["pred_scores"].shape[2]
            with self.subTest(case.name):
                assigner = drop_in.YOLOv6ATSSAssigner(topk=9, num_classes=scores)
                found = assigner(anchors, cells, labels, boxes, mask, case.tensor("pred_boxes"))
                assigned = case["assigned_gt"]
                np.testing.assert_array_equal(found[3].numpy(), assigned >= 0)
                self.assertTrue((found[0][~found[3]] == scores).all())
                image, unit = np.nonzero(assigned >= 0)
                row = torch.from_numpy(assigned[image, unit].astype(np.int64))
                self.assertTrue(torch.equal(found[1][image, unit], boxes[image, row]))
                target = found[2].gather(2, found[0].clamp(max=scores - 1)[..., None])[..., 0]
                self.close(case, target.numpy(), case["target_score"], 1e-5, 1e-7)


if __name__ == "__main__":
    unittest.main()
