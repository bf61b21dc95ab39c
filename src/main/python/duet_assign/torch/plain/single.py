"""The other rules written plainly in PyTorch, image by image and dense over all GTs and units.

Written from descriptions of the rules. Every function takes one image and gives the GT of every unit, -1 for background, with further
values where the drop-in returns such. GTs [M, 4] and predictions [N, 4] are corners in pixels.
"""

import itertools
import math

import torch
from duet_assign.torch.plain.aligned import plain_iou

NONE = -1


def within(points, gts, margin):
    """[M, N]: points deeper inside than a margin."""
    sides = torch.cat([points - gts[:, None, :2], gts[:, None, 2:] - points], -1)
    return sides.amin(-1) > margin


def near_centre(points, strides, gts, radius):
    """[M, N]: points nearer to the centre than ``radius`` strides along both axes."""
    centre = ((gts[:, :2] + gts[:, 2:]) / 2)[:, None]
    reach = radius * strides[:, None]
    return ((points > centre - reach) & (points < centre + reach)).all(-1)


def winner(claims, quality):
    """Units claimed by several GTs go to the best quality of all claimants; ties to the lower GT. Returns GTs [N]."""
    best = torch.where(claims, quality, torch.full_like(quality, -torch.inf)).argmax(0)
    return torch.where(claims.any(0), best, torch.full_like(best, NONE))


def dynamic_k(cost, overlap, most):
    """[M, K] bool: each GT takes its cheapest columns, as many as its best overlaps sum to; contested ones go to the cheapest GT."""
    claims = torch.zeros_like(cost, dtype=torch.bool)
    for gt, row in enumerate(overlap):
        total = float(row.sort(descending=True).values[:most].sum())
        # What is no number is no reason for more than one.
        count = max(1, int(total)) if math.isfinite(total) else 1
        claims[gt, cost[gt].sort(stable=True).indices[:count]] = True
    contested = claims.sum(0) > 1
    cheapest = torch.zeros_like(claims).scatter_(0, cost.argmin(0, keepdim=True), True)
    return torch.where(contested, cheapest, claims)


def spread(columns, claims, units):
    """GTs of all units from claims [M, K] on some of them."""
    out = torch.full((units,), NONE)
    out[columns[claims.any(0)]] = claims.int().argmax(0)[claims.any(0)]
    return out


def class_cost(probability, labels):
    """[M, K]: binary cross entropy of probabilities [K, C] to each GT's class, summed over classes."""
    target = torch.nn.functional.one_hot(labels.long(), probability.shape[1]).float()
    pairs = (len(labels), *probability.shape)
    given = probability.expand(pairs)
    return torch.nn.functional.binary_cross_entropy(given, target[:, None].expand(pairs), reduction="none").sum(-1)


def simota(points, strides, gts, labels, boxes, probability, rule, radius=None, most=10, iou_weight=3.0, cls_weight=1.0):
    """YOLOX ("2023", "2021") and mmdetection's copy ("mmdet"). probability [N, C]: root of class times objectness."""
    radius = radius or (1.5 if rule == "2023" else 2.5)
    if rule == "2023":
        free = near_centre(points, strides, gts, radius)
        candidates, penalty = free.any(0), 1e6
    else:
        area, centre = within(points, gts, 0), near_centre(points, strides, gts, radius)
        free = area & centre
        candidates, penalty = (area | centre).any(0), 1e5
    columns = candidates.nonzero()[:, 0]
    floor = {"floor": 1e-6} if rule == "mmdet" else {"eps": 0.0}
    overlap = plain_iou(gts[:, None], boxes[columns], **floor)
    distance = -(overlap + (1e-7 if rule == "mmdet" else 1e-8)).log()
    cost = cls_weight * class_cost(probability[columns], labels) + iou_weight * distance + penalty * ~free[:, columns]
    claims = dynamic_k(cost, overlap, most)
    found = spread(columns, claims, len(boxes))
    matched = torch.zeros(len(boxes))
    matched[columns] = (overlap * claims).sum(0)
    return found, matched


def soft_labels(points, strides, gts, labels, boxes, logits, radius=3.0, most=13, iou_weight=3.0, centres=None):
    """RTMDet's dynamic soft labels; points are cell corners. centres: other than the boxes' own, [M, 2]."""
    centres = (gts[:, :2] + gts[:, 2:]) / 2 if centres is None else centres
    columns = within(points, gts, 0).any(0).nonzero()[:, 0]
    overlap = plain_iou(gts[:, None], boxes[columns], floor=1e-6)
    soft = torch.nn.functional.one_hot(labels.long(), logits.shape[1])[:, None] * overlap[..., None]
    given = logits[columns].expand(soft.shape)
    scale = (soft - given.sigmoid()).abs() ** 2
    cls = (torch.nn.functional.binary_cross_entropy_with_logits(given, soft, reduction="none") * scale).sum(-1)
    apart = (points[columns] - centres[:, None]).norm(dim=-1) / strides[columns]
    cost = cls - iou_weight * (overlap + 1e-7).log() + 10 ** (apart - radius)
    claims = dynamic_k(cost, overlap, most)
    matched = torch.zeros(len(boxes))
    matched[columns] = (overlap * claims).sum(0)
    return spread(columns, claims, len(boxes)), matched


