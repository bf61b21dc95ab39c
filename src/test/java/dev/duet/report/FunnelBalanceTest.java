package dev.duet.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.Funnel;
import dev.duet.api.GroundTruths;
import dev.duet.api.Systems;
import dev.duet.assign.GtOutcome;
import dev.duet.report.SimulatedPredictions.Quality;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The funnel of every GT adds up under every system of the catalogue: selected - lost + gained = units. */
class FunnelBalanceTest {
    private static final int SIDE = 320;
    private static final int GTS = 60;
    private static final int CLASSES = 4;

    static List<DetectionSystem> systems() {
        return Systems.list();
    }

    @ParameterizedTest
    @MethodSource("systems")
    void selectedLessLostPlusGainedIsKept(DetectionSystem system) {
        try (Duet engine = EngineRuns.engine(system.classes(CLASSES), SIDE, SIDE, 1)) {
            Assignment main =
                    EngineRuns.simulated(engine, crowd(), Quality.DEFAULT, 0).result();
            for (String name : main.headNames()) {
                Assignment head = main.head(name);
                Funnel funnel = Funnel.of(head, 0);
                for (int g = 0; g < GTS; g++) {
                    String what = system.name() + " " + name + " GT " + g + ": selected " + funnel.selected(g)
                            + ", lost " + funnel.lost(g) + ", gained " + funnel.gained(g);
                    int kept = 0;
                    for (int d = head.offset(0); d < head.offset(1); d++) {
                        kept += head.gt(d) == g ? 1 : 0;
                    }
                    assertThat(funnel.units(g)).as(what).isEqualTo(kept);
                    assertThat(funnel.selected(g) - funnel.lost(g) + funnel.gained(g))
                            .as(what)
                            .isEqualTo(kept);
                    assertThat(funnel.lostTo(g).values().stream()
                                    .mapToInt(n -> n)
                                    .sum())
                            .as(what)
                            .isEqualTo(funnel.lost(g));
                    if (funnel.outcome(g) == GtOutcome.LOST) {
                        assertThat(funnel.lost(g)).as(what).isPositive();
                    }
                }
            }
        }
    }

    /** Three GTs centred in one cell of 64 pixels, one in another: by the rule of YOLOv1 the first of a cell owns it. */
    @Test
    void yolov1LosesItsCell() {
        GroundTruths gts = GroundTruths.ofRows(
                new float[] {70, 70, 120, 120, 75, 66, 115, 118, 200, 200, 240, 250, 66, 66, 126, 126},
                new int[] {0, 1, 2, 3},
                new int[] {0, 4});
        try (Duet engine = EngineRuns.engine(Systems.YOLOV1.classes(CLASSES), SIDE, SIDE, 1)) {
            Assignment result =
                    EngineRuns.simulated(engine, gts, Quality.DEFAULT, 0).result();
            Funnel funnel = Funnel.of(result, 0);
            for (int g : new int[] {1, 3}) {
                assertThat(funnel.outcome(g)).isEqualTo(GtOutcome.LOST);
                assertThat(funnel.lost(g)).isEqualTo(1);
                assertThat(funnel.units(g)).isZero();
                assertThat(funnel.lostTo(g)).containsOnlyKeys(0).containsValue(1);
                assertThat(funnel.sentence(g)).isEqualTo("every one of its 1 selected went to other GTs");
            }
            for (int g : new int[] {0, 2}) {
                assertThat(funnel.lost(g)).isZero();
                assertThat(funnel.units(g)).isEqualTo(1);
            }
            assertThat(funnel.contested()).isEqualTo(1);
        }
    }

    /** Boxes on top of each other, some without area or outside. */
    private static GroundTruths crowd() {
        SplittableRandom random = new SplittableRandom(11);
        float[] rows = new float[4 * GTS];
        int[] labels = new int[GTS];
        for (int g = 0; g < GTS; g++) {
            double w = 3 * Math.exp(random.nextDouble() * 4.3);
            double h = w * Math.exp(random.nextDouble(-0.7, 0.7));
            double x = random.nextDouble() * SIDE - w / 2;
            double y = random.nextDouble() * SIDE - h / 2;
            rows[4 * g] = (float) x;
            rows[4 * g + 1] = (float) y;
            rows[4 * g + 2] = g % 20 == 0 ? rows[4 * g] : (float) (x + w);
            rows[4 * g + 3] = (float) (y + h);
            labels[g] = random.nextInt(CLASSES);
        }
        rows[4 * 7] = SIDE + 10;
        rows[4 * 7 + 2] = SIDE + 30;
        return GroundTruths.ofRows(rows, labels, new int[] {0, GTS});
    }
}
