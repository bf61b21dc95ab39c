package dev.duet.jmh;

import dev.duet.lanes.cells.CellLanes;
import dev.duet.lanes.select.Checks;
import dev.duet.lanes.select.HighestPositive;
import dev.duet.lanes.select.LowestRanks;
import dev.duet.lanes.select.TopK;
import java.util.Arrays;

/** Filters and selections: what C2 does not vectorise. */
final class SelectionKernels {
    private static final int K = 10;

    private SelectionKernels() {}

    /** Positions of the values over a threshold that one in thirty passes. */
    static final class AtLeast extends Kernel {
        private final float[] value = probabilities(PADDED);

        @Override
        void vector() {
            count = TopK.atLeast(value, 0, N, 0.9f, 0, picked, 0);
        }

        @Override
        void scalar() {
            int n = 0;
            for (int i = 0; i < N; i++) {
                if (value[i] >= 0.9f && value[i] > 0) {
                    picked[n++] = i;
                }
            }
            count = n;
        }
    }

    /** A bound of the tenth largest: the tenth largest of the maxima of sixteen buckets. */
    static final class LowerBound extends Kernel {
        private final float[] value = probabilities(PADDED);
        private final HighestPositive highest = new HighestPositive();
        private final float[] most = new float[16];

        @Override
        void vector() {
            picked[0] = Float.floatToRawIntBits(highest.lowerBound(value, 0, N, K));
            count = 1;
        }

        @Override
        void scalar() {
            Arrays.fill(most, 0);
            for (int i = 0; i < N; i++) {
                most[i % 16] = Math.max(most[i % 16], value[i]);
            }
            Arrays.sort(most);
            picked[0] = Float.floatToRawIntBits(most[16 - K]);
            count = 1;
        }
    }

    /** Positions of the ten largest. */
    static final class Top extends Kernel {
        private final float[] value = probabilities(PADDED);
        private final TopK topK = new TopK();
        private final float[] best = new float[K];

        @Override
        void vector() {
            count = topK.select(value, 0, N, K, 0, picked);
        }

        @Override
        void scalar() {
            count = insertAll(value, 1, best, picked);
        }
    }

    /** Positions of the ten smallest. */
    static final class Lowest extends Kernel {
        private final float[] value = probabilities(PADDED);
        private final int[] key = new int[PADDED];
        private final LowestRanks ranks = new LowestRanks();
        private final float[] best = new float[K];

        Lowest() {
            for (int i = 0; i < PADDED; i++) {
                key[i] = i;
            }
        }

        @Override
        void vector() {
            count = ranks.select(value, key, N, K, picked);
        }

        @Override
        void scalar() {
            count = insertAll(value, -1, best, picked);
        }
    }

    /** Insertion into the ten best so far, as such code is usually written. */
    private static int insertAll(float[] value, float sign, float[] best, int[] picked) {
        int size = 0;
        for (int i = 0; i < Kernel.N; i++) {
            float v = sign * value[i];
            if (size == K && v <= best[K - 1]) {
                continue;
            }
            int at = Math.min(size, K - 1);
            while (at > 0 && v > best[at - 1]) {
                best[at] = best[at - 1];
                picked[at] = picked[at - 1];
                at--;
            }
            best[at] = v;
            picked[at] = i;
            size = Math.min(size + 1, K);
        }
        return size;
    }

    /** GTs that span a column of cells, as bits: conflicts in a crowded image. */
    static final class Holding extends Kernel {
        private final int[] first = new int[PADDED];
        private final int[] last = new int[PADDED];
        private final long[] bits = new long[N / Long.SIZE];

        Holding() {
            for (int i = 0; i < PADDED; i++) {
                first[i] = (int) x1[i];
                last[i] = (int) x2[i];
            }
        }

        @Override
        void vector() {
            CellLanes.holding(first, last, N, 30, bits, 0);
            out[0] = set();
        }

        @Override
        void scalar() {
            Arrays.fill(bits, 0);
            for (int i = 0; i < N; i++) {
                if (first[i] <= 30 && last[i] >= 30) {
                    bits[i >> 6] |= 1L << i;
                }
            }
            out[0] = set();
        }

        private int set() {
            int n = 0;
            for (int w = 0; w < bits.length; w++) {
                n += Long.bitCount(bits[w]);
            }
            return n;
        }
    }

    /** Are all numbers in a range? Every candidate's box and score is checked so. */
    static final class Within extends Kernel {
        @Override
        void vector() {
            out[0] = Checks.within(x1, N, -1e9f, 1e9f) ? 1 : 2;
        }

        @Override
        void scalar() {
            boolean in = true;
            for (int i = 0; i < N; i++) {
                in &= x1[i] >= -1e9f && x1[i] <= 1e9f;
            }
            out[0] = in ? 1 : 2;
        }
    }
}