def aligned_everywhere(points, gts, labels, boxes, scores, topk=13, alpha=1, beta=6):
    """TOOD: the best of all pairs, then those whose point is inside."""
    overlap = plain_iou(gts[:, None], boxes, floor=1e-6)
    metric = scores[:, labels.long()].T ** alpha * overlap**beta
    claims = torch.zeros_like(metric, dtype=torch.bool)
    claims.scatter_(1, metric.sort(stable=True, dim=1, descending=True).indices[:, :topk], True)
    claims &= (metric > 0) & within(points, gts, 0.01)
    found = winner(claims, overlap)
    matched = torch.where(found >= 0, metric.gather(0, found.clamp(0)[None])[0], torch.zeros(len(boxes)))
    return found, matched


def adaptive(anchors, cells, gts, batched=False, topk=9, passed_over=None):
    """ATSS: nearest 9 of each level, those above mean plus deviation of their overlaps. batched: YOLOv6's reading of it.

    passed_over: [N], anchors that are the nearest only where there are no others.
    """
    overlap = plain_iou(gts[:, None], anchors, floor=1e-6)
    points = (anchors[:, :2] + anchors[:, 2:]) / 2
    apart = (points - ((gts[:, :2] + gts[:, 2:]) / 2)[:, None]).norm(dim=-1)
    if passed_over is not None:
        apart = apart.masked_fill(passed_over, 1e8)
    nearest = torch.zeros_like(overlap, dtype=torch.bool)
    start = 0
    for count in cells:
        order = apart[:, start : start + count].sort(stable=True, dim=1).indices[:, :topk]
        nearest.scatter_(1, order + start, True)
        start += count
    claims = torch.zeros_like(nearest)
    for gt in range(len(gts)):
        own = overlap[gt, nearest[gt]]
        threshold = own.mean() + own.std()
        claims[gt] = nearest[gt] & ((overlap[gt] > threshold) if batched else (overlap[gt] >= threshold))
    claims &= within(points, gts, 1e-9 if batched else 0.01)
    if batched:
        contested = claims.sum(0) > 1
        best = torch.zeros_like(claims).scatter_(0, overlap.argmax(0, keepdim=True), True)
        claims = torch.where(contested, best, claims)
    found = winner(claims, overlap)
    return found, torch.where(found >= 0, overlap.gather(0, found.clamp(0)[None])[0], torch.zeros(len(anchors)))


def covered(anchors, regions):
    """[N]: the largest share of each anchor that one of the regions covers."""
    across = torch.minimum(anchors[:, None, 2], regions[:, 2]) - torch.maximum(anchors[:, None, 0], regions[:, 0])
    down = torch.minimum(anchors[:, None, 3], regions[:, 3]) - torch.maximum(anchors[:, None, 1], regions[:, 1])
    area = (anchors[:, 2:] - anchors[:, :2]).prod(1).clamp(min=1e-6)
    return (across.clamp(min=0) * down.clamp(min=0)).amax(1) / area


def one_to_one(gts, labels, boxes, logits, size, focal):
    """The cheapest matching of GTs to queries, tried out in all orders: for a few GTs and queries only. Returns GTs [Q]."""
    height, width = size
    scale = torch.tensor([width, height, width, height])

    def middle(b):
        return torch.cat([(b[:, :2] + b[:, 2:]) / 2, b[:, 2:] - b[:, :2]], 1) / scale

    if focal:
        p = logits.sigmoid()
        every = -(p + 1e-12).log() * 0.25 * (1 - p) ** 2 + (1 - p + 1e-12).log() * 0.75 * p**2
        cls = 2 * every[:, labels.long()]
    else:
        cls = -logits.softmax(-1)[:, labels.long()]
    far = 5 * (middle(boxes)[:, None] - middle(gts)).abs().sum(-1)
    iou = plain_iou(boxes[:, None], gts, floor=1e-6)
    hull = torch.maximum(boxes[:, None, 2:], gts[:, 2:]) - torch.minimum(boxes[:, None, :2], gts[:, :2])
    hull = hull.prod(-1)
    areas = (boxes[:, 2:] - boxes[:, :2]).prod(-1)[:, None] + (gts[:, 2:] - gts[:, :2]).prod(-1)
    union = areas / (1 + iou)
    cost = (cls + far - 2 * (iou - (hull - union) / hull)).double()
    rows = range(len(gts))
    best = min(itertools.permutations(range(len(boxes)), len(gts)), key=lambda picks: float(cost[list(picks), list(rows)].sum()))
    out = torch.full((len(boxes),), NONE)
    out[list(best)] = torch.arange(len(gts))
    return out
