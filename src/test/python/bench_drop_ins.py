#!/usr/bin/env python3
"""Every drop-in beside the same rule in plain PyTorch (plain_*.py): milliseconds of a batch and their ratio; results are compared in the
tests. A made-up batch: 4 images of 640 pixels, 20 GTs each, 80 classes. YOLOv7's OTA has no row: its plain form here is written to be
read, candidate by candidate, and would flatter the drop-in.

    bench_drop_ins.py --threads 2
"""

import argparse
import statistics
import time
import types

import torch
from cases import made_up, points

import duet_assign
import duet_assign.torch as drop_in
from duet_assign.torch import mmdet
from duet_assign.torch.plain import anchors as plain_anchors
from duet_assign.torch.plain import single as plain
from duet_assign.torch.plain.aligned import PlainTaskAligned, gaussian_iou, inside_rotated, plain_iou

STRIDES, SIZE, CLASSES, IMAGES, GTS = (8, 16, 32), 640, 80, 4, 20
GRID = [(SIZE // s, SIZE // s) for s in STRIDES]
CELLS = [h * w for h, w in GRID]
LEVEL_STRIDES = torch.cat([torch.full((n,), float(s)) for s, n in zip(STRIDES, CELLS)])
HERE = types.SimpleNamespace


def square(sides, offset):
    """Square anchors [N, 4] with sides in strides."""
    at, half = points(STRIDES, GRID, offset), (LEVEL_STRIDES * sides / 2)[:, None]
    return torch.cat([at - half, at + half], 1)


def pairs():
    """Name, drop-in and plain form of each, as functions without arguments that do the whole batch."""
    batch = made_up(IMAGES, GTS, CLASSES, SIZE)
    scores, boxes, at, labels, gts, mask = batch
    turned = made_up(IMAGES, GTS, CLASSES, SIZE, rotated=True)
    v8, v6 = (10, CLASSES, 0.5, 6.0), (13, CLASSES, 1.0, 6.0)
    for name, ours, theirs, given in (
        ("TaskAlignedAssigner", drop_in.TaskAlignedAssigner(*v8), PlainTaskAligned(*v8), batch),
        ("RotatedTaskAlignedAssigner", drop_in.RotatedTaskAlignedAssigner(*v8),
         PlainTaskAligned(*v8, overlap=gaussian_iou, inside=inside_rotated), turned),
        ("YOLOv9TaskAlignedAssigner", drop_in.YOLOv9TaskAlignedAssigner(*v8), PlainTaskAligned(*v8, everywhere=True), batch),
        ("YOLOv6TaskAlignedAssigner", drop_in.YOLOv6TaskAlignedAssigner(*v6),
         PlainTaskAligned(*v6, everywhere=True, overlap=plain_iou), batch),
    ):  # fmt: skip
        yield name, lambda f=ours, g=given: f(*g), lambda f=theirs, g=given: f(*g)
    v6atss, wide = drop_in.YOLOv6ATSSAssigner(9, CLASSES), square(5, 0.5)
    yield ("YOLOv6ATSSAssigner", lambda: v6atss(wide, CELLS, labels, gts, mask, boxes),
           lambda: [plain.adaptive(wide, CELLS, g, batched=True) for g in gts])  # fmt: skip
    logits, objectness = torch.logit(scores), torch.logit(scores.amax(2, keepdim=True))
    cell = at / LEVEL_STRIDES[:, None] - 0.5
    head, strides = HERE(num_classes=CLASSES), LEVEL_STRIDES[None]
    middle = [torch.cat([(b[:, :2] + b[:, 2:]) / 2, b[:, 2:] - b[:, :2]], 1) for b in (*gts, *boxes)]

    def yolox():
        for b in range(IMAGES):
            given = (middle[b], labels[b, :, 0], middle[IMAGES + b], strides, cell[None, :, 0], cell[None, :, 1], logits, objectness)
            drop_in.simota(head, b, GTS, *given)

    def each(rule):
        return lambda: [rule(b) for b in range(IMAGES)]

    probability = (logits.sigmoid() * objectness.sigmoid()).sqrt()
    yield "simota", yolox, each(lambda b: plain.simota(at, LEVEL_STRIDES, gts[b], labels[b, :, 0], boxes[b], probability[b], "2023"))
    corner, anchors = points(STRIDES, GRID, 0), square(8, 0)
    lattice = [torch.cat([p, LEVEL_STRIDES[:, None].expand(-1, 2)], 1) for p in (at, corner)]
    truth = [HERE(bboxes=gts[b], labels=labels[b, :, 0].long()) for b in range(IMAGES)]
    for name, ours, priors, given, theirs in (
        ("mmdet.SimOTAAssigner", mmdet.SimOTAAssigner(), lattice[0], scores,
         lambda b: plain.simota(at, LEVEL_STRIDES, gts[b], labels[b, :, 0], boxes[b], scores[b], "mmdet")),
        ("mmdet.DynamicSoftLabelAssigner", mmdet.DynamicSoftLabelAssigner(), lattice[1], logits,
         lambda b: plain.soft_labels(corner, LEVEL_STRIDES, gts[b], labels[b, :, 0], boxes[b], logits[b])),
        ("mmdet.TaskAlignedAssigner", mmdet.TaskAlignedAssigner(13), anchors, scores,
         lambda b: plain.aligned_everywhere(corner, gts[b], labels[b, :, 0], boxes[b], scores[b])),
    ):  # fmt: skip
        predicted = [HERE(priors=priors, bboxes=boxes[b], scores=given[b]) for b in range(IMAGES)]
        yield name, each(lambda b, f=ours, p=predicted: f.assign(p[b], truth[b])), each(theirs)
    atss = mmdet.ATSSAssigner(9)
    yield ("mmdet.ATSSAssigner", each(lambda b: atss.assign(HERE(priors=anchors), CELLS, truth[b])),
           each(lambda b: plain.adaptive(anchors, CELLS, gts[b])))  # fmt: skip
    targets = torch.cat(
        [torch.cat([torch.full((GTS, 1), float(b)), labels[b], middle[b] / SIZE], 1) for b in range(IMAGES)]
    )  # fmt: skip
    sides = [[[10, 13], [16, 30], [33, 23]], [[30, 61], [62, 45], [59, 119]], [[116, 90], [156, 198], [373, 326]]]
    loss = HERE(anchors=torch.tensor(sides) / torch.tensor(STRIDES)[:, None, None], nc=CLASSES, hyp={"anchor_t": 4.0})
    p = [torch.zeros(1).expand(IMAGES, 3, h, w, 5 + CLASSES) for h, w in GRID]
    yield ("build_targets", lambda: drop_in.build_targets(loss, p, targets),
           lambda: plain_anchors.matches(p, targets, loss.anchors, 4.0))  # fmt: skip


def timed(call, calls):
    """Median and best seconds."""
    spent = []
    for _ in range(calls):
        start = time.perf_counter()
        call()
        spent.append(time.perf_counter() - start)
    return statistics.median(spent), min(spent)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=2, help="threads of torch and of the engines")
    parser.add_argument("--warm", type=float, default=4, help="seconds of calls before measuring, for Java to compile what it runs")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    duet_assign.set_threads(args.threads)
    for name, ours, theirs in pairs():
        end = time.perf_counter() + args.warm
        while time.perf_counter() < end:
            ours()
        (found, best), (plainly, plain_best) = timed(ours, 100), timed(theirs, 5)
        print(
            f"{name:<32} median {found * 1e3:8.3f} best {best * 1e3:8.3f} ms   plain {plainly * 1e3:8.2f} {plain_best * 1e3:8.2f} ms   "
            f"ratio {plainly / found:7.1f} {plain_best / best:7.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
