package dev.duet.assign.yolov7;

import dev.duet.assign.yolov5.MatchOracle;
import dev.duet.assign.yolov5.MatchOracle.Match;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * YOLOv7's OTA loss assignment of one image and one head, spec sections 1, 4 and 5: every GT against every column, in double. Columns
 * are found in float32 as the originals do, so that a decision on a border is one; the others note how near they were.
 */
public final class NominationOracle {
    /** Columns in the original's order. */
    public final List<Match> columns;
    /** Unit of each column. */
    public final int[] unit;
    /** k of each GT; 0 where the image has no column. */
    public final int[] k;
    /** Who selected what: GT, column. */
    public final boolean[][] claimed;
    /** Who got what: GT, column. */
    public final boolean[][] matched;
    /** GT, column. */
    public final double[][] overlap;
    /** Complete IoU of a GT with a column, at least 0; only where matched. */
    public final double[][] ciou;
    /** Objectness target of the column's unit; only where matched. */
    public final double[] target;
    /**
     * Smallest relative distance by which a decision was taken. Ties of equal inputs, which go by index, do not count; those that other
     * inputs happen to make do, as float32 may break them.
     */
    public double margin = Double.POSITIVE_INFINITY;

    private final NominationScene scene;
    private final NominationRule rule;
    private final double[][] cost;
    /** Predicted corners and joint probabilities of each column. */
    private final double[][] corners;

    private final double[][] joint;
    /** How far float32 may be off in an overlap of GT and column: decoded corners are rounded, which counts where a box is tiny. */
    public final double[][] rounding;
    /** What rounding of the corners does to the overlap, relatively; boxes in cells are rounded in any case. */
    public final double[][] shake;

    public NominationOracle(NominationScene scene, NominationRule rule) {
        this.scene = scene;
        this.rule = rule;
        columns = columns();
        int n = columns.size();
        int gts = scene.gts();
        unit = columns.stream().mapToInt(this::unit).toArray();
        k = new int[gts];
        claimed = new boolean[gts][n];
        matched = new boolean[gts][n];
        overlap = new double[gts][n];
        ciou = new double[gts][n];
        target = new double[n];
        cost = new double[gts][n];
        corners = new double[n][];
        joint = new double[n][];
        rounding = new double[gts][n];
        shake = new double[gts][n];
        if (n > 0) {
            price();
            for (int g = 0; g < gts; g++) {
                select(g);
            }
            for (int j = 0; j < n; j++) {
                resolve(j);
            }
            train();
        }
    }

    private List<Match> columns() {
        MatchOracle search = new MatchOracle(scene.pyramid(), scene.anchors());
        search.anchorT = rule.anchorT;
        search.reach = rule.reach;
        List<Match> found = new ArrayList<>(search.ofShares(new float[][][] {scene.shares()}));
        if (rule.gtByGt) {
            found.sort(Comparator.comparingInt(Match::gt));
        }
        Set<Integer> seen = new HashSet<>();
        found.removeIf(match -> rule.unitsOnce && !seen.add(unit(match)));
        return found;
    }

    /** Level by level, row-major, slots innermost. */
    private int unit(Match match) {
        int cell = match.y() * scene.pyramid().width(match.level()) + match.x();
        for (int l = 0; l < match.level(); l++) {
            cell += scene.pyramid().height(l) * scene.pyramid().width(l);
        }
        return cell * scene.slots() + match.anchor();
    }

