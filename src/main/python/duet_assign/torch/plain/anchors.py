"""The matching of anchors by shape, and YOLOv7's choice among them, written plainly in PyTorch.

Written from descriptions of the rules. p: one tensor [B, A, h, w, 5 + C] per level; targets [T, 6]: image, class, centre and sides as
shares of the image; anchors [L, A, 2] in cells.
"""

import torch
from duet_assign.torch.plain.aligned import plain_iou
from duet_assign.torch.plain.single import dynamic_k

SHIFTS = torch.tensor([[0, 0], [1, 0], [0, 1], [-1, 0], [0, -1]])


def matches(p, targets, anchors, limit, reach=0.5):
    """Per level: rows of targets, anchor, y, x and boxes relative to the cell: each GT's cell and neighbours, if the shape fits."""
    found = []
    for level, prediction in enumerate(p):
        height, width = prediction.shape[2:4]
        extent = torch.tensor([width, height])
        centre, sides = targets[:, 2:4] * extent, targets[:, 4:6] * extent
        ratio = sides / anchors[level][:, None]
        fits = torch.maximum(ratio, 1 / ratio).amax(-1) < limit
        low = (centre % 1 < reach) & (centre > 1)
        high = ((extent - centre) % 1 < reach) & (extent - centre > 1)
        takes = torch.stack([torch.ones(len(targets), dtype=torch.bool), low[:, 0], low[:, 1], high[:, 0], high[:, 1]])
        shift, anchor, row = (takes[:, None] & fits).nonzero(as_tuple=True)
        cell = (centre[row] - SHIFTS[shift] * reach).long()
        cell = torch.minimum(cell.clamp(min=0), extent - 1)
        found.append((row, anchor, cell[:, 1], cell[:, 0], torch.cat([centre[row] - cell, sides[row]], 1)))
    return found


def chosen(p, targets, anchors, strides, size, limit, most, reach):
    """YOLOv7's dynamic k among the matches. Per level: image, anchor, y, x and row of targets, as a list of tuples."""
    lists = [[] for _ in p]
    own = matches(p, targets, anchors, limit, reach)
    for image in range(p[0].shape[0]):
        places, boxes, logits = [], [], []
        for level, (row, anchor, y, x, _) in enumerate(own):
            for i in (targets[row, 0] == image).nonzero()[:, 0].tolist():
                a, cell = int(anchor[i]), torch.stack([x[i], y[i]])
                raw = p[level][image, a, y[i], x[i]]
                centre = (raw[:2].sigmoid() * 2 - 0.5 + cell) * strides[level]
                half = (raw[2:4].sigmoid() * 2) ** 2 * anchors[level][a] * strides[level] / 2
                places.append((level, a, int(y[i]), int(x[i])))
                boxes.append(torch.cat([centre - half, centre + half]))
                logits.append(raw[4:])
        rows = (targets[:, 0] == image).nonzero()[:, 0]
        if not places or len(rows) == 0:
            continue
        # The original scales both axes by the height.
        scaled = targets[rows, 2:6] * size[0]
        gts = torch.cat([scaled[:, :2] - scaled[:, 2:] / 2, scaled[:, :2] + scaled[:, 2:] / 2], 1)
        overlap = plain_iou(gts[:, None], torch.stack(boxes), eps=0.0)
        raw = torch.stack(logits)
        probability = (raw[:, 1:].sigmoid() * raw[:, :1].sigmoid()).sqrt()
        target = torch.nn.functional.one_hot(targets[rows, 1].long(), probability.shape[1]).float()[:, None]
        cls = -(target * probability.log() + (1 - target) * (1 - probability).log()).sum(-1)
        claims = dynamic_k(cls - 3 * (overlap + 1e-8).log(), overlap, most)
        for column in claims.any(0).nonzero()[:, 0].tolist():
            level, *place = places[column]
            lists[level].append((image, *place, int(rows[claims[:, column].int().argmax()])))
    return lists
