#!/usr/bin/env python3
"""A small but real training run: an anchor-free detector learns generated shapes on the CPU, twice from one seed.

Once it is trained with plain PyTorch's assigner (plain_aligned.py), once with duet_assign.torch.TaskAlignedAssigner, nothing else changed.
Prints the assignments of step 1 compared, both loss curves, and the share of a step that was spent assigning. A third run, plain PyTorch
with noise of float32's size on its targets, shows how far apart rounding alone drives two runs. Fails if the drop-in's run differs at
step 1, leaves plain PyTorch's curve in the first 15 steps, or is further from it than the run with noise is, by more than 3 times.

    train_tiny.py --steps 120 --threads 2
"""

import argparse
import time
from statistics import mean, median

import torch
from cases import points
from torch import nn

import duet_assign.torch
from duet_assign.torch.plain.aligned import PlainTaskAligned, complete_iou

SIZE, CLASSES, STRIDES = 192, 3, (8, 16, 32)
# Steps before the first units change hands because of rounding; from there on curves differ by what one unit weighs.
ALIKE = 15
SETTINGS = {"topk": 10, "num_classes": CLASSES, "alpha": 0.5, "beta": 6.0}


def shapes(generator, images, most=12):
    """Images [B, 3, S, S] with discs, squares and crosses on noise; labels [B, M, 1], boxes [B, M, 4] and mask [B, M, 1]."""
    picture = torch.rand(images, 3, SIZE, SIZE, generator=generator) * 0.3
    labels, boxes = torch.zeros(images, most, 1), torch.zeros(images, most, 4)
    y, x = torch.meshgrid(torch.arange(SIZE) + 0.5, torch.arange(SIZE) + 0.5, indexing="ij")
    for b in range(images):
        for g in range(int(torch.randint(1, most + 1, (1,), generator=generator))):
            half = float(torch.rand(1, generator=generator)) * 28 + 6
            cx, cy = (torch.rand(2, generator=generator) * (SIZE - 2 * half) + half).tolist()
            kind = int(torch.randint(0, CLASSES, (1,), generator=generator))
            dx, dy = (x - cx).abs(), (y - cy).abs()
            inside = [dx**2 + dy**2 < half**2, torch.maximum(dx, dy) < half, (torch.minimum(dx, dy) < half / 3) & (torch.maximum(dx, dy) < half)]
            picture[b, :, inside[kind]] = torch.rand(3, 1, generator=generator) * 0.6 + 0.4
            labels[b, g, 0] = kind
            boxes[b, g] = torch.tensor([cx - half, cy - half, cx + half, cy + half])
    return picture, labels, boxes, (boxes.sum(2, keepdim=True) > 0).float()


class Detector(nn.Module):
    """A few convolutions and one head per stride: class logits, and distances to the four sides in strides."""

    def __init__(self):
        super().__init__()
        widths = (3, 8, 16, 32, 48, 64)
        self.stages = nn.ModuleList(
            nn.Sequential(nn.Conv2d(i, o, 3, 2, 1), nn.BatchNorm2d(o), nn.SiLU(), nn.Conv2d(o, o, 3, 1, 1), nn.BatchNorm2d(o), nn.SiLU())
            for i, o in zip(widths, widths[1:])
        )
        self.heads = nn.ModuleList(nn.Conv2d(width, CLASSES + 4, 3, 1, 1) for width in widths[3:])
        for head in self.heads:
            nn.init.constant_(head.bias[:CLASSES], -4.0)
        grid = [(SIZE // s, SIZE // s) for s in STRIDES]
        self.points = points(STRIDES, grid)
        self.strides = torch.cat([torch.full((h * w, 1), float(s)) for s, (h, w) in zip(STRIDES, grid)])

    def forward(self, picture):
        """Class logits [B, N, C] and boxes [B, N, 4] in pixels."""
        levels = []
        for depth, stage in enumerate(self.stages):
            picture = stage(picture)
            if depth >= 2:
                levels.append(self.heads[depth - 2](picture).flatten(2).transpose(1, 2))
        out = torch.cat(levels, 1)
        sides = nn.functional.softplus(out[..., CLASSES:]) * 2 * self.strides
        return out[..., :CLASSES], torch.cat([self.points - sides[..., :2], self.points + sides[..., 2:]], -1)


class Perturbed(PlainTaskAligned):
    """The plain assigner with noise of float32's size on its targets: how far rounding alone drives two runs apart."""

    def __init__(self, **settings):
        super().__init__(**settings)
        self.random = torch.Generator().manual_seed(2)

    def forward(self, *batch):
        """As PlainTaskAligned."""
        labels, boxes, targets, foreground, owner = super().forward(*batch)
        noise = torch.rand(targets.shape, generator=self.random) - 0.5
        return labels, boxes, targets * (1 + noise * 2.4e-7), foreground, owner


def train(assigner, steps, batches):
    """Trains from the seed; returns losses, seconds per step, seconds of it in the assigner, and the assignment of step 1."""
    torch.manual_seed(0)
    model = Detector()
    optimizer = torch.optim.SGD(model.parameters(), 5e-4, momentum=0.9)
    losses, whole, assigning, first = [], [], [], None
    for step in range(steps):
        start = time.perf_counter()
        picture, labels, boxes, mask = batches[step % len(batches)]
        logits, predicted = model(picture)
        before = time.perf_counter()
        _, target_boxes, targets, foreground, owner = assigner(
            logits.detach().sigmoid(), predicted.detach(), model.points, labels, boxes, mask
        )
        after = time.perf_counter()
        total = targets.sum().clamp(min=1)
        loss = nn.functional.binary_cross_entropy_with_logits(logits, targets, reduction="sum") / total
        weight = targets.sum(-1)[foreground]
        loss = loss + 7.5 * ((1 - complete_iou(target_boxes[foreground], predicted[foreground])) * weight).sum() / total
        if first is None:
            first = foreground.clone(), torch.where(foreground, owner, 0).clone(), targets.clone()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss))
        whole.append(time.perf_counter() - start)
        assigning.append(after - before)
    return losses, whole, assigning, first


