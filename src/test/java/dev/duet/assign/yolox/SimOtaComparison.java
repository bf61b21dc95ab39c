package dev.duet.assign.yolox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.duet.api.Assignment;
import dev.duet.assign.GtOutcome;
import dev.duet.assign.detr.RawScene;
import dev.duet.assign.yolox.SimOtaOracle.Answer;
import dev.duet.random.RandomBatch;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** An explained assignment against the oracle's answer, image by image; counts what it saw. */
final class SimOtaComparison {
    private final SimOtaOracle oracle;

    int images;
    /** Images with a decision that float32 may take either way: not compared. */
    int tight;
    /** Claims that another GT won. */
    int lost;
    /** GTs without a candidate of their own that took a unit all the same. */
    int homeless;

    SimOtaComparison(SimOtaOracle oracle) {
        this.oracle = oracle;
    }

    void compare(String where, RandomBatch batch, Assignment actual) {
        for (int b = 0; b < actual.images(); b++) {
            Answer expected = oracle.assign(new RawScene(batch, b), RandomBatch.units(batch.pyramid, 0.5f, 1, false));
            images++;
            if (expected.margin < 1) {
                tight++;
            } else {
                compare(where + ", image " + b + ", margin " + expected.margin + ", " + batch, actual, b, expected);
            }
        }
    }

    private void compare(String where, Assignment actual, int image, Answer expected) {
        claims(where, actual, image, expected);
        for (int g = 0; g < expected.k.length; g++) {
            funnel(where + ", GT " + g, actual, actual.gtOffset(image) + g, expected, g);
        }
        int[] owner = new int[actual.units()];
        Arrays.fill(owner, Answer.NOBODY);
        for (int d = actual.offset(image); d < actual.offset(image + 1); d++) {
            int u = actual.unit(d);
            assertThat(owner[u]).as("one duet per unit: " + where).isEqualTo(Answer.NOBODY);
            owner[u] = actual.gt(d);
            float overlap = expected.overlap[owner[u]][u];
            assertThat(actual.overlap(d)).as("overlap of unit %s: %s", u, where).isCloseTo(overlap, within(1e-6f));
            assertThat(actual.target(d)).as("target of unit %s: %s", u, where).isCloseTo(overlap, within(1e-6f));
        }
        assertThat(owner).as("owners: " + where).isEqualTo(expected.owner);
    }

    private static void claims(String where, Assignment actual, int image, Answer expected) {
        boolean[][] claims = new boolean[expected.k.length][actual.units()];
        for (int i = actual.claimOffset(image); i < actual.claimOffset(image + 1); i++) {
            boolean[] ofGt = claims[actual.claimGt(i)];
            assertThat(ofGt[actual.claimUnit(i)]).as("claimed twice: " + where).isFalse();
            ofGt[actual.claimUnit(i)] = true;
        }
        for (int g = 0; g < claims.length; g++) {
            assertThat(units(claims[g])).as("claims of GT %s: %s", g, where).isEqualTo(units(expected.claims[g]));
        }
    }

    private static List<Integer> units(boolean[] claimed) {
        return IntStream.range(0, claimed.length)
                .filter(u -> claimed[u])
                .boxed()
                .toList();
    }

    /** The numbers that explain a GT: candidates, k, selected, lost. */
    private void funnel(String where, Assignment actual, int row, Answer expected, int g) {
        int selected = 0;
        int lostHere = 0;
        int kept = 0;
        for (int u = 0; u < expected.owner.length; u++) {
            boolean claimed = expected.claims[g][u];
            selected += claimed ? 1 : 0;
            lostHere += claimed && expected.owner[u] != g ? 1 : 0;
            kept += expected.owner[u] == g ? 1 : 0;
        }
        assertThat(actual.candidates(row)).as("candidates: " + where).isEqualTo(expected.candidates[g]);
        assertThat(actual.wanted(row)).as("k: " + where).isEqualTo(expected.k[g]);
        assertThat(actual.selected(row)).as("selected: " + where).isEqualTo(selected);
        assertThat(actual.outcome(row) == GtOutcome.ASSIGNED)
                .as("assigned: " + where)
                .isEqualTo(kept > 0);
        assertThat(actual.outcome(row) == GtOutcome.LOST)
                .as("lost everything: " + where)
                .isEqualTo(kept == 0 && selected > 0);
        lost += lostHere;
        homeless += expected.candidates[g] == 0 && selected > 0 ? 1 : 0;
    }
}
