package dev.duet.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.duet.api.Assignment;
import dev.duet.api.Duet;
import dev.duet.api.Systems;
import dev.duet.assign.GtBatch;
import dev.duet.assign.GtOutcome;
import dev.duet.assign.UnitGrid;
import dev.duet.io.Progress;
import dev.duet.io.cases.CaseFile;
import dev.duet.io.cases.InputBatch;
import dev.duet.io.labels.Labels;
import dev.duet.io.labels.Letterbox;
import dev.duet.report.SimulatedPredictions.Quality;
import dev.duet.report.audit.Audit;
import dev.duet.report.audit.AuditColumn;
import dev.duet.report.audit.Breakdown;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Counts on real photographs against those the originals gave. */
class RealCountsTest {
    private static Path real(String name) {
        String folder = System.getProperty("real.dir", "");
        assumeTrue(!folder.isEmpty() && Files.exists(Path.of(folder, name)), "no real.dir");
        return Path.of(folder, name);
    }

    @Test
    void yolov5GivesUnitsTo924Of929Boxes() {
        LabelSet set = new LabelSet(Labels.open(real("gt/train2017")), new Letterbox(Letterbox.Mode.CENTRE, 640, 640));
        Audit audit = Audit.run(
                set, List.of(Systems.named("yolov5"), Systems.named("fcos")), 2, Quality.DEFAULT, Progress.NONE);
        AuditColumn yolov5 = audit.columns().get(0);
        assertThat(yolov5.counts().gts()).isEqualTo(929);
        assertThat(yolov5.counts().count(GtOutcome.ASSIGNED)).isEqualTo(924);
        assertThat(yolov5.counts().duets()).isEqualTo(11_873);
        assertThat(yolov5.worst().stream().mapToInt(AuditColumn.Worst::without).sum())
                .isEqualTo(5);
        for (AuditColumn column : audit.columns()) {
            for (Breakdown b : column.breakdowns()) {
                long gts = 0;
                long without = 0;
                for (int i = 0; i < b.size(); i++) {
                    gts += b.gts(i);
                    without += b.without(i);
                }
                assertThat(gts).isEqualTo(929);
                assertThat(without).isEqualTo(column.counts().without());
            }
        }
    }

    @Test
    void yolov8LeavesTwentyThreeOfTheMosaicWithout() {
        InputBatch batch = CaseFile.read(real("yolov8n_640_mosaic4.npz"), Systems.YOLOV8);
        try (Duet engine = Duet.engine(Systems.YOLOV8.classes(batch.classes()), batch.pyramid())
                .explain(true)) {
            Assignment result = engine.assign(batch.gts(), batch.predictions());
            Counts counts = new Counts(engine.grid(), true);
            counts.add(result, batch.gts().batch());
            assertThat(counts.gts()).isEqualTo(153);
            assertThat(counts.without()).isEqualTo(23);
            assertThat(counts.count(GtOutcome.NO_CANDIDATE)).isEqualTo(14);
            int others = 0;
            int alone = 0;
            for (int g = 0; g < result.gts(); g++) {
                if (result.outcome(g) == GtOutcome.LOST || result.outcome(g) == GtOutcome.NONE_SELECTED) {
                    boolean taken = allTaken(engine.grid(), batch.gts().batch(), result, g);
                    others += taken ? 1 : 0;
                    alone += taken ? 0 : 1;
                    assertThat(taken || result.outcome(g) == GtOutcome.NONE_SELECTED)
                            .isTrue();
                }
            }
            assertThat(others).as("all centres inside belong to other GTs").isEqualTo(6);
            assertThat(alone).as("a centre nobody has, and no overlap").isEqualTo(3);
        }
    }

    /** Whether every unit whose point lies inside a GT is another GT's; found without the engine's funnel. */
    private static boolean allTaken(UnitGrid grid, GtBatch gts, Assignment result, int g) {
        int[] owner = new int[grid.units];
        Arrays.fill(owner, -1);
        for (int d = 0; d < result.duets(); d++) {
            owner[result.unit(d)] = result.gt(d);
        }
        boolean taken = true;
        for (int u = 0; u < grid.units; u++) {
            int l = grid.level(u);
            float x = grid.point(l, grid.column(l, u));
            float y = grid.point(l, grid.row(l, u));
            if (x > gts.x1[g] && x < gts.x2[g] && y > gts.y1[g] && y < gts.y2[g]) {
                taken &= owner[u] >= 0 && owner[u] != g;
            }
        }
        return taken;
    }
}
