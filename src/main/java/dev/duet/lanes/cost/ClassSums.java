package dev.duet.lanes.cost;

import dev.duet.lanes.math.Curves;
import dev.duet.lanes.math.ExpLog;
import dev.duet.lanes.math.Logistic;
import dev.duet.lanes.math.Sigmoids;
import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.select.Checks;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The part of a unit's class cost that is the same for every GT: the binary cross-entropy of all its classes against "no class",
 * {@code S = sum over c of -max(ln(1 - P_c), -100)} with {@code P_c = sqrt(p_c * o)}, p the class probability and o the objectness.
 *
 * <p>Sixteen running products, one per class index modulo 16, take up to five factors {@code 1 - P} each. They are multiplied in
 * halves, and one logarithm finishes eighty classes. A factor is 0 or at least 2^-24, so a running product cannot underflow; where the
 * product of all sixteen comes out tiny (S over 69, or some P = 1) each gets its own logarithm instead. The order of operations does
 * not depend on the vector width. Every kernel is one loop over arrays, because C2 boxes the vectors of a call it does not inline. One
 * object per worker; grows only.
 */
public final class ClassSums implements UnitSums {
    /** 4 to 16 lanes. */
    private static final VectorSpecies<Float> F = species();

    private static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, F.vectorShape());
    private static final IntVector ONE_BITS = IntVector.broadcast(I, Float.floatToRawIntBits(1));
    private static final int L = F.length();
    /** Running products (or sums), whatever the width. */
    private static final int WAYS = 16;
    /** Classes that share one logarithm: five factors in each running product. */
    private static final int CHUNK = 5 * WAYS;
    /** Products below this, 2^-100, are not trusted. */
    private static final float LEAST = 0x1p-100f;
    /** What a factor of 0 costs: the clamp of the originals' binary cross-entropy. */
    private static final float CLAMP = 100f;

    /** Units whose running products are held at a time. */
    private static final int BLOCK = 64;

    private final boolean logits;
    private final int classes;
    private final int chunks;
    /** Sum of what was touched, so that the touching is not left out. */
    private float touched;

    private float[] product = new float[0];
    private float[] sums = new float[0];
    private final float[] ways = new float[WAYS];
    /** Running products of a block of units, the sixteen of a unit together. */
    private final float[] running = new float[BLOCK * WAYS];
    /** Where the scores of each unit of a block begin. */
    private final int[] begin = new int[BLOCK];
    /** Scores of a block of units side by side, where they are not read in place. */
    private final float[] gathered = new float[Lanes.padded(BLOCK * CHUNK)];

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

    @Override
    public boolean of(float[] scores, int base, int stride, int[] unit, float[] objectness, int n, float[] out) {
        product = Lanes.grow(product, n);
        sums = Lanes.grow(sums, n);
        boolean sane = true;
        for (int chunk = 0; chunk < chunks; chunk++) {
            int from = base + chunk * CHUNK;
            int count = Math.min(CHUNK, classes - chunk * CHUNK);
            if (!products(scores, from, stride, count, unit, objectness, n)) {
                return false;
            }
            boolean trusted = Checks.within(product, n, LEAST, 1);
            minusLogs(n, chunk == 0 ? out : sums);
            if (!trusted) {
                sane &= settle(scores, from, stride, count, unit, objectness, n, chunk == 0 ? out : sums);
            }
            for (int i = 0; i < n && chunk > 0; i++) {
                out[i] += sums[i];
            }
        }
        return sane;
    }

    /** Products over {@code count} classes from {@code from}, block by block; false where a score is none. */
    private boolean products(float[] scores, int from, int stride, int count, int[] unit, float[] objectness, int n) {
        for (int first = 0; first < n; first += BLOCK) {
            int size = Math.min(BLOCK, n - first);
            for (int i = 0; i < size; i++) {
                begin[i] = from + unit[first + i] * stride;
            }
            touched = touch(scores, size, count);
            float[] chances = scores;
            if (logits || reachesOver(scores.length, size, count)) {
                gather(scores, size, count);
                chances = gathered;
            }
            if (logits && !probabilities(size * count)) {
                return false;
            }
            if (!running(chances, begin, count, objectness, first, size, running) && !within(chances, size, count)) {
                return false;
            }
            fold(running, size, product, first);
        }
        return true;
    }

    /** Reads a score from every cache line of a block of rows, so that the memory works on all of them at once. */
    private float touch(float[] scores, int size, int count) {
        float sum = 0;
        for (int i = 0; i < size; i++) {
            for (int c = 0; c < count; c += WAYS) {
                sum += scores[begin[i] + c];
            }
            sum += scores[begin[i] + count - 1];
        }
        return sum;
    }

    /** True if the last vector of a row would end behind the array: such a load is checked lane by lane, by a mask on the heap. */
    private boolean reachesOver(int length, int size, int count) {
        int last = 0;
        for (int i = 0; i < size; i++) {
            last = Math.max(last, begin[i]);
        }
        return last > length - Math.ceilDiv(count, L) * L;
    }

    /** Copies the rows of a block side by side. */
    private void gather(float[] scores, int size, int count) {
        for (int i = 0; i < size; i++) {
            System.arraycopy(scores, begin[i], gathered, i * count, count);
            begin[i] = i * count;
        }
    }

    /** Turns gathered logits into probabilities; false where one is none. */
    private boolean probabilities(int n) {
        if (!Checks.within(gathered, n, -Sigmoids.MOST_LOGIT, Sigmoids.MOST_LOGIT)) {
            return false;
        }
        Logistic.probability(gathered, n);
        return true;
    }

    /**
     * Running products of 1 - P, one per class index modulo 16, of units whose probabilities start at {@code begin}; false where one is
     * below 0, minus 0, above 1 or NaN.
     */
    private static boolean running(
            float[] p, int[] begin, int count, float[] objectness, int first, int size, float[] running) {
        // The bits of numbers from 0 on order them: a sign bit shows in what is below 0, or in its distance from 1.
        IntVector signs = IntVector.zero(I);
        for (int i = 0; i < size; i++) {
            float o = objectness[first + i];
            for (int way = 0; way < WAYS; way += L) {
                FloatVector product = FloatVector.broadcast(F, 1f);
                int c = way;
                for (; c + L <= count; c += WAYS) {
                    FloatVector v = FloatVector.fromArray(F, p, begin[i] + c);
                    signs = signs.or(v.reinterpretAsInts()).or(ONE_BITS.sub(v.reinterpretAsInts()));
                    product = product.mul(v.mul(o).sqrt().neg().add(1f));
                }
                if (c < count) {
                    FloatVector v = FloatVector.fromArray(F, p, begin[i] + c, F.indexInRange(c, count));
                    signs = signs.or(v.reinterpretAsInts()).or(ONE_BITS.sub(v.reinterpretAsInts()));
                    product = product.mul(v.mul(o).sqrt().neg().add(1f));
                }
                product.intoArray(running, i * WAYS + way);
            }
        }
        return !signs.compare(VectorOperators.LT, 0).anyTrue();
    }

    /** True if all scores of a block of rows are probabilities. */
    private boolean within(float[] p, int size, int count) {
        boolean within = true;
        for (int i = 0; i < size; i++) {
            for (int c = begin[i]; c < begin[i] + count; c++) {
                within &= p[c] >= 0 && p[c] <= 1;
            }
        }
        return within;
    }

    /** Products of sixteen, multiplied in halves. */
    private static void fold(float[] running, int size, float[] product, int first) {
        for (int i = 0; i < size; i++) {
            int r = i * WAYS;
            float a = running[r] * running[r + 8] * (running[r + 4] * running[r + 12]);
            float b = running[r + 2] * running[r + 10] * (running[r + 6] * running[r + 14]);
            float c = running[r + 1] * running[r + 9] * (running[r + 5] * running[r + 13]);
            float d = running[r + 3] * running[r + 11] * (running[r + 7] * running[r + 15]);
            product[first + i] = a * b * (c * d);
        }
    }

    private void minusLogs(int n, float[] to) {
        Curves.log(product, 1, 0, n, to);
        Curves.negate(to, n, to);
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
}
