package dev.duet.lanes.math;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.lanes.memory.Lanes;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("widths")
class ExpLogTest {
    private interface Scalar {
        float of(float x);
    }

    private interface Column {
        void of(float[] in, int n, float[] out);
    }

    private static final float[] SPECIAL = {
        0f,
        -0f,
        1f,
        -1f,
        Float.MIN_VALUE,
        Float.MIN_NORMAL,
        -Float.MIN_VALUE,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN,
        88.7228f,
        88.73f,
        89f,
        -87.4f,
        -103.9f,
        -104f,
        -1e-8f,
        1e-8f,
        -0.99999994f,
        0.70710678f,
        0.70710677f,
        1.4142135f
    };

    /** Greatest error in ulps of the result over every {@code step}-th float of [low, high]. */
    private static double worst(Scalar f, DoubleUnaryOperator exact, float low, float high, int step) {
        double worst = 0;
        int from = order(low);
        int to = order(high);
        for (long i = from; i <= to; i += step) {
            float x = value((int) i);
            double truth = exact.applyAsDouble(x);
            double error = Math.abs(f.of(x) - truth) / Math.ulp((float) truth);
            if (!(error <= worst)) {
                worst = error;
            }
        }
        return worst;
    }

    private static int order(float x) {
        int bits = Float.floatToRawIntBits(x);
        return bits < 0 ? Integer.MIN_VALUE - bits : bits;
    }

    private static float value(int order) {
        return Float.intBitsToFloat(order < 0 ? Integer.MIN_VALUE - order : order);
    }

    @Test
    void errorsStayWithinTheStatedBounds() {
        int step = Integer.getInteger("explog.step", 1009);
        assertThat(worst(ExpLog::exp, Math::exp, -87, 88, step)).as("exp").isLessThan(1);
        assertThat(worst(ExpLog::log, Math::log, Float.MIN_VALUE, Float.MAX_VALUE, step))
                .as("log")
                .isLessThan(0.9);
        assertThat(worst(ExpLog::log1p, Math::log1p, -0.99999994f, 1e30f, step))
                .as("log1p")
                .isLessThan(1.5);
        assertThat(worst(ExpLog::sigmoid, x -> 1 / (1 + Math.exp(-x)), -80, 80, step))
                .as("sigmoid")
                .isLessThan(2.5);
        assertThat(worst(ExpLog::softplus, x -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), -80, 80, step))
                .as("softplus")
                .isLessThan(2.1);
    }

    @Test
    void columnsHaveTheBitsOfTheScalars() {
        sameBits("exp", ExpLog::exp, Curves::exp);
        sameBits("log", ExpLog::log, Curves::logOfAny);
        sameBits("sigmoid", ExpLog::sigmoid, (in, n, out) -> {
            System.arraycopy(in, 0, out, 0, n);
            Logistic.probability(out, n);
        });
        sameBits("logNormal", x -> ExpLog.logNormal(Math.abs(x) + 1e-8f), (in, n, out) -> {
            for (int i = 0; i < n; i++) {
                out[i] = Math.abs(in[i]) + 1e-8f;
            }
            Curves.log(out, 1, 0, n, out);
        });
    }

    private static void sameBits(String name, Scalar scalar, Column column) {
        int n = 4096;
        float[] in = new float[Lanes.padded(n)];
        float[] out = new float[Lanes.padded(n)];
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < n; i++) {
            in[i] = i < SPECIAL.length
                    ? SPECIAL[i]
                    : i % 2 == 0 ? (float) (random.nextDouble() * 200 - 100) : Float.intBitsToFloat(random.nextInt());
        }
        column.of(in, n, out);
        for (int i = 0; i < n; i++) {
            assertThat(Float.floatToIntBits(out[i]))
                    .as("%s(%s): lane %s", name, in[i], out[i])
                    .isEqualTo(Float.floatToIntBits(scalar.of(in[i])));
        }
    }

    @Test
    void edgesOfTheRange() {
        assertThat(ExpLog.exp(-200)).isZero();
        assertThat(ExpLog.exp(200)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(ExpLog.exp(0)).isEqualTo(1);
        assertThat(ExpLog.exp(Float.NaN)).isNaN();
        assertThat(ExpLog.log(0)).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(ExpLog.log(1)).isZero();
        assertThat(ExpLog.log(-1)).isNaN();
        assertThat(ExpLog.log(Float.POSITIVE_INFINITY)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(ExpLog.log1p(-1)).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(ExpLog.log1p(-2)).isNaN();
        assertThat(ExpLog.sigmoid(-200)).isZero();
        assertThat(ExpLog.sigmoid(200)).isEqualTo(1);
        assertThat(ExpLog.softplus(1000)).isEqualTo(1000);
        assertThat(ExpLog.softplus(-1000)).isZero();
    }
}
