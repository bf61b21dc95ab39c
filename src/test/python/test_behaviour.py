"""What a drop-in does beside assigning: types, layouts, graphs, kept tensors, errors, memory, overhead."""

import copy
import os
import pickle
import sys
import threading
import time
import unittest
import warnings

import numpy as np
import torch
from cases import made_up

import duet_assign
import duet_assign.torch as drop_in

SETTINGS = dict(topk=10, num_classes=5, alpha=0.5, beta=6.0)


def batch(seed=0, images=2, gts=4):
    return list(made_up(images, gts, 5, 128, seed))


def assigner(**more):
    return drop_in.TaskAlignedAssigner(**SETTINGS, **more)


def same(one, two):
    return all(torch.equal(a, b) for a, b in zip(one, two))


class Inputs(unittest.TestCase):
    def test_half_precision_scores(self):
        given = batch()
        half = given[0].half()
        wanted = assigner()(half.float(), *given[1:])
        found = assigner()(half, *given[1:])
        self.assertTrue(same(found, wanted))
        self.assertEqual(found[2].dtype, torch.float32)

    def test_layouts(self):
        given = batch()
        wanted = [t.clone() for t in assigner()(*given)]
        major = given[0].transpose(1, 2).contiguous().transpose(1, 2)
        planes = given[1].transpose(1, 2).contiguous().transpose(1, 2)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            self.assertTrue(same(assigner()(major, planes, *given[2:]), wanted))
        strided = torch.cat([given[0], given[0]], 2)[..., :5]
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            for _ in range(3):
                self.assertTrue(same(assigner()(strided, *given[1:]), wanted))
        self.assertLessEqual(len(seen), 1)
        if seen:
            self.assertIn("pd_scores", str(seen[0].message))

    def test_types_of_ground_truth(self):
        given = batch()
        wanted = [t.clone() for t in assigner()(*given)]
        scores, boxes, at, labels, gts, mask = given
        for other in (labels.long(), labels.int(), labels.double()):
            self.assertTrue(same(assigner()(scores, boxes, at, other, gts, mask), wanted))
        for other in (mask.bool(), mask.byte(), mask.long()):
            self.assertTrue(same(assigner()(scores, boxes, at, labels, gts, other), wanted))
        double = assigner()(scores, boxes, at, labels, gts.double(), mask)
        self.assertEqual(double[1].dtype, torch.float64)
        joined = torch.cat([labels, gts], 2)
        self.assertTrue(same(assigner()(scores, boxes, at, joined[..., :1], joined[..., 1:], mask), wanted))

    def test_points_in_cells(self):
        scores, boxes, _, labels, gts, mask = batch()
        y, x = torch.meshgrid(torch.arange(16.0), torch.arange(21.0), indexing="ij")
        at = torch.stack([x, y], -1).reshape(-1, 2) + 0.5
        found = assigner()(scores[:, :336], boxes[:, :336] / 8, at, labels, gts / 8, mask)
        self.assertEqual(found[3].shape, (2, 336))

    def test_graphs_stay_untouched(self):
        given = batch()
        given[0].requires_grad_()
        given[1].requires_grad_()
        found = assigner()(*given)
        self.assertFalse(any(t.requires_grad for t in found))
        loss = (found[2] * given[0]).sum()
        loss.backward()
        self.assertTrue(torch.equal(given[0].grad, found[2]))
        self.assertIsNone(given[1].grad)
        with torch.inference_mode():
            self.assertTrue(same(assigner()(*[t.detach() for t in given]), found))

    def test_empty_batches(self):
        scores, boxes, at, labels, gts, mask = batch()
        for _ in range(2):
            found = assigner()(scores, boxes, at, labels[:, :0], gts[:, :0], mask[:, :0])
            self.assertTrue((found[0] == 5).all())
            self.assertEqual([float(t.abs().sum()) for t in found[1:]], [0, 0, 0, 0])
        found = assigner()(scores, boxes, at, labels, gts, mask * 0)
        self.assertFalse(found[3].any())
        self.assertEqual(float(found[2].abs().sum()), 0)

    def test_mask_with_holes(self):
        scores, boxes, at, labels, gts, mask = batch(3, 1, 5)
        mask[0, 1] = 0
        found = assigner()(scores, boxes, at, labels, gts, mask)
        self.assertFalse((found[4][found[3]] == 1).any())
        kept = [0, 2, 3, 4]
        packed = assigner()(scores, boxes, at, labels[:, kept], gts[:, kept], mask[:, kept])
        self.assertTrue(torch.equal(packed[3], found[3]))
        self.assertTrue(torch.equal(torch.tensor(kept)[packed[4]][packed[3]], found[4][found[3]]))


