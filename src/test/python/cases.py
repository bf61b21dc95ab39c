"""Reference cases, and what tests and benchmarks need around them: padding, unit points, made-up batches.

The folder of the cases is given by DUET_GOLDEN; without it, tests that need cases are skipped.
"""

import json
import os
from pathlib import Path

import numpy as np
import torch


def golden():
    """The folder of the reference cases, or None."""
    folder = os.environ.get("DUET_GOLDEN", "")
    return Path(folder) if folder and Path(folder).is_dir() else None


class Case:
    """One reference case: arrays by name, and its description."""

    def __init__(self, path):
        self.name = f"{path.parent.name}/{path.stem}"
        self.about = json.loads(path.with_suffix(".json").read_text())
        self.parameters = self.about.get("parameters", {})
        self.variant = self.about.get("variant", "")
        self.arrays = dict(np.load(path))

    def __getitem__(self, name):
        return self.arrays[name]

    def __contains__(self, name):
        return name in self.arrays

    def tensor(self, name):
        """An array as a tensor."""
        return torch.from_numpy(np.ascontiguousarray(self.arrays[name]))

    @property
    def offsets(self):
        """First GT row of every image, and the end."""
        return self.arrays["gt_offsets"]

    @property
    def images(self):
        """Images of the batch."""
        return len(self.offsets) - 1

    def padded(self):
        """Labels [B, M, 1], boxes [B, M, W] and mask [B, M, 1] as a training loss makes them."""
        return pad(self["gt_boxes"], self["gt_labels"], self.offsets)

    def points(self, offset=0.5):
        """Unit points [N, 2] in pixels."""
        return points(self["strides"], self["grid"], offset)


def cases(system, *variants):
    """The reference cases of a system, those of the given variants if any."""
    folder = golden()
    if folder is None:
        return []
    found = [Case(path) for path in sorted((folder / system).glob("*.npz"))]
    return [case for case in found if not variants or case.variant in variants]


def pad(boxes, labels, offsets):
    """GTs of a batch padded to the most crowded image."""
    counts = np.diff(offsets)
    most = int(counts.max()) if len(counts) else 0
    padded = torch.zeros(len(counts), most, boxes.shape[1])
    names = torch.zeros(len(counts), most, 1)
    for b, count in enumerate(counts):
        rows = slice(offsets[b], offsets[b + 1])
        padded[b, :count] = torch.from_numpy(boxes[rows])
        names[b, :count, 0] = torch.from_numpy(labels[rows].astype(np.float32))
    return names, padded, (padded.sum(2, keepdim=True) > 0).float()


def points(strides, grid, offset=0.5):
    """Unit points [N, 2] in pixels, level by level and row by row."""
    levels = []
    for stride, (height, width) in zip(strides, grid):
        y, x = np.mgrid[0 : int(height), 0 : int(width)]
        levels.append(np.stack([(x + offset) * stride, (y + offset) * stride], -1).reshape(-1, 2))
    return torch.from_numpy(np.concatenate(levels).astype(np.float32))


def made_up(images=16, gts=20, classes=80, size=640, seed=0, rotated=False):
    """A batch as a half-trained detector predicts it: scores, boxes, points, and padded labels, GTs and mask."""
    rng = np.random.default_rng(seed)
    strides = (8, 16, 32)
    grid = [(size // s, size // s) for s in strides]
    at = points(strides, grid).numpy()
    n = len(at)
    centre = rng.random((images, gts, 2)) * size
    side = np.exp(rng.normal(size=(images, gts, 2)) * 0.8 + 4.0)
    labels = rng.integers(0, classes, (images, gts, 1))
    near = rng.integers(0, max(gts, 1), (images, n))
    image = np.arange(images)[:, None]
    around = np.concatenate([at + rng.normal(size=(images, n, 2)) * 8, np.exp(rng.normal(size=(images, n, 2)) * 0.6 + 4)], -1)
    scores = 1 / (1 + np.exp(4 - rng.standard_normal((images, n, classes))))
    if gts:
        objects = np.concatenate([centre, side], -1)
        copies = objects[image, near] * (1 + rng.normal(size=(images, n, 4)) * 0.1)
        close = (np.abs(at - centre[image, near]) < side[image, near] / 2).all(-1) & (rng.random((images, n)) < 0.5)
        around = np.where(close[..., None], copies, around)
        scores[image, np.arange(n), labels[image, near, 0]] = np.where(
            close, rng.random((images, n)), scores[image, np.arange(n), labels[image, near, 0]]
        )
    objects = np.concatenate([centre, side], -1)
    if rotated:
        boxes = np.concatenate([around, rng.random((images, n, 1)) * 1.5], -1)
        objects = np.concatenate([objects, rng.random((images, gts, 1)) * 1.5], -1)
    else:
        boxes, objects = corners(around), corners(objects)
    return (
        torch.from_numpy(scores.astype(np.float32)),
        torch.from_numpy(boxes.astype(np.float32)),
        torch.from_numpy(at),
        torch.from_numpy(labels.astype(np.float32)),
        torch.from_numpy(objects.astype(np.float32)),
        torch.ones(images, gts, 1),
    )


def corners(boxes):
    """Centre and sides to corners."""
    return np.concatenate([boxes[..., :2] - boxes[..., 2:4] / 2, boxes[..., :2] + boxes[..., 2:4] / 2], -1)
