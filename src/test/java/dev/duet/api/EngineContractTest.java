package dev.duet.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.duet.api.Predictions.BoxLayout;
import dev.duet.api.Predictions.ScoreForm;
import dev.duet.api.Predictions.ScoreLayout;
import dev.duet.assign.BadPredictionException;
import dev.duet.random.BatchOptions;
import dev.duet.random.RandomBatch;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the engine promises whatever the system: YOLOv8 stands for all. */
class EngineContractTest {
    private static final DetectionSystem ONE_CLASS = Systems.YOLOV8.classes(1);

    /** 4 x 4 cells of 8 pixels; unit 5 stands for (12, 12). */
    private static final Pyramid GRID = Pyramid.of(32, 32, 8);

    private static RandomBatch batch(long seed) {
        return RandomBatch.of(new BatchOptions(), seed);
    }

    private static Duet engine(RandomBatch batch, int threads) {
        return Duet.engine(Systems.YOLOV8.classes(batch.classes), batch.pyramid).threads(threads);
    }

    private static GroundTruths gts(int images, float... box) {
        int[] offsets = new int[images + 1];
        float[] rows = new float[4 * images];
        for (int b = 0; b < images; b++) {
            offsets[b + 1] = b + 1;
            System.arraycopy(box, 0, rows, 4 * b, 4);
        }
        return GroundTruths.ofRows(rows, new int[images], offsets);
    }