    private void price() {
        for (int j = 0; j < columns.size(); j++) {
            Match c = columns.get(j);
            double[] predicted = scene.corners(unit[j], c.level(), c.anchor(), c.x(), c.y());
            double[] p = joint(unit[j]);
            corners[j] = predicted;
            joint[j] = p;
            double nothing = 0;
            for (double probability : p) {
                nothing += minusLog(1 - probability);
            }
            for (int g = 0; g < scene.gts(); g++) {
                overlap[g][j] =
                        NominationOverlap.iou(gtBox(g), predicted, rule.scaling == NominationRule.Scaling.MMYOLO);
                shake[g][j] = overlap[g][j] == 0 ? 0 : shake(gtBox(g), predicted);
                rounding[g][j] = scene.raw() ? overlap[g][j] * shake[g][j] : 0;
                // The sum over classes, with the GT's own taken out of "nothing" and put in as it should be.
                double own = p[scene.labels()[g]];
                double classes = (rule.ownClass ? 0 : nothing - minusLog(1 - own)) + minusLog(own);
                cost[g][j] = rule.clsWeight * classes - rule.iouWeight * Math.log(overlap[g][j] + 1e-8);
            }
        }
    }

    private static double shake(float[] gt, double[] predicted) {
        double most = 0;
        for (int i = 0; i < 4; i++) {
            most = Math.max(most, Math.max(Math.abs(gt[i]), Math.abs(predicted[i])));
        }
        double w = Math.min(gt[2], predicted[2]) - Math.max(gt[0], predicted[0]);
        double h = Math.min(gt[3], predicted[3]) - Math.max(gt[1], predicted[1]);
        return Math.min(1, 4 * Math.ulp((float) most) / Math.min(w, h));
    }

    private double[] joint(int u) {
        double[] joint = new double[scene.p()[u].length];
        for (int c = 0; c < joint.length; c++) {
            double product = scene.p()[u][c] * (rule.noObjectness ? 1 : scene.objectness()[u]);
            joint[c] = rule.noRoot ? product : Math.sqrt(product);
        }
        return joint;
    }

    /** The logarithm of 0 counts as -100. */
    private static double minusLog(double p) {
        return -Math.max(Math.log(p), -100);
    }

    /** Corners in pixels, scaled back from shares in float32. */
    private float[] gtBox(int g) {
        float[] share = scene.shares()[g];
        float scaleY = scene.pyramid().imageHeight();
        float scaleX = rule.scaling == NominationRule.Scaling.HEIGHT
                ? scaleY
                : scene.pyramid().imageWidth();
        float cx = share[0] * scaleX;
        float cy = share[1] * scaleY;
        float halfW = share[2] * scaleX / 2;
        float halfH = share[3] * scaleY / 2;
        return new float[] {cx - halfW, cy - halfH, cx + halfW, cy + halfH};
    }

    private void select(int g) {
        Integer[] seen = new Integer[columns.size()];
        Arrays.setAll(seen, j -> j);
        if (rule.ownColumns) {
            seen = Arrays.stream(seen).filter(j -> columns.get(j).gt() == g).toArray(Integer[]::new);
        }
        k[g] = Math.min(seen.length, dynamicK(g, seen));
        Comparator<Integer> order = Comparator.comparingDouble(j -> cost[g][j]);
        Comparator<Integer> byIndex = Comparator.naturalOrder();
        Arrays.sort(seen, order.thenComparing(rule.laterColumn ? byIndex.reversed() : byIndex));
        for (int i = 0; i < k[g]; i++) {
            claimed[g][seen[i]] = true;
        }
        for (int i = 0; i < k[g]; i++) {
            for (int next = k[g]; next < seen.length; next++) {
                double off = costRounding(g, seen[i]) + costRounding(g, seen[next]);
                near(cost[g][seen[i]], cost[g][seen[next]], off, equalColumns(g, seen[i], seen[next]));
            }
        }
    }

    /** Whether two columns are the same to a GT. */
    private boolean equalColumns(int g, int j, int other) {
        boolean apart = overlap[g][j] == 0 && overlap[g][other] == 0;
        return cost[g][j] == cost[g][other]
                && Arrays.equals(joint[j], joint[other])
                && (apart || Arrays.equals(corners[j], corners[other]));
    }

