"""Settings of drop-ins: attributes as they are at the call, constructors of both generations, steps that forks override, pickles."""

import copy
import functools
import io
import pickle
import subprocess
import sys
import types
import unittest
import warnings

import numpy as np
import torch
from cases import made_up

import duet_assign
import duet_assign.torch as drop_in
from duet_assign.torch import mmdet, tal

FIVE = dict(topk=10, num_classes=5, alpha=0.5, beta=6.0)
KIND = drop_in.TaskAlignedAssigner


def same(one, two):
    return all(torch.equal(a, b) for a, b in zip(one, two))


class Attributes(unittest.TestCase):
    def setUp(self):
        # Small GTs, so that the small-box rule has something to say.
        scores, boxes, at, labels, gts, mask = made_up(2, 9, 5, 128, 4)
        gts[:, ::2, 2:] = gts[:, ::2, :2] + torch.tensor([6.0, 5.0])
        boxes[:, ::3] = gts[:, torch.arange(len(at)) % 9][:, ::3] + 0.5
        self.batch = scores, boxes, at, labels, gts, mask

    def test_follow_what_is_set(self):
        one = KIND(**FIVE)
        seen = []
        for name, value in (
            ("topk", 3), ("topk", 10), ("alpha", 2.0), ("beta", 1.5), ("stride", [8, 16, 32]), ("stride", torch.tensor([16.0, 32.0])),
            ("stride_val", 40.0), ("topk2", 1), ("topk2", None), ("stride", None), ("conflicts", "all"), ("topk", 13),
        ):  # fmt: skip
            setattr(one, name, value)
            fresh = KIND(
                one.topk, 5, one.alpha, one.beta, stride=one.stride, topk2=one.topk2, conflicts=one.conflicts, reuse_targets=False
            )
            fresh.stride_val = one._stride_val
            wanted = fresh(*self.batch)
            with self.subTest(name, value=value):
                self.assertTrue(same(one(*self.batch), wanted))
            seen.append(wanted[2].sum(-1))
        for before, after in zip(seen[:8], seen[1:8]):
            self.assertFalse(torch.equal(before, after))

    def test_follow_what_changes_in_place(self):
        power = torch.tensor(0.5)
        one = KIND(**{**FIVE, "alpha": power})
        before = one(*self.batch)[2].clone()
        power.fill_(3.0)
        after = one(*self.batch)[2]
        self.assertFalse(torch.equal(before, after))
        self.assertTrue(torch.equal(after, KIND(**{**FIVE, "alpha": 3.0}, reuse_targets=False)(*self.batch)[2]))

    def test_classes_of_each_batch(self):
        """ultralytics' visual-prompt loss sets them."""
        one = KIND(**FIVE)
        for classes in (5, 3, 7, 3, 5):
            batch = made_up(2, 4, classes, 128, classes)
            one.num_classes = classes
            self.assertTrue(same(one(*batch), KIND(**{**FIVE, "num_classes": classes})(*batch)))
            none = [batch[0], batch[1], batch[2], *(t[:, :0] for t in batch[3:])]
            self.assertTrue((one(*none)[0] == classes).all())
        one.bg_idx = 99
        self.assertTrue((one(*none)[0] == 99).all())

    def test_engines_are_kept(self):
        one = KIND(**FIVE)
        for topk in (10, 3, 10, 3):
            one.topk = topk
            one(*self.batch)
        self.assertEqual(len(one.state().grids._engines), 2)

    def test_wrong_ones_are_refused_by_name(self):
        for name, values in dict(
            topk=(0, -1, 2.5, None, True, "3"), alpha=(None, float("nan")), beta=(None, float("inf")), eps=(1e-7, None),
            num_classes=(0, None), stride=([], [0], "x", 8), nonfinite=("no",), topk2=(-1, 1.5),
        ).items():  # fmt: skip
            for value in values:
                with self.subTest(name, value=value):
                    one = KIND(**FIVE)
                    setattr(one, name, value)
                    with self.assertRaises(ValueError) as raised:
                        one(self.batch[0] * float("nan") if name == "nonfinite" else self.batch[0], *self.batch[1:])
                    self.assertIn(name, str(raised.exception))
        one = KIND(**FIVE)
        del one.topk
        with self.assertRaises(AttributeError) as raised:
            one(*self.batch)
        self.assertIn("topk", str(raised.exception))
        for kind in (
            lambda: mmdet.SimOTAAssigner(candidate_topk=0), lambda: mmdet.DynamicSoftLabelAssigner(topk=0), lambda: mmdet.TaskAlignedAssigner(0),
            lambda: mmdet.ATSSAssigner(0), lambda: drop_in.YOLOv6ATSSAssigner(0), lambda: drop_in.YOLOv6TaskAlignedAssigner(0),
            lambda: drop_in.YOLOv9TaskAlignedAssigner(0), lambda: KIND(0),
        ):  # fmt: skip
            with self.assertRaises(ValueError) as raised:
                kind()
            self.assertIn("topk", str(raised.exception))

    def test_both_generations_by_position(self):
        for stride in ([8, 16, 32], (8, 16, 32), torch.tensor([8, 16, 32]), np.array([8.0, 16, 32])):
            wanted = KIND(**FIVE, stride=[8, 16, 32], topk2=1)(*self.batch)
            self.assertTrue(same(KIND(10, 5, 0.5, 6.0, stride, 1e-9, 1)(*self.batch), wanted))
        self.assertTrue(same(KIND(10, 5, 0.5, 6.0, topk2=1)(*self.batch), wanted))
        plain = KIND(**FIVE)(*self.batch)
        self.assertTrue(same(KIND(10, 5, 0.5, 6.0, 1e-9)(*self.batch), plain))
        self.assertTrue(same(KIND(10, 5, 0.5, 6.0, None)(*self.batch), plain))
        self.assertFalse(torch.equal(plain[2], wanted[2]))
        for wrong in ((1e-9, [8]), ([8], 1e-9, 1, 2)):
            with self.assertRaises(TypeError):
                KIND(10, 5, 0.5, 6.0, *wrong)
        with self.assertRaises(TypeError) as raised:
            KIND(10, 5, 0.5, 6.0, [8, 16, 32], stride=[4])
        self.assertIn("stride", str(raised.exception))

    def test_first_form_is_said_once(self):
        tal._first_form_said = False
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            KIND(**FIVE)
            self.assertEqual(seen, [])
            for _ in range(2):
                KIND(**FIVE, stride=[8, 16, 32])(*self.batch)
        self.assertEqual(len(seen), 1)
        self.assertIn("floor form", str(seen[0].message))

    def test_mmdetection(self):
        truth = types.SimpleNamespace(bboxes=self.batch[4][0], labels=self.batch[3][0, :, 0].long())
        at = self.batch[2]
        strides = torch.cat([torch.full((n,), float(s)) for s, n in ((8, 256), (16, 64), (32, 16))])
        priors = torch.cat([at, strides[:, None].expand(-1, 2)], 1)
        given = types.SimpleNamespace(priors=priors, bboxes=self.batch[1][0], scores=self.batch[0][0])
        one = mmdet.SimOTAAssigner()
        before = one.assign(given, truth).gt_inds
        one.candidate_topk, one.center_radius = 1, 0.5
        after = one.assign(given, truth).gt_inds
        self.assertTrue(torch.equal(after, mmdet.SimOTAAssigner(0.5, 1).assign(given, truth).gt_inds))
        self.assertFalse(torch.equal(before, after))


