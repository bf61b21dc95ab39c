package dev.duet.assign.reference;

import dev.duet.assign.stage.Select;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * OTA's transport plan (paper arXiv 2103.14259; fcos.py SinkhornDistance): a GT supplies as many labels as its largest overlaps with
 * free places sum up to, the background the rest, every place takes one; each place goes to the row with its largest share after every
 * row was divided by its maximum. In the log domain and in double.
 */
final class Sinkhorn {
    private static final double PENALTY = 1e6;
    private static final double TINY = 1e-8;

    private final Pairs pairs;
    private final List<Gt> gts;
    private final Select.Transport rule;
    /** Rows of the GTs and, last, of the background. */
    private final double[][] cost;

    private final double[] u;
    private final double[] v;

    Sinkhorn(Pairs pairs, Scene scene, Select.Transport rule) {
        this.pairs = pairs;
        this.rule = rule;
        gts = scene.gts.stream().filter(Gt::selects).toList();
        cost = new double[gts.size() + 1][pairs.places.size()];
        u = new double[cost.length];
        v = new double[pairs.places.size()];
    }

    void select() {
        double[] supply = supply();
        Arrays.fill(u, 1);
        Arrays.fill(v, 1);
        for (int t = 0; t < rule.iterations() && !gts.isEmpty(); t++) {
            for (int j = 0; j < v.length; j++) {
                int column = j;
                v[j] += rule.epsilon() * (Math.log(1 + TINY) - logSum(u.length, i -> log(i, column)));
            }
            for (int i = 0; i < u.length; i++) {
                int row = i;
                u[i] += rule.epsilon() * (Math.log(supply[i] + TINY) - logSum(v.length, j -> log(row, j)));
            }
        }
        double[] most = new double[u.length];
        Arrays.setAll(most, i -> largest(v.length, j -> log(i, j)));
        for (int j = 0; j < v.length; j++) {
            int owner = 0;
            for (int i = 1; i < u.length; i++) {
                owner = log(i, j) - most[i] > log(owner, j) - most[owner] ? i : owner;
            }
            if (owner < gts.size()) {
                pairs.claimed[gts.get(owner).index()][j] = true;
            }
        }
    }

    private double[] supply() {
        double[] supply = new double[cost.length];
        double asked = 0;
        for (int i = 0; i < gts.size(); i++) {
            int g = gts.get(i).index();
            for (int p = 0; p < v.length; p++) {
                cost[i][p] = pairs.score[g][p] + (pairs.penalised[g][p] ? PENALTY : 0);
            }
            pairs.wanted[g] = Math.max(1, (int) SelectStage.largestOverlaps(pairs, g, rule.q(), true));
            supply[i] = pairs.wanted[g];
            asked += supply[i];
        }
        cost[gts.size()] = pairs.background;
        supply[gts.size()] = Math.max(0, v.length - asked);
        // If GTs ask for more than there is, all wishes shrink in proportion.
        for (int i = 0; i < gts.size() && asked > v.length; i++) {
            supply[i] *= v.length / asked;
        }
        return supply;
    }

    /** Logarithm of the plan. */
    private double log(int i, int j) {
        return (-cost[i][j] + u[i] + v[j]) / rule.epsilon();
    }

    private static double largest(int n, IntToDoubleFunction log) {
        double most = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < n; k++) {
            most = Math.max(most, log.applyAsDouble(k));
        }
        return most;
    }

    private static double logSum(int n, IntToDoubleFunction log) {
        double most = largest(n, log);
        double sum = 0;
        for (int k = 0; k < n; k++) {
            sum += Math.exp(log.applyAsDouble(k) - most);
        }
        return most + Math.log(sum);
    }
}
