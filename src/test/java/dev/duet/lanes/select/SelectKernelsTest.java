package dev.duet.lanes.select;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.lanes.Columns;
import dev.duet.lanes.KernelRows;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Bounds, ranks and the highest or lowest of many. */
public class SelectKernelsTest extends KernelRows {
    private static final int[] KS = {1, 2, 10, 13, 16, 17, 33, 200};

    public SelectKernelsTest() {
        row("Checks.within", SelectKernelsTest::within);
        row("CostRanks.order", SelectKernelsTest::order);
        row("HighestPositive.lowerBound", SelectKernelsTest::highestPositive);
        row("LargestSum.of", SelectKernelsTest::largestSum);
        row("LowestRanks.select", SelectKernelsTest::lowest);
        row("TopK.lowerBound", SelectKernelsTest::lowerBound);
        row("TopK.atLeast", SelectKernelsTest::atLeast);
        row("TopK.select", SelectKernelsTest::topK);
    }

    private static void within(Columns c) {
        float[] values = c.floats(0, 1);
        assertThat(Checks.within(values, c.n, 0, 1)).isTrue();
        for (float bad : new float[] {
            Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Math.nextUp(1f), -Float.MIN_VALUE
        }) {
            if (c.n > 0) {
                int at = c.random.nextInt(c.n);
                float good = values[at];
                values[at] = bad;
                assertThat(Checks.within(values, c.n, 0, 1))
                        .as("%s at %d", bad, at)
                        .isFalse();
                values[at] = good;
            }
        }
    }

    /** Positions from the lowest value on, equals by key. */
    private static int[] sorted(float[] values, int[] key, int n, int sign) {
        return IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> sign * (double) values[i])
                        .thenComparingInt(i -> key[i]))
                .mapToInt(i -> i)
                .toArray();
    }

    private static void order(Columns c) {
        float[] cost = c.floats(-2, 5);
        int[] key = c.keys();
        int[] out = c.staleInts();
        new CostRanks().order(cost, key, c.n, out);
        int[] expected = sorted(cost, key, c.n, 1);
        c.same("position", out, 0, c.n, i -> expected[i]);
    }

    private static float kth(float[] values, int from, int n, int k) {
        float[] sorted = Arrays.copyOfRange(values, from, from + n);
        Arrays.sort(sorted);
        return sorted[n - k];
    }

    /** A bound that k values reach and that leaves few: with buckets, no more than half as many again. */
    private static void bound(String what, float bound, float[] values, int from, int n, int k) {
        assertThat(bound).as(what + " for k " + k).isLessThanOrEqualTo(kth(values, from, n, k));
        int reached = 0;
        float least = Float.POSITIVE_INFINITY;
        for (int i = from; i < from + n; i++) {
            reached += values[i] > bound ? 1 : 0;
            least = Math.min(least, values[i]);
        }
        assertThat(bound).as(what + " is one of the values").isGreaterThanOrEqualTo(least);
        assertThat(reached).as(what + " leaves few for k " + k).isLessThanOrEqualTo(12 * k);
    }

    private static void highestPositive(Columns c) {
        float[] values = c.floats(3 + c.n, .01, 1);
        for (int k : KS) {
            if (k <= c.n) {
                bound("bound", new HighestPositive().lowerBound(values, 3, c.n, k), values, 3, c.n, k);
            }
        }
        float[] negative = c.floats(3 + c.n, -1, -.01);
        for (int k = 1; k <= Math.min(c.n, 10); k++) {
            assertThat(new HighestPositive().lowerBound(negative, 3, c.n, k)).isLessThanOrEqualTo(0);
        }
    }

    private static void largestSum(Columns c) {
        for (int q : KS) {
            float[] values = c.floats(0, 1);
            LargestSum sum = new LargestSum(q);
            sum.of(c.floats(3 * c.n, 0, 1), 3 * c.n);
            float[] sorted = Arrays.copyOf(values, c.n);
            Arrays.sort(sorted);
            long parts = 0;
            for (int i = c.n - 1; i >= Math.max(0, c.n - q); i--) {
                parts += (long) (sorted[i] * 0x1p40f);
            }
            assertThat(sum.of(values, c.n)).as("sum of %d", q).isEqualTo(parts / 0x1p40);
        }
    }

    private static void lowest(Columns c) {
        for (int k : KS) {
            float[] values = c.floats(-2, 5);
            int[] key = c.keys();
            int[] out = c.staleInts();
            LowestRanks ranks = new LowestRanks();
            ranks.select(c.floats(3 * c.n, -2, 5), c.ints(3 * c.n, 0, 9), 3 * c.n, k, c.staleInts(3 * c.n));
            int count = ranks.select(values, key, c.n, k, out);
            int[] first =
                    IntStream.of(sorted(values, key, c.n, 1)).limit(k).sorted().toArray();
            assertThat(count).isEqualTo(first.length);
            c.same("of the " + k + " lowest", out, 0, count, i -> first[i]);
        }
    }

    private static void lowerBound(Columns c) {
        TopK topK = new TopK();
        float[] values = c.floats(3 + c.n, -1, 1);
        for (int k : KS) {
            float bound = topK.lowerBound(values, 3, c.n, k);
            if (k <= c.n) {
                bound("bound", bound, values, 3, c.n, k);
            } else {
                assertThat(bound).isEqualTo(Float.NEGATIVE_INFINITY);
            }
        }
    }

    private static void atLeast(Columns c) {
        float[] values = c.floats(0, 1);
        int[] out = c.staleInts();
        int count = TopK.atLeast(values, 0, c.n, .5f, .125f, out, 0);
        c.places("values that reach the floor", out, 0, count, i -> values[i] >= .5f);
        count = TopK.atLeast(values, 0, c.n, -1, .5f, out, 0);
        c.places("values above the least", out, 0, count, i -> values[i] > .5f);
        int half = c.n / 2;
        int[] later = c.staleInts(2 + c.n);
        int end = TopK.atLeast(values, half, c.n - half, .5f, 0, later, 2);
        c.places("values of the second half", later, 2, end - 2, i -> i >= half && values[i] >= .5f);
    }

    private static void topK(Columns c) {
        TopK topK = new TopK();
        topK.select(c.floats(3 * c.n, 0, 1), 0, 3 * c.n, 200, 0, c.staleInts(3 * c.n));
        for (int k : KS) {
            for (float least : new float[] {Float.NEGATIVE_INFINITY, .125f}) {
                float[] values = c.floats(3 + c.n, 0, 1);
                int[] out = c.staleInts();
                int count = topK.select(values, 3, c.n, k, least, out);
                int[] place = IntStream.range(0, 3 + c.n).toArray();
                int[] best = IntStream.of(sorted(values, place, 3 + c.n, -1))
                        .filter(i -> i >= 3 && values[i] > least)
                        .limit(k)
                        .sorted()
                        .toArray();
                assertThat(count).isEqualTo(best.length);
                c.same("of the " + k + " highest", out, 0, count, i -> best[i]);
            }
        }
    }
}
