"""The drop-ins for build_targets of YOLOv5 and YOLOv7: reference cases, exactly and in order."""

import types
import unittest

import numpy as np
import torch
from cases import cases, golden

import duet_assign.torch as drop_in


def loss_like(case):
    """What a drop-in looks at in ComputeLoss."""
    strides = torch.from_numpy(case["strides"].astype(np.float32))
    anchors = case.tensor("anchors") / strides[:, None, None]
    return types.SimpleNamespace(
        anchors=anchors,
        na=anchors.shape[1],
        nl=anchors.shape[0],
        nc=case.parameters.get("num_classes", 80),
        stride=strides,
        gr=1.0,
        hyp={"anchor_t": case.parameters["anchor_t"]},
    )


def targets_of(case):
    """The [T, 6] table a data loader makes."""
    image = np.repeat(np.arange(case.images), np.diff(case.offsets))
    return torch.from_numpy(np.column_stack([image, case["gt_labels"], case["gt_xywhn"]]).astype(np.float32))


@unittest.skipIf(golden() is None, "DUET_GOLDEN names no folder of reference cases")
class ReferenceCases(unittest.TestCase):
    def test_build_targets(self):
        for case in cases("yolov5") + cases("yolov7-anchor"):
            with self.subTest(case.name):
                loss, targets = loss_like(case), targets_of(case)
                p = [torch.zeros(case.images, loss.na, int(h), int(w), 1) for h, w in case["grid"]]
                classes, boxes, indices, anchors = drop_in.build_targets(loss, p, targets)
                for level in range(loss.nl):
                    here = case["match_level"] == level
                    image, anchor, y, x = indices[level]
                    for key, found in (("image", image), ("anchor", anchor), ("y", y), ("x", x)):
                        self.assertEqual(found.dtype, torch.int64)
                        np.testing.assert_array_equal(found.numpy(), case["match_" + key][here], f"{case.name} {key}")
                    row = case.offsets[case["match_image"][here]] + case["match_gt"][here]
                    np.testing.assert_array_equal(classes[level].numpy(), case["gt_labels"][row])
                    np.testing.assert_allclose(boxes[level].numpy(), case["target_box"][here], 1e-5, 5e-6)
                    self.assertTrue(torch.equal(anchors[level], loss.anchors[level][anchor]))

    def check_ota(self, case, build, prefix=""):
        loss, targets = loss_like(case), case.tensor("targets_norm")
        height, width = case["image_size"]
        imgs = torch.zeros(1).expand(case.images, 3, int(height), int(width))
        raw = torch.cat([case.tensor("pred_raw_boxes"), case.tensor("pred_obj_logits")[..., None], case.tensor("pred_logits")], 2)
        p, start = [], 0
        for h, w in case["grid"].tolist():
            level = raw[:, start : start + h * w * loss.na].reshape(case.images, h, w, loss.na, -1)
            p.append(level.permute(0, 3, 1, 2, 4).contiguous().requires_grad_())
            start += h * w * loss.na
        images, anchors, ys, xs, matched, sizes = build(loss, p, targets, imgs)
        for level in range(loss.nl):
            here = case[prefix + "match_level"] == level
            for key, found in (("image", images), ("anchor", anchors), ("y", ys), ("x", xs)):
                np.testing.assert_array_equal(found[level].numpy(), case[f"{prefix}match_{key}"][here], f"{case.name} {key}")
            row = case.offsets[case[prefix + "match_image"][here]] + case[prefix + "match_gt"][here]
            self.assertTrue(torch.equal(matched[level], targets[torch.from_numpy(row.astype(np.int64))]))
            self.assertTrue(torch.equal(sizes[level], loss.anchors[level][anchors[level]]))

    def test_yolov7_ota(self):
        for case in cases("yolov7-ota", "OTA"):
            with self.subTest(case.name):
                self.check_ota(case, drop_in.build_targets_ota)

    def test_yolov7_aux(self):
        for case in cases("yolov7-aux", "coarse-to-fine"):
            with self.subTest(case.name):
                self.check_ota(case, drop_in.build_targets_aux_lead)
                self.check_ota(case, drop_in.build_targets_aux, "aux_")

    def test_order_follows_targets(self):
        case = cases("yolov5")[0]
        loss, targets = loss_like(case), targets_of(case)
        p = [torch.zeros(case.images, loss.na, int(h), int(w), 1) for h, w in case["grid"]]
        mixed = torch.randperm(len(targets), generator=torch.Generator().manual_seed(1))
        sorted_boxes = torch.cat(drop_in.build_targets(loss, p, targets)[1])
        mixed_boxes = torch.cat(drop_in.build_targets(loss, p, targets[mixed])[1])
        self.assertFalse(torch.equal(sorted_boxes, mixed_boxes))
        self.assertTrue(torch.equal(sorted_boxes.sort(0).values, mixed_boxes.sort(0).values))


if __name__ == "__main__":
    unittest.main()
