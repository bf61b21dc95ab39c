package dev.duet.assign.fcos;

import dev.duet.oracle.OracleUnits;
import java.util.Arrays;

/**
 * YOLOX's "multi positives" without matching: units near a GT's centre, of the levels whose range fits, go to the smallest GT. The fields
 * start as the system's defaults; some exist only to break the rule.
 */
public final class CentreCellOracle {
    /** Half side of the centre region, in strides; 0 for the cell that holds the centre. */
    public float radius = 1.5f;
    /** Least and most of a unit's largest distance to a side, per level; null for every level. */
    public float[] ranges = {-1, 64, 64, 128, 128, 1e8f};

    boolean largestGt;
    boolean highestGt;
    boolean openRanges;

    /** Which GT has which candidates. */
    boolean[][] candidates(float[][] gts, OracleUnits units) {
        boolean[][] candidates = new boolean[gts.length][units.size()];
        for (int g = 0; g < gts.length; g++) {
            for (int u = 0; u < units.size(); u++) {
                candidates[g][u] = near(gts[g], units, u) && inRange(gts[g], units, u);
            }
        }
        return candidates;
    }

    /** GT of every unit, -1 for none. */
    public int[] owners(float[][] gts, OracleUnits units) {
        boolean[][] candidates = candidates(gts, units);
        int[] owner = new int[units.size()];
        Arrays.fill(owner, -1);
        for (int u = 0; u < owner.length; u++) {
            for (int g = 0; g < gts.length; g++) {
                if (candidates[g][u] && (owner[u] < 0 || wins(gts[g], gts[owner[u]]))) {
                    owner[u] = g;
                }
            }
        }
        return owner;
    }

    private boolean wins(float[] gt, float[] other) {
        int order = Float.compare(area(gt), area(other));
        return (largestGt ? -order : order) < (highestGt ? 1 : 0);
    }

    private static float area(float[] gt) {
        return (gt[2] - gt[0]) * (gt[3] - gt[1]);
    }

    private boolean near(float[] gt, OracleUnits units, int u) {
        int stride = units.strides[units.level[u]];
        float cx = (gt[0] + gt[2]) / 2;
        float cy = (gt[1] + gt[3]) / 2;
        if (radius == 0) {
            return Math.floor(cx / stride) == Math.floor(units.x[u] / stride)
                    && Math.floor(cy / stride) == Math.floor(units.y[u] / stride);
        }
        float reach = radius * stride;
        float x = Math.min(units.x[u] - (cx - reach), cx + reach - units.x[u]);
        float y = Math.min(units.y[u] - (cy - reach), cy + reach - units.y[u]);
        return Math.min(x, y) > 0;
    }

    private boolean inRange(float[] gt, OracleUnits units, int u) {
        if (ranges == null) {
            return true;
        }
        float x = Math.max(units.x[u] - gt[0], gt[2] - units.x[u]);
        float y = Math.max(units.y[u] - gt[1], gt[3] - units.y[u]);
        float low = ranges[2 * units.level[u]];
        float high = ranges[2 * units.level[u] + 1];
        float farthest = Math.max(x, y);
        return openRanges ? farthest > low && farthest < high : farthest >= low && farthest <= high;
    }
}
