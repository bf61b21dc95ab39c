package dev.duet.oracle;

/**
 * Rounding-level disturbance of an oracle's intermediate values. A decision that changes under it hangs on the last bits, where
 * two honest implementations may differ. It is a function of the value disturbed, so that exact ties stay exact ties.
 */
public final class Noise {
    /** No disturbance. */
    public static final Noise NONE = new Noise(0, 0, 0);

    private final long seed;
    private final float relative;
    private final float absolute;

    private Noise(long seed, float relative, float absolute) {
        this.seed = seed;
        this.relative = relative;
        this.absolute = absolute;
    }

    /** For axis-aligned overlaps; CIoU is a difference of numbers around 1, so its error is absolute. */
    public static Noise axisAligned(long seed) {
        return new Noise(seed, 1e-6f, 3e-7f);
    }

    /** For probIoU, which cancels more. */
    public static Noise rotated(long seed) {
        return new Noise(seed, 1e-5f, 2e-7f);
    }

    /** A value computed with a relative error. */
    float value(float v) {
        return v * (1 + relative * unit(Float.floatToRawIntBits(v)));
    }

    /** A difference of numbers around 1, before it is clamped. */
    float difference(float v) {
        return v * (1 + relative * unit(Float.floatToRawIntBits(v))) + absolute * unit(~Float.floatToRawIntBits(v));
    }

    /** A metric computed from two inputs. */
    float metric(float metric, float score, float overlap) {
        return metric
                * (1 + 2 * relative * unit(31 * Float.floatToRawIntBits(score) + Float.floatToRawIntBits(overlap)));
    }

    /** A disturbance relative to {@code scale}, for a test against 0 on the value {@code v}. */
    float against(float v, float scale) {
        return v + relative * scale * unit(Float.floatToRawIntBits(v));
    }

    /** Between -1 and 1; 0 without a seed. */
    private float unit(int bits) {
        if (relative == 0) {
            return 0;
        }
        long z = (bits + seed * 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 29)) * 0x94D049BB133111EBL;
        z ^= z >>> 32;
        return (z & 0xffff) / 32768f - 1;
    }
}
