package dev.duet.odd;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Predictions.BoxLayout;
import dev.duet.api.Predictions.ScoreForm;
import dev.duet.api.Predictions.ScoreLayout;
import dev.duet.api.Pyramid;
import dev.duet.assign.stage.Channel;
import dev.duet.assign.stage.Head;
import java.util.Arrays;

/**
 * Two images of 64 x 64 pixels, the first empty, the second with some GTs; every unit predicts the first GT with a score of a half for
 * every class. Numbers are then made odd one by one.
 */
final class OddScene {
    static final int CLASSES = 2;

    final DetectionSystem system;
    final Pyramid pyramid;
    final int units;
    final int width;
    float[] gts;
    final float[] boxes;
    final float[] scores;
    final float[] objectness;
    ScoreForm form = ScoreForm.PROBABILITY;

    OddScene(DetectionSystem of, float... gtRows) {
        system = of.classes(CLASSES);
        int[] strides = of.geometry().strides();
        pyramid = strides.length == 0 ? Pyramid.queries(64, 64, 20) : Pyramid.of(64, 64, strides);
        Head head = system.recipe().heads().get(0);
        width = head.recipe().rotated() ? 5 : 4;
        gts = gtRows;
        try (Duet duet = Duet.engine(system, pyramid).threads(1)) {
            units = duet.units();
        }
        boxes = new float[2 * units * width];
        for (int i = 0; i < boxes.length; i++) {
            boxes[i] = gtRows[i % width];
        }
        scores = new float[2 * units * CLASSES];
        Arrays.fill(scores, .5f);
        objectness = new float[2 * units];
        Arrays.fill(objectness, .5f);
    }

    /** Number {@code k} of a unit's box in the second image. */
    OddScene box(int unit, int k, float value) {
        boxes[(units + unit) * width + k] = value;
        return this;
    }

    /** The box of a unit in the second image. */
    OddScene box(int unit, float... values) {
        System.arraycopy(values, 0, boxes, (units + unit) * width, width);
        return this;
    }

    /** The score of a unit of the second image for a class. */
    OddScene score(int unit, int label, float value) {
        scores[(units + unit) * CLASSES + label] = value;
        return this;
    }

    Predictions predictions() {
        Predictions p = Predictions.of(2, units)
                .scores(scores, CLASSES, ScoreLayout.UNIT_MAJOR, form)
                .objectness(objectness, form);
        return width == 5 ? p.rotatedBoxes(boxes, BoxLayout.ROWS) : p.boxes(boxes);
    }

    GroundTruths groundTruths() {
        int n = gts.length / width;
        int[] labels = new int[n];
        for (int g = 0; g < n; g++) {
            labels[g] = g % CLASSES;
        }
        int[] offsets = {0, 0, n};
        return width == 5 ? GroundTruths.rotatedRows(gts, labels, offsets) : GroundTruths.ofRows(gts, labels, offsets);
    }

    /** The answer of a new engine. */
    Assignment assign(int threads) {
        try (Duet duet = Duet.engine(system, pyramid).threads(threads)) {
            Predictions[] all = new Predictions[duet.heads().size()];
            Arrays.fill(all, predictions());
            return duet.assign(groundTruths(), all).copy();
        }
    }

    Assignment assign() {
        return assign(1);
    }

    /** What is not finite in an answer, or null. */
    static String notFinite(Assignment a) {
        for (int d = 0; d < a.duets(); d++) {
            if (!Float.isFinite(a.target(d)) || !Float.isFinite(a.overlap(d))) {
                return "target " + a.target(d) + ", overlap " + a.overlap(d) + " of unit " + a.unit(d);
            }
            for (Channel channel : a.duetChannels()) {
                for (int k = 0; k < channel.width(); k++) {
                    if (!Float.isFinite(a.value(channel.name(), d, k))) {
                        return channel.name() + " of unit " + a.unit(d);
                    }
                }
            }
        }
        return null;
    }
}