    private int dynamicK(int g, Integer[] seen) {
        Integer[] sorted = seen.clone();
        Arrays.sort(sorted, Comparator.comparingDouble(j -> -overlap[g][j]));
        double sum = 0;
        double off = 0;
        boolean whole = true;
        for (int i = 0; i < Math.min(rule.q, sorted.length); i++) {
            double one = overlap[g][sorted[i]];
            sum += one;
            off += rounding[g][sorted[i]];
            whole &= one == 0 || one == 1;
        }
        if (Math.rint(sum) >= 2) { // below, k is 1 on either side
            near(sum, Math.rint(sum), off, whole);
        }
        return Math.max(1, rule.rounded ? (int) Math.rint(sum) : (int) sum);
    }

    private void resolve(int j) {
        int claims = 0;
        for (int g = 0; g < scene.gts(); g++) {
            matched[g][j] = claimed[g][j];
            claims += claimed[g][j] ? 1 : 0;
        }
        if (claims < 2) {
            return;
        }
        int best = -1;
        for (int g = 0; g < scene.gts(); g++) {
            boolean takesPart = claimed[g][j] || !rule.claimantsOnly;
            if (takesPart
                    && (best < 0 || cost[g][j] < cost[best][j] || (rule.laterGt && cost[g][j] == cost[best][j]))) {
                best = g;
            }
        }
        for (int g = 0; g < scene.gts(); g++) {
            if (g != best) {
                double off = costRounding(g, j) + costRounding(best, j);
                near(cost[best][j], cost[g][j], off, equalGts(g, best, j));
                matched[g][j] &= rule.losersKeep;
            }
        }
        matched[best][j] = true;
    }

    /** Whether two GTs are the same to a column. */
    private boolean equalGts(int g, int other, int j) {
        boolean apart = overlap[g][j] == 0 && overlap[other][j] == 0;
        int[] labels = scene.labels();
        return joint[j][labels[g]] == joint[j][labels[other]] && (apart || Arrays.equals(gtBox(g), gtBox(other)));
    }

    private double costRounding(int g, int j) {
        return overlap[g][j] == 0 ? 0 : rule.iouWeight * rounding[g][j] / overlap[g][j];
    }

    /** @param off by how much rounding may move the two towards one another */
    private void near(double a, double b, double off, boolean equalInputs) {
        if (a != b || !equalInputs) {
            double distance = Math.max(0, Math.abs(a - b) - off);
            margin = Math.min(margin, distance / Math.max(1, Math.max(Math.abs(a), Math.abs(b))));
        }
    }

    /** Targets of objectness: the last match of a unit in list order writes what all its matches show. */
    private void train() {
        double[] written = new double[scene.boxes().length];
        Arrays.fill(written, -1);
        for (int j = 0; j < columns.size(); j++) {
            for (int g = 0; g < scene.gts(); g++) {
                if (matched[g][j]) {
                    ciou[g][j] = Math.max(0, complete(g, j));
                    double share = rule.plainTarget ? overlap[g][j] : ciou[g][j];
                    if (!rule.firstMatch || written[unit[j]] < 0) {
                        written[unit[j]] = 1 - rule.gr + rule.gr * share;
                    }
                }
            }
        }
        for (int j = 0; j < columns.size(); j++) {
            target[j] = written[unit[j]];
        }
    }

    /** In cells, relative to the column's cell; the grid's own width and height scale the GT, whatever scaled the boxes above. */
    private double complete(int g, int j) {
        Match c = columns.get(j);
        float rows = scene.pyramid().height(c.level());
        float across = scene.pyramid().width(c.level());
        if (rule.scaledTarget && rule.scaling == NominationRule.Scaling.HEIGHT) {
            across = rows;
        }
        float[] share = scene.shares()[g];
        double[] box = {share[0] * across - c.x(), share[1] * rows - c.y(), share[2] * across, share[3] * rows};
        return NominationOverlap.complete(scene.inCells(unit[j], c.level(), c.anchor(), c.x(), c.y()), box);
    }
}
