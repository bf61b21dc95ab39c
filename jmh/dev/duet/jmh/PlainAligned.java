package dev.duet.jmh;

import java.util.Arrays;

/**
 * YOLOv8's rule as a careful programmer writes it without vectors: rectangles of cells per GT, one pass over their units, an
 * insertion into the ten best, conflicts by CIoU. No allocation per call. The measure that the engine is held against; it covers the
 * common case only (no zero fill, no invalid GTs, no error checks).
 */
final class PlainAligned {
    private static final int TOP = 10;
    private static final float E = 1e-7f;
    private static final float V = (float) (4 / (Math.PI * Math.PI));

    private final CocoLikeBatch batch;
    private final int[] first = new int[CocoLikeBatch.STRIDES.length + 1];
    private final int[] chosen = new int[CocoLikeBatch.GTS * TOP];
    private final int[] count = new int[CocoLikeBatch.GTS];
    private final int[] owner = new int[CocoLikeBatch.UNITS];
    private final float[] best = new float[TOP];
    private final float[] gtAngle = new float[CocoLikeBatch.GTS];
    private final float[] mostMetric = new float[CocoLikeBatch.GTS];
    private final float[] mostOverlap = new float[CocoLikeBatch.GTS];
    private final float[] metric = new float[CocoLikeBatch.UNITS];

    PlainAligned(CocoLikeBatch batch) {
        this.batch = batch;
        for (int l = 0; l < CocoLikeBatch.STRIDES.length; l++) {
            int cells = CocoLikeBatch.SIZE / CocoLikeBatch.STRIDES[l];
            first[l + 1] = first[l] + cells * cells;
        }
    }

    /** Assigns the batch and returns the number of duets plus the sum of targets, so that nothing is optimised away. */
    double assign() {
        double sum = 0;
        for (int image = 0; image < CocoLikeBatch.IMAGES; image++) {
            Arrays.fill(owner, -1);
            for (int g = 0; g < CocoLikeBatch.GTS; g++) {
                select(image, g);
            }
            for (int g = 0; g < CocoLikeBatch.GTS; g++) {
                for (int i = 0; i < count[g]; i++) {
                    int unit = chosen[g * TOP + i];
                    owner[unit] = owner[unit] == -1 || owner[unit] == g ? g : strongest(image, unit);
                }
            }
            sum += targets(image);
        }
        return sum;
    }

    private void select(int image, int g) {
        int row = image * CocoLikeBatch.GTS + g;
        float[] gt = batch.gtBoxes;
        float x1 = gt[4 * row];
        float y1 = gt[4 * row + 1];
        float x2 = gt[4 * row + 2];
        float y2 = gt[4 * row + 3];
        gtAngle[g] = (float) Math.atan((x2 - x1) / (y2 - y1 + E));
        int size = 0;
        for (int l = 0; l < CocoLikeBatch.STRIDES.length; l++) {
            int stride = CocoLikeBatch.STRIDES[l];
            int cells = CocoLikeBatch.SIZE / stride;
            int fromX = Math.max(0, (int) Math.floor(x1 / stride - 0.5f) + 1);
            int fromY = Math.max(0, (int) Math.floor(y1 / stride - 0.5f) + 1);
            int toX = Math.min(cells, (int) Math.ceil(x2 / stride - 0.5f));
            int toY = Math.min(cells, (int) Math.ceil(y2 / stride - 0.5f));
            for (int y = fromY; y < toY; y++) {
                for (int x = fromX; x < toX; x++) {
                    int unit = first[l] + y * cells + x;
                    float m = metric(image, g, unit);
                    if (m > 0 && (size < TOP || m > best[size - 1])) {
                        size = insert(g, unit, m, size);
                    }
                }
            }
        }
        count[g] = size;
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

    private float metric(int image, int g, int unit) {
        float u = overlap(image, g, unit);
        int label = batch.labels[image * CocoLikeBatch.GTS + g];
        float s = batch.scores[(image * CocoLikeBatch.UNITS + unit) * CocoLikeBatch.CLASSES + label];
        float cube = u * u * u;
        return (float) Math.sqrt(s) * (cube * cube);
    }

    private float overlap(int image, int g, int unit) {
        float[] gt = batch.gtBoxes;
        float[] p = batch.boxes;
        int a = (image * CocoLikeBatch.GTS + g) * 4;
        int b = (image * CocoLikeBatch.UNITS + unit) * 4;
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

    private int strongest(int image, int unit) {
        int winner = 0;
        float most = -1;
        for (int g = 0; g < CocoLikeBatch.GTS; g++) {
            float u = contains(image, g, unit) ? overlap(image, g, unit) : 0;
            if (u > most) {
                most = u;
                winner = g;
            }
        }
        return winner;
    }

    private boolean contains(int image, int g, int unit) {
        int l = unit < first[1] ? 0 : unit < first[2] ? 1 : 2;
        int stride = CocoLikeBatch.STRIDES[l];
        int cells = CocoLikeBatch.SIZE / stride;
        float x = ((unit - first[l]) % cells + 0.5f) * stride;
        float y = ((unit - first[l]) / cells + 0.5f) * stride;
        int a = (image * CocoLikeBatch.GTS + g) * 4;
        float[] gt = batch.gtBoxes;
        return x > gt[a] && y > gt[a + 1] && x < gt[a + 2] && y < gt[a + 3];
    }

    private double targets(int image) {
        Arrays.fill(mostMetric, 0);
        Arrays.fill(mostOverlap, 0);
        for (int unit = 0; unit < owner.length; unit++) {
            int g = owner[unit];
            if (g >= 0) {
                metric[unit] = metric(image, g, unit);
                mostMetric[g] = Math.max(mostMetric[g], metric[unit]);
                mostOverlap[g] = Math.max(mostOverlap[g], overlap(image, g, unit));
            }
        }
        double sum = 0;
        for (int unit = 0; unit < owner.length; unit++) {
            int g = owner[unit];
            if (g >= 0) {
                sum += 1 + metric[unit] * mostOverlap[g] / (mostMetric[g] + 1e-9f);
            }
        }
        return sum;
    }
}
