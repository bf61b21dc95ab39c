package dev.duet.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Channel;
import dev.duet.assign.workbench.Sizes;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Arithmetic at its limits is refused with a sentence, and what the library hands out cannot change it. */
class LimitsTest {
    private static void refuses(String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    @Test
    void grids() {
        refuses(
                "125000 x 125000 cells on level 0; an image has at most",
                () -> Pyramid.of(999_999, 999_999, 8, 16, 32));
        refuses("image height: 2147483647; at most 16777216", () -> Pyramid.of(Integer.MAX_VALUE, 64, 32));
        refuses("image width: 2000000000", () -> Pyramid.queries(64, 2_000_000_000, 5));
        refuses("queries: 2147483647; at most", () -> Pyramid.queries(64, 64, Integer.MAX_VALUE));
        refuses(
                "4 cells of 1073741824 pixels",
                () -> Pyramid.of(64, 64, new int[] {1 << 30}, new int[] {4}, new int[] {4}));
        refuses(
                "an image has at most",
                () -> Pyramid.of(64, 64, new int[] {1, 1}, new int[] {16000, 16000}, new int[] {16000, 16000}));
        Pyramid wide = Pyramid.of(8192, 8192, 1);
        assertThat(wide.cells()).isEqualTo(1 << 26);
        refuses("of 2147483647 slots", () -> wide.slots(Integer.MAX_VALUE));
        refuses("of 4 slots", () -> wide.slots(4));
        refuses("of 5 slots", () -> wide.anchors(new float[] {1, 1, 2, 2, 3, 3, 4, 4, 5, 5}));
        refuses("of 9 slots", () -> Duet.engine(Systems.named("max-iou"), Pyramid.of(8192, 8192, 1, 2, 4, 8, 16)));
        refuses("do not fill the slots", () -> wide.anchorBoxes(new float[64]));
        refuses(
                "anchor_masks[1]: 2147483647",
                () -> Pyramid.of(64, 64, 32).anchors(1, 1, 2, 2).anchorMasks(0, Integer.MAX_VALUE));
    }

    @Test
    void memoryAndThreads() {
        Pyramid large = Pyramid.of(16_000, 16_000, 1);
        long heap = Runtime.getRuntime().maxMemory();
        int fits = (int) Math.min(Duet.MOST_THREADS, heap / (8L * 256_000_000));
        if (fits < 1) {
            refuses("256000000 units need at least 2048 MB on 1 thread", () -> Duet.engine(Systems.YOLOV8, large));
        } else {
            EnginePhase phase = new EnginePhase(Systems.YOLOV8, large, false, 0);
            phase.require(fits);
            refuses("the heap of this JVM holds", () -> phase.require(fits + 1));
        }
        try (Duet engine = Duet.engine(Systems.YOLOV8, Pyramid.of(64, 64, 8, 16, 32))) {
            refuses("threads: 100000; at most 1024", () -> engine.threads(100_000));
            refuses("threads: 2147483647", () -> engine.threads(Integer.MAX_VALUE));
            engine.threads(Duet.MOST_THREADS);
        }
        Channel[] dense = {new Channel("map", 3)};
        refuses("map: 1000000000 times 3", () -> BatchRun.requireRoom(dense, 1_000_000, 1000));
        refuses(
                "map: 4611686014132420609 times 3",
                () -> BatchRun.requireRoom(dense, Integer.MAX_VALUE, Integer.MAX_VALUE));
        if (heap < 8_000_000_000L) {
            refuses(
                    "700000 images of 1000 units need 8400 MB for [map]",
                    () -> BatchRun.requireRoom(dense, 700_000, 1000));
        }
        BatchRun.requireRoom(dense, 10, 1000);
    }

    @Test
    void sizes() {
        assertThat(Sizes.length("x", 1 << 30, 1)).isEqualTo(1 << 30);
        refuses("duets: 1073741824 times 2", () -> Sizes.length("duets", 1 << 30, 2));
        refuses("duets", () -> Sizes.length("duets", Long.MAX_VALUE, 3));
        assertThat(Sizes.grown("x", 10, 4)).isEqualTo(15);
        assertThat(Sizes.grown("x", 2_000_000_000, 1)).isEqualTo(Sizes.MOST);
        assertThat(Sizes.grown("x", 500_000_000, 4)).isEqualTo(Sizes.MOST / 4);
        assertThat(Sizes.doubled("x", 8, 9, 4)).isEqualTo(16);
        assertThat(Sizes.doubled("x", 8, 99, 4)).isEqualTo(99);
        assertThat(Sizes.doubled("x", 1 << 30, (1 << 30) + 1, 1)).isEqualTo(Sizes.MOST);
        refuses("x", () -> Sizes.doubled("x", Sizes.MOST, Sizes.MOST + 1L, 1));
    }

    /** Each strategy says what it holds for a unit: as many workers as the heap holds that of, and not one more. */
    @Test
    void whatStrategiesHoldIsCounted() {
        Pyramid large = Pyramid.of(4096, 4096, 1);
        holds(8, Systems.YOLOV8, large);
        holds(16, Systems.named("rtmdet"), large);
        holds(32, Systems.named("simota-one2one"), large);
        holds(28, Systems.named("hungarian"), Pyramid.queries(64, 64, 1 << 24));
        new EnginePhase(Systems.YOLOV5, large.anchors(8, 8), false, 0).require(Integer.MAX_VALUE);
    }

    private static void holds(int bytes, DetectionSystem system, Pyramid large) {
        int fits = (int) (Runtime.getRuntime().maxMemory() / ((long) bytes << 24));
        EnginePhase phase = new EnginePhase(system, large, false, 0);
        phase.require(fits);
        refuses("the heap of this JVM holds", () -> phase.require(fits + 1));
    }

    @Test
    void classesAndSizesOfPredictions() {
        refuses(
                "classes: 2147483647; at most 16777216",
                () -> Systems.named("yolox").classes(Integer.MAX_VALUE));
        refuses(
                "classes: 134217728; at most 16777216",
                () -> Systems.named("picodet").classes(1 << 27));
        refuses(
                "pred_scores: 4 numbers, expected 9223372036854775807",
                () -> Predictions.of(Integer.MAX_VALUE, Integer.MAX_VALUE).scores(new float[4], Integer.MAX_VALUE));
        try (Duet engine = Duet.engine(Systems.YOLOV8, Pyramid.of(64, 64, 8, 16, 32))) {
            GroundTruths none = GroundTruths.ofRows(new float[0], new int[0], new int[] {0, 0});
            assertThatThrownBy(() -> engine.assign(none, (Predictions[]) null)).hasMessage("predictions");
            assertThatThrownBy(() -> engine.assign(none, (Predictions) null)).hasMessage("predictions[0]");
        }
    }

    @Test
    void partsOfGroundTruth() {
        GroundTruths gts = GroundTruths.ofRows(new float[8], new int[2], new int[] {0, 1, 2});
        assertThatThrownBy(() -> gts.part(1, 3))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("part(1, 3): there are 2 images");
        assertThatThrownBy(() -> gts.part(-1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> gts.part(2, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> gts.size(2)).hasMessage("size(2): there are 2 images");
        refuses(
                "gt_offsets[2]: 0 after 1",
                () -> GroundTruths.ofRows(new float[8], new int[2], new int[] {0, 1, 0})
                        .part(0, 1));
        refuses(
                "gt_labels: length 2, gt_offsets say 2147483647",
                () -> GroundTruths.ofRows(new float[8], new int[2], new int[] {0, Integer.MAX_VALUE})
                        .part(0, 1));
        refuses(
                "gt_shares: length 4, gt_offsets say 8",
                () -> gts.shares(new float[4]).part(0, 1));
        refuses(
                "ignore_boxes: length 0",
                () -> gts.ignoring(new float[0], new int[] {0, 0, Integer.MAX_VALUE})
                        .part(0, 1));
    }

    @Test
    void anchorsFitted() {
        AnchorFit fit = AnchorFit.of(new float[] {4, 5, 6}, new float[] {4, 5, 6});
        refuses(
                "fewer than the 4611686014132420609 anchors",
                () -> fit.levels(Integer.MAX_VALUE).perLevel(Integer.MAX_VALUE).run());
        refuses("generations: 2147483647", () -> fit.generations(Integer.MAX_VALUE));
        refuses("width 0 is 3.0E38", () -> AnchorFit.of(new float[] {3e38f}, new float[] {1}));
        AnchorFit.Result result = fit.levels(1).perLevel(1).generations(1).run();
        float first = result.anchors()[0];
        result.anchors()[0] = -1;
        assertThat(result.anchors()[0]).isEqualTo(first);
    }

    @Test
    void whatIsHandedOutIsACopy() {
        for (DetectionSystem system : Systems.list()) {
            DetectionSystem.UnitGeometry geometry = system.geometry();
            int[] strides = geometry.strides();
            float[] anchors = geometry.anchors();
            Arrays.fill(geometry.strides(), 4);
            if (anchors != null) {
                Arrays.fill(geometry.anchors(), 4);
            }
            assertThat(system.geometry().strides()).as(system.name()).isEqualTo(strides);
            assertThat(system.geometry().anchors()).as(system.name()).isEqualTo(anchors);
            assertThatThrownBy(() -> system.about().quirks().add("")).isInstanceOf(UnsupportedOperationException.class);
            for (dev.duet.assign.stage.Head head : system.recipe().heads()) {
                assertThatThrownBy(() -> head.recipe().needs().remove(dev.duet.assign.stage.Recipe.Need.SCORES))
                        .as(system.name())
                        .isInstanceOf(UnsupportedOperationException.class);
            }
        }
        int[] mine = {8};
        DetectionSystem.UnitGeometry own = new DetectionSystem.UnitGeometry(mine, 1, null, false);
        mine[0] = 4;
        assertThat(own.strides()).containsExactly(8);
        try (Duet engine = Duet.engine(Systems.named("yolov5"), Pyramid.of(64, 64, 8, 16, 32))) {
            UnitGrid grid = engine.grid();
            grid.stride[0] = 4;
            grid.first[1] = 4;
            grid.anchors[0] = 4;
            assertThat(engine.grid().stride[0]).isEqualTo(8);
            assertThat(engine.grid().first[1]).isEqualTo(192);
            assertThat(engine.grid().anchors[0]).isEqualTo(10);
            assertThat(engine.pyramid().strides()).containsExactly(8, 16, 32);
        }
    }

    @Test
    void funnelsCheckTheirIndices() {
        try (Duet engine = Duet.engine(Systems.named("yolov5"), Pyramid.of(64, 64, 8, 16, 32))) {
            Assignment a = engine.assign(GroundTruths.ofRows(new float[] {1, 1, 9, 9}, new int[1], new int[] {0, 1}));
            assertThatThrownBy(() -> Funnel.of(a, 1)).hasMessage("image 1: there are 1 images");
            Funnel funnel = Funnel.of(a, 0);
            assertThatThrownBy(() -> funnel.lost(1)).hasMessage("GT 1: there are 1 GTs in the image");
            assertThatThrownBy(() -> funnel.sentence(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }
}
