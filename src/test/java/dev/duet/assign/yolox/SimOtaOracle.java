package dev.duet.assign.yolox;

import dev.duet.assign.detr.RawScene;
import dev.duet.oracle.OracleUnits;
import java.util.Arrays;
import java.util.Comparator;

/**
 * simOTA as its papers and originals describe it, every GT against every unit: which units are candidates and which of them free, what a
 * pair costs, how many units a GT takes, who gets contested ones. Geometry, overlaps and class probabilities are float32 in the order
 * of the originals, so that thresholds are met alike; all else is double. The fields are what the systems differ in; they start as
 * YOLOX's since 2023. Some fields exist only to break the rule.
 */
public final class SimOtaOracle {
    /** Half side of the centre region, in strides. */
    public float radius = 1.5f;
    /** Candidates are in the box or in the centre region, free units in both; else the centre region decides alone. */
    public boolean boxToo;
    /** Boxes are kept as centre and sides, their corners derived. */
    public boolean centreForm = true;
    /** Least union of an overlap; 0 for none. */
    public float floor;

    public double classWeight = 1;
    public double overlapWeight = 3;
    /** Added to the overlap under the logarithm. */
    public double eps = 1e-8;
    /** Class cost is varifocal, overlap cost 1 - GIoU. */
    public boolean varifocal;

    public double alpha = 0.75;
    /** Overlaps summed to k. */
    public int q = 10;

    boolean withoutPenalty;
    boolean roundedK;
    boolean ownOverlapsOnly;
    boolean highestUnit;
    boolean highestGt;
    boolean dearestGt;
    boolean claimantsOnly;
    boolean firstClaimant;
    boolean withoutRoot;
    boolean withoutObjectness;
    boolean ownClassOnly;

    /** The rule of a system. */
    public static SimOtaOracle of(String system) {
        SimOtaOracle o = new SimOtaOracle();
        if (system.equals("yolox")) {
            return o;
        }
        o.boxToo = true;
        o.radius = 2.5f;
        if (system.equals("yolox-2021") || system.equals("yolov6-0.1")) {
            return o;
        }
        o.centreForm = false;
        o.floor = 1e-6f;
        o.eps = 1e-7;
        if (system.equals("picodet")) {
            o.varifocal = true;
            o.overlapWeight = 6;
        } else if (!system.equals("simota") && !system.equals("ppyolox")) {
            throw new IllegalArgumentException(system);
        }
        return o;
    }

    /** What the rule says of one image. */
    public Answer assign(RawScene scene, OracleUnits units) {
        int gts = scene.gts.length;
        Answer answer = new Answer(gts, units.size());
        boolean[] isColumn = new boolean[units.size()];
        boolean[][] free = new boolean[gts][units.size()];
        for (int g = 0; g < gts; g++) {
            for (int u = 0; u < units.size(); u++) {
                boolean near = inCentre(scene.gts[g], units, u);
                boolean inside = inBox(scene.gts[g], units, u);
                boolean candidate = near || boxToo && inside;
                free[g][u] = near && (inside || !boxToo);
                isColumn[u] |= candidate;
                answer.candidates[g] += candidate ? 1 : 0;
            }
        }
        int[] columns = where(isColumn);
        SimOtaCosts costs = new SimOtaCosts(this, scene, columns);
        Pair[][] pairs = new Pair[gts][columns.length];
        for (int g = 0; g < gts; g++) {
            for (int j = 0; j < columns.length; j++) {
                int u = columns[j];
                answer.overlap[g][u] = overlap(scene.boxes[u], scene.gts[g]);
                pairs[g][j] = costs.pair(g, u, answer.overlap[g][u], !free[g][u] && !withoutPenalty);
            }
            answer.k[g] = Math.min(columns.length, k(pairs[g], answer));
            for (Pair pair : cheapest(pairs[g], answer.k[g], answer)) {
                answer.claims[g][pair.unit()] = true;
            }
        }
        for (int j = 0; j < columns.length; j++) {
            answer.owner[columns[j]] = owner(pairs, j, answer);
        }
        return answer;
    }

    private static int[] where(boolean[] flags) {
        int[] places = new int[flags.length];
        int n = 0;
        for (int u = 0; u < flags.length; u++) {
            if (flags[u]) {
                places[n++] = u;
            }
        }
        return Arrays.copyOf(places, n);
    }

    private boolean inCentre(float[] gt, OracleUnits units, int u) {
        float reach = radius * units.strides[units.level[u]];
        float cx = (gt[0] + gt[2]) * 0.5f;
        float cy = (gt[1] + gt[3]) * 0.5f;
        float x = Math.min(units.x[u] - (cx - reach), cx + reach - units.x[u]);
        float y = Math.min(units.y[u] - (cy - reach), cy + reach - units.y[u]);
        return Math.min(x, y) > 0;
    }

    private boolean inBox(float[] gt, OracleUnits units, int u) {
        float[] c = corners(gt);
        float x = Math.min(units.x[u] - c[0], c[2] - units.x[u]);
        float y = Math.min(units.y[u] - c[1], c[3] - units.y[u]);
        return Math.min(x, y) > 0;
    }