class KeptTensors(unittest.TestCase):
    def test_results_in_use_stay(self):
        one = assigner()
        fresh = [assigner(reuse_targets=False)(*batch(seed)) for seed in range(6)]
        held = [one(*batch(seed)) for seed in range(6)]
        for found, wanted in zip(held, fresh):
            self.assertTrue(same(found, wanted))

    def test_views_and_graphs_keep_results(self):
        one = assigner()
        weight = torch.ones(5, requires_grad=True)
        view = one(*batch(0))[2][1:]
        wanted_view = view.clone()
        scores = one(*batch(1))[2]
        wanted = scores.sum((0, 1))
        loss = (scores * weight).sum()
        del scores
        for seed in range(2, 7):
            one(*batch(seed))
        self.assertTrue(torch.equal(view, wanted_view))
        loss.backward()
        torch.testing.assert_close(weight.grad, wanted)

    def test_changed_results_are_cleared(self):
        one = assigner()
        for seed in range(4):
            found = one(*batch(seed))
            self.assertTrue(same(found, assigner(reuse_targets=False)(*batch(seed))))
            found[2].add_(1)
            found[3].fill_(True)
            found[4].mul_(0).add_(3)
            found[1].div_(8)
            del found

    def test_memory_is_used_again(self):
        one = assigner()
        found = {one(*batch(seed))[2].data_ptr() for seed in range(5)}
        self.assertEqual(len(found), 1)

    def test_new_tensors_every_time(self):
        one = assigner(reuse_targets=False)
        held = [one(*made_up(2, 4, 5, 640, seed)) for seed in range(2)]
        self.assertEqual(len({t.data_ptr() for found in held for t in found}), 10)
        self.assertEqual(float(held[0][2].sum(2)[~held[0][3]].abs().sum()), 0)
        held[0][2].add_(1)
        self.assertTrue(same(one(*made_up(2, 4, 5, 640, 0))[3:], held[0][3:]))

    def test_numpy_views_keep_results(self):
        one = assigner()
        view = one(*batch(0))[2].numpy()[1:]
        wanted = view.copy()
        for seed in range(1, 6):
            one(*batch(seed))
        np.testing.assert_array_equal(view, wanted)

    def test_calls_from_several_threads(self):
        one = assigner()
        given = [batch(seed) for seed in range(4)]
        wanted = [assigner(reuse_targets=False)(*b) for b in given]
        wrong = []

        def calls(seed):
            for _ in range(200):
                if not same(one(*given[seed]), wanted[seed]):
                    wrong.append(seed)

        users = [threading.Thread(target=calls, args=(seed,)) for seed in range(4)]
        for user in users:
            user.start()
        for user in users:
            user.join()
        self.assertEqual(wrong, [])

    def test_copies_and_pickles(self):
        one = assigner()
        wanted = one(*batch())
        for other in (copy.deepcopy(one), pickle.loads(pickle.dumps(one))):
            self.assertTrue(same(other(*batch()), wanted))


class Errors(unittest.TestCase):
    def refused(self, kind, name, position, value, **more):
        given = batch()
        given[position] = value(given[position])
        with self.assertRaises(kind) as raised:
            assigner(**more)(*given)
        self.assertIn(name, str(raised.exception))

    def test_shapes(self):
        names = ["pd_scores", "pd_bboxes", "anc_points", "gt_labels", "gt_bboxes", "mask_gt"]
        for position, name in enumerate(names):
            self.refused(ValueError, name, position, lambda t: t[..., :-1])
        self.refused(ValueError, "pd_bboxes", 1, lambda t: t[:, :-1])
        self.refused(ValueError, "pd_bboxes", 1, lambda t: t[0])

    def test_types_and_devices(self):
        self.refused(TypeError, "pd_scores", 0, lambda t: t.long())
        self.refused(TypeError, "pd_scores", 0, lambda t: t.numpy())
        self.refused(TypeError, "gt_bboxes", 4, lambda t: t.int())
        self.refused(TypeError, "pd_bboxes", 1, lambda t: t.to_sparse())
        for position, name in ((0, "pd_scores"), (1, "pd_bboxes"), (4, "gt_bboxes"), (5, "mask_gt")):
            self.refused(ValueError, name, position, lambda t: torch.empty_like(t, device="meta"))

    def test_values(self):
        def nan_at(t):
            return torch.full_like(t, float("nan"))

        self.refused(ValueError, "pd_scores", 0, nan_at, nonfinite="raise")
        self.refused(ValueError, "pd_bboxes", 1, nan_at, nonfinite="raise")
        self.refused(ValueError, "anc_points", 2, nan_at)
        self.refused(ValueError, "gt_labels", 3, nan_at)
        self.refused(ValueError, "gt_bboxes", 4, nan_at)
        self.refused(ValueError, "gt_labels", 3, lambda t: t + 5)
        self.refused(ValueError, "gt_labels", 3, lambda t: t - 9)
        self.refused(ValueError, "anc_points", 2, lambda t: t.flip(0))
        self.refused(ValueError, "anc_points", 2, lambda t: t + 1)
        self.refused(ValueError, "gt_bboxes", 4, lambda t: t.flip(2))

    def test_works_again_after_an_error(self):
        one = assigner(nonfinite="raise")
        given = batch()
        wanted = one(*given)
        with self.assertRaises(ValueError):
            one(given[0] * float("inf"), *given[1:])
        self.assertTrue(same(one(*given), wanted))

    def test_settings(self):
        for wrong in (dict(topk=0), dict(beta=0.0), dict(eps=1e-3), dict(threads=0)):
            with self.assertRaises(ValueError):
                drop_in.TaskAlignedAssigner(**{**SETTINGS, **wrong})(*batch())
        with self.assertRaises(ValueError) as raised:
            duet_assign.Engine("yolov99")
        self.assertIn("yolov99", str(raised.exception))
        with self.assertRaises(ValueError):
            duet_assign.Engine("yolov8", no_such_setting=1)


