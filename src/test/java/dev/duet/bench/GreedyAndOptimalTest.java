package dev.duet.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.duet.api.Assignment;
import dev.duet.assign.GtOutcome;
import dev.duet.assign.detr.RawScene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** docs/greedy-and-optimal.md says what the engine does. */
class GreedyAndOptimalTest {
    private static final Path PAGE = Path.of("docs/greedy-and-optimal.md");

    private final GreedyScene scene = new GreedyScene();

    @Test
    void greedyLeavesOneGtWithoutAUnit() {
        Assignment greedy = scene.greedy();
        assertThat(greedy.duets()).isEqualTo(2);
        assertThat(greedy.outcome(2)).isEqualTo(GtOutcome.LOST);
        assertThat(GreedyScene.x(greedy.unit(0))).isEqualTo(36);
        assertThat(GreedyScene.x(greedy.unit(1))).isEqualTo(44);
    }

    @Test
    void theExactMatchingMovesEverybody() {
        Assignment exact = scene.exact();
        assertThat(exact.duets()).isEqualTo(3);
        for (int d = 0; d < 3; d++) {
            assertThat(exact.gt(d)).isEqualTo(d);
            assertThat(GreedyScene.x(exact.unit(d))).isEqualTo(28 + 8 * d);
        }
        assertThat(exact.totalCost(0)).isCloseTo(2.656, within(1e-3));
    }

    @Test
    void thePageShowsTheCosts() throws IOException {
        String page = Files.readString(PAGE).replace("*", "").replace("(", "").replace(")", "");
        RawScene costs = scene.costs();
        for (int unit : GreedyScene.guessed()) {
            assertThat(page)
                    .contains(String.format(
                            Locale.ROOT,
                            "| %.0f, %.0f | %.2f | %.2f | %.2f |",
                            GreedyScene.x(unit),
                            GreedyScene.y(unit),
                            costs.simOtaCost(0, unit),
                            costs.simOtaCost(1, unit),
                            costs.simOtaCost(2, unit)));
        }
    }

    @Test
    void thePictureIsTheGeneratedOne() throws IOException {
        assertThat(Files.readString(Path.of("docs/images/greedy-and-optimal.svg")))
                .as("generate it anew with GreedyPicture")
                .isEqualTo(GreedyPicture.svg());
    }
}
