"""duet_assign.Engine: every system of the catalogue from numpy, and results as named arrays."""

import unittest

import numpy as np
from cases import Case, golden, made_up

import duet_assign

SIZE, CLASSES, IMAGES = 192, 4, 2


class Catalogue(unittest.TestCase):
    def engine(self, system):
        more = {"strides": system.strides or None, "image_size": SIZE, "threads": 2}
        if not system.strides:
            more["queries"] = 60
        if system.name == "yolov1":
            more["strides"] = [SIZE // 6]
        return duet_assign.Engine(system.name, CLASSES, **more)

    def test_every_system(self):
        scores, boxes, _, labels, gts, _ = (t.numpy() for t in made_up(IMAGES, 5, CLASSES, SIZE, 1))
        rng = np.random.default_rng(0)
        for system in duet_assign.systems():
            with self.subTest(system.name), self.engine(system) as engine:
                n = engine.units
                pick = rng.integers(0, boxes.shape[1], n)
                width = 5 if engine.rotated else 4
                turn = lambda b: np.concatenate([b, np.zeros_like(b[..., :1])], -1)[..., :width]  # noqa: E731
                parts = {
                    "pred_boxes": turn(boxes[:, pick]),
                    "pred_scores": scores[:, pick],
                    "pred_objectness": scores[:, pick, 0],
                    "pred_raw_boxes": rng.normal(size=(IMAGES, n, 4)).astype(np.float32),
                }
                if not system.strides:
                    parts["pred_logits"] = np.log(parts.pop("pred_scores"))
                    parts.pop("pred_raw_boxes")
                inputs = {k: np.ascontiguousarray(v, np.float32) for k, v in parts.items()}
                found = engine.assign(
                    turn(gts).reshape(-1, width),
                    labels.reshape(-1).astype(int),
                    [0, 5, 10],
                    **inputs,
                    heads=[inputs] * (len(system.heads) - 1),
                )
                self.assertEqual(tuple(found.heads), system.heads)
                for head in found.heads.values():
                    self.assertGreater(len(head.unit), 0)
                    self.assertTrue(((head.unit >= 0) & (head.unit < n)).all())
                    self.assertTrue(((head.gt >= 0) & (head.gt < 5)).all())
                    self.assertEqual(head.assigned_gt().shape, (IMAGES, n))
                    self.assertTrue(np.isfinite(head.target).all())
                    self.assertEqual(len(head.gt_outcome), 10)
                if system.strides:
                    places = found.matches()
                    self.assertTrue((places["y"] < engine.grid[places["level"], 0]).all())
                    self.assertTrue((places["x"] < engine.grid[places["level"], 1]).all())
                    self.assertTrue((places["anchor"] < engine.slots).all())

    @unittest.skipIf(golden() is None, "DUET_GOLDEN names no folder of reference cases")
    def test_reference_cases_with_two_heads(self):
        for path in sorted((golden() / "yolov9").glob("*.npz")):
            case = Case(path)
            with self.subTest(case.name):
                shape = case["pred_scores"].shape
                with duet_assign.Engine("yolov9", shape[2], case["strides"], case["image_size"], grid=case["grid"], explain=True) as engine:
                    names = ("pred_boxes", "pred_scores")
                    gts = (case["gt_boxes"], case["gt_labels"], case["gt_offsets"])
                    aux = {name: case[name + "_aux"] for name in names}
                    found = engine.assign(*gts, **{name: case[name] for name in names}, heads=[aux])
                for suffix, head in (("", found.main), ("_aux", found.heads["aux"])):
                    np.testing.assert_array_equal(head.assigned_gt(), case["assigned_gt" + suffix])
                    np.testing.assert_allclose(head.target_score(), case["target_score" + suffix], 1e-5, 1e-7)
                    claims = np.zeros(shape[:2], np.int32)
                    np.add.at(claims, (head.claim_image, head.claim_unit), 1)
                    np.testing.assert_array_equal(claims, case["claim_count" + suffix])

    def test_epochs(self):
        with duet_assign.Engine("yolov6", CLASSES, image_size=SIZE, warmup_epochs=2, epoch=0) as engine:
            scores, boxes, _, labels, gts, _ = (t.numpy() for t in made_up(1, 5, CLASSES, SIZE, 1))
            gts = (gts.reshape(-1, 4), labels.reshape(-1).astype(int), [0, 5], boxes, scores)
            early = engine.assign(*gts).assigned_gt()
            engine.set_epoch(2)
            late = engine.assign(*gts).assigned_gt()
        self.assertFalse((early == late).all())


class Arguments(unittest.TestCase):
    def test_one_array_per_image_without_offsets_and_whole_epochs(self):
        engine = duet_assign.Engine("fcos", classes=3, image_size=64)
        box = np.array([[3, 3, 40, 40]], np.float32)
        for name, call in (
            ("gt_boxes: ", lambda: engine.assign(box[0], [0])), ("gt_labels: ", lambda: engine.assign(box, [0])),
            ("gt_boxes: ", lambda: engine.assign(None, None)), ("gt_labels: ", lambda: engine.assign([box], None)),
            ("epoch: ", lambda: engine.set_epoch("x")), ("epoch: ", lambda: engine.set_epoch(-1)),
            ("epoch: ", lambda: duet_assign.Engine("fcos", image_size=64, epoch=1.5)),
        ):  # fmt: skip
            with self.assertRaises((TypeError, ValueError)) as raised:
                call()
            self.assertTrue(str(raised.exception).startswith(name), str(raised.exception))


if __name__ == "__main__":
    unittest.main()