    private float[] corners(float[] box) {
        if (!centreForm) {
            return box;
        }
        float cx = (box[0] + box[2]) * 0.5f;
        float cy = (box[1] + box[3]) * 0.5f;
        float w = box[2] - box[0];
        float h = box[3] - box[1];
        return new float[] {cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2};
    }

    /** 0 unless both extents of the intersection are above 0. */
    private float overlap(float[] a, float[] b) {
        float[] p = corners(a);
        float[] q = corners(b);
        float w = Math.min(p[2], q[2]) - Math.max(p[0], q[0]);
        float h = Math.min(p[3], q[3]) - Math.max(p[1], q[1]);
        if (w <= 0 || h <= 0) {
            return 0;
        }
        float union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - w * h;
        return union == 0 ? 0 : w * h / Math.max(union, floor);
    }

    private int k(Pair[] pairs, Answer answer) {
        double[] overlaps = Arrays.stream(pairs)
                .mapToDouble(p -> ownOverlapsOnly && p.penalised() ? 0 : p.overlap())
                .sorted()
                .toArray();
        double sum = 0;
        for (int i = 0; i < Math.min(q, overlaps.length); i++) {
            sum += overlaps[overlaps.length - 1 - i];
        }
        double whole = roundedK ? Math.floor(sum) + 0.5 : Math.rint(sum);
        if (whole > 1) {
            answer.near(sum, whole, 1e-6);
        }
        return Math.max(1, (int) (roundedK ? Math.rint(sum) : Math.floor(sum)));
    }

    private Pair[] cheapest(Pair[] pairs, int count, Answer answer) {
        Comparator<Pair> byUnit = Comparator.comparingInt(Pair::unit);
        Pair[] order = pairs.clone();
        Arrays.sort(order, Pair.BY_COST.thenComparing(highestUnit ? byUnit.reversed() : byUnit));
        for (int i = 0; i < count; i++) {
            for (int j = count; j < order.length; j++) {
                answer.near(order[i], order[j]);
            }
        }
        return Arrays.copyOf(order, count);
    }

    private int owner(Pair[][] pairs, int j, Answer answer) {
        int winner = Answer.NOBODY;
        int claimants = 0;
        for (int g = 0; g < pairs.length; g++) {
            if (answer.claims[g][pairs[g][j].unit()]) {
                claimants++;
                winner = winner == Answer.NOBODY || !firstClaimant ? g : winner;
            }
        }
        if (claimants < 2 || firstClaimant) {
            return winner;
        }
        winner = Answer.NOBODY;
        for (int g = 0; g < pairs.length; g++) {
            if (!claimantsOnly || answer.claims[g][pairs[g][j].unit()]) {
                int order = winner == Answer.NOBODY ? -1 : Pair.BY_COST.compare(pairs[g][j], pairs[winner][j]);
                order = dearestGt && winner != Answer.NOBODY ? -order : order;
                winner = order < 0 || order == 0 && highestGt ? g : winner;
            }
        }
        for (int g = 0; g < pairs.length; g++) {
            answer.near(pairs[winner][j], pairs[g][j]);
        }
        return winner;
    }

    /**
     * A GT and a unit.
     *
     * @param penalised not free: dearer than any pair that is
     * @param cost without penalty
     * @param slack how far the cost may be off in float32
     * @param terms what the class cost was summed from
     */
    record Pair(int unit, float overlap, boolean penalised, double cost, double slack, double[] terms) {
        static final Comparator<Pair> BY_COST =
                Comparator.comparing(Pair::penalised).thenComparingDouble(Pair::cost);
    }

    /** Of one image: GTs by number, units by number. */
    public static final class Answer {
        static final int NOBODY = -1;

        public final int[] candidates;
        public final int[] k;
        public final boolean[][] claims;
        public final int[] owner;
        /** Of candidate columns; 0 elsewhere. */
        public final float[][] overlap;
        /**
         * Smallest distance by which a decision was taken, in units of what float32 may be off by: below 1 it may go either way. Equal
         * numbers go by index and do not count.
         */
        public double margin = Double.POSITIVE_INFINITY;

        Answer(int gts, int units) {
            candidates = new int[gts];
            k = new int[gts];
            claims = new boolean[gts][units];
            owner = new int[units];
            overlap = new float[gts][units];
            Arrays.fill(owner, NOBODY);
        }

        void near(Pair a, Pair b) {
            if (a.penalised() == b.penalised()) {
                near(a.cost(), b.cost(), a.slack() + b.slack());
                // The same terms in another order are one sum here, and two in float32.
                if (a.cost() == b.cost() && !Arrays.equals(a.terms(), b.terms())) {
                    margin = 0;
                }
            }
        }

        void near(double a, double b, double slack) {
            if (a != b) {
                margin = Math.min(margin, Math.abs(a - b) / slack);
            }
        }
    }
}
