"""Task-aligned assignment written plainly in PyTorch, dense over all GTs and units: the yardstick and the oracle of the drop-in.

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


class PlainTaskAligned(torch.nn.Module):
    """YOLOv8's assignment, dense; call and results as ultralytics' TaskAlignedAssigner.

    stable: equal metrics go to the lower unit; torch.topk, which is faster, picks any. pairs: overlaps of the pairs inside only, as
    ultralytics computes them, instead of all.
    """

    def __init__(self, topk=10, num_classes=80, alpha=0.5, beta=6.0, eps=1e-9, stable=False, pairs=False):
        super().__init__()
        self.stable, self.pairs = stable, pairs
        self.topk, self.num_classes, self.alpha, self.beta, self.eps = topk, num_classes, alpha, beta, eps

    @torch.no_grad()
    def forward(self, pd_scores, pd_bboxes, anc_points, gt_labels, gt_bboxes, mask_gt):
        """pd_scores [B, N, C], pd_bboxes [B, N, 4], anc_points [N, 2], gt_labels [B, M, 1], gt_bboxes [B, M, 4], mask_gt [B, M, 1]."""
        images, units, classes = pd_scores.shape
        gts = gt_bboxes.shape[1]
        low = anc_points - gt_bboxes[..., None, :2]
        high = gt_bboxes[..., None, 2:] - anc_points
        inside = (torch.cat([low, high], -1).amin(-1) > 1e-9) & mask_gt.bool()
        if self.pairs:
            image, gt, unit = inside.nonzero(as_tuple=True)
            overlap = torch.zeros(images, gts, units)
            overlap[image, gt, unit] = complete_iou(gt_bboxes[image, gt], pd_bboxes[image, unit])
        else:
            overlap = complete_iou(gt_bboxes.unsqueeze(2), pd_bboxes.unsqueeze(1)) * inside
        wanted = gt_labels.long().clamp(0).expand(-1, -1, units)
        scores = pd_scores.transpose(1, 2).gather(1, wanted)
        metric = scores**self.alpha * overlap**self.beta * inside
        if self.stable:
            chosen = metric.sort(stable=True, dim=-1, descending=True).indices[..., : self.topk]
        else:
            chosen = metric.topk(min(self.topk, units), -1).indices
        claims = torch.zeros(images, gts, units, dtype=torch.bool).scatter_(2, chosen, True) & inside
        contested = claims.sum(1, keepdim=True) > 1
        best = torch.zeros_like(claims).scatter_(1, overlap.argmax(1, keepdim=True), True)
        owned = torch.where(contested, best, claims)
        foreground = owned.any(1)
        owner = owned.int().argmax(1)
        reward = metric * owned
        norm = reward * (overlap * owned).amax(-1, keepdim=True) / (reward.amax(-1, keepdim=True) + self.eps)
        labels = gt_labels.long().squeeze(-1).gather(1, owner).clamp(0)
        boxes = gt_bboxes.gather(1, owner.unsqueeze(-1).expand(-1, -1, 4))
        targets = torch.zeros(images, units, classes).scatter_(2, labels.unsqueeze(-1), norm.amax(1).unsqueeze(-1))
        return labels, boxes, targets, foreground, owner
