package dev.duet.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.overlap.BoxColumns;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/**
 * Padded buffers of one size for a kernel's row: plain values up to the size, stale ones behind it. Every fourth value lies on a coarse
 * grid, so that there are equals.
 */
public final class Columns {
    /** Sizes at which loops over vectors, blocks of 16 and of 64, and small special cases go wrong. */
    static final int[] SIZES = {0, 1, Lanes.COUNT - 1, Lanes.COUNT, Lanes.COUNT + 1, 17, 37, 67, 131, 521};

    /** What lies behind the end, in turn; some of it would count if it were looked at. */
    static final float[][] STALE = {
        {Float.NaN},
        {Float.POSITIVE_INFINITY},
        {Float.NEGATIVE_INFINITY},
        {Float.MAX_VALUE, -Float.MAX_VALUE},
        {0},
        {20, 30},
        {Float.NaN, 1e30f, Float.NEGATIVE_INFINITY, .5f, -1e30f, Float.POSITIVE_INFINITY, Float.MIN_VALUE}
    };

    /** A number per place. */
    public interface At {
        float of(int i);
    }

    /** Values in use. */
    public final int n;

    public final SplittableRandom random;
    private final float[] stale;

    Columns(int n, float[] stale, long seed) {
        this.n = n;
        this.stale = stale;
        this.random = new SplittableRandom(seed);
    }

    /** {@code n} values from low to high. */
    public float[] floats(double low, double high) {
        return floats(n, low, high);
    }

    /** {@code count} values from low to high. */
    public float[] floats(int count, double low, double high) {
        float[] values = stale(count);
        for (int i = 0; i < count; i++) {
            values[i] = number(low, high);
        }
        return values;
    }

    /** One value from low to high. */
    public float number(double low, double high) {
        double share = random.nextInt(4) == 0 ? random.nextInt(9) / 8.0 : random.nextDouble();
        return (float) (low + (high - low) * share);
    }

    /** {@code count} whole numbers from low to below high; extremes behind them. */
    public int[] ints(int count, int low, int high) {
        int[] values = staleInts(count);
        for (int i = 0; i < count; i++) {
            values[i] = random.nextInt(low, high);
        }
        return values;
    }

    /** A buffer for {@code count} values that holds nothing but stale ones. */
    public float[] stale(int count) {
        float[] values = new float[Lanes.padded(count)];
        for (int i = 0; i < values.length; i++) {
            values[i] = stale[i % stale.length];
        }
        return values;
    }

    public float[] stale() {
        return stale(n);
    }

