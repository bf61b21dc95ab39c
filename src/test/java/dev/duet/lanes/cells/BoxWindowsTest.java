package dev.duet.lanes.cells;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.lanes.memory.FloatSource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The vector search for boxes in windows against its scalar twin, and against the bounds it stands for. */
@Tag("widths")
class BoxWindowsTest {
    private static final int SEEDS = Integer.getInteger("random.seeds", 20);
    private static final int[] SIZES = {1, 3, 4, 5, 63, 64, 65, 127, 128, 1023, 1024, 1025, 2111};
    private static final float WIDTH = 320;
    private static final float HEIGHT = 200;

    @Test
    void findsWhatItsScalarTwinFinds() {
        for (long seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int units = SIZES[random.nextInt(SIZES.length)];
            int images = 1 + random.nextInt(2);
            int image = random.nextInt(images);
            float[][] boxes = boxes(random, units);
            float[][] bounds = bounds(random, random.nextInt(40));
            BoxWindows windows = new BoxWindows();
            for (boolean planar : new boolean[] {false, true}) {
                for (boolean offHeap : new boolean[] {false, true}) {
                    FloatSource source = source(boxes, images, image, planar, offHeap);
                    windows.start(bounds.length, WIDTH, HEIGHT);
                    for (int w = 0; w < bounds.length; w++) {
                        for (int k = 0; k < 4; k++) {
                            windows.bound(w, k, bounds[w][2 * k], bounds[w][2 * k + 1]);
                        }
                    }
                    int n = windows.find(source, 4L * units * image, planar, units);
                    String what = "seed " + seed + ", " + units + " boxes, planar " + planar + ", off heap " + offHeap;
                    TreeSet<String> found = new TreeSet<>();
                    int from = 0;
                    for (int w = 0; w < bounds.length; w++) {
                        for (int i = from; i < windows.end()[w]; i++) {
                            assertThat(i == from || windows.unit()[i] > windows.unit()[i - 1])
                                    .as("rising: " + what)
                                    .isTrue();
                            found.add(w + " " + windows.unit()[i]);
                        }
                        from = windows.end()[w];
                    }
                    assertThat(n).isEqualTo(from).isEqualTo(found.size());
                    assertThat(windows.finite()).isTrue();
                    compare(what, boxes, bounds, found);
                }
            }
        }
    }

    private static void compare(String what, float[][] boxes, float[][] bounds, TreeSet<String> found) {
        float[] scales = {255 / (2 * WIDTH), 255 / (2 * HEIGHT), 255 / WIDTH, 255 / HEIGHT};
        for (int w = 0; w < bounds.length; w++) {
            for (int u = 0; u < boxes.length; u++) {
                float[] b = boxes[u];
                float[] numbers = {b[0] + b[2], b[1] + b[3], b[2] - b[0], b[3] - b[1]};
                boolean inBounds = true;
                boolean inSteps = true;
                for (int k = 0; k < 4; k++) {
                    float low = bounds[w][2 * k];
                    float high = bounds[w][2 * k + 1];
                    inBounds &= numbers[k] >= low && numbers[k] <= high;
                    int step = BoxCodes.step(numbers[k], scales[k]);
                    inSteps &= step >= BoxCodes.step(low, scales[k]) && step <= BoxCodes.step(high, scales[k]);
                }
                String pair = w + " " + u;
                assertThat(found.contains(pair))
                        .as("window and box " + pair + ": " + what)
                        .isEqualTo(inSteps);
                assertThat(inSteps || !inBounds)
                        .as("no box in bounds is missed, " + pair + ": " + what)
                        .isTrue();
            }
        }
    }

    @Test
    void noticesWhatIsNotFinite() {
        SplittableRandom random = new SplittableRandom(1);
        for (int units : SIZES) {
            for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                for (boolean planar : new boolean[] {false, true}) {
                    float[][] boxes = boxes(random, units);
                    boxes[random.nextInt(units)][random.nextInt(4)] = bad;
                    BoxWindows windows = new BoxWindows();
                    windows.start(0, WIDTH, HEIGHT);
                    windows.find(source(boxes, 1, 0, planar, false), 0, planar, units);
                    assertThat(windows.finite())
                            .as("%s in %s boxes, planar %s", bad, units, planar)
                            .isFalse();
                }
            }
        }
    }

    @Test
    void stepsRiseAndAreHeldAtTheEnds() {
        float[] rising = {Float.NEGATIVE_INFINITY, -1e30f, -8, -.1f, 0, .1f, 3, 100, 159, 1e30f, Float.POSITIVE_INFINITY
        };
        int last = -128;
        for (float number : rising) {
            int step = BoxCodes.step(number, 255f / 160);
            assertThat(step).as("step of %s", number).isBetween(last, 127);
            last = step;
        }
        assertThat(BoxCodes.step(-1e30f, 1)).isEqualTo(-128);
        assertThat(BoxCodes.step(1e30f, 1)).isEqualTo(127);
        assertThat(BoxCodes.step(3, 1)).isEqualTo(-125);
    }

    /** Boxes all over the image, some far outside, inverted or huge. */
    private static float[][] boxes(SplittableRandom random, int units) {
        float[][] boxes = new float[units][];
        for (int u = 0; u < units; u++) {
            float x = (float) random.nextDouble(-50, WIDTH + 50);
            float y = (float) random.nextDouble(-50, HEIGHT + 50);
            float w = (float) random.nextDouble(-5, 90);
            float h = (float) random.nextDouble(-5, 90);
            float scale = random.nextInt(30) == 0 ? 1e20f : 1;
            boxes[u] = new float[] {scale * (x - w), scale * (y - h), scale * (x + w), scale * (y + h)};
        }
        return boxes;
    }

    private static float[][] bounds(SplittableRandom random, int count) {
        float[][] bounds = new float[count][8];
        for (int w = 0; w < count; w++) {
            for (int k = 0; k < 4; k++) {
                float middle = (float) random.nextDouble(k < 2 ? 2 * WIDTH : 120);
                float reach = random.nextInt(10) == 0 ? Float.POSITIVE_INFINITY : (float) random.nextDouble(-2, 150);
                bounds[w][2 * k] = middle - reach;
                bounds[w][2 * k + 1] = middle + reach;
            }
        }
        return bounds;
    }

    private static FloatSource source(float[][] boxes, int images, int image, boolean planar, boolean offHeap) {
        int units = boxes.length;
        float[] values = new float[images * units * 4];
        java.util.Arrays.fill(values, Float.NaN);
        for (int u = 0; u < units; u++) {
            for (int k = 0; k < 4; k++) {
                values[4 * units * image + (planar ? k * units + u : 4 * u + k)] = boxes[u][k];
            }
        }
        if (!offHeap) {
            return FloatSource.of(values);
        }
        MemorySegment segment = Arena.ofAuto().allocate(ValueLayout.JAVA_FLOAT, values.length);
        MemorySegment.copy(values, 0, segment, ValueLayout.JAVA_FLOAT, 0, values.length);
        return FloatSource.of(segment);
    }
}
