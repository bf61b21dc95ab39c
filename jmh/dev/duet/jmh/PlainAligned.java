package dev.duet.jmh;

import java.util.Arrays;

/**
 * YOLOv8's rule as a careful programmer writes it without vectors: rectangles of cells per GT, one pass over their units, an
 * insertion into the ten best, conflicts by CIoU. No allocation per call. The measure that the engine is held against; it leaves out
 * invalid GTs and all checks.
 */
final class PlainAligned {
    private static final int TOP = 10;
    private static final float E = 1e-7f;
    private static final float V = (float) (4 / (Math.PI * Math.PI));

    private final BatchData batch;
    private final int[] first = new int[BatchData.STRIDES.length + 1];
    private final int[] chosen;
    private final int[] count;
    private final int[] owner;
    private final float[] ownerOverlap;
    private final float[] best = new float[TOP];
    private final float[] gtAngle;
    private final float[] mostMetric;
    private final float[] mostOverlap;
    private final float[] metric;
    private int gts;
    private int firstGt;
    private int duets;
    private double targetSum;

    PlainAligned(BatchData batch) {
        this.batch = batch;
        for (int l = 0; l < BatchData.STRIDES.length; l++) {
            int cells = batch.size / BatchData.STRIDES[l];
            first[l + 1] = first[l] + cells * cells;
        }
        int most = 0;
        for (int b = 0; b < batch.images; b++) {
            most = Math.max(most, batch.offsets[b + 1] - batch.offsets[b]);
        }
        chosen = new int[most * TOP];
        count = new int[most];
        gtAngle = new float[most];
        mostMetric = new float[most];
        mostOverlap = new float[most];
        owner = new int[batch.units];
        ownerOverlap = new float[batch.units];
        metric = new float[batch.units];
    }

    int duets() {
        return duets;
    }

    double targetSum() {
        return targetSum;
    }

    /** Assigns the batch and returns the number of duets plus the sum of targets, so that nothing is optimised away. */
    double assign() {
        duets = 0;
        targetSum = 0;
        for (int image = 0; image < batch.images; image++) {
            firstGt = batch.offsets[image];
            gts = batch.offsets[image + 1] - firstGt;
            Arrays.fill(owner, -1);
            for (int g = 0; g < gts; g++) {
                select(image, g);
            }
            for (int g = 0; g < gts; g++) {
                for (int i = 0; i < count[g]; i++) {
                    claim(image, g, chosen[g * TOP + i]);
                }
            }
            targets(image);
        }
        return duets + targetSum;
    }

    private void claim(int image, int g, int unit) {
        if (owner[unit] == -1) {
            owner[unit] = g;
            ownerOverlap[unit] = overlap(image, g, unit);
            return;
        }
        int winner = 0;
        float most = 0;
        for (int rival = 0; rival < gts; rival++) {
            float u = contains(rival, unit) ? overlap(image, rival, unit) : 0;
            if (u > most) {
                most = u;
                winner = rival;
            }
        }
        owner[unit] = winner;
        ownerOverlap[unit] = most;
    }

    private void select(int image, int g) {
        int row = firstGt + g;
        float[] gt = batch.gtBoxes;
        float x1 = gt[4 * row];
        float y1 = gt[4 * row + 1];
        float x2 = gt[4 * row + 2];
        float y2 = gt[4 * row + 3];
        gtAngle[g] = (float) Math.atan((x2 - x1) / (y2 - y1 + E));
        int size = 0;
        for (int l = 0; l < BatchData.STRIDES.length; l++) {
            int stride = BatchData.STRIDES[l];
            int cells = batch.size / stride;
            int toX = end(x2, stride, cells);
            int toY = end(y2, stride, cells);
            for (int y = first(y1, stride); y < toY; y++) {
                for (int x = first(x1, stride); x < toX; x++) {
                    int unit = first[l] + y * cells + x;
                    float m = metric(image, g, unit, overlap(image, g, unit));
                    if (m > 0 && (size < TOP || m > best[size - 1])) {
                        size = insert(g, unit, m, size);
                    }
                }
            }
        }
        count[g] = size < TOP ? zeroFill(g, size) : size;
    }

    /** First cell whose centre lies right of an edge. */
    static int first(float edge, int stride) {
        return Math.max(0, (int) Math.floor(edge / stride - 0.5f) + 1);
    }

