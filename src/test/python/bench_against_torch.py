#!/usr/bin/env python3
"""Duet beside plain PyTorch: one batch, the same inputs, results compared, times and their ratio printed.

    bench_against_torch.py                       # a made-up batch: 16 images, 20 GTs each, 80 classes, 640 pixels
    bench_against_torch.py --case coco.npz       # a batch from a case file (docs/formats.md)
    bench_against_torch.py --threads 2 --calls 200

Plain is the dense formulation of duet_assign.torch.plain.aligned. Where ultralytics is installed, its assigner is timed as well. Also timed:
calls with nothing to assign, and PyTorch itself before Java was started and beside an idle engine.
"""

import argparse
import statistics
import time

import numpy as np
import torch
from cases import made_up, pad, points

import duet_assign
import duet_assign.torch
from duet_assign.torch.plain.aligned import PlainTaskAligned

SETTINGS = {"topk": 10, "alpha": 0.5, "beta": 6.0}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--case", help="case file (.npz) with pred_boxes and pred_scores")
    parser.add_argument("--threads", type=int, default=2, help="threads of torch and of the engine")
    parser.add_argument("--calls", type=int, default=200, help="timed calls of the drop-in")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    batch = from_file(args.case) if args.case else made_up()
    images, units, classes = batch[0].shape
    print(f"{images} images, {units} units, {batch[4].shape[1]} GTs at most, {classes} classes, {args.threads} threads each")
    print(f"duet {duet_assign.__version__}, torch {torch.__version__}")
    alone = torch_itself()
    assigners = {
        "duet_assign.torch": duet_assign.torch.TaskAlignedAssigner(num_classes=classes, **SETTINGS, threads=args.threads),
        "duet_assign.torch, new tensors": duet_assign.torch.TaskAlignedAssigner(
            num_classes=classes, **SETTINGS, threads=args.threads, reuse_targets=False
        ),
        "plain PyTorch": PlainTaskAligned(num_classes=classes, **SETTINGS),
        "plain, pairs inside only": PlainTaskAligned(num_classes=classes, **SETTINGS, pairs=True),
    }
    original = ultralytics(classes)
    if original is not None:
        assigners["ultralytics"] = original
    for _ in range(150):
        assigners["duet_assign.torch"](*batch)
    results, times = {}, {}
    for name, assigner in assigners.items():
        # What is handed out must be let go of, as a training step does, before it can be used again.
        results[name] = [t.clone() for t in assigner(*batch)]
        times[name] = measure(assigner, batch, args.calls if "duet" in name else 7)
    for name, own in times.items():
        ratio = times["plain PyTorch"][0] / own[0]
        print(f"{name:<26} median {own[0] * 1e3:9.3f} ms   best {own[1] * 1e3:9.3f} ms   {ratio:8.1f} x plain")
    for name, result in results.items():
        if name != "duet_assign.torch":
            compare(name, results["duet_assign.torch"], result)
    empty = [batch[0], batch[1], batch[2], batch[3][:, :0], batch[4][:, :0], batch[5][:, :0]]
    small = made_up(1, 1, 1, 32)
    small[5].zero_()
    none = measure(assigners["duet_assign.torch"], empty, 50)[0]
    print(f"batch without GTs  median {none * 1e6:8.1f} us (zero targets of the whole batch)")
    tiny = duet_assign.torch.TaskAlignedAssigner(num_classes=1, **SETTINGS, threads=args.threads)
    print(f"call overhead      median {measure(tiny, small, 2000)[0] * 1e6:8.1f} us (one image of 21 units, one masked GT)")
    beside = torch_itself()
    print(f"a convolution and a matrix product, best: {alone * 1e3:.1f} ms before Java was started, {beside * 1e3:.1f} ms beside an idle engine")
    spent = time.process_time()
    time.sleep(5)
    print(f"processor time of an idle process with three engines: {(time.process_time() - spent) / 5 * 100:.2f} % of a core")


def torch_itself():
    """Best seconds of work that is none of Duet's."""
    generator = torch.Generator().manual_seed(0)
    image, weight = torch.rand(4, 16, 160, 160, generator=generator), torch.rand(32, 16, 3, 3, generator=generator)
    matrix = torch.rand(700, 700, generator=generator)
    spent = []
    for _ in range(60):
        start = time.perf_counter()
        torch.nn.functional.conv2d(image, weight)
        matrix @ matrix
        spent.append(time.perf_counter() - start)
    return min(spent)


def measure(assigner, batch, calls):
    """Median and best seconds of a call."""
    spent = []
    for _ in range(calls):
        start = time.perf_counter()
        assigner(*batch)
        spent.append(time.perf_counter() - start)
    return statistics.median(spent), min(spent)


def compare(name, ours, theirs):
    """Prints how two results differ."""
    units = int((ours[4] != theirs[4]).sum() + (ours[3] != theirs[3]).sum())
    scores = float((ours[2] - theirs[2]).abs().max())
    print(f"against {name}: {units} units differ, targets differ by at most {scores:.2e}, {int(ours[3].sum())} foreground units")


def from_file(path):
    """A batch of a case file, padded."""
    case = np.load(path)
    labels, boxes, mask = pad(case["gt_boxes"], case["gt_labels"], case["gt_offsets"])
    at = points(case["strides"], case["grid"])
    return torch.from_numpy(case["pred_scores"]), torch.from_numpy(case["pred_boxes"]), at, labels, boxes, mask


def ultralytics(classes):
    """The original where the user has it."""
    try:
        from ultralytics.utils.tal import TaskAlignedAssigner
    except ImportError:
        return None
    return TaskAlignedAssigner(num_classes=classes, **SETTINGS)


if __name__ == "__main__":
    main()
