package dev.duet.settings;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Setting;
import dev.duet.api.Systems;
import dev.duet.assign.stage.Interval;
import dev.duet.assign.tal.AssignmentBits;
import dev.duet.report.EngineRuns;
import dev.duet.report.SimulatedPredictions;
import dev.duet.report.SimulatedPredictions.Quality;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Every system at the ends of every setting's range, one line each: what was set, and a hash of the answer. {@link #main} prints the
 * lines for another JVM to compare; nothing is random.
 */
public final class SettingEnds {
    private static final int SIDE = 160;
    private static final int IMAGES = 2;
    private static final int CLASSES = 3;
    private static final int GTS = 6;

    private SettingEnds() {}

    public static void main(String[] args) {
        lines().forEach(System.out::println);
    }

    /** Value at, and just inside, the ends of a setting; the other words and states of others. */
    public static List<Object> ends(Setting setting) {
        List<Object> ends = new ArrayList<>();
        Interval range = setting.range();
        if (setting.value() instanceof Boolean flag) {
            ends.add(!flag);
        } else if (range == null) {
            ends.addAll(setting.choices());
        } else if (setting.value() instanceof Integer) {
            ends.add((int) range.least());
            ends.add((int) range.most());
        } else {
            float least = (float) range.least();
            ends.add(range.over() ? Math.nextUp(least) : least);
            ends.add((float) range.most());
            if (range.least() < 0.01 && range.most() > 0.01) {
                ends.add(0.01f);
            }
        }
        if (range != null && !Double.isNaN(range.or())) {
            ends.add((float) range.or());
        }
        return ends;
    }

    /** Just outside, and far outside, a setting's range. */
    public static List<Object> outside(Setting setting) {
        Interval range = setting.range();
        List<Object> outside = new ArrayList<>();
        if (setting.value() instanceof Integer) {
            outside.add((long) range.least() - 1);
            outside.add((long) range.most() + 1);
            outside.add(Integer.MIN_VALUE);
        } else {
            float least = (float) range.least();
            outside.add(range.over() ? least : Math.nextDown(least));
            outside.add(Math.nextUp((float) range.most()));
            outside.add(Float.NaN);
            outside.add(Float.NEGATIVE_INFINITY);
            outside.add(Float.POSITIVE_INFINITY);
        }
        return outside;
    }

    /** The system with a setting at a value; a partner that would contradict it follows. */
    public static DetectionSystem set(DetectionSystem system, String key, Object value) {
        DetectionSystem changed = system.set(key, value);
        if (system.settings().has("warmup_epochs") && (key.equals("atss_topk") || key.equals("force_match"))) {
            return changed.set("warmup_epochs", 4);
        }
        return key.equals("neg_iou_thr_low") ? changed.set("neg_iou_thr", 1) : changed;
    }

    static List<String> lines() {
        List<String> lines = new ArrayList<>();
        GroundTruths gts = gts();
        for (DetectionSystem system : Systems.list()) {
            for (Setting setting : system.settings().list()) {
                for (Object value : ends(setting)) {
                    DetectionSystem changed = set(system, setting.key(), value).classes(CLASSES);
                    int one = answer(changed, gts, 1);
                    int four = answer(changed, gts, 4);
                    String line = system.name() + ":" + setting.key() + "=" + value + " " + one;
                    lines.add(one == four ? line : line + " with one thread, with four " + four);
                }
            }
        }
        return lines;
    }

    private static GroundTruths gts() {
        SplittableRandom random = new SplittableRandom(7);
        float[] rows = new float[4 * GTS * IMAGES];
        int[] labels = new int[GTS * IMAGES];
        for (int g = 0; g < labels.length; g++) {
            float w = 4 + random.nextInt(g % 3 == 0 ? 12 : 90);
            float h = 4 + random.nextInt(g % 3 == 0 ? 12 : 90);
            rows[4 * g] = random.nextInt(SIDE) - w / 3;
            rows[4 * g + 1] = random.nextInt(SIDE) - h / 3;
            rows[4 * g + 2] = rows[4 * g] + w;
            rows[4 * g + 3] = rows[4 * g + 1] + h;
            labels[g] = random.nextInt(CLASSES);
        }
        return GroundTruths.ofRows(rows, labels, new int[] {0, GTS, 2 * GTS});
    }

    /** Hash of the answer, of both phases. */
    private static int answer(DetectionSystem system, GroundTruths labels, int threads) {
        try (Duet engine = EngineRuns.engine(system, SIDE, SIDE, threads)) {
            int hash = run(engine, labels, system);
            if (system.recipe().warmUpEpochs() > 0) {
                engine.epoch(0);
                hash = 31 * hash + run(engine, labels, system);
            }
            return hash;
        } catch (RuntimeException e) {
            throw new AssertionError(system + " " + system.settings().list() + ": " + e.getMessage(), e);
        }
    }

    private static int run(Duet engine, GroundTruths labels, DetectionSystem system) {
        GroundTruths gts = EngineRuns.fit(engine, labels);
        Predictions[] predictions = SimulatedPredictions.of(engine, gts, new Quality(0.3f, 1), 0);
        Assignment result = engine.assign(gts, predictions);
        for (String name : result.headNames()) {
            Assignment head = result.head(name);
            requireFinite(system, head);
        }
        return Arrays.hashCode(AssignmentBits.of(result));
    }

    private static void requireFinite(DetectionSystem system, Assignment head) {
        boolean[] ignored = new boolean[head.images() * head.units()];
        for (int b = 0; b < head.images(); b++) {
            for (int i = head.ignoredOffset(b); i < head.ignoredOffset(b + 1); i++) {
                ignored[b * head.units() + head.ignoredUnit(i)] = true;
            }
            for (int d = head.offset(b); d < head.offset(b + 1); d++) {
                if (!Float.isFinite(head.target(d)) || !Float.isFinite(head.overlap(d))) {
                    throw new IllegalStateException("duet " + d + " has target " + head.target(d));
                }
                if (ignored[b * head.units() + head.unit(d)] && !system.name().equals("yolov4")) {
                    throw new IllegalStateException("unit " + head.unit(d) + " is both ignored and assigned");
                }
            }
        }
    }
}
