package dev.duet.assign.ota;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The sparse plan against the original's dense iterations in the log domain, in double. */
@Tag("widths")
class SinkhornPlanTest {
    private static final int SEEDS = Integer.getInteger("random.seeds", 20);
    private static final double EPS = 0.1;
    private static final int ITERATIONS = 50;
    private static final double PENALTY = 1e6;

    /** One image: relative cost and whether the pair is free, per GT and unit. */
    private static final class Problem {
        final int units;
        final float[][] cost;
        final boolean[][] free;
        final int[] wanted;

        Problem(SplittableRandom random) {
            this(random, 20 + random.nextInt(150));
        }

        Problem(SplittableRandom random, int units) {
            this.units = units;
            int gts = random.nextInt(9);
            cost = new float[gts][units];
            free = new boolean[gts][units];
            wanted = new int[gts];
            for (int g = 0; g < gts; g++) {
                int from = random.nextInt(units);
                int to = Math.min(units, from + random.nextInt(40));
                boolean unreachable = random.nextInt(4) == 0;
                for (int j = 0; j < units; j++) {
                    cost[g][j] = (float) (random.nextDouble() * random.nextDouble() * 20 - 1);
                    free[g][j] = !unreachable && j >= from && j < to && random.nextInt(5) > 0;
                }
                wanted[g] = 1 + random.nextInt(unreachable ? 1 : 6);
            }
            if (gts > 2 && random.nextBoolean()) {
                cost[1] = cost[0].clone();
                free[1] = free[0].clone();
                wanted[1] = wanted[0];
            }
        }
    }

    private static DenseSinkhorn dense(Problem p) {
        int rows = p.cost.length + 1;
        double[][] c = new double[rows][p.units];
        for (int g = 0; g < rows - 1; g++) {
            for (int j = 0; j < p.units; j++) {
                c[g][j] = p.cost[g][j] + (p.free[g][j] ? 0 : PENALTY);
            }
        }
        return new DenseSinkhorn(c, p.wanted, EPS, ITERATIONS);
    }

    private static int[] solve(SinkhornPlan plan, Problem p) {
        plan.start();
        int[] unit = new int[p.units];
        float[] cost = new float[p.units];
        boolean[] known = new boolean[p.units];
        for (int g = 0; g < p.cost.length; g++) {
            int count = 0;
            for (int j = 0; j < p.units; j++) {
                if (p.free[g][j]) {
                    unit[count] = j;
                    cost[count++] = p.cost[g][j];
                    known[j] = true;
                }
            }
            plan.row(p.wanted[g]);
            if (count > 0) {
                plan.pairs(unit, cost, count, EPS);
            } else {
                plan.markDense();
            }
        }
        plan.layOut();
        for (int d = 0; d < plan.denseRows(); d++) {
            plan.denseCosts(d, p.cost[plan.denseRow(d)], EPS);
        }
        plan.balance(ITERATIONS);
        int[] owner = new int[p.units];
        for (int j = 0; j < p.units; j++) {
            owner[j] = known[j] || plan.denseRows() > 0 ? plan.owner(j) : -1;
        }
        return owner;
    }

    @Test
    void agreesWithTheDenseIterations() {
        int compared = 0;
        for (int seed = 0; seed < 10 * SEEDS; seed++) {
            Problem p = new Problem(new SplittableRandom(seed));
            DenseSinkhorn expected = dense(p);
            int[] actual = solve(new SinkhornPlan(p.units), p);
            // A duplicate GT ties exactly here; the dense iterations tie up to rounding, and both give the lower row.
            if (expected.gap > 1e-6 || expected.gap == 0) {
                compared++;
                assertThat(actual).as("seed " + seed).isEqualTo(expected.owner);
            }
        }
        assertThat(compared).isGreaterThan(5 * SEEDS);
    }

    @Test
    void reuseDoesNotChangeTheAnswer() {
        SinkhornPlan reused = new SinkhornPlan(90);
        for (int seed = 0; seed < SEEDS; seed++) {
            Problem p = new Problem(new SplittableRandom(seed), 90);
            assertThat(solve(reused, p)).as("seed " + seed).isEqualTo(solve(new SinkhornPlan(90), p));
        }
    }
}
