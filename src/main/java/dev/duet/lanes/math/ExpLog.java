package dev.duet.lanes.math;

/**
 * Exponential, logarithm and what detectors build from them, in float32, one value at a time; {@link Curves} does the same separate
 * multiplications and additions over columns, so the bits are the same at every vector width. Polynomials are fitted for least relative error on the reduced
 * range.
 *
 * <p>Greatest error against the true value, in units of the last place of the result, over all floats of the range given (tested):
 * exp 1 on [-87, 88], log 0.9 on the positive numbers, log1p 1.5 on [-1 + 2^-24, 1e30], sigmoid 2.5 on [-80, 80], softplus 2.1 on
 * [-80, 80].
 */
public final class ExpLog {
    static final float LOG2_E = 1.44269504088896341f;
    /** ln 2 in two parts; the first has so few bits that a product with an exponent is exact. */
    static final float LN2_HIGH = 0.693359375f;

    static final float LN2_LOW = -2.12194440e-4f;
    /** 1.5 * 2^23: adding it rounds to a whole number, which then lies in the low bits. */
    static final float ROUND = 12582912f;

    static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);
    static final float EXP_LEAST = -104f;
    static final float EXP_MOST = 89f;
    static final float E0 = 0.4999999403953552f;
    static final float E1 = 0.1666652113199234f;
    static final float E2 = 0.04166838899254799f;
    static final float E3 = 0.00836874544620514f;
    static final float E4 = 0.0013814542908221483f;

    /** Bits of sqrt(1/2): the reduced range of the logarithm is [sqrt(1/2), sqrt(2)). */
    static final int SQRT_HALF_BITS = 0x3f3504f3;

    static final float LIFT = 8388608f;
    static final float LIFT_EXPONENT = 23f;
    static final float L0 = 0.33333316445350647f;
    static final float L1 = -0.25000807642936707f;
    static final float L2 = 0.2000228613615036f;
    static final float L3 = -0.1662459671497345f;
    static final float L4 = 0.14181213080883026f;
    static final float L5 = -0.13128402829170227f;
    static final float L6 = 0.12881407141685486f;
    static final float L7 = -0.0786021426320076f;

    private ExpLog() {}

    /** e^x; 0 below about -103.97, infinity above 88.72, subnormal results rounded. */
    public static float exp(float x) {
        float c = x < EXP_LEAST ? EXP_LEAST : x;
        c = c > EXP_MOST ? EXP_MOST : c;
        float t = c * LOG2_E + ROUND;
        float n = t - ROUND;
        float r = c - n * LN2_HIGH;
        r = r - n * LN2_LOW;
        float p = E4 * r + E3;
        p = p * r + E2;
        p = p * r + E1;
        p = p * r + E0;
        float y = p * (r * r) + r + 1;
        // Two steps, because 2^n alone may be out of range where y * 2^n is not.
        int exponent = Float.floatToRawIntBits(t) - ROUND_BITS;
        int half = exponent >> 1;
        return y * power(half) * power(exponent - half);
    }

    private static float power(int exponent) {
        return Float.intBitsToFloat((exponent + 127) << 23);
    }

    /** ln x; minus infinity at 0, NaN below. */
    public static float log(float x) {
        boolean small = x < Float.MIN_NORMAL;
        float r = logNormal(small ? x * LIFT : x) - (small ? LIFT_EXPONENT * LN2_LOW : 0);
        r = r - (small ? LIFT_EXPONENT * LN2_HIGH : 0);
        if (!(x > 0)) {
            return x == 0 ? Float.NEGATIVE_INFINITY : Float.NaN;
        }
        return x > Float.MAX_VALUE ? x : r;
    }

    /** ln x of a positive normal number; anything for other arguments. */
    public static float logNormal(float x) {
        int bits = Float.floatToRawIntBits(x);
        int exponent = (bits - SQRT_HALF_BITS) >> 23;
        float z = Float.intBitsToFloat(bits - (exponent << 23)) - 1;
        float e = Float.intBitsToFloat(ROUND_BITS + exponent) - ROUND;
        float p = L7 * z + L6;
        p = p * z + L5;
        p = p * z + L4;
        p = p * z + L3;
        p = p * z + L2;
        p = p * z + L1;
        p = p * z + L0;
        float zz = z * z;
        float y = p * (zz * z) + e * LN2_LOW;
        y = y - zz * 0.5f;
        return z + y + e * LN2_HIGH;
    }

    /** ln(1 + x), accurate near 0; minus infinity at -1, NaN below. */
    public static float log1p(float x) {
        float u = 1 + x;
        float correction = (x - (u - 1)) / u;
        return u > 0 && u <= Float.MAX_VALUE ? logNormal(u) + correction : log(u);
    }

    /** The logistic function 1 / (1 + e^-x). */
    public static float sigmoid(float x) {
        return 1 / (exp(-x) + 1);
    }

    /** ln(1 + e^x) = -ln(1 - sigmoid(x)), without overflow. */
    public static float softplus(float x) {
        float positive = x > 0 ? x : 0;
        return positive + log1p(exp(-Math.abs(x)));
    }
}