    public int[] staleInts(int count) {
        int[] values = new int[Lanes.padded(count)];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 2 == 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE;
        }
        return values;
    }

    public int[] staleInts() {
        return staleInts(n);
    }

    /** Distinct keys in no order. */
    public int[] keys() {
        int[] keys = staleInts();
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            keys[i] = keys[j];
            keys[j] = 3 * i;
        }
        return keys;
    }

    /** Boxes in columns. */
    public Boxes boxes() {
        return boxes(n);
    }

    public Boxes boxes(int count) {
        Boxes b = new Boxes(stale(count), stale(count), stale(count), stale(count));
        for (int i = 0; i < count; i++) {
            float[] box = box();
            b.x1[i] = box[0];
            b.y1[i] = box[1];
            b.x2[i] = box[2];
            b.y2[i] = box[3];
        }
        if (stale.length > 1) {
            // Overlaps all boxes that tests compare with.
            Arrays.fill(b.x1, count, b.x1.length, 21);
            Arrays.fill(b.y1, count, b.y1.length, 31);
            Arrays.fill(b.x2, count, b.x2.length, 40);
            Arrays.fill(b.y2, count, b.y2.length, 44);
        }
        return b;
    }

    /** A box of 0 to 60 pixels a side in an image of 100; one in eight is inverted, one flat, one far too large. */
    public float[] box() {
        float x = number(-10, 90);
        float y = number(-10, 90);
        float[] box = {x, y, x + number(0, 60), y + number(0, 60)};
        switch (random.nextInt(8)) {
            case 0 -> box[2] = x - number(0, 20);
            case 1 -> box[3] = y;
            case 2 -> box[2] = number(1e8, 1e9);
            default -> {}
        }
        return box;
    }

    /** True where every vector is full, so that nothing stale is looked at. */
    public boolean whole() {
        return n % Lanes.COUNT == 0;
    }

    /** The first {@code n} values, bit by bit; any NaN is NaN. */
    public void same(String what, float[] actual, At expected) {
        same(what, actual, 0, n, expected);
    }

    public void same(String what, float[] actual, int from, int count, At expected) {
        for (int i = 0; i < count; i++) {
            float value = expected.of(i);
            if (Float.floatToIntBits(actual[from + i]) != Float.floatToIntBits(value)) {
                assertThat(actual[from + i]).as("%s %d of %d", what, i, count).isEqualTo(value);
                assertThat(1 / actual[from + i]).as("sign of %s %d", what, i).isEqualTo(1 / value);
            }
        }
    }

    /** One value, bit by bit. */
    public void same(String what, float actual, float expected) {
        same(what, new float[] {actual}, 0, 1, i -> expected);
    }

    public void same(String what, int[] actual, int from, int count, IntUnaryOperator expected) {
        for (int i = 0; i < count; i++) {
            if (actual[from + i] != expected.applyAsInt(i)) {
                assertThat(actual[from + i]).as("%s %d of %d", what, i, count).isEqualTo(expected.applyAsInt(i));
            }
        }
    }

    /** The places that {@code in} names, rising, and no others. */
    public void places(String what, int[] actual, int from, int count, IntPredicate in) {
        int at = 0;
        for (int i = 0; i < n; i++) {
            if (in.test(i)) {
                assertThat(at).as("%s: place %d is missing", what, i).isLessThan(count);
                assertThat(actual[from + at++]).as(what).isEqualTo(i);
            }
        }
        assertThat(count).as("how many %s", what).isEqualTo(at);
    }

    /** The first {@code n} values, at most so many units of the last place of the expected ones away. */
    public void within(String what, double ulps, float[] actual, At expected) {
        for (int i = 0; i < n; i++) {
            near(what + " " + i, ulps, actual[i], expected.of(i));
        }
    }

    public void near(String what, double ulps, float actual, float expected) {
        if (!(Math.abs((double) actual - expected) <= ulps * Math.ulp(expected)) && actual != expected) {
            assertThat(actual).as("%s, at most %s ulps away", what, ulps).isEqualTo(expected);
        }
    }

    /** The same arrays as kernels take them. */
    public static BoxColumns columns(Boxes b, float[] area) {
        BoxColumns columns = new BoxColumns();
        columns.x1 = b.x1();
        columns.y1 = b.y1();
        columns.x2 = b.x2();
        columns.y2 = b.y2();
        columns.area = area;
        return columns;
    }

    /** One box. */
    public static BoxColumns column(float... g) {
        float[] area = {(g[2] - g[0]) * (g[3] - g[1])};
        return columns(new Boxes(new float[] {g[0]}, new float[] {g[1]}, new float[] {g[2]}, new float[] {g[3]}), area);
    }

    /** Four columns of boxes. */
    public record Boxes(float[] x1, float[] y1, float[] x2, float[] y2) {
        /** Width of what box i has in common with another, 0 where they are apart. */
        public float commonWidth(int i, float[] g) {
            return Math.max(Math.min(x2[i], g[2]) - Math.max(x1[i], g[0]), 0);
        }

        public float commonHeight(int i, float[] g) {
            return Math.max(Math.min(y2[i], g[3]) - Math.max(y1[i], g[1]), 0);
        }

        public float common(int i, float[] g) {
            return commonWidth(i, g) * commonHeight(i, g);
        }

        public float area(int i) {
            return (x2[i] - x1[i]) * (y2[i] - y1[i]);
        }
    }
}
