package dev.duet.lanes;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The part of a unit's class cost that is the same for every GT: the binary cross-entropy of all its classes against "no class",
 * {@code S = sum over c of -max(ln(1 - P_c), -100)} with {@code P_c = sqrt(p_c * o)}, p the class probability and o the objectness.
 *
 * <p>Sixteen running products, one per class index modulo 16, take up to five factors {@code 1 - P} each. They are multiplied in
 * halves, and one logarithm finishes eighty classes. A factor is 0 or at least 2^-24, so a running product cannot underflow; where the
 * product of all sixteen comes out tiny (S over 69, or some P = 1) each gets its own logarithm instead. The order of operations does
 * not depend on the vector width. One object per worker; grows only.
 */
public final class ClassSums implements UnitSums {
    /** 4 to 16 lanes. */
    static final VectorSpecies<Float> F = species();

    private static final int L = F.length();
    /** Running products (or sums), whatever the width. */
    static final int WAYS = 16;
    /** Classes that share one logarithm: five factors in each running product. */
    private static final int CHUNK = 5 * WAYS;
    /** Products below this, 2^-100, are not trusted. */
    private static final float LEAST = 0x1p-100f;
    /** What a factor of 0 costs: the clamp of the originals' binary cross-entropy. */
    private static final float CLAMP = 100f;

    private static final VectorShuffle<Float> BY_8 = shifted(8);
    private static final VectorShuffle<Float> BY_4 = shifted(4);
    private static final VectorShuffle<Float> BY_2 = shifted(2);
    private static final VectorShuffle<Float> BY_1 = shifted(1);

    private final boolean logits;
    private final int classes;
    private final int chunks;
    private float[] product = new float[0];
    private float[] sums = new float[0];
    private final float[] ways = new float[WAYS];
    /** 1 - P of the classes of a chunk. */
    private final float[] factor = new float[2 * CHUNK];

    /**
     * @param logits class scores are logits, not probabilities
     * @param classes number of classes C
     */
    public ClassSums(boolean logits, int classes) {
        this.logits = logits;
        this.classes = classes;
        this.chunks = Math.ceilDiv(classes, CHUNK);
    }

    private static VectorSpecies<Float> species() {
        if (Lanes.FLOAT.length() > WAYS) {
            return FloatVector.SPECIES_512;
        }
        return Lanes.FLOAT.length() < 4 ? FloatVector.SPECIES_128 : Lanes.FLOAT;
    }

    private static VectorShuffle<Float> shifted(int by) {
        return VectorShuffle.fromOp(F, i -> (i + by) % F.length());
    }

    @Override
    public boolean of(float[] scores, int base, int stride, int[] unit, float[] objectness, int n, float[] out) {
        product = Lanes.grow(product, n);
        sums = Lanes.grow(sums, n);
        boolean sane = true;
        for (int chunk = 0; chunk < chunks; chunk++) {
            int from = base + chunk * CHUNK;
            int count = Math.min(CHUNK, classes - chunk * CHUNK);
            for (int i = 0; i < n; i++) {
                int at = from + unit[i] * stride;
                product[i] = logits
                        ? productOfLogits(scores, at, count, objectness[i])
                        : productOfProbabilities(scores, at, count, objectness[i]);
            }
            boolean trusted = Checks.within(product, n, LEAST, 1);
            logs(n, chunk == 0 ? out : sums);
            if (!trusted) {
                sane &= settle(scores, from, stride, count, unit, objectness, n, chunk == 0 ? out : sums);
            }
            for (int i = 0; i < n && chunk > 0; i++) {
                out[i] += sums[i];
            }
        }
        return sane;
    }

    private void logs(int n, float[] to) {
        for (int i = 0; i < n; i += L) {
            ExpLog.logNormal(FloatVector.fromArray(F, product, i)).neg().intoArray(to, i);
        }
    }

    /** Replaces the sums of chunks whose product is tiny. */
    private boolean settle(
            float[] scores, int from, int stride, int count, int[] unit, float[] objectness, int n, float[] to) {
        for (int i = 0; i < n; i++) {
            float q = product[i];
            if (!(q >= 0 && q <= 1)) {
                return false;
            }
            if (q < LEAST) {
                to[i] = sumOfWays(scores, from + unit[i] * stride, count, objectness[i]);
            }
        }
        return true;
    }

