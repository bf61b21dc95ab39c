package dev.duet.assign.tal;

import dev.duet.assign.workbench.Claims;

/**
 * After conflicts, a GT keeps only the units of its best metrics, ties to the lower unit (YOLO26's one-to-one head, topk2). Metrics of 0
 * are kept as torch.topk would: they fill up from the lowest units of value 0, of which there are many elsewhere.
 */
final class SecondTopK {
    private final int keep;
    private int[] head = new int[64];
    private int[] next = new int[1024];
    private boolean[] kept = new boolean[1024];

    SecondTopK(int keep) {
        this.keep = keep;
    }

    void reduce(Claims claims, int gts) {
        chain(claims, gts);
        for (int g = 0; g < gts; g++) {
            int positive = 0;
            for (int i = head[g]; i >= 0; i = next[i]) {
                positive += claims.metric[i] > 0 ? 1 : 0;
            }
            for (int i = head[g]; i >= 0; i = next[i]) {
                kept[i] = claims.metric[i] > 0
                        ? better(claims, g, i) < keep
                        : zerosBefore(claims, g, i) < keep - positive;
            }
        }
        int n = 0;
        for (int i = 0; i < claims.size; i++) {
            if (kept[i]) {
                claims.set(n++, claims.unit[i], claims.gt[i], claims.overlap[i], claims.metric[i]);
            }
        }
        claims.size = n;
    }

    private void chain(Claims claims, int gts) {
        if (head.length < gts) {
            head = new int[gts + (gts >> 1)];
        }
        if (next.length < claims.size) {
            next = new int[claims.size + (claims.size >> 1)];
            kept = new boolean[next.length];
        }
        for (int g = 0; g < gts; g++) {
            head[g] = -1;
        }
        for (int i = 0; i < claims.size; i++) {
            next[i] = head[claims.gt[i]];
            head[claims.gt[i]] = i;
        }
    }

    private int better(Claims claims, int g, int row) {
        int better = 0;
        for (int i = head[g]; i >= 0; i = next[i]) {
            boolean tie = claims.metric[i] == claims.metric[row] && claims.unit[i] < claims.unit[row];
            better += claims.metric[i] > claims.metric[row] || tie ? 1 : 0;
        }
        return better;
    }

    /** Units of value 0 below this one, over the whole grid: all but the GT's own units of positive metric. */
    private int zerosBefore(Claims claims, int g, int row) {
        int zeros = claims.unit[row];
        for (int i = head[g]; i >= 0; i = next[i]) {
            zeros -= claims.metric[i] > 0 && claims.unit[i] < claims.unit[row] ? 1 : 0;
        }
        return zeros;
    }
}
