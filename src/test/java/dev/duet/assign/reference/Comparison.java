package dev.duet.assign.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.Assignment;
import dev.duet.api.Duet;
import dev.duet.assign.stage.Head;
import dev.duet.assign.stage.Select;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares the fast strategy of a row with the reference: all decisions are the same but those that hang on rounding, which shows when the
 * predictions are moved by a few units in the last place; all numbers are near.
 */
final class Comparison {
    private static final int DISTURBANCES = 6;

    private final Row row;
    int images;
    int duets;
    int tight;
    /** Another matching of the same total cost. */
    int equal;

    Comparison(Row row) {
        this.row = row;
    }

    void compare(long seed) {
        Row.Scene scene = row.batch(seed);
        try (Duet fast = row.engine(scene, false);
                Duet reference = row.engine(scene, true)) {
            Assignment actual = fast.assign(scene.gts(), scene.predictions());
            Assignment expected =
                    reference.assign(scene.gts(), scene.predictions()).copy();
            for (Head head : row.heads()) {
                for (int b = 0; b < scene.gts().images(); b++) {
                    compare(head, b, actual.head(head.name()), expected.head(head.name()), scene, reference);
                }
            }
        } catch (RuntimeException e) {
            throw new AssertionError(row.name() + ", " + scene.batch() + ": " + e, e);
        }
    }

    private void compare(Head head, int image, Assignment fast, Assignment reference, Row.Scene scene, Duet engine) {
        boolean ordered = CandidateStage.nominates(head.recipe().candidates());
        Answer actual = Answer.of(fast, image, ordered);
        Answer expected = Answer.of(reference, image, ordered);
        String where = row.name() + ", head " + head.name() + ", image " + image + ", " + scene.batch();
        images++;
        duets += reference.offset(image + 1) - reference.offset(image);
        double relative = head.recipe().rotated() ? 6e-4 : 1e-4;
        double absolute = head.recipe().rotated() ? 6e-6 : 5e-6;
        boolean same = actual.decisions().equals(expected.decisions());
        if (same && expected.firstFar(actual, relative, absolute, List.of()) < 0) {
            return;
        }
        List<Answer> disturbed = new ArrayList<>();
        for (int i = 0; i < DISTURBANCES; i++) {
            Assignment moved = engine.assign(scene.gts(), Disturbed.of(scene.predictions(), i));
            disturbed.add(Answer.of(moved.head(head.name()), image, ordered));
        }
        if (disturbed.stream().anyMatch(moved -> !moved.decisions().equals(expected.decisions()))) {
            tight++;
            return;
        }
        double cost = reference.totalCost(image);
        boolean matching = head.recipe().select() instanceof Select.OneToOne;
        if (!same && matching && Math.abs(fast.totalCost(image) - cost) <= 1e-6 * Math.abs(cost) + 1e-5) {
            equal++;
            return;
        }
        if (!same) {
            List<String> missing = new ArrayList<>(expected.decisions());
            actual.decisions().forEach(missing::remove);
            List<String> more = new ArrayList<>(actual.decisions());
            expected.decisions().forEach(more::remove);
            throw new AssertionError(
                    "the reference says " + missing.stream().limit(6).toList() + ", the fast strategy says "
                            + more.stream().limit(6).toList() + ": " + where);
        }
        int far = expected.firstFar(actual, relative, absolute, disturbed);
        assertThat(far)
                .as(() -> "number " + far + ": the reference says "
                        + expected.numbers().get(far) + ", the fast strategy "
                        + actual.numbers().get(far) + ": " + where)
                .isNegative();
    }
}
