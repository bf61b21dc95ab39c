package dev.duet.assign.darknet;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Pyramid;
import dev.duet.assign.Strategy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One image made by hand. Units predict a box far outside and no class, unless told otherwise. */
final class SlotImage {
    private static final int CLASSES = 3;

    private final Pyramid pyramid;
    private final List<float[]> gts = new ArrayList<>();
    private final List<Integer> labels = new ArrayList<>();
    private final List<Float> weights = new ArrayList<>();
    private final int units;
    private final float[] boxes;
    private final float[] scores;

    /** @param slots units per cell */
    SlotImage(Pyramid pyramid, int slots) {
        this.pyramid = pyramid;
        units = pyramid.cells() * slots;
        boxes = new float[4 * units];
        scores = new float[CLASSES * units];
        for (int u = 0; u < units; u++) {
            unit(u, 9000, 9000, 9010, 9010);
        }
    }

    SlotImage gt(int label, float x1, float y1, float x2, float y2) {
        return gt(label, 1, x1, y1, x2, y2);
    }

    SlotImage gt(int label, float weight, float x1, float y1, float x2, float y2) {
        gts.add(new float[] {x1, y1, x2, y2});
        labels.add(label);
        weights.add(weight);
        return this;
    }

    SlotImage unit(int unit, float x1, float y1, float x2, float y2) {
        boxes[4 * unit] = x1;
        boxes[4 * unit + 1] = y1;
        boxes[4 * unit + 2] = x2;
        boxes[4 * unit + 3] = y2;
        return this;
    }

    SlotImage score(int unit, int label, float probability) {
        scores[CLASSES * unit + label] = probability;
        return this;
    }

    /** The assignment by a system, key and value of changed settings by turns. */
    Answer by(DetectionSystem system, Object... settings) {
        DetectionSystem changed = system.classes(CLASSES);
        for (int i = 0; i < settings.length; i += 2) {
            changed = changed.set((String) settings[i], settings[i + 1]);
        }
        float[] rows = new float[4 * gts.size()];
        int[] label = new int[gts.size()];
        float[] weight = new float[gts.size()];
        for (int g = 0; g < label.length; g++) {
            System.arraycopy(gts.get(g), 0, rows, 4 * g, 4);
            label[g] = labels.get(g);
            weight[g] = weights.get(g);
        }
        GroundTruths truths = GroundTruths.ofRows(rows, label, new int[] {0, label.length});
        if (system.reads(Strategy.Input.WEIGHTS)) {
            truths = truths.weights(weight);
        }
        Predictions predictions = Predictions.of(1, units).boxes(boxes).scores(scores, CLASSES);
        try (Duet duet = Duet.engine(changed, pyramid).threads(1).explain(true)) {
            return new Answer(duet.assign(truths, predictions).copy(), label);
        }
    }

    /** What the engine answered. */
    record Answer(Assignment all, int[] labels) {
        /** GT of a unit, -1 or -2. */
        int gt(int unit) {
            int[] dense = new int[all.units()];
            all.fillAssignedGt(dense);
            return dense[unit];
        }

        /** Units of a GT, in the order of the duets. */
        int[] units(int gt) {
            return duets().filter(d -> all.gt(d) == gt).map(all::unit).toArray();
        }

        int[] ignored() {
            int[] units = new int[all.ignored()];
            for (int i = 0; i < units.length; i++) {
                units[i] = all.ignoredUnit(i);
            }
            Arrays.sort(units);
            return units;
        }

        /** Objectness target of a unit, ignored or not. */
        float target(int unit) {
            for (int i = 0; i < all.ignored(); i++) {
                if (all.ignoredUnit(i) == unit) {
                    return all.ignoredOverlap(i);
                }
            }
            float[] dense = new float[all.units()];
            all.fillTargets(dense);
            return dense[unit];
        }

        /** Numbers of a channel of a unit's last duet. */
        float value(String channel, int unit, int k) {
            return all.value(
                    channel, duets().filter(d -> all.unit(d) == unit).max().orElseThrow(), k);
        }

        /** All classes of a unit, rising. */
        int[] classes(int unit) {
            java.util.stream.IntStream own =
                    duets().filter(d -> all.unit(d) == unit).map(d -> labels[all.gt(d)]);
            java.util.stream.IntStream more = java.util.stream.IntStream.range(0, all.labels())
                    .filter(i -> all.labelUnit(i) == unit)
                    .map(all::labelClass);
            return java.util.stream.IntStream.concat(own, more)
                    .distinct()
                    .sorted()
                    .toArray();
        }

        private java.util.stream.IntStream duets() {
            return java.util.stream.IntStream.range(0, all.duets());
        }
    }
}
