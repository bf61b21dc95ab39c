"""Task-aligned assignment written plainly in PyTorch, dense over all GTs and units.

Written from the description of the rule: every pair's overlap and metric, the k largest metrics of each GT, conflicts to the highest
overlap, targets normalised per GT.
"""

import math

import torch


def complete_iou(gts, boxes):
    """CIoU of corner boxes that broadcast, not below 0."""
    eps = 1e-7
    gx1, gy1, gx2, gy2 = gts.unbind(-1)
    px1, py1, px2, py2 = boxes.unbind(-1)
    gw, gh, pw, ph = gx2 - gx1, gy2 - gy1 + eps, px2 - px1, py2 - py1 + eps
    across = (torch.minimum(gx2, px2) - torch.maximum(gx1, px1)).clamp(min=0)
    down = (torch.minimum(gy2, py2) - torch.maximum(gy1, py1)).clamp(min=0)
    shared = across * down
    iou = shared / (gw * gh + pw * ph - shared + eps)
    hull_w = torch.maximum(gx2, px2) - torch.minimum(gx1, px1)
    hull_h = torch.maximum(gy2, py2) - torch.minimum(gy1, py1)
    apart = ((px1 + px2 - gx1 - gx2) ** 2 + (py1 + py2 - gy1 - gy2) ** 2) / 4
    turn = (4 / math.pi**2) * (torch.atan(pw / ph) - torch.atan(gw / gh)) ** 2
    weight = turn / (turn - iou + (1 + eps))
    return (iou - (apart / (hull_w**2 + hull_h**2 + eps) + turn * weight)).clamp(min=0)


def plain_iou(gts, boxes, eps=1e-9, floor=0.0):
    """IoU of corner boxes that broadcast, with eps added to the union, or the union not below a floor."""
    across = torch.minimum(gts[..., 2], boxes[..., 2]) - torch.maximum(gts[..., 0], boxes[..., 0])
    down = torch.minimum(gts[..., 3], boxes[..., 3]) - torch.maximum(gts[..., 1], boxes[..., 1])
    shared = across.clamp(min=0) * down.clamp(min=0)
    areas = [(b[..., 2] - b[..., 0]) * (b[..., 3] - b[..., 1]) for b in (gts, boxes)]
    union = areas[0] + areas[1] - shared
    return shared / (union + eps if floor == 0 else union.clamp(min=floor))


def gaussian_iou(gts, boxes):
    """Overlap of rotated boxes (cx cy w h angle) that broadcast, as Gaussians: 1 minus their Hellinger distance."""
    eps = 1e-7

    def covariance(box):
        a, b, cos, sin = box[..., 2] ** 2 / 12, box[..., 3] ** 2 / 12, torch.cos(box[..., 4]), torch.sin(box[..., 4])
        return a * cos**2 + b * sin**2, a * sin**2 + b * cos**2, (a - b) * cos * sin

    (a1, b1, c1), (a2, b2, c2) = covariance(gts), covariance(boxes)
    a, b, c = a1 + a2, b1 + b2, c1 + c2
    dx, dy = gts[..., 0] - boxes[..., 0], gts[..., 1] - boxes[..., 1]
    det = a * b - c**2
    near = (a * dy**2 + b * dx**2) / (det + eps) / 4 - c * dx * dy / (det + eps) / 2
    own = ((a1 * b1 - c1**2).clamp(min=0) * (a2 * b2 - c2**2).clamp(min=0)).sqrt()
    distance = (near + (det / (4 * own + eps) + eps).log() / 2).clamp(eps, 100)
    return (1 - (1 - torch.exp(-distance) + eps).sqrt()).clamp(min=0)


def inside_boxes(points, gts):
    """[B, M, N]: points [N, 2] strictly inside corner boxes [B, M, 4]."""
    low = points - gts[..., None, :2]
    high = gts[..., None, 2:] - points
    return torch.cat([low, high], -1).amin(-1) > 1e-9


def inside_rotated(points, gts):
    """[B, M, N]: points [N, 2] inside boxes cx cy w h angle [B, M, 5] or on their border."""
    apart = points - gts[..., None, :2]
    cos, sin = torch.cos(gts[..., 4:]), torch.sin(gts[..., 4:])
    along = apart[..., 0] * cos + apart[..., 1] * sin
    across = apart[..., 1] * cos - apart[..., 0] * sin
    return (along.abs() <= gts[..., 2:3] / 2) & (across.abs() <= gts[..., 3:4] / 2)


