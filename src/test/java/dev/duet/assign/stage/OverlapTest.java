package dev.duet.assign.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Systems;
import dev.duet.assign.Strategies;
import dev.duet.assign.stage.Overlap.Guard;
import dev.duet.assign.stage.Overlap.Kind;
import dev.duet.report.EngineRuns;
import dev.duet.report.SimulatedPredictions;
import dev.duet.report.SimulatedPredictions.Quality;
import org.junit.jupiter.api.Test;

/** An overlap is a kind, a guard and its epsilon; any epsilon is carried out, fast and by the reference. */
class OverlapTest {
    private static final GroundTruths GTS =
            GroundTruths.ofRows(new float[] {10, 12, 60, 70, 40, 30, 90, 100}, new int[] {0, 1}, new int[] {0, 2});

    @Test
    void aGuardAndItsEpsilonBelongTogether() {
        assertThat(Overlap.iouFloor(1e-6f)).isEqualTo(new Overlap(Kind.IOU, Guard.FLOOR, 1e-6f));
        assertThatThrownBy(() -> Overlap.iouPlus(0))
                .isInstanceOf(RecipeException.class)
                .hasMessage("overlap: guard plus and eps 0 contradict each other;"
                        + " a guard has an eps over 0, no guard has eps 0");
        assertThatThrownBy(() -> new Overlap(Kind.IOU, Guard.NONE, 1e-9f))
                .hasMessageContaining("guard none and eps 1e-9 contradict");
        assertThatThrownBy(() -> new Overlap(Kind.GIOU, Guard.PLUS, 1e-9f))
                .hasMessage("overlap: giou has a guard of its own; say guard none and eps 0");
        for (float eps : new float[] {-1, 1.5f, Float.NaN}) {
            assertThatThrownBy(() -> Overlap.iouPlus(eps)).hasMessageContaining("expected 0 to 1");
        }
    }

    @Test
    void anyEpsilonIsCarriedOutFastAndByTheReference() {
        for (DetectionSystem system : new DetectionSystem[] {Systems.YOLOV6, Systems.TOOD, Systems.ATSS}) {
            for (Guard guard : new Guard[] {Guard.PLUS, Guard.FLOOR}) {
                Recipe own = system.recipe().heads().get(0).recipe();
                if (own.select() instanceof Select.TopKThenFilter && guard == Guard.PLUS) {
                    continue; // its fast strategy knows raw sides only
                }
                Recipe recipe = with(own, new Overlap(Kind.IOU, guard, .75f));
                assertThat(Strategies.whyNotFast(recipe)).isEmpty();
                DetectionSystem changed = DetectionSystem.custom("mine", system.geometry(), SystemRecipe.of(recipe));
                assertThat(duets(changed, false))
                        .as(recipe.toString())
                        .isEqualTo(duets(changed, true))
                        .isNotEmpty();
            }
        }
    }

    private static Recipe with(Recipe r, Overlap overlap) {
        Score score = switch (r.score()) {
            case Score.Alignment a -> new Score.Alignment(overlap, a.alpha(), a.beta());
            case Score.AnchorDistance a -> new Score.AnchorDistance(overlap, a.anchorScale(), a.ignoreThreshold());
            default -> throw new AssertionError(r.score());
        };
        return new Recipe(
                r.candidates(), score, r.select(), r.resolve(), r.target(), r.point(), r.needs(), r.preparation());
    }

    private static String duets(DetectionSystem system, boolean byReference) {
        try (Duet engine = EngineRuns.engine(system.classes(2), 128, 128, 1)) {
            engine.byReference(byReference);
            Predictions[] predictions = SimulatedPredictions.of(engine, GTS, new Quality(.2f, 1), 0);
            Assignment result = engine.assign(GTS, predictions);
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < result.duets(); i++) {
                text.append(result.unit(i)).append(' ').append(result.gt(i)).append(' ');
                text.append(result.overlap(i)).append('\n');
            }
            return text.toString();
        }
    }
}