    /** End of the cells whose centre lies left of an edge. */
    static int end(float edge, int stride, int cells) {
        return Math.min(cells, (int) Math.ceil(edge / stride - 0.5f));
    }

    /** torch.topk always returns ten: the lowest units of metric 0 fill up, and those inside the GT become claims. */
    private int zeroFill(int g, int size) {
        int filled = size;
        int fillers = TOP - size;
        for (int unit = 0; fillers > 0; unit++) {
            boolean taken = false;
            for (int i = 0; i < size; i++) {
                taken |= chosen[g * TOP + i] == unit;
            }
            if (!taken) {
                fillers--;
                if (contains(g, unit)) {
                    chosen[g * TOP + filled++] = unit;
                }
            }
        }
        return filled;
    }

    private int insert(int g, int unit, float m, int size) {
        int last = Math.min(size, TOP - 1);
        int at = last;
        while (at > 0 && m > best[at - 1]) {
            best[at] = best[at - 1];
            chosen[g * TOP + at] = chosen[g * TOP + at - 1];
            at--;
        }
        best[at] = m;
        chosen[g * TOP + at] = unit;
        return last + 1;
    }

    private float metric(int image, int g, int unit, float u) {
        int label = batch.labels[firstGt + g];
        float s = batch.scores[(image * batch.units + unit) * batch.classes + label];
        float cube = u * u * u;
        return (float) Math.sqrt(s) * (cube * cube);
    }

    private float overlap(int image, int g, int unit) {
        float[] gt = batch.gtBoxes;
        float[] p = batch.boxes;
        int a = (firstGt + g) * 4;
        int b = (image * batch.units + unit) * 4;
        float w1 = gt[a + 2] - gt[a];
        float h1 = gt[a + 3] - gt[a + 1] + E;
        float w2 = p[b + 2] - p[b];
        float h2 = p[b + 3] - p[b + 1] + E;
        float iw = Math.min(gt[a + 2], p[b + 2]) - Math.max(gt[a], p[b]);
        float ih = Math.min(gt[a + 3], p[b + 3]) - Math.max(gt[a + 1], p[b + 1]);
        if (iw <= 0 || ih <= 0) {
            return 0;
        }
        float inter = iw * ih;
        float iou = inter / (w1 * h1 + w2 * h2 - inter + E);
        float cw = Math.max(gt[a + 2], p[b + 2]) - Math.min(gt[a], p[b]);
        float ch = Math.max(gt[a + 3], p[b + 3]) - Math.min(gt[a + 1], p[b + 1]);
        float dx = p[b] + p[b + 2] - gt[a] - gt[a + 2];
        float dy = p[b + 1] + p[b + 3] - gt[a + 1] - gt[a + 3];
        float difference = (float) Math.atan(w2 / h2) - gtAngle[g];
        float v = V * difference * difference;
        float alpha = v / (v - iou + (1 + E));
        return Math.max(0, iou - ((dx * dx + dy * dy) / 4 / (cw * cw + ch * ch + E) + v * alpha));
    }

    private boolean contains(int g, int unit) {
        int l = unit < first[1] ? 0 : unit < first[2] ? 1 : 2;
        int stride = BatchData.STRIDES[l];
        int cells = batch.size / stride;
        float x = ((unit - first[l]) % cells + 0.5f) * stride;
        float y = ((unit - first[l]) / cells + 0.5f) * stride;
        int a = (firstGt + g) * 4;
        float[] gt = batch.gtBoxes;
        return x > gt[a] && y > gt[a + 1] && x < gt[a + 2] && y < gt[a + 3];
    }

    private void targets(int image) {
        Arrays.fill(mostMetric, 0, gts, 0);
        Arrays.fill(mostOverlap, 0, gts, 0);
        for (int unit = 0; unit < owner.length; unit++) {
            int g = owner[unit];
            if (g >= 0) {
                metric[unit] = metric(image, g, unit, ownerOverlap[unit]);
                mostMetric[g] = Math.max(mostMetric[g], metric[unit]);
                mostOverlap[g] = Math.max(mostOverlap[g], ownerOverlap[unit]);
            }
        }
        for (int unit = 0; unit < owner.length; unit++) {
            int g = owner[unit];
            if (g >= 0) {
                duets++;
                targetSum += metric[unit] * mostOverlap[g] / (mostMetric[g] + 1e-9f);
            }
        }
    }
}
