#!/usr/bin/env python3
"""Writes Duet's bundled sample: labels of three invented photos (COCO JSON, and the same as YOLO txt) and predictions of an
imagined detector half-way through training, on a 320 x 320 canvas. Seeded; the same call always gives the same files.

  src/test/python/make_sample.py src/dist/sample
"""
import json
import pathlib
import sys

import numpy as np

CANVAS = 320
STRIDES = np.array([8, 16, 32], np.int32)
NAMES = ["person", "car", "dog", "bottle", "kite", "bird"]
PHOTOS = [("harbour", 640, 480), ("meadow", 480, 640), ("kitchen", 500, 500)]
COUNTS = [9, 5, 12]

out = pathlib.Path(sys.argv[1])
rng = np.random.default_rng(25)

images, annotations, rows = [], [], []
for i, ((name, w, h), count) in enumerate(zip(PHOTOS, COUNTS)):
    images.append({"id": i + 1, "file_name": f"{name}.jpg", "width": w, "height": h})
    lines = []
    for k in range(count):
        side = np.exp(rng.normal(size=2) * 0.7 + 4.4)
        if k == count - 1:
            side = np.array([9.0, 7.0])  # too small to hold a unit point: shows a GT without a unit
        side = np.minimum(side, [w * 0.9, h * 0.9])
        x, y = rng.random(2) * (np.array([w, h]) - side)
        box = [round(float(v), 2) for v in (x, y, *side)]
        category = int(rng.integers(len(NAMES)))
        annotations.append({"id": len(annotations) + 1, "image_id": i + 1, "category_id": category + 1, "bbox": box,
                            "area": round(box[2] * box[3], 2), "iscrowd": 0})
        lines.append(f"{category} {(box[0] + box[2] / 2) / w:.6f} {(box[1] + box[3] / 2) / h:.6f} "
                     f"{box[2] / w:.6f} {box[3] / h:.6f}")
        scale = min(CANVAS / w, CANVAS / h)
        left, top = (CANVAS - round(w * scale)) // 2, (CANVAS - round(h * scale)) // 2
        corner = np.array(box[:2]) * scale + [left, top]
        rows.append((i, category, *corner, *(corner + np.array(box[2:]) * scale)))
    folder = out / "labels"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.txt").write_text("\n".join(lines) + "\n")

categories = [{"id": i + 1, "name": n} for i, n in enumerate(NAMES)]


def one_per_line(items):
    return "[\n" + ",\n".join("  " + json.dumps(item) for item in items) + "\n ]"


(out / "labels.json").write_text('{\n "images": ' + one_per_line(images) + ',\n "categories": ' + one_per_line(categories)
                                 + ',\n "annotations": ' + one_per_line(annotations) + "\n}\n")
(out / "images.tsv").write_text("image\twidth\theight\n" + "".join(f"{n}\t{w}\t{h}\n" for n, w, h in PHOTOS))
(out / "labels" / "classes.txt").write_text("\n".join(NAMES) + "\n")

points = []
for s in STRIDES:
    y, x = np.mgrid[0:CANVAS // s, 0:CANVAS // s]
    points.append(np.stack([(x + 0.5) * s, (y + 0.5) * s], -1).reshape(-1, 2))
points = np.concatenate(points)
n = len(points)
boxes = np.empty((3, n, 4), np.float32)
scores = np.empty((3, n, len(NAMES)), np.float32)
objectness = np.empty((3, n), np.float32)
for b in range(3):
    centre = points + rng.normal(size=(n, 2)) * 6
    side = np.exp(rng.normal(size=(n, 2)) * 0.5 + 3.4)
    boxes[b] = np.concatenate([centre - side / 2, centre + side / 2], -1)
    logits = rng.normal(size=(n, len(NAMES))) - 4
    object_logits = rng.normal(size=n) - 4
    for image, category, x1, y1, x2, y2 in rows:
        inside = np.flatnonzero((points[:, 0] > x1) & (points[:, 0] < x2) & (points[:, 1] > y1) & (points[:, 1] < y2))
        if image != b or len(inside) == 0:
            continue
        good = rng.choice(inside, min(len(inside), 30), replace=False)
        w, h = x2 - x1, y2 - y1
        boxes[b, good] = np.array([x1, y1, x2, y2]) + rng.normal(size=(len(good), 4)) * np.array([w, h, w, h]) * 0.1
        logits[good, category] += rng.normal(size=len(good)) + 3.5
        object_logits[good] += rng.normal(size=len(good)) + 3.5
    scores[b] = 1 / (1 + np.exp(-logits))
    objectness[b] = 1 / (1 + np.exp(-object_logits))
boxes[..., 2:] = np.maximum(boxes[..., 2:], boxes[..., :2] + 1)

np.savez(out / "predictions.npz", image_size=np.array([CANVAS, CANVAS], np.int32), strides=STRIDES,
         grid=np.stack([CANVAS // STRIDES, CANVAS // STRIDES], 1).astype(np.int32),
         image_names=np.array([f"{n}.jpg" for n, _, _ in PHOTOS]),
         pred_boxes=boxes, pred_scores=scores, pred_objectness=objectness)
