package dev.duet.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.Funnel;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Systems;
import dev.duet.report.SimulatedPredictions.Quality;
import dev.duet.report.compare.Comparison;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Counts, funnels and agreement against plain counting with sets; simulated predictions for every system. */
class ReportTest {
    private static final int SIDE = 320;
    private static final int CLASSES = 6;

    static List<DetectionSystem> systems() {
        return Systems.list();
    }

    static GroundTruths gts(int images, int perImage, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] rows = new float[images * perImage * 4];
        int[] labels = new int[images * perImage];
        int[] offsets = new int[images + 1];
        for (int i = 0; i < labels.length; i++) {
            double w = 3 * Math.exp(random.nextDouble() * 4);
            double h = 3 * Math.exp(random.nextDouble() * 4);
            double x = random.nextDouble() * (SIDE - w);
            double y = random.nextDouble() * (SIDE - h);
            rows[4 * i] = (float) x;
            rows[4 * i + 1] = (float) y;
            rows[4 * i + 2] = (float) (x + w);
            rows[4 * i + 3] = (float) (y + h);
            labels[i] = random.nextInt(CLASSES);
        }
        for (int b = 0; b < images; b++) {
            offsets[b + 1] = offsets[b] + perImage;
        }
        return GroundTruths.ofRows(rows, labels, offsets);
    }

    @ParameterizedTest
    @MethodSource("systems")
    void everySystemRunsOnSimulatedPredictions(DetectionSystem system) {
        try (Duet engine = EngineRuns.engine(system.classes(CLASSES), SIDE, SIDE, 1)) {
            GroundTruths gts = gts(2, 20, 3);
            Comparison.Run run = EngineRuns.simulated(engine, gts, Quality.DEFAULT, 0);
            assertThat(run.simulated()).isEqualTo(SimulatedPredictions.needed(engine));
            for (String name : run.result().headNames()) {
                count(engine, run, run.result().head(name));
            }
        }
    }

    /** The same numbers, found another way. */
    private static void count(Duet engine, Comparison.Run run, Assignment head) {
        Counts counts = new Counts(engine.grid(), true);
        counts.add(head, run.gts().batch());
        int contested = 0;
        int withUnits = 0;
        Set<List<Integer>> units = new HashSet<>();
        for (int b = 0; b < head.images(); b++) {
            Map<Integer, Set<Integer>> owners = new HashMap<>();
            for (int d = head.offset(b); d < head.offset(b + 1); d++) {
                owners.computeIfAbsent(head.unit(d), u -> new HashSet<>()).add(head.gt(d));
                units.add(List.of(b, head.unit(d)));
            }
            Map<Integer, Set<Integer>> claimants = new HashMap<>();
            for (int i = head.claimOffset(b); i < head.claimOffset(b + 1); i++) {
                claimants
                        .computeIfAbsent(head.claimUnit(i), u -> new HashSet<>())
                        .add(head.claimGt(i));
            }
            contested +=
                    (int) claimants.values().stream().filter(c -> c.size() > 1).count();
            Funnel funnel = Funnel.of(head, b);
            for (int g = 0; g < funnel.gts(); g++) {
                int gt = g;
                int lost = (int) claimants.entrySet().stream()
                        .filter(e -> e.getValue().contains(gt)
                                && !owners.getOrDefault(e.getKey(), Set.of()).contains(gt))
                        .count();
                assertThat(funnel.lost(g)).isEqualTo(lost);
                assertThat(funnel.lostTo(g).values().stream().mapToInt(n -> n).sum())
                        .isEqualTo(lost);
                withUnits += owners.values().stream().anyMatch(o -> o.contains(gt)) ? 1 : 0;
                assertThat(funnel.sentence(g)).isNotEmpty();
                if (!run.engine().system().name().equals("yolov1")) { // a GT whose cell is taken claims nothing there
                    assertThat(funnel.selected(g) - funnel.lost(g) + funnel.gained(g))
                            .isEqualTo(funnel.units(g));
                }
            }
        }
        assertThat(counts.contested()).isEqualTo(contested);
        assertThat(counts.units()).isEqualTo(units.size());
        assertThat(counts.duets()).isEqualTo(head.duets());
        assertThat(counts.gts() - counts.without()).isEqualTo(withUnits);
    }

    @Test
    void agreementIsSharedPairsAmongAll() {
        try (Duet a = EngineRuns.engine(Systems.YOLOV8.classes(CLASSES), SIDE, SIDE, 1);
                Duet b = EngineRuns.engine(Systems.PPYOLOE.classes(CLASSES), SIDE, SIDE, 1)) {
            GroundTruths gts = gts(3, 15, 9);
            List<Comparison.Run> runs = List.of(
                    EngineRuns.simulated(a, gts, Quality.DEFAULT, 0), EngineRuns.simulated(b, gts, Quality.DEFAULT, 0));
            Comparison comparison = new Comparison();
            comparison.add(runs);
            Set<String> first = pairs(runs.get(0));
            Set<String> second = pairs(runs.get(1));
            Set<String> both = new HashSet<>(first);
            both.retainAll(second);
            Set<String> either = new HashSet<>(first);
            either.addAll(second);
            assertThat(comparison.agreement(0, 1))
                    .isEqualTo((double) both.size() / either.size(), within(1e-12))
                    .isEqualTo(comparison.agreement(1, 0))
                    .isBetween(0.01, 0.99);
            assertThat(comparison.agreement(0, 0)).isEqualTo(1);
        }
    }

    private static Set<String> pairs(Comparison.Run run) {
        Set<String> pairs = new HashSet<>();
        Assignment head = run.result();
        var grid = run.engine().grid();
        for (int b = 0; b < head.images(); b++) {
            for (int d = head.offset(b); d < head.offset(b + 1); d++) {
                int l = grid.level(head.unit(d));
                pairs.add(b + " " + grid.stride[l] + " " + grid.row(l, head.unit(d)) + " "
                        + grid.column(l, head.unit(d)) + " " + head.gt(d));
            }
        }
        return pairs;
    }

    @Test
    void simulationDependsOnSeedAndImageOnly() {
        try (Duet engine = EngineRuns.engine(Systems.YOLOV8.classes(CLASSES), SIDE, SIDE, 1)) {
            GroundTruths all = gts(4, 10, 5);
            List<Integer> whole = duets(engine, all, 0, 1);
            assertThat(duets(engine, all, 0, 1)).isEqualTo(whole);
            assertThat(duets(engine, all, 0, 2)).isNotEqualTo(whole);
            int per = 10;
            var b = all.batch();
            List<Integer> parts = new ArrayList<>();
            for (int image = 0; image < 4; image++) {
                int from = image * per;
                GroundTruths one = GroundTruths.of(
                        java.util.Arrays.copyOfRange(b.x1, from, from + per),
                        java.util.Arrays.copyOfRange(b.y1, from, from + per),
                        java.util.Arrays.copyOfRange(b.x2, from, from + per),
                        java.util.Arrays.copyOfRange(b.y2, from, from + per),
                        java.util.Arrays.copyOfRange(b.label, from, from + per),
                        new int[] {0, per});
                parts.addAll(duets(engine, one, image, 1));
            }
            assertThat(parts).isEqualTo(whole);
        }
    }

    private static List<Integer> duets(Duet engine, GroundTruths gts, int firstImage, long seed) {
        Predictions[] p = SimulatedPredictions.of(engine, gts, new Quality(0.3f, seed), firstImage);
        Assignment result = engine.assign(gts, p);
        List<Integer> all = new ArrayList<>();
        for (int d = 0; d < result.duets(); d++) {
            all.add(result.unit(d));
            all.add(result.gt(d));
        }
        return all;
    }

    @Test
    void lessNoiseMeansBetterOverlap() {
        TreeMap<Float, Double> overlap = new TreeMap<>();
        for (float noise : new float[] {0, 0.3f, 0.8f}) {
            try (Duet engine = EngineRuns.engine(Systems.YOLOV8.classes(CLASSES), SIDE, SIDE, 1)) {
                Counts counts = new Counts(engine.grid(), false);
                Comparison.Run run = EngineRuns.simulated(engine, gts(4, 12, 8), new Quality(noise, 1), 0);
                counts.add(run.result(), run.gts().batch());
                overlap.put(noise, counts.meanOverlap());
            }
        }
        assertThat(overlap.get(0f)).isGreaterThan(overlap.get(0.3f));
        assertThat(overlap.get(0.3f)).isGreaterThan(overlap.get(0.8f));
    }
}