    private float sumOfWays(float[] scores, int at, int count, float o) {
        for (int w = 0; w < WAYS; w++) {
            float p = 1;
            int zeros = 0;
            for (int c = w; c < count; c += WAYS) {
                float factor = 1 - root(scores[at + c], o);
                zeros += factor == 0 ? 1 : 0;
                p *= factor == 0 ? 1 : factor;
            }
            ways[w] = zeros * CLAMP - ExpLog.logNormal(p);
        }
        for (int half = WAYS / 2; half > 0; half >>= 1) {
            for (int w = 0; w < half; w++) {
                ways[w] += ways[w + half];
            }
        }
        return ways[0];
    }

    /** P of one class at one unit, from its stored score. */
    private float root(float score, float o) {
        float p = logits ? ExpLog.sigmoid(score) : score;
        return (float) Math.sqrt(p * o);
    }

    private static float productOfProbabilities(float[] scores, int at, int count, float o) {
        if (L == 16) {
            return folded(probabilities(scores, at, count, 0, o));
        }
        if (L == 8) {
            return folded(probabilities(scores, at, count, 0, o).mul(probabilities(scores, at, count, 8, o)));
        }
        return folded(probabilities(scores, at, count, 0, o)
                .mul(probabilities(scores, at, count, 8, o))
                .mul(probabilities(scores, at, count, 4, o).mul(probabilities(scores, at, count, 12, o))));
    }

    /** Running products of the classes whose index modulo 16 starts at {@code way}. */
    private static FloatVector probabilities(float[] scores, int at, int count, int way, float o) {
        FloatVector product = FloatVector.broadcast(F, 1f);
        int c = way;
        for (; c + L <= count; c += WAYS) {
            FloatVector p = FloatVector.fromArray(F, scores, at + c);
            product = product.mul(p.mul(o).sqrt().neg().add(1f));
        }
        FloatVector p = FloatVector.fromArray(F, scores, at + c, F.indexInRange(c, count));
        return product.mul(p.mul(o).sqrt().neg().add(1f));
    }

    private float productOfLogits(float[] scores, int at, int count, float o) {
        factors(scores, at, count, o, factor);
        if (L == 16) {
            return folded(way(factor, count, 0));
        }
        if (L == 8) {
            return folded(way(factor, count, 0).mul(way(factor, count, 8)));
        }
        return folded(way(factor, count, 0)
                .mul(way(factor, count, 8))
                .mul(way(factor, count, 4).mul(way(factor, count, 12))));
    }

    /**
     * 1 - P of every class, 1 behind the last up to a whole number of ways; NaN where the logit is infinite. A pass over arrays of its
     * own: with the products in one loop it outgrows what C2 inlines, and boxes.
     */
    private static void factors(float[] scores, int at, int count, float o, float[] to) {
        for (int c = 0; c < Math.ceilDiv(count, WAYS) * WAYS; c += L) {
            VectorMask<Float> in = F.indexInRange(c, Math.max(c, count));
            FloatVector logit = FloatVector.fromArray(F, scores, Math.min(at + c, scores.length), in);
            FloatVector one = FloatVector.broadcast(F, 1f);
            FloatVector p = ExpLog.sigmoid(logit).mul(o).sqrt();
            one.blend(one.sub(p).add(logit.mul(0f)), in).intoArray(to, c);
        }
    }

    /** Running products of the factors whose index modulo 16 starts at {@code way}. */
    private static FloatVector way(float[] factor, int count, int way) {
        FloatVector product = FloatVector.fromArray(F, factor, way);
        for (int c = way + WAYS; c < count + way; c += WAYS) {
            product = product.mul(FloatVector.fromArray(F, factor, c));
        }
        return product;
    }

    /** Product of all ways, multiplied in halves. */
    private static float folded(FloatVector ways) {
        FloatVector v = ways;
        if (L > 8) {
            v = v.mul(v.rearrange(BY_8));
        }
        if (L > 4) {
            v = v.mul(v.rearrange(BY_4));
        }
        v = v.mul(v.rearrange(BY_2));
        return v.mul(v.rearrange(BY_1)).lane(0);
    }
}
