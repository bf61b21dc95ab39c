package dev.duet.assign.detr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duet.assign.workbench.OneToOneSolver;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OneToOneSolverTest {
    private static final int SEEDS = Integer.getInteger("random.seeds", 20);
    private static final double NEVER = Double.POSITIVE_INFINITY;

    /** Every way to match, tried. */
    private static double bruteForce(double[][] cost, int row, boolean[] taken) {
        if (row == cost.length) {
            return 0;
        }
        double best = NEVER;
        for (int j = 0; j < cost[row].length; j++) {
            if (!taken[j] && cost[row][j] < NEVER) {
                taken[j] = true;
                best = Math.min(best, cost[row][j] + bruteForce(cost, row + 1, taken));
                taken[j] = false;
            }
        }
        return best;
    }

    private static OneToOneSolver filled(OneToOneSolver solver, double[][] cost, int columns) {
        solver.start(columns);
        for (double[] row : cost) {
            solver.row();
            for (int j = 0; j < columns; j++) {
                if (row[j] < NEVER) {
                    solver.entry(j, row[j]);
                }
            }
        }
        return solver;
    }

    /** Dual feasibility, complementary slackness, a price of 0 on free columns: together a proof that the matching is optimal. */
    private static void assertOptimal(String name, OneToOneSolver solver, double[][] cost, int columns, double total) {
        boolean[] matched = new boolean[columns];
        double primal = 0;
        double dual = 0;
        for (int i = 0; i < cost.length; i++) {
            int j = solver.columnOf(i);
            assertThat(matched[j]).as(name + ": column " + j + " twice").isFalse();
            matched[j] = true;
            primal += cost[i][j];
            dual += solver.rowPrice(i);
            assertThat(cost[i][j] - solver.rowPrice(i) - solver.columnPrice(j))
                    .as(name + ": slack of matched " + i + "," + j)
                    .isBetween(-1e-9, 1e-9);
            for (int k = 0; k < columns; k++) {
                assertThat(cost[i][k] - solver.rowPrice(i) - solver.columnPrice(k))
                        .as(name + ": reduced cost of " + i + "," + k)
                        .isGreaterThan(-1e-9);
            }
        }
        for (int j = 0; j < columns; j++) {
            dual += solver.columnPrice(j);
            assertThat(solver.columnPrice(j)).isLessThanOrEqualTo(0);
            if (!matched[j]) {
                assertThat(solver.columnPrice(j))
                        .as(name + ": price of free " + j)
                        .isZero();
            }
        }
        assertThat(total).isEqualTo(primal);
        assertThat(dual).isBetween(primal - 1e-6, primal + 1e-6);
    }

    @Test
    void smallProblemsAgreeWithBruteForce() {
        OneToOneSolver solver = new OneToOneSolver();
        for (int seed = 0; seed < 10 * SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int rows = random.nextInt(7);
            int columns = rows + random.nextInt(3);
            double[][] cost = new double[rows][columns];
            for (double[] row : cost) {
                for (int j = 0; j < columns; j++) {
                    row[j] = random.nextInt(4) == 0 ? NEVER : random.nextInt(-5, 12) / 4.0;
                }
            }
            double best = bruteForce(cost, 0, new boolean[columns]);
            filled(solver, cost, columns);
            if (best == NEVER) {
                assertThatThrownBy(solver::solve)
                        .as("seed " + seed)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("cannot have a column of its own");
            } else {
                double total = solver.solve();
                assertThat(total).as("seed " + seed).isEqualTo(best);
                assertOptimal("seed " + seed, solver, cost, columns, total);
            }
        }
    }

    @Test
    void largeProblemsAreProvablyOptimal() {
        OneToOneSolver solver = new OneToOneSolver();
        for (int seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int rows = 1 + random.nextInt(80);
            int columns = rows + random.nextInt(200);
            boolean sparse = random.nextBoolean();
            double[][] cost = new double[rows][columns];
            double[] popularity = random.doubles(columns).toArray();
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    // Columns that everybody likes make long paths; the diagonal keeps sparse problems solvable.
                    boolean missing = sparse && j != i && random.nextInt(10) < 8;
                    cost[i][j] = missing ? NEVER : 10 * popularity[j] + random.nextDouble();
                }
            }
            double total = filled(solver, cost, columns).solve();
            assertOptimal("seed " + seed, solver, cost, columns, total);
        }
    }

    @Test
    void penaltiesKeepTheSmallCostsExact() {
        OneToOneSolver solver = new OneToOneSolver();
        double[][] cost = {{1e6 + 3, 1.25, 1e6 + 2}, {1e6 + 3, 0.5, 1e6 + 2.5}};
        assertThat(filled(solver, cost, 3).solve()).isEqualTo(1e6 + 2.5);
        assertThat(solver.columnOf(0)).isEqualTo(2);
    }

    @Test
    void equalCostsGiveRowIColumnI() {
        OneToOneSolver solver = new OneToOneSolver();
        double[][] cost = new double[9][13];
        for (double[] row : cost) {
            Arrays.fill(row, 2.5);
        }
        assertThat(filled(solver, cost, 13).solve()).isEqualTo(9 * 2.5);
        for (int i = 0; i < 9; i++) {
            assertThat(solver.columnOf(i)).isEqualTo(i);
        }
    }

    @Test
    void noRowsCostNothing() {
        OneToOneSolver solver = new OneToOneSolver();
        solver.start(5);
        assertThat(solver.solve()).isZero();
        solver.start(0);
        assertThat(solver.solve()).isZero();
    }

    @Test
    void moreRowsThanColumnsIsRefused() {
        OneToOneSolver solver = new OneToOneSolver();
        assertThatThrownBy(() -> filled(solver, new double[][] {{1}, {2}}, 1).solve())
                .isInstanceOf(IllegalStateException.class);
        // And the solver is as good as new.
        assertThat(filled(solver, new double[][] {{1, 2}, {2, 4}}, 2).solve()).isEqualTo(4);
    }
}
