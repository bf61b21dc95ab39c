package dev.duet.assign.tal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.Assignment;
import dev.duet.assign.GtOutcome;
import dev.duet.oracle.Noise;
import dev.duet.oracle.Oracle;
import dev.duet.oracle.OracleResult;
import dev.duet.oracle.OracleScene;
import dev.duet.oracle.OracleUnits;
import dev.duet.oracle.TaskAlignedCatalogue.Row;
import dev.duet.oracle.TaskAlignedOracle;
import dev.duet.random.RandomBatch;
import java.util.Arrays;

/**
 * Compares engine and oracle image by image. Where they differ and the oracle's own decisions turn with its last bits, the image
 * counts as tight and is left out; floats may differ by the spec's tolerance and by what such a disturbance makes of them.
 */
final class OracleComparison {
    private static final int DISTURBANCES = 8;

    private final Row row;
    private int images;
    private int duets;
    private int tight;

    OracleComparison(Row row) {
        this.row = row;
    }

    void compare(RandomBatch batch, Assignment main) {
        OracleUnits units = RandomBatch.units(batch.pyramid, row.corners() ? 0 : 0.5f, row.slots(), true);
        assertThat(main.headNames()).hasSameSizeAs(row.oracles());
        for (int h = 0; h < row.oracles().size(); h++) {
            Assignment head = main.head(main.headNames().get(h));
            for (int b = 0; b < batch.gts.images(); b++) {
                images++;
                OracleScene scene =
                        OracleScene.of(batch.gts, batch.predictions[Math.min(h, batch.predictions.length - 1)], b);
                image(row + ", head " + head.headName() + ", image " + b + ", " + batch, units, scene, h, head, b);
            }
        }
    }

    private void image(String where, OracleUnits units, OracleScene scene, int h, Assignment head, int image) {
        Oracle oracle = row.oracles().get(h);
        OracleResult expected = oracle.assign(units, scene);
        OracleResult actual = actual(head, image, expected);
        duets += head.offset(image + 1) - head.offset(image);
        if (!sameDecisions(expected, actual)) {
            for (OracleResult disturbed : disturbed(oracle, units, scene)) {
                if (!sameDecisions(expected, disturbed)) {
                    tight++;
                    return;
                }
            }
            assertThat(actual.gt).as("assigned GT: " + where).isEqualTo(expected.gt);
            assertThat(actual.claims).as("claims per unit: " + where).isEqualTo(expected.claims);
            assertThat(actual.selected).as("units selected per GT: " + where).isEqualTo(expected.selected);
        }
        OracleResult[] disturbed = {};
        if (!close(expected, actual, disturbed)) {
            disturbed = disturbed(oracle, units, scene);
        }
        for (int d = 0; d < expected.gt.length; d++) {
            String at = "unit " + d + ": " + where;
            assertThat((double) Math.abs(actual.target[d] - expected.target[d]))
                    .as("target " + actual.target[d] + " for " + expected.target[d] + ", " + at)
                    .isLessThanOrEqualTo(allowed(d, expected, disturbed, 0));
            assertThat((double) Math.abs(actual.overlap[d] - expected.overlap[d]))
                    .as("overlap " + actual.overlap[d] + " for " + expected.overlap[d] + ", " + at)
                    .isLessThanOrEqualTo(allowed(d, expected, disturbed, 1));
        }
        funnel(where, head, image, expected);
    }

    private void funnel(String where, Assignment head, int image, OracleResult expected) {
        for (int g = 0; g < expected.selected.length; g++) {
            int gtRow = head.gtOffset(image) + g;
            String at = "GT " + g + ": " + where;
            assertThat(head.outcome(gtRow) == GtOutcome.ASSIGNED)
                    .as("outcome " + head.outcome(gtRow) + ", " + at)
                    .isEqualTo(expected.count(g) > 0);
            if (row.oracles().get(0) instanceof TaskAlignedOracle) {
                assertThat(head.candidates(gtRow)).as("candidates, " + at).isEqualTo(expected.candidates[g]);
            }
        }
    }

    private static OracleResult actual(Assignment head, int image, OracleResult like) {
        OracleResult r = like.empty();
        for (int d = head.offset(image); d < head.offset(image + 1); d++) {
            int unit = head.unit(d);
            assertThat(r.gt[unit]).as("unit %s has one GT", unit).isEqualTo(OracleResult.BACKGROUND);
            r.gt[unit] = head.gt(d);
            r.target[unit] = head.target(d);
            r.overlap[unit] = head.overlap(d);
        }
        for (int i = head.ignoredOffset(image); i < head.ignoredOffset(image + 1); i++) {
            r.gt[head.ignoredUnit(i)] = OracleResult.IGNORED;
        }
        for (int i = head.claimOffset(image); i < head.claimOffset(image + 1); i++) {
            r.claims[head.claimUnit(i)]++;
        }
        for (int g = 0; g < r.selected.length; g++) {
            r.selected[g] = head.selected(head.gtOffset(image) + g);
        }
        return r;
    }

    private OracleResult[] disturbed(Oracle oracle, OracleUnits units, OracleScene scene) {
        OracleResult[] results = new OracleResult[DISTURBANCES];
        for (int i = 0; i < results.length; i++) {
            results[i] = oracle.assign(units, scene, row.rotated() ? Noise.rotated(i) : Noise.axisAligned(i));
        }
        return results;
    }

    private static boolean sameDecisions(OracleResult a, OracleResult b) {
        return Arrays.equals(a.gt, b.gt) && Arrays.equals(a.claims, b.claims) && Arrays.equals(a.selected, b.selected);
    }

    private boolean close(OracleResult expected, OracleResult actual, OracleResult... disturbed) {
        for (int d = 0; d < expected.gt.length; d++) {
            if (!(Math.abs(actual.target[d] - expected.target[d]) <= allowed(d, expected, disturbed, 0))
                    || !(Math.abs(actual.overlap[d] - expected.overlap[d]) <= allowed(d, expected, disturbed, 1))) {
                return false;
            }
        }
        return true;
    }

    private double allowed(int d, OracleResult expected, OracleResult[] disturbed, int which) {
        float[] reference = which == 0 ? expected.target : expected.overlap;
        double spread = 0;
        for (OracleResult other : disturbed) {
            if (sameDecisions(expected, other)) {
                spread = Math.max(spread, Math.abs((which == 0 ? other.target : other.overlap)[d] - reference[d]));
            }
        }
        double relative = row.rotated() ? 3e-4 : which == 0 ? 5e-5 : 1e-5;
        double absolute = row.rotated() ? 3e-6 : 1e-7;
        return relative * Math.abs(reference[d]) + absolute + 3 * spread;
    }

    String summary() {
        return images + " images, " + duets + " duets, " + tight + " images too tight to tell";
    }

    void requireFewTightImages() {
        assertThat(tight).as("tight images of " + images).isLessThanOrEqualTo(2 + images / 20);
    }
}