    private static float[] everywhere(int images, float... box) {
        float[] rows = new float[images * 16 * 4];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = box[i % 4];
        }
        return rows;
    }

    private static float[] filled(int length, float value) {
        float[] values = new float[length];
        Arrays.fill(values, value);
        return values;
    }

    @Test
    void aCopySurvivesTheNextCall() {
        RandomBatch first = batch(0);
        RandomBatch second = first.next(new BatchOptions(), 1);
        try (Duet duet = engine(first, 2).explain(true)) {
            Assignment live = duet.assign(first.gts, first.predictions);
            Assignment copy = live.copy();
            String before = text(copy);
            assertThat(before).isEqualTo(text(live)).isNotEmpty();
            Assignment next = duet.assign(second.gts, second.predictions);
            assertThat(text(next)).isNotEqualTo(before);
            assertThat(text(copy)).isEqualTo(before);
            assertThat(copy.head(copy.headName())).isSameAs(copy);
        }
    }

    private static String text(Assignment a) {
        StringBuilder text = new StringBuilder();
        for (int b = 0; b < a.images(); b++) {
            for (int d = a.offset(b); d < a.offset(b + 1); d++) {
                text.append(b + " " + a.unit(d) + " " + a.gt(d) + " " + a.overlap(d) + " " + a.target(d) + "\n");
            }
            for (int i = a.claimOffset(b); i < a.claimOffset(b + 1); i++) {
                text.append("claim " + a.claimUnit(i) + " " + a.claimGt(i) + "\n");
            }
        }
        for (int row = 0; row < a.gts(); row++) {
            text.append(a.outcome(row) + " " + a.candidates(row) + " " + a.selected(row) + " " + a.wanted(row) + "\n");
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 3, 9, 16})
    void denseViewsShowTheDuets(long seed) {
        RandomBatch batch = batch(seed);
        try (Duet duet = engine(batch, 2)) {
            Assignment a = duet.assign(batch.gts, batch.predictions);
            int n = a.images() * a.units();
            int[] gt = filled(n + 3, 77, 5);
            float[] target = filled(n + 3, 77);
            float[] overlap = filled(n + 3, 77);
            float[] classes = filled(n * batch.classes + 3, 77);
            a.fillAssignedGt(gt);
            a.fillTargets(target);
            a.fillOverlaps(overlap);
            int[] labels = batch.gts.batch().label;
            a.fillClassTargets(labels, batch.classes, classes);
            int[] expectedGt = filled(n, Assignment.BACKGROUND, n);
            float[] expectedTarget = new float[n];
            float[] expectedOverlap = new float[n];
            float[] expectedClasses = new float[n * batch.classes];
            for (int b = 0; b < a.images(); b++) {
                for (int d = a.offset(b); d < a.offset(b + 1); d++) {
                    int at = b * a.units() + a.unit(d);
                    expectedGt[at] = a.gt(d);
                    expectedTarget[at] = a.target(d);
                    expectedOverlap[at] = a.overlap(d);
                    expectedClasses[at * batch.classes + labels[a.gtOffset(b) + a.gt(d)]] = a.target(d);
                }
            }
            assertThat(Arrays.copyOf(gt, n)).isEqualTo(expectedGt);
            assertThat(Arrays.copyOf(target, n)).isEqualTo(expectedTarget);
            assertThat(Arrays.copyOf(overlap, n)).isEqualTo(expectedOverlap);
            assertThat(Arrays.copyOf(classes, n * batch.classes)).isEqualTo(expectedClasses);
            assertThat(target).as("nothing past the end").endsWith(77, 77, 77);
            assertThat(classes).as("nothing past the end").endsWith(77, 77, 77);
            assertThat(a.targetSum()).isEqualTo(sum(expectedTarget), org.assertj.core.data.Offset.offset(1e-4));
        }
    }

    private static int[] filled(int length, int value, int unused) {
        int[] values = new int[length];
        Arrays.fill(values, value);
        return values;
    }

    private static double sum(float[] values) {
        double sum = 0;
        for (float v : values) {
            sum += v;
        }
        return sum;
    }

    @Test
    void tooShortViewsAreRefused() {
        try (Duet duet = Duet.engine(ONE_CLASS, GRID).threads(1)) {
            Assignment a = duet.assign(gts(1, 8, 8, 16, 16), predictions(1));
            assertThatThrownBy(() -> a.fillAssignedGt(new int[15]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("15")
                    .hasMessageContaining("16");
            assertThatThrownBy(() -> a.fillClassTargets(new int[1], 3, new float[47]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("48");
            assertThatThrownBy(() -> a.head("nobody"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(a.headName());
        }
    }

    private static Predictions predictions(int images) {
        return Predictions.of(images, 16)
                .boxes(everywhere(images, 8, 8, 16, 16))
                .scores(filled(images * 16, 0.5f), 1);
    }

    @Test
    void originalOrderIsTheIdentity() {
        RandomBatch batch = batch(0);
        try (Duet duet = engine(batch, 1)) {
            Assignment a = duet.assign(batch.gts, batch.predictions);
            int[] order = new int[a.duets() + 2];
            a.originalOrder(order);
            for (int i = 0; i < a.duets(); i++) {
                assertThat(order[i]).isEqualTo(i);
            }
        }
    }

    @Test
    void anEmptyBatchAndImagesWithoutGtsAreFine() {
        try (Duet duet = Duet.engine(ONE_CLASS, GRID).threads(2)) {
            Assignment none = duet.assign(
                    GroundTruths.ofRows(new float[0], new int[0], new int[] {0}),
                    Predictions.of(0, 16).boxes(new float[0]).scores(new float[0], 1));
            assertThat(none.images()).isZero();
            assertThat(none.duets()).isZero();
            Assignment two = duet.assign(
                    GroundTruths.ofRows(new float[] {8, 8, 16, 16}, new int[1], new int[] {0, 0, 1, 1}),
                    predictions(3));
            assertThat(two.duets()).isEqualTo(1);
            assertThat(two.offset(1)).isZero();
            assertThat(two.offset(2)).isEqualTo(1);
            assertThat(two.unit(0)).isEqualTo(5);
        }
    }

    @Test
    void closingEndsTheThreads() {
        Set<Thread> before = duetThreads();
        Duet duet = Duet.engine(ONE_CLASS, GRID).threads(4);
        duet.assign(gts(3, 8, 8, 16, 16), predictions(3));
        Set<Thread> during = duetThreads();
        during.removeAll(before);
        assertThat(during).hasSize(3).allMatch(Thread::isDaemon);
        duet.close();
        assertThat(during).noneMatch(Thread::isAlive);
        assertThatThrownBy(() -> duet.assign(gts(1, 8, 8, 16, 16), predictions(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        duet.close();
    }

    private static Set<Thread> duetThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().startsWith("duet-"))
                .collect(Collectors.toSet());
    }

    @Test
    void theNumberOfThreadsMayChange() {
        RandomBatch batch = batch(0);
        try (Duet duet = engine(batch, 1)) {
            String one = text(duet.assign(batch.gts, batch.predictions));
            for (int threads : new int[] {3, 2, 7, 1}) {
                assertThat(text(duet.threads(threads).assign(batch.gts, batch.predictions)))
                        .isEqualTo(one);
            }
        }
        assertThatThrownBy(() -> Duet.engine(ONE_CLASS, GRID).threads(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void aBadBoxIsNamedAndTheEngineStaysUsable(float bad) {
        for (int column = 0; column < 4; column++) {
            for (BoxLayout layout : BoxLayout.values()) {
                float[] rows = everywhere(3, 8, 8, 16, 16);
                float[] boxes = layout == BoxLayout.ROWS ? rows : planes(rows, 3);
                boxes[layout == BoxLayout.ROWS ? (2 * 16 + 5) * 4 + column : (2 * 4 + column) * 16 + 5] = bad;
                Predictions broken = Predictions.of(3, 16).boxes(boxes, layout).scores(filled(48, 0.5f), 1);
                complainsAndRecovers(broken, "pred_boxes", "column " + column + " " + layout + ": " + bad);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void aBadScoreIsNamedAndTheEngineStaysUsable(float bad) {
        for (ScoreForm form : ScoreForm.values()) {
            for (ScoreLayout layout : ScoreLayout.values()) {
                float[] scores = filled(48, 0.5f);
                scores[2 * 16 + 5] = bad;
                Predictions broken =
                        Predictions.of(3, 16).boxes(everywhere(3, 8, 8, 16, 16)).scores(scores, 1, layout, form);
                String array = form == ScoreForm.LOGIT ? "pred_logits" : "pred_scores";
                complainsAndRecovers(broken, array, layout + " " + form + ": " + bad);
            }
        }
    }

    private static float[] planes(float[] rows, int images) {
        float[] planes = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            int b = i / 64;
            planes[(b * 4 + i % 4) * 16 + i / 4 % 16] = rows[i];
        }
        assertThat(images * 64).isEqualTo(rows.length);
        return planes;
    }

    private static void complainsAndRecovers(Predictions broken, String array, String bad) {
        try (Duet duet = Duet.engine(ONE_CLASS, GRID).threads(2)) {
            GroundTruths gts = gts(3, 8, 8, 16, 16);
            String good = text(duet.assign(gts, predictions(3)));
            BadPredictionException e =
                    catchThrowableOfType(BadPredictionException.class, () -> duet.assign(gts, broken));
            assertThat(e).as("%s of %s among the candidates", array, bad).isNotNull();
            assertThat(e.image()).isEqualTo(2);
            assertThat(e.unit()).isEqualTo(5);
            assertThat(e).hasMessageContaining(array).hasMessageContaining("2").hasMessageContaining("5");
            assertThat(text(duet.assign(gts, predictions(3)))).isEqualTo(good);
        }
    }

    @Test
    void badPredictionsOutsideTheCandidatesDoNotMatter() {
        float[] boxes = everywhere(1, 8, 8, 16, 16);
        float[] scores = filled(16, 0.5f);
        Arrays.fill(boxes, 6 * 4, 7 * 4, Float.NaN);
        scores[6] = Float.NaN;
        try (Duet duet = Duet.engine(ONE_CLASS, GRID).threads(1)) {
            Assignment a = duet.assign(
                    gts(1, 8, 8, 16, 16), Predictions.of(1, 16).boxes(boxes).scores(scores, 1));
            assertThat(a.duets()).isEqualTo(1);
            assertThat(a.unit(0)).isEqualTo(5);
        }
    }

    @Test
    void wrongInputsAreNamed() {
        try (Duet duet = Duet.engine(ONE_CLASS, GRID).threads(1)) {
            GroundTruths good = gts(1, 8, 8, 16, 16);
            refused(duet, gts(2, 8, 8, 16, 16), predictions(1), "1 images");
            refused(duet, gts(1, 8, 8, Float.NaN, 16), predictions(1), "gt_boxes[0][2]");
            refused(duet, gts(1, 16, 8, 8, 16), predictions(1), "x2 < x1");
            refused(
                    duet,
                    GroundTruths.ofRows(new float[] {8, 8, 16, 16}, new int[] {1}, new int[] {0, 1}),
                    predictions(1),
                    "gt_labels[0]: 1");
            refused(
                    duet,
                    GroundTruths.ofRows(new float[] {8, 8, 16, 16}, new int[1], new int[] {0, 1, 0}),
                    predictions(2),
                    "gt_offsets[2]");
            refused(duet, good, Predictions.of(1, 15).boxes(new float[60]).scores(new float[15], 1), "15 units");
            refused(duet, good, Predictions.of(1, 16).boxes(new float[64]), "pred_scores");
            refused(duet, good, Predictions.of(1, 16).scores(new float[16], 1), "pred_boxes");
            assertThatThrownBy(() -> duet.assign(good))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("predictions");
            assertThatThrownBy(() -> Predictions.of(1, 16).boxes(new float[63]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("63")
                    .hasMessageContaining("64");
            assertThat(duet.assign(good, predictions(1)).duets()).isEqualTo(1);
        }
    }

    private static void refused(Duet duet, GroundTruths gts, Predictions predictions, String message) {
        assertThatThrownBy(() -> duet.assign(gts, predictions))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void everySystemWithAWarmUpChangesItsRuleWithTheEpoch() {
        for (DetectionSystem system : Systems.list()) {
            int length = system.recipe().warmUpEpochs();
            if (length > 0) {
                assertThat(system.recipe().at(length - 1))
                        .as(system.name())
                        .isEqualTo(system.recipe().warmUp())
                        .isNotEmpty();
                assertThat(system.recipe().at(length))
                        .as(system.name())
                        .isEqualTo(system.recipe().heads());
            }
        }
        try (Duet duet = Duet.engine(ONE_CLASS, GRID).threads(1)) {
            assertThat(duet.epoch(0)
                            .epoch(5)
                            .assign(gts(1, 8, 8, 16, 16), predictions(1))
                            .duets())
                    .isEqualTo(1);
            assertThatThrownBy(() -> duet.epoch(-1)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void everySystemNamesItsHeads() {
        for (DetectionSystem system : Systems.list()) {
            List<String> names = system.recipe().heads().stream()
                    .map(dev.duet.assign.stage.Head::name)
                    .toList();
            assertThat(names).as(system.name()).isNotEmpty().doesNotHaveDuplicates();
        }
    }
}
