package dev.duet.assign.anchor;

import dev.duet.assign.BadPredictionException;
import dev.duet.assign.ScoreTensor;
import dev.duet.lanes.ClassGate;

/**
 * Which units over the ignore limit have some class probability over the gate (AlexeyAB/darknet src/yolo_layer.c compare_yolo_class).
 * Only their scores are read, all classes of each, and must be finite.
 */
final class GatedUnits {
    /** For each unit of the scan: over the limit, and some class is over the gate. */
    boolean[] open = new boolean[64];

    private final float gate;
    private final float gateLogit;
    private final int classes;
    private final ClassGate scores = new ClassGate();
    private int[] unit = new int[64];
    private int[] position = new int[64];
    private boolean[] answer = new boolean[64];

    /**
     * @param gate probability, 0 to 1; of logits the one with this probability is compared, so that rounding of a sigmoid plays no part
     */
    GatedUnits(float gate, int classes) {
        this.gate = gate;
        this.gateLogit = (float) Math.log(gate / (1. - gate));
        this.classes = classes;
    }

    /** @throws BadPredictionException if a score read is NaN or infinite */
    void ask(IgnoreScan scan, float limit, ScoreTensor tensor, int image) {
        if (open.length < scan.size) {
            int room = scan.unit.length;
            open = new boolean[room];
            unit = new int[room];
            position = new int[room];
            answer = new boolean[room];
        }
        int n = 0;
        for (int i = 0; i < scan.size; i++) {
            open[i] = false;
            unit[n] = scan.unit[i];
            position[n] = i;
            n += scan.overlap[i] > limit ? 1 : 0;
        }
        long at = tensor.index(image, 0, 0);
        float least = tensor.logits ? gateLogit : gate;
        int bad = tensor.classMajor
                ? scores.classMajor(tensor.data, at, tensor.units, classes, unit, n, least, answer)
                : scores.unitMajor(tensor.data, at, tensor.classes, classes, unit, n, least, answer);
        if (bad >= 0) {
            complain(tensor, image, unit[bad]);
        }
        for (int i = 0; i < n; i++) {
            open[position[i]] = answer[i];
        }
    }

    private void complain(ScoreTensor tensor, int image, int bad) {
        for (int c = 0; c < classes; c++) {
            float value = tensor.raw(image, bad, c);
            if (!Float.isFinite(value)) {
                throw new BadPredictionException("pred_scores", image, bad, value);
            }
        }
    }
}
