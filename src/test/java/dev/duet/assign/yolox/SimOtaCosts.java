package dev.duet.assign.yolox;

import dev.duet.assign.detr.RawScene;
import dev.duet.assign.yolox.SimOtaOracle.Pair;

/** What pairs cost under a {@link SimOtaOracle}: binary cross-entropy of all classes against one, and an overlap cost. */
final class SimOtaCosts {
    /** No logarithm is below its negative. */
    private static final double CLAMP = 100;
    /** What float32 arithmetic leaves open of a cost, relative. */
    private static final double ROUNDING = 1e-6;
    /** How far a float32 logistic may be off. */
    private static final double LOGISTIC = 2e-7;

    private final SimOtaOracle rule;
    private final RawScene scene;
    /** Per unit and class: minus logarithm of the probability and of the rest; null where the unit is no candidate. */
    private final double[][] yes;

    private final double[][] no;
    private final double[] slack;

    SimOtaCosts(SimOtaOracle rule, RawScene scene, int[] columns) {
        this.rule = rule;
        this.scene = scene;
        yes = new double[scene.p.length][];
        no = new double[scene.p.length][];
        slack = new double[scene.p.length];
        for (int u : columns) {
            int classes = scene.p[u].length;
            yes[u] = new double[classes];
            no[u] = new double[classes];
            for (int c = 0; c < classes; c++) {
                double p = probability(u, c);
                yes[u][c] = Math.min(-Math.log(p), CLAMP);
                no[u][c] = Math.min(-Math.log1p(-p), CLAMP);
                slack[u] += ROUNDING * (1 + no[u][c]) + LOGISTIC * p / Math.max(1 - p, 1e-6);
            }
        }
    }

    /** Joint probability of class and objectness, in float32. */
    private float probability(int u, int c) {
        float p = (float) scene.p[u][c];
        if (rule.varifocal) {
            return p;
        }
        float joint = rule.withoutObjectness ? p : p * (float) scene.objectness[u];
        return rule.withoutRoot ? joint : (float) Math.sqrt(joint);
    }

    /** All classes against none, then the GT's class against what it put into the sum. */
    Pair pair(int g, int u, float overlap, boolean penalised) {
        int label = scene.labels[g];
        double cls = 0;
        for (int c = 0; c < no[u].length && !rule.ownClassOnly; c++) {
            cls += negative(u, c);
        }
        cls -= rule.ownClassOnly ? 0 : negative(u, label);
        cls += positive(u, label, overlap);
        double far = rule.varifocal ? 1 - generalised(scene.boxes[u], scene.gts[g]) : -Math.log(overlap + rule.eps);
        double cost = rule.classWeight * cls + rule.overlapWeight * far;
        double slackOfClass = slack[u] + ROUNDING * cls;
        double slackOfOverlap = ROUNDING * (1 + Math.abs(far));
        return new Pair(
                u,
                overlap,
                penalised,
                cost,
                rule.classWeight * slackOfClass + rule.overlapWeight * slackOfOverlap,
                no[u]);
    }

    private double negative(int u, int c) {
        double p = probability(u, c);
        return rule.varifocal ? rule.alpha * p * p * no[u][c] : no[u][c];
    }

    private double positive(int u, int c, double quality) {
        if (!rule.varifocal) {
            return yes[u][c];
        }
        return quality > 0 ? quality * (quality * yes[u][c] + (1 - quality) * no[u][c]) : negative(u, c);
    }

    private static double generalised(float[] a, float[] b) {
        double w = Math.max(0, Math.min((double) a[2], b[2]) - Math.max((double) a[0], b[0]));
        double h = Math.max(0, Math.min((double) a[3], b[3]) - Math.max((double) a[1], b[1]));
        double union = Math.max(1e-6, area(a) + area(b) - w * h);
        double outerW = Math.max((double) a[2], b[2]) - Math.min((double) a[0], b[0]);
        double outerH = Math.max((double) a[3], b[3]) - Math.min((double) a[1], b[1]);
        double outer = Math.max(1e-6, outerW * outerH);
        return w * h / union - (outer - union) / outer;
    }

    private static double area(float[] box) {
        return ((double) box[2] - box[0]) * ((double) box[3] - box[1]);
    }
}
