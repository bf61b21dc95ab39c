package dev.duet.lanes.math;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.lanes.Columns;
import dev.duet.lanes.KernelRows;
import java.util.Arrays;

/** Curves over columns against one value at a time, and one value against the true function within the ulps that its page states. */
public class MathKernelsTest extends KernelRows {
    public MathKernelsTest() {
        row("Atan.of(float); Atan.of(float[], int)", c -> {
            float[] values = c.floats(-9, 9);
            float[] before = values.clone();
            Atan.of(values, c.n);
            c.same("arc tangent", values, i -> Atan.of(before[i]));
            c.within("arc tangent", 1.9, values, i -> (float) Math.atan(before[i]));
        });
        row("Curves.exp; ExpLog.exp", c -> {
            float[] in = c.floats(-400, 400);
            for (int i = 0; i < c.n; i += 2) {
                in[i] /= 4;
            }
            float[] out = c.stale();
            Curves.exp(in, c.n, out);
            c.same("e^x", out, i -> ExpLog.exp(in[i]));
            c.within("e^x", 1.5, out, i -> (float) Math.exp(in[i]));
        });
        row("Curves.log; ExpLog.logNormal", c -> {
            float[] in = c.floats(0, 9);
            float[] out = c.stale();
            Curves.log(in, -2, 20, c.n, out);
            c.same("ln x", out, i -> ExpLog.logNormal(in[i] * -2 + 20));
            c.within("ln x", 1.4, out, i -> (float) Math.log(in[i] * -2 + 20));
        });
        row("Curves.logOfAny; ExpLog.log", c -> {
            float[] in = c.floats(-1, 9);
            if (c.n > 2) {
                in[1] = Float.MIN_VALUE;
                in[2] = Float.POSITIVE_INFINITY;
            }
            float[] out = c.stale();
            Curves.logOfAny(in, c.n, out);
            c.same("ln x", out, i -> ExpLog.log(in[i]));
            for (int i = 0; i < c.n; i++) {
                if (in[i] >= 0) {
                    c.near("ln x", 1.4, out[i], (float) Math.log(in[i]));
                } else {
                    assertThat(out[i]).isNaN();
                }
            }
        });
        row("Curves.negate", c -> {
            float[] in = c.floats(-9, 9);
            float[] out = c.stale();
            Curves.negate(in, c.n, out);
            c.same("-x", out, i -> -in[i]);
        });
        row("ExpLog.log1p; ExpLog.sigmoid; ExpLog.softplus", c -> {
            float[] in = c.floats(-20, 20);
            for (int i = 0; i < c.n; i++) {
                double x = in[i];
                c.near("ln(1 + x)", 2, ExpLog.log1p(in[i] / 21), (float) Math.log1p(in[i] / 21));
                c.near("sigmoid", 3, ExpLog.sigmoid(in[i]), (float) (1 / (1 + Math.exp(-x))));
                c.near("ln(1 + e^x)", 2.6, ExpLog.softplus(in[i]), (float) Math.log1p(Math.exp(x)));
            }
        });
        row("Logistic.of; Logistic.ofNegatives", MathKernelsTest::logistic);
        row("Logistic.probability", c -> {
            float[] z = c.floats(-20, 20);
            float[] before = z.clone();
            Logistic.probability(z, c.n);
            c.same("probability", z, i -> ExpLog.sigmoid(before[i]));
        });
        row("Sigmoids.probabilities", MathKernelsTest::sigmoids);
        row("Softmax.largest; Softmax.sum; Softmax.probability", MathKernelsTest::softmax);
        row("DoubleRuns.padded; DoubleRuns.dot; DoubleRuns.sum", MathKernelsTest::doubleSums);
        row("DoubleRuns.addScaled; DoubleRuns.invert; DoubleRuns.maxProduct", MathKernelsTest::doubleProducts);
        row("DoubleRuns.exp(double[], int, int); DoubleRuns.exp(double)", MathKernelsTest::doubleExp);
    }

    private static void logistic(Columns c) {
        Logistic logistic = new Logistic();
        for (boolean logits : new boolean[] {true, false}) {
            float[] value = logits ? c.floats(-20, 20) : c.floats(0, 1);
            logistic.of(value, logits, c.n);
            for (int i = 0; i < c.n; i++) {
                double p = logits ? 1 / (1 + Math.exp(-value[i])) : Math.clamp(value[i], 0x1p-126, 1 - 0x1p-24);
                c.near("probability", 3, logistic.p[i], (float) p);
                double plus = logits ? Math.log1p(Math.exp(value[i])) : -Math.log(1 - (double) (float) p);
                assertThat((double) logistic.plus[i])
                        .as("-ln(1 - p) of %s", value[i])
                        .isCloseTo(plus, org.assertj.core.data.Offset.offset(4e-7 * (1 + plus)));
                double minus = logits ? Math.log1p(Math.exp(-value[i])) : -Math.log(p);
                assertThat((double) logistic.minus[i])
                        .as("-ln p of %s", value[i])
                        .isCloseTo(minus, org.assertj.core.data.Offset.offset(4e-7 * (20 + minus)));
            }
            float[] p = logistic.p.clone();
            float[] plus = logistic.plus.clone();
            logistic.ofNegatives(value, logits, c.n);
            c.same("probability without its logarithm", logistic.p, i -> p[i]);
            c.same("negatives alone", logistic.plus, i -> plus[i]);
        }
    }