class NumpyEngine(unittest.TestCase):
    def test_lists_and_flat_arrays(self):
        scores, boxes, _, labels, gts, _ = (t.numpy() for t in batch())
        with duet_assign.Engine("yolov8", 5, image_size=128, threads=2) as engine:
            flat = engine.assign(gts.reshape(-1, 4), labels.reshape(-1).astype(int), [0, 4, 8], boxes, scores)
            lists = engine.assign(list(gts), [row.ravel().astype(int) for row in labels], None, boxes, scores)
        wanted = assigner()(*batch())
        np.testing.assert_array_equal(flat.assigned_gt(), lists.assigned_gt())
        np.testing.assert_array_equal(flat.assigned_gt() >= 0, wanted[3].numpy())
        self.assertEqual(flat.outcomes[flat.gt_outcome[0]], "assigned")

    def test_errors_name_the_argument(self):
        scores, boxes, _, labels, gts, _ = (t.numpy() for t in batch())
        engine = duet_assign.Engine("yolov8", 5, image_size=128)
        good = dict(
            gt_boxes=gts.reshape(-1, 4), gt_labels=labels.reshape(-1).astype(int), gt_offsets=[0, 4, 8], pred_boxes=boxes, pred_scores=scores
        )
        for name, value in (
            ("gt_boxes", gts.reshape(-1, 2)),
            ("gt_labels", np.arange(8)),
            ("gt_labels", np.zeros(3, int)),
            ("gt_offsets", [0, 9, 8]),
            ("gt_offsets", [0, 4]),
            ("pred_boxes", boxes[:1]),
            ("pred_boxes", None),
            ("pred_scores", scores[..., :3]),
            ("pred_scores", np.full_like(scores, np.nan)),
        ):
            with self.subTest(name), self.assertRaises(ValueError) as raised:
                engine.assign(**{**good, name: value})
            self.assertIn(name, str(raised.exception))
        with self.assertRaises(TypeError):
            engine.assign(**{**good, "pred_scores": scores.astype(int)})


class Costs(unittest.TestCase):
    def test_overhead(self):
        one = drop_in.TaskAlignedAssigner(num_classes=5, threads=1)
        scores, boxes, at, labels, gts, mask = made_up(1, 1, 5, 32)
        spent = []
        for _ in range(3000):
            start = time.perf_counter()
            one(scores, boxes, at, labels, gts, mask * 0)
            spent.append(time.perf_counter() - start)
        best = sorted(spent)[len(spent) // 10]
        print(f"call on an empty batch: {best * 1e6:.0f} us", file=sys.stderr)
        self.assertLess(best, 100e-6 if os.environ.get("DUET_TIMING") else 1e-3)

    @unittest.skipIf(not os.environ.get("DUET_CALLS"), "set DUET_CALLS (10000) for the long run")
    def test_memory_does_not_grow(self):
        calls = int(os.environ["DUET_CALLS"])
        one = assigner()
        batches = [batch(seed, 4, gts) for seed, gts in enumerate((1, 8, 20, 3))]
        for i in range(max(calls // 5, 2000)):
            one(*batches[i % 4])
        before = resident()
        for i in range(calls):
            one(*batches[i % 4])
        grown = resident() - before
        print(f"{calls} calls: process memory grew by {grown / 1024:.0f} KiB", file=sys.stderr)
        self.assertLess(grown, 8 << 20)


def resident():
    """Bytes of this process in memory."""
    with open("/proc/self/statm") as f:
        return int(f.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    unittest.main()
