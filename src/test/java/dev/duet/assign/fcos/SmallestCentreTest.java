package dev.duet.assign.fcos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Pyramid;
import dev.duet.api.Systems;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** YOLOX's centre cells against a loop over all cells and GTs. */
@Tag("widths")
class SmallestCentreTest {
    private static final int[] STRIDES = {8, 16, 32};
    private static final float[] RANGES = {-1, 64, 64, 128, 128, 1e8f};

    @ParameterizedTest
    @ValueSource(strings = {"3x3", "every level", "1"})
    void agreesWithALoopOverEverything(String variant) {
        DetectionSystem system = Systems.YOLOX_CENTER.classes(3).set("positives", variant.equals("1") ? "1" : "3x3");
        if (variant.equals("every level")) {
            system = system.set("scale_ranges", "none");
        }
        for (int seed = 0; seed < Integer.getInteger("random.seeds", 20); seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int n = random.nextInt(60);
            float[] boxes = new float[4 * n];
            int[] labels = new int[n];
            for (int g = 0; g < n; g++) {
                float x = random.nextInt(-40, 300);
                float y = random.nextInt(-40, 220);
                boxes[4 * g] = x;
                boxes[4 * g + 1] = y;
                boxes[4 * g + 2] = x + random.nextInt(0, 200);
                boxes[4 * g + 3] = y + random.nextInt(0, 200);
                labels[g] = random.nextInt(3);
            }
            int[] offsets = {0, n / 3, n / 3, n};
            for (int threads : new int[] {1, 2, 5}) {
                try (Duet duet =
                        Duet.engine(system, Pyramid.of(192, 256, STRIDES)).threads(threads)) {
                    Assignment duets = duet.assign(GroundTruths.ofRows(boxes, labels, offsets));
                    int[] actual = new int[3 * duet.units()];
                    duets.fillAssignedGt(actual);
                    assertThat(actual)
                            .as("seed " + seed + ", " + threads + " threads")
                            .isEqualTo(expected(boxes, offsets, variant, duet.units()));
                }
            }
        }
    }

    private static int[] expected(float[] boxes, int[] offsets, String variant, int units) {
        int[] expected = new int[3 * units];
        Arrays.fill(expected, -1);
        for (int b = 0; b < 3; b++) {
            int unit = b * units;
            for (int l = 0; l < 3; l++) {
                for (int y = 0; y < 192 / STRIDES[l]; y++) {
                    for (int x = 0; x < 256 / STRIDES[l]; x++) {
                        float least = Float.POSITIVE_INFINITY;
                        for (int g = offsets[b]; g < offsets[b + 1]; g++) {
                            float area = (boxes[4 * g + 2] - boxes[4 * g]) * (boxes[4 * g + 3] - boxes[4 * g + 1]);
                            if (answers(boxes, g, l, x, y, variant) && area < least) {
                                least = area;
                                expected[unit] = g - offsets[b];
                            }
                        }
                        unit++;
                    }
                }
            }
        }
        return expected;
    }

    private static boolean answers(float[] boxes, int g, int l, int x, int y, String variant) {
        float s = STRIDES[l];
        float px = (x + .5f) * s;
        float py = (y + .5f) * s;
        float cx = (boxes[4 * g] + boxes[4 * g + 2]) / 2;
        float cy = (boxes[4 * g + 1] + boxes[4 * g + 3]) / 2;
        boolean near = variant.equals("1")
                ? Math.floor(cx / s) == x && Math.floor(cy / s) == y
                : Math.abs(px - cx) < 1.5f * s && Math.abs(py - cy) < 1.5f * s;
        float farthest = Math.max(
                Math.max(px - boxes[4 * g], py - boxes[4 * g + 1]),
                Math.max(boxes[4 * g + 2] - px, boxes[4 * g + 3] - py));
        boolean inRange = farthest >= RANGES[2 * l] && farthest <= RANGES[2 * l + 1];
        return near && (inRange || variant.equals("every level"));
    }
}