class Subclasses(unittest.TestCase):
    def test_steps_are_refused_by_name(self):
        for step in ("get_pos_mask", "iou_calculation", "select_topk_candidates", "get_targets", "get_box_metrics"):
            for kind in (KIND, drop_in.RotatedTaskAlignedAssigner, drop_in.YOLOv6TaskAlignedAssigner):
                fork = type("Fork", (kind,), {step: lambda self, *a: None})
                with self.assertRaises(TypeError) as raised:
                    fork(topk=10, num_classes=5)
                self.assertIn("Fork." + step, str(raised.exception))
        one = KIND(**FIVE)
        one.get_pos_mask = lambda *a: None
        with self.assertRaises(TypeError):
            one(*made_up(1, 1, 5, 64))

    def test_steps_set_on_the_class_of_what_was_made(self):
        kind = type("Patched", (KIND,), {})
        one = kind(**FIVE)
        one(*made_up(1, 1, 5, 64))
        kind.iou_calculation = lambda *a: None
        with self.assertRaises(TypeError) as raised:
            one(*made_up(1, 1, 5, 64))
        self.assertIn("Patched.iou_calculation", str(raised.exception))

    def test_others_work(self):
        class Counting(KIND):
            def __init__(self, *args, **kwargs):
                super().__init__(*args, **kwargs)
                self.calls = 0

            def forward(self, *args):
                self.calls += 1
                return super().forward(*args)

        one = Counting(10, 5, 0.5, 6.0)
        self.assertTrue(same(one(*made_up(1, 3, 5, 64)), KIND(**FIVE)(*made_up(1, 3, 5, 64))))
        self.assertEqual(one.calls, 1)


