package dev.duet.assign.rtmdet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.duet.api.Assignment;
import dev.duet.assign.detr.GlobalSystem;
import dev.duet.assign.detr.RawScene;
import dev.duet.random.RandomBatch;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RTMDet, both flavours, against the dense rule on seeded batches. */
@Tag("widths")
class SoftLabelRandomTest {
    private static final int SEEDS = Integer.getInteger("random.seeds", 20);
    /** Decisions nearer than this may go either way in float32. */
    private static final double TIGHT = 1e-5;

    @ParameterizedTest
    @ValueSource(strings = {"mmdet", "mmyolo"})
    void meetsTheDenseRule(String flavour) {
        GlobalSystem system = new GlobalSystem("rtmdet", "flavour", flavour);
        int images = 0;
        int tight = 0;
        for (long seed = 0; seed < 2L * SEEDS; seed++) {
            RandomBatch batch = RandomBatch.of(system.options(), seed);
            Assignment actual = system.assign(batch);
            for (int b = 0; b < actual.images(); b++) {
                SoftLabelOracle expected = new SoftLabelOracle(
                        new RawScene(batch, b),
                        RandomBatch.units(batch.pyramid, 0, 1, false),
                        flavour.equals("mmdet"),
                        13);
                images++;
                if (expected.margin < TIGHT) {
                    tight++;
                    continue;
                }
                compare(flavour + ", image " + b + ", " + batch, actual, b, expected);
            }
        }
        System.out.println("rtmdet " + flavour + ": " + images + " images, " + tight + " too tight to tell");
        assertThat(tight).isLessThanOrEqualTo(2 + images / 5);
    }

    private static void compare(String where, Assignment actual, int image, SoftLabelOracle expected) {
        int from = actual.gtOffset(image);
        int[] k = new int[expected.k.length];
        for (int g = 0; g < k.length; g++) {
            k[g] = actual.wanted(from + g);
        }
        assertThat(k).as("k: " + where).isEqualTo(expected.k);
        int[] claims = new int[actual.units()];
        for (int i = actual.claimOffset(image); i < actual.claimOffset(image + 1); i++) {
            claims[actual.claimUnit(i)]++;
        }
        assertThat(claims).as("claims: " + where).isEqualTo(expected.claims);
        int[] owner = new int[actual.units()];
        Arrays.fill(owner, -1);
        for (int d = actual.offset(image); d < actual.offset(image + 1); d++) {
            owner[actual.unit(d)] = actual.gt(d);
            assertThat(actual.overlap(d))
                    .as("overlap: " + where)
                    .isCloseTo(expected.overlap(actual.gt(d), actual.unit(d)), within(1e-6f));
        }
        assertThat(owner).as("owner: " + where).isEqualTo(expected.owner);
    }
}