    private static void sigmoids(Columns c) {
        float[] p = c.floats(0, 1);
        float[] before = p.clone();
        assertThat(Sigmoids.probabilities(p, c.n, false)).isTrue();
        c.same("probability", p, i -> before[i]);
        float[] z = c.floats(-20, 20);
        float[] logit = z.clone();
        assertThat(Sigmoids.probabilities(z, c.n, true)).isTrue();
        c.same("sigmoid", z, i -> ExpLog.sigmoid(logit[i]));
        if (c.n > 0) {
            int at = c.random.nextInt(c.n);
            p[at] = 1.5f;
            assertThat(Sigmoids.probabilities(p, c.n, false)).isFalse();
            for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY, 2e30f}) {
                z[at] = bad;
                assertThat(Sigmoids.probabilities(z, c.n, true)).isFalse();
            }
        }
    }

    private static void softmax(Columns c) {
        if (c.n == 0) {
            return;
        }
        float[] row = c.floats(-9, 9);
        float[] before = row.clone();
        float largest = Softmax.largest(row, c.n);
        float expected = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < c.n; i++) {
            expected = Math.max(expected, before[i]);
        }
        assertThat(largest).isEqualTo(expected);
        float sum = Softmax.sum(row, c.n, largest);
        float[] parts = new float[4];
        for (int i = 0; i < c.n; i++) {
            parts[i < c.n / 4 * 4 ? i % 4 : 0] += ExpLog.exp(before[i] - largest);
        }
        c.same("sum", sum, (parts[0] + parts[1]) + (parts[2] + parts[3]));
        float[] z = c.floats(-9, 9);
        float[] most = c.floats(9, 12);
        float[] sums = c.floats(1, 40);
        float[] p = c.stale();
        Softmax.probability(z, most, sums, c.n, p);
        c.same("probability", p, i -> ExpLog.exp(z[i] - most[i]) / sums[i]);
        float[] zBefore = z.clone();
        Softmax.probability(z, most, sums, c.n, z);
        c.same("in place", z, i -> ExpLog.exp(zBefore[i] - most[i]) / sums[i]);
    }

    /** Whole blocks, what lies behind the last value being 0, as callers leave it; stale values before and behind the blocks. */
    private static double[] doubles(Columns c, double low, double high) {
        double[] values = new double[8 + DoubleRuns.padded(c.n) + 8];
        Arrays.fill(values, c.stale()[0]);
        for (int i = 0; i < DoubleRuns.padded(c.n); i++) {
            values[8 + i] = i < c.n ? low + (high - low) * c.random.nextDouble() : 0;
        }
        return values;
    }

    private static void same(double actual, double expected) {
        if (Double.compare(actual, expected) != 0) {
            assertThat(actual).isEqualTo(expected);
        }
    }

    private static double inHalves(double[] part) {
        return ((part[0] + part[4]) + (part[2] + part[6])) + ((part[1] + part[5]) + (part[3] + part[7]));
    }

    private static void doubleSums(Columns c) {
        int count = DoubleRuns.padded(c.n);
        assertThat(count % DoubleRuns.BLOCK).isZero();
        assertThat(count).isBetween(c.n, c.n + DoubleRuns.BLOCK - 1);
        double[] a = doubles(c, -3, 3);
        double[] b = doubles(c, -3, 3);
        double[] sum = new double[8];
        double[] dot = new double[8];
        for (int i = 0; i < count; i++) {
            sum[i % 8] += a[8 + i];
            dot[i % 8] += a[8 + i] * b[8 + i];
        }
        assertThat(DoubleRuns.sum(a, 8, count)).isEqualTo(inHalves(sum));
        assertThat(DoubleRuns.dot(a, 8, b, 8, count)).isEqualTo(inHalves(dot));
    }

    private static void doubleProducts(Columns c) {
        double[] a = doubles(c, -3, 3);
        double[] b = doubles(c, -3, 3);
        double most = 0;
        for (int i = 0; i < c.n; i++) {
            most = Math.max(most, a[8 + i] * b[8 + i]);
        }
        assertThat(DoubleRuns.maxProduct(a, 8, b, 8, c.n)).isEqualTo(most);
        double[] sum = a.clone();
        DoubleRuns.addScaled(sum, 8, b, 8, c.n, 1.7);
        double[] inverse = Arrays.copyOfRange(b, 8, b.length);
        DoubleRuns.invert(inverse, c.n);
        for (int i = 0; i < sum.length; i++) {
            boolean in = i >= 8 && i < 8 + c.n;
            same(sum[i], in ? a[i] + b[i] * 1.7 : a[i]);
            if (i < inverse.length) {
                same(inverse[i], i < c.n ? 1 / b[8 + i] : b[8 + i]);
            }
        }
    }

    private static void doubleExp(Columns c) {
        double[] x = doubles(c, -720, 600);
        double[] before = x.clone();
        DoubleRuns.exp(x, 8, DoubleRuns.padded(c.n));
        for (int i = 8; i < 8 + c.n; i++) {
            same(x[i], DoubleRuns.exp(before[i]));
            double exact = before[i] < DoubleRuns.EXP_FLOOR ? 0 : Math.exp(before[i]);
            assertThat(Math.abs(x[i] - exact)).as("e^%s", before[i]).isLessThanOrEqualTo(1e-15 * exact);
        }
        same(x[7], before[7]);
    }
}
