package dev.duet.assign.maxiou;

import java.util.Arrays;

/** mmdetection's MaxIoU and grid rules as they read, on the full matrix of overlaps. */
final class OverlapOracle {
    float positive = .5f;
    float negative = .4f;
    float minimum;
    boolean lowQuality = true;
    boolean allBest = true;
    boolean strict;
    /** Low end of a pair of negative thresholds; -1 for one threshold. */
    float low = -1;
    /** Regions to ignore of the image in hand; and how. */
    float[][] regions = {};

    float ignoreThreshold = -1;
    boolean ofCandidates = true;

    /** GT per anchor, -1 background, -2 ignored; and its highest overlap. */
    int[] gt;

    float[] highest;
    /** Overlap of each positive anchor with its GT. */
    float[] overlap;

    static float[][] overlaps(float[][] gts, float[][] anchors) {
        float[][] overlaps = new float[gts.length][anchors.length];
        for (int g = 0; g < gts.length; g++) {
            for (int a = 0; a < anchors.length; a++) {
                overlaps[g][a] = overlap(gts[g], anchors[a]);
            }
        }
        return overlaps;
    }

    private static float overlap(float[] a, float[] b) {
        float w = Math.max(Math.min(a[2], b[2]) - Math.max(a[0], b[0]), 0);
        float h = Math.max(Math.min(a[3], b[3]) - Math.max(a[1], b[1]), 0);
        float inter = w * h;
        float union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - inter;
        return inter / Math.max(union, 1e-6f);
    }

    void maxIou(float[][] gts, float[][] anchors) {
        float[][] m = overlaps(gts, anchors);
        start(gts.length, anchors.length);
        ignore(m, anchors);
        int[] arg = best(m, anchors.length);
        for (int a = 0; a < anchors.length && gts.length > 0; a++) {
            if (highest[a] >= Math.max(0, low) && highest[a] < negative) {
                gt[a] = -1;
            }
            if (highest[a] >= positive) {
                gt[a] = arg[a];
                overlap[a] = highest[a];
            }
        }
        for (int g = 0; lowQuality && g < gts.length; g++) {
            float best = -1;
            for (float v : m[g]) {
                best = Math.max(best, v);
            }
            if (strict ? best > minimum : best >= minimum) {
                claim(m[g], g, best, null);
            }
        }
    }

    /** @param flagged anchors of cells that hold a GT centre */
    void grid(float[][] gts, float[][] anchors, boolean[] flagged) {
        float[][] m = overlaps(gts, anchors);
        start(gts.length, anchors.length);
        best(m, anchors.length);
        for (int a = 0; a < anchors.length && gts.length > 0; a++) {
            if (highest[a] > low && highest[a] <= negative) {
                gt[a] = -1;
            }
        }
        if (gts.length == 0) {
            return;
        }
        for (float[] row : m) {
            for (int a = 0; a < anchors.length; a++) {
                row[a] = flagged[a] ? row[a] : -1;
            }
        }
        int[] arg = best(m, anchors.length);
        for (int a = 0; a < anchors.length; a++) {
            if (highest[a] > positive) {
                gt[a] = arg[a];
                overlap[a] = highest[a];
            }
        }
        for (int g = 0; g < gts.length; g++) {
            float best = -1;
            for (float v : m[g]) {
                best = Math.max(best, v);
            }
            if (best > minimum) {
                claim(m[g], g, best, flagged);
            }
        }
    }

    /** Overlaps of anchors in a region become -1 before anything else. */
    private void ignore(float[][] m, float[][] anchors) {
        for (int a = 0; a < anchors.length && ignoreThreshold > 0; a++) {
            float most = 0;
            for (float[] region : regions) {
                float[] whole = ofCandidates ? anchors[a] : region;
                float w = Math.max(Math.min(anchors[a][2], region[2]) - Math.max(anchors[a][0], region[0]), 0);
                float h = Math.max(Math.min(anchors[a][3], region[3]) - Math.max(anchors[a][1], region[1]), 0);
                most = Math.max(most, w * h / Math.max((whole[2] - whole[0]) * (whole[3] - whole[1]), 1e-6f));
            }
            for (int g = 0; most > ignoreThreshold && g < m.length; g++) {
                m[g][a] = -1;
            }
        }
    }

    private void start(int gts, int anchors) {
        gt = new int[anchors];
        overlap = new float[anchors];
        highest = new float[anchors];
        Arrays.fill(gt, gts == 0 ? -1 : -2);
    }

    private int[] best(float[][] m, int anchors) {
        int[] arg = new int[anchors];
        for (int a = 0; a < anchors && m.length > 0; a++) {
            highest[a] = m[0][a];
            for (int g = 1; g < m.length; g++) {
                if (m[g][a] > highest[a]) {
                    highest[a] = m[g][a];
                    arg[a] = g;
                }
            }
        }
        return arg;
    }

    private void claim(float[] row, int g, float best, boolean[] flagged) {
        for (int a = 0; a < row.length; a++) {
            if (row[a] == best && (flagged == null || flagged[a])) {
                gt[a] = g;
                overlap[a] = best;
                if (!allBest) {
                    return;
                }
            }
        }
    }
}
