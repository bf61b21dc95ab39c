package dev.duet.lanes.overlap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.lanes.memory.FloatSource;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The vector passes give the bits of the scalar formulas, whatever the boxes. */
@Tag("widths")
class PairOverlapsTest {
    private static final int SEEDS = Integer.getInteger("random.seeds", 20);
    private static final int[] SIZES = {0, 1, 3, 4, 5, 15, 16, 17, 33, 200};
    private static final float WIDTH = 416;
    private static final float HEIGHT = 352;

    @Test
    void vectorsEqualScalars() {
        for (long seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            for (int n : SIZES) {
                compare(random, n, "seed " + seed + ", " + n + " pairs");
            }
        }
    }

    private static void compare(SplittableRandom random, int n, String what) {
        int units = n + 1;
        boolean planar = random.nextBoolean();
        float[] boxes = new float[4 * units];
        for (int i = 0; i < boxes.length; i++) {
            boxes[i] = random.nextInt(20) == 0 ? 1e19f * random.nextInt(-1, 2) : (float) random.nextDouble(-40, 400);
        }
        int others = 1 + random.nextInt(5);
        float[][] other = new float[4][others];
        for (int k = 0; k < 4; k++) {
            for (int g = 0; g < others; g++) {
                other[k][g] = random.nextInt(12) == 0 ? 0 : random.nextFloat();
            }
        }
        int[] unit = new int[n];
        int[] end = new int[others];
        for (int i = 0; i < n; i++) {
            unit[i] = random.nextInt(units);
        }
        for (int g = 0; g < others; g++) {
            int from = g == 0 ? 0 : end[g - 1];
            end[g] = g == others - 1 ? n : from + random.nextInt(n - from + 1);
        }
        for (boolean centres : new boolean[] {true, false}) {
            PairOverlaps pairs = new PairOverlaps();
            pairs.boxes(FloatSource.of(boxes), 0, planar, units, unit, n);
            pairs.others(other[0], other[1], other[2], other[3], end, others);
            float[] found = centres ? pairs.centreForm(n, WIDTH, HEIGHT) : pairs.guarded(n, WIDTH, HEIGHT);
            int g = 0;
            for (int i = 0; i < n; i++) {
                while (i >= end[g]) {
                    g++;
                }
                float[] b = new float[4];
                for (int k = 0; k < 4; k++) {
                    b[k] = boxes[planar ? k * units + unit[i] : 4 * unit[i] + k];
                }
                float scalar = centres
                        ? PairOverlaps.centreForm(
                                b[0],
                                b[1],
                                b[2],
                                b[3],
                                WIDTH,
                                HEIGHT,
                                other[0][g],
                                other[1][g],
                                other[2][g],
                                other[3][g])
                        : PairOverlaps.guarded(
                                b[0],
                                b[1],
                                b[2],
                                b[3],
                                WIDTH,
                                HEIGHT,
                                other[0][g],
                                other[1][g],
                                other[2][g],
                                other[3][g]);
                assertThat(Float.floatToIntBits(found[i]))
                        .as("pair %s, centre form %s: %s for %s, %s", i, centres, found[i], scalar, what)
                        .isEqualTo(Float.floatToIntBits(scalar));
            }
            int[] over = new int[n];
            int count = pairs.over(.1f, n, over);
            int at = 0;
            for (int i = 0; i < n; i++) {
                if (found[i] > .1f) {
                    assertThat(over[at++]).as(what).isEqualTo(i);
                }
            }
            assertThat(count).as(what).isEqualTo(at);
        }
    }

    @Test
    void knownOverlaps() {
        // (0, 0, 10, 10) and (5, 0, 15, 10) of an image of 20 x 20 share a third.
        assertThat(PairOverlaps.centreForm(0, 0, 10, 10, 20, 20, .5f, .25f, .5f, .5f))
                .isCloseTo(1 / 3f, org.assertj.core.data.Offset.offset(1e-6f));
        assertThat(PairOverlaps.guarded(0, 0, 10, 10, 20, 20, .5f, .25f, .5f, .5f))
                .isCloseTo(1 / 3f, org.assertj.core.data.Offset.offset(1e-6f));
        assertThat(PairOverlaps.centreForm(0, 0, 4, 4, 20, 20, .8f, .8f, .1f, .1f))
                .isZero();
        assertThat(PairOverlaps.centreForm(4, 4, 4, 4, 20, 20, .2f, .2f, 0, 0)).isNaN();
        assertThat(PairOverlaps.guarded(4, 4, 4, 4, 20, 20, .2f, .2f, 0, 0)).isZero();
    }
}