class Checkpoints(unittest.TestCase):
    ORIGINAL = """
import torch
class TaskAlignedAssigner(torch.nn.Module):
    def __init__(self, topk=13, num_classes=80, alpha=1.0, beta=6.0, stride=[8, 16, 32], eps=1e-9, topk2=None):
        super().__init__()
        self.given = topk, num_classes, alpha, beta, stride, eps, topk2
"""

    def criterion(self, **more):
        return {"assigner": KIND(**FIVE, **more), "epoch": 3}

    def test_load_where_duet_is_not_installed(self):
        names = ("ultralytics", "ultralytics.utils", "ultralytics.utils.tal")
        with_original = {name: types.ModuleType(name) for name in names}
        exec(self.ORIGINAL, with_original[names[-1]].__dict__)
        with_original[names[-1]].TaskAlignedAssigner.__module__ = names[-1]
        sys.modules.update(with_original)
        try:
            saved = io.BytesIO()
            torch.save(self.criterion(stride=[8, 16, 32], topk2=1), saved)
            inside = copy.deepcopy(self.criterion())["assigner"], copy.copy(KIND(**FIVE))
        finally:
            for name in names:
                del sys.modules[name]
        # Copies in the process, as of an averaged model, stay with Duet.
        for other in inside:
            self.assertIs(type(other), KIND)
            self.assertTrue(same(other(*made_up(1, 3, 5, 64)), KIND(**FIVE)(*made_up(1, 3, 5, 64))))
        # The path of the package is not given to the process that loads.
        script = f"""
import io, sys, types, torch
for name in {names!r}:
    sys.modules[name] = types.ModuleType(name)
exec({self.ORIGINAL!r}, sys.modules["ultralytics.utils.tal"].__dict__)
found = torch.load(io.BytesIO({saved.getvalue()!r}))
print(found["assigner"].given, found["epoch"], "duet_assign" in sys.modules)
"""
        done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, timeout=100)
        self.assertEqual(done.stdout.strip(), "(10, 5, 0.5, 6.0, [8.0, 16.0, 32.0], 1e-09, 1) 3 False", done.stderr[-2000:])

    def test_without_the_original_they_name_duet(self):
        for other in (pickle.loads(pickle.dumps(KIND(**FIVE))), copy.deepcopy(KIND(**FIVE))):
            self.assertIs(type(other), KIND)
            self.assertTrue(same(other(*made_up(1, 3, 5, 64)), KIND(**FIVE)(*made_up(1, 3, 5, 64))))
        one = pickle.loads(pickle.dumps(mmdet.SimOTAAssigner(2.0)))
        self.assertEqual((one.center_radius, type(one)), (2.0, mmdet.SimOTAAssigner))


class Shown(unittest.TestCase):
    def test_reprs(self):
        self.assertEqual(repr(KIND(**FIVE)), "TaskAlignedAssigner(topk=10, num_classes=5, alpha=0.5, beta=6.0, eps=1e-09)")
        self.assertIn("candidate_topk=10", repr(mmdet.SimOTAAssigner()))
        with duet_assign.Engine("yolov8", 5, image_size=(64, 96)) as engine:
            self.assertEqual(repr(engine), "Engine(yolov8: 5 classes, 64 x 96, 126 units)")
            found = engine.assign([[3, 3, 40.0, 40]], [0], [0, 1], np.tile(np.float32([3, 3, 40, 40]), (1, 126, 1)),
                                  np.full((1, 126, 5), 0.5, np.float32))  # fmt: skip
        self.assertEqual(repr(found), f"Assignment(yolov8: 1 images, {len(found.unit)} duets)")
        self.assertGreater(len(found.unit), 0)
        self.assertEqual(repr(found.main), f"HeadResult(main: 1 images, {len(found.unit)} duets)")
        self.assertIn("closed", repr(engine))
        for name in ("unit", "gt", "target", "assigned_gt", "heads", "matches"):
            self.assertIn(name, dir(found))
        with self.assertRaises(AttributeError) as raised:
            found.units_of
        self.assertIn("units_of", str(raised.exception))


class FiveResults(unittest.TestCase):
    def test_segmentation_of_yolov9(self):
        batch = made_up(2, 5, 5, 128, 2)
        five = drop_in.YOLOv9SegmentTaskAlignedAssigner(**FIVE)(*batch)
        four = drop_in.YOLOv9TaskAlignedAssigner(**FIVE)(*batch)
        self.assertEqual((len(five), len(four)), (5, 4))
        self.assertTrue(same(five, four))
        self.assertTrue(torch.equal(batch[3].long()[torch.arange(2)[:, None], five[4], 0][five[3]], five[0][five[3]]))


if __name__ == "__main__":
    unittest.main()