def widened(gts, smallest, side):
    """Boxes, corners or rotated, whose sides below ``smallest`` are replaced by ``side``, about the same centre."""
    if gts.shape[-1] == 5:
        sides = torch.where(gts[..., 2:4] < smallest, torch.full_like(gts[..., 2:4], side), gts[..., 2:4])
        return torch.cat([gts[..., :2], sides, gts[..., 4:]], -1)
    centre, sides = (gts[..., :2] + gts[..., 2:]) / 2, gts[..., 2:] - gts[..., :2]
    half = torch.where(sides < smallest, torch.full_like(sides, side), sides) / 2
    return torch.cat([centre - half, centre + half], -1)


class PlainTaskAligned(torch.nn.Module):
    """YOLOv8's assignment, dense; call and results as ultralytics' TaskAlignedAssigner.

    stable: equal metrics go to the lower unit; torch.topk, which is faster, picks any. pairs: overlaps of the pairs inside only, as
    ultralytics computes them, instead of all. everywhere: overlaps count outside a GT too, as in YOLOv9 and YOLOv6. overlap, inside:
    functions as complete_iou and inside_boxes. second: units a GT keeps after conflicts, and widen: sides below the first number become
    the second for the test of what is inside, as YOLO26.
    """

    def __init__(
        self, topk=10, num_classes=80, alpha=0.5, beta=6.0, eps=1e-9, stable=False, pairs=False, everywhere=False,
        overlap=complete_iou, inside=inside_boxes, second=None, widen=None,
    ):  # fmt: skip
        super().__init__()
        self.stable, self.pairs, self.everywhere = stable, pairs, everywhere
        self.topk, self.num_classes, self.alpha, self.beta, self.eps = topk, num_classes, alpha, beta, eps
        self.overlap, self.inside, self.second, self.widen = overlap, inside, second, widen

    @torch.no_grad()
    def forward(self, pd_scores, pd_bboxes, anc_points, gt_labels, gt_bboxes, mask_gt):
        """pd_scores [B, N, C], pd_bboxes [B, N, 4], anc_points [N, 2], gt_labels [B, M, 1], gt_bboxes [B, M, 4], mask_gt [B, M, 1]."""
        images, units, classes = pd_scores.shape
        gts = gt_bboxes.shape[1]
        inside = self.inside(anc_points, gt_bboxes) & mask_gt.bool()
        if self.widen is not None:
            inside = self.inside(anc_points, widened(gt_bboxes, *self.widen)) & mask_gt.bool()
        if self.pairs:
            image, gt, unit = inside.nonzero(as_tuple=True)
            overlap = torch.zeros(images, gts, units)
            overlap[image, gt, unit] = self.overlap(gt_bboxes[image, gt], pd_bboxes[image, unit])
        else:
            overlap = self.overlap(gt_bboxes.unsqueeze(2), pd_bboxes.unsqueeze(1))
            if not self.everywhere:
                overlap = torch.where(inside, overlap, torch.zeros_like(overlap))
        wanted = gt_labels.long().clamp(0).expand(-1, -1, units)
        scores = pd_scores.transpose(1, 2).gather(1, wanted)
        metric = scores**self.alpha * overlap**self.beta
        if not self.everywhere:
            metric = torch.where(inside, metric, torch.zeros_like(metric))
        claims = self.largest(metric * inside if self.everywhere else metric, self.topk) & inside
        contested = claims.sum(1, keepdim=True) > 1
        best = torch.zeros_like(claims).scatter_(1, overlap.argmax(1, keepdim=True), True)
        owned = torch.where(contested, best, claims)
        if self.second:
            owned = owned & self.largest(metric * owned, self.second)
        foreground = owned.any(1)
        owner = owned.int().argmax(1)
        reward = metric * owned
        norm = reward * (overlap * owned).amax(-1, keepdim=True) / (reward.amax(-1, keepdim=True) + self.eps)
        labels = gt_labels.long().squeeze(-1).gather(1, owner).clamp(0)
        boxes = gt_bboxes.gather(1, owner.unsqueeze(-1).expand(-1, -1, gt_bboxes.shape[2]))
        own = torch.zeros(images, units, classes).scatter_(2, labels.unsqueeze(-1), foreground.float().unsqueeze(-1))
        # One NaN makes all targets of its image NaN, in the originals as here.
        targets = own * norm.amax(1).unsqueeze(-1)
        return labels, boxes, targets, foreground, owner

    def largest(self, metric, count):
        """[B, M, N]: the ``count`` units of each GT with the largest metric."""
        count = min(count, metric.shape[-1])
        if self.stable:
            chosen = metric.sort(stable=True, dim=-1, descending=True).indices[..., :count]
        else:
            chosen = metric.topk(count, -1).indices
        return torch.zeros_like(metric, dtype=torch.bool).scatter_(2, chosen, True)
