package dev.duet.assign.rtmdet;

import dev.duet.assign.detr.RawScene;
import dev.duet.oracle.OracleUnits;
import java.util.Arrays;
import java.util.Comparator;

/** RTMDet's rule, dense and in double, spec section 6; with how near its nearest decision was. */
final class SoftLabelOracle {
    final int[] owner;
    final int[] k;
    final int[] claims;
    /** Smallest relative distance by which a decision was taken; exact ties, which go by index, do not count. */
    double margin = Double.POSITIVE_INFINITY;

    private final RawScene scene;
    private final OracleUnits units;
    private final boolean allClasses;

    SoftLabelOracle(RawScene scene, OracleUnits units, boolean allClasses, int q) {
        this.scene = scene;
        this.units = units;
        this.allClasses = allClasses;
        int n = units.size();
        int gts = scene.gts.length;
        owner = new int[n];
        claims = new int[n];
        k = new int[gts];
        Arrays.fill(owner, -1);
        boolean[] valid = new boolean[n];
        int columns = 0;
        for (int u = 0; u < n; u++) {
            for (float[] gt : scene.gts) {
                valid[u] |= units.x[u] > gt[0] && units.x[u] < gt[2] && units.y[u] > gt[1] && units.y[u] < gt[3];
            }
            columns += valid[u] ? 1 : 0;
        }
        if (columns == 0) {
            return;
        }
        double[][] cost = new double[gts][n];
        for (int g = 0; g < gts; g++) {
            for (int u = 0; u < n; u++) {
                cost[g][u] = valid[u] ? cost(g, u) : Double.POSITIVE_INFINITY;
            }
            k[g] = Math.min(columns, dynamicK(g, valid, q));
            for (int u : cheapest(cost[g], k[g])) {
                claims[u]++;
                owner[u] = g;
            }
        }
        for (int u = 0; u < n; u++) {
            if (claims[u] > 1) {
                owner[u] = cheapestGt(cost, u);
            }
        }
    }

    float overlap(int g, int u) {
        return RawScene.iou(scene.boxes[u], scene.gts[g], 1e-6f);
    }

    private double cost(int g, int u) {
        float[] gt = scene.gts[g];
        double iou = overlap(g, u);
        double dx = units.x[u] - (gt[0] + gt[2]) / 2;
        double dy = units.y[u] - (gt[1] + gt[3]) / 2;
        double distance = Math.sqrt(dx * dx + dy * dy) / units.strides[units.level[u]];
        double soft = 0;
        for (int c = 0; c < scene.z[u].length; c++) {
            boolean own = c == scene.labels[g];
            if (own || allClasses) {
                double y = own ? iou : 0;
                double error = y - scene.p[u][c];
                soft += (RawScene.softplus(scene.z[u][c]) - scene.z[u][c] * y) * error * error;
            }
        }
        return soft - 3 * Math.log(iou + 1e-7) + Math.min(Math.pow(10, distance - 3), Float.MAX_VALUE);
    }

    private int dynamicK(int g, boolean[] valid, int q) {
        double[] overlaps = new double[valid.length];
        for (int u = 0; u < valid.length; u++) {
            overlaps[u] = valid[u] || !allClasses ? overlap(g, u) : 0;
        }
        Arrays.sort(overlaps);
        double sum = 0;
        for (int i = 0; i < Math.min(q, overlaps.length); i++) {
            sum += overlaps[overlaps.length - 1 - i];
        }
        if (sum > 0.5) {
            near(sum, Math.rint(sum));
        }
        return Math.max(1, (int) sum);
    }

    private int[] cheapest(double[] cost, int count) {
        Integer[] order = new Integer[cost.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.<Integer>comparingDouble(u -> cost[u]).thenComparingInt(u -> u));
        int[] taken = new int[count];
        for (int i = 0; i < count; i++) {
            taken[i] = order[i];
        }
        if (count < order.length) {
            near(cost[order[count - 1]], cost[order[count]]);
        }
        return taken;
    }

    private int cheapestGt(double[][] cost, int u) {
        int best = 0;
        for (int g = 1; g < cost.length; g++) {
            if (cost[g][u] < cost[best][u]) {
                best = g;
            }
        }
        for (int g = 0; g < cost.length; g++) {
            if (g != best) {
                near(cost[best][u], cost[g][u]);
            }
        }
        return best;
    }

    private void near(double a, double b) {
        if (a != b && Double.isFinite(b)) {
            margin = Math.min(margin, Math.abs(a - b) / Math.max(1, Math.max(Math.abs(a), Math.abs(b))));
        }
    }
}