def warm(assigner, batch, calls):
    """Calls the assigner until Java has compiled it, as the first hundred steps of a longer training do."""
    model = Detector()
    logits, predicted = model(batch[0])
    for _ in range(calls):
        assigner(logits.detach().sigmoid(), predicted.detach(), model.points, *batch[1:])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=120)
    parser.add_argument("--images", type=int, default=6, help="images in a batch")
    parser.add_argument("--threads", type=int, default=2, help="threads of torch and of the engine")
    parser.add_argument("--warm", type=int, default=300, help="calls of the drop-in before its run, which is short")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    generator = torch.Generator().manual_seed(1)
    batches = [shapes(generator, args.images) for _ in range(12)]
    begin = time.perf_counter()
    plain = train(PlainTaskAligned(**SETTINGS, stable=False, pairs=True), args.steps, batches)
    assigner = duet_assign.torch.TaskAlignedAssigner(**SETTINGS, threads=args.threads)
    warm(assigner, batches[0], args.warm)
    ours = train(assigner, args.steps, batches)
    noisy = train(Perturbed(**SETTINGS, pairs=True), args.steps, batches)
    print(f"{args.steps} steps of {args.images} images, runs in {time.perf_counter() - begin:.0f} s, {args.threads} threads each")
    equal = [bool(torch.equal(a, b)) for a, b in zip(plain[3][:2], ours[3][:2])]
    worst = float((plain[3][2] - ours[3][2]).abs().max())
    print(f"step 1: foreground and owners equal {equal}, {int(ours[3][0].sum())} units, targets differ by at most {worst:.1e}")
    for step in sorted({0, 9, 29, 59, args.steps - 1} & set(range(args.steps))):
        print(f"step {step + 1:4}: loss {plain[0][step]:.6f} plain, {ours[0][step]:.6f} duet, {noisy[0][step]:.6f} plain with noise")
    apart, noise = ([abs(a - b) / a for a, b in zip(plain[0], other[0])] for other in (ours, noisy))
    for name, differences in (("duet", apart), ("plain with noise", noise)):
        print(
            f"relative difference of the loss, plain and {name}: {max(differences[:ALIKE]):.1e} in the first {ALIKE} steps, "
            f"{max(differences):.1e} at most, {mean(differences):.1e} on average; mean loss of the last fifth "
            f"{mean(plain[0][-args.steps // 5 :]):.4f} and {mean((ours if name == 'duet' else noisy)[0][-args.steps // 5 :]):.4f}"
        )
    for name, run in (("plain", plain), ("duet", ours)):
        step, share = median(run[1]), median(run[2])
        print(f"{name:<6} step {step * 1e3:8.2f} ms, of it assigning {share * 1e3:8.3f} ms ({100 * share / step:.2f} %)")
    same_start = all(equal) and worst < 1e-5 and max(apart[:ALIKE]) < 1e-4
    return same_start and mean(apart) < 3 * mean(noise) + 1e-4


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)
