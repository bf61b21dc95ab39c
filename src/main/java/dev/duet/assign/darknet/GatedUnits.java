package dev.duet.assign.darknet;

import dev.duet.assign.BadPredictionException;
import dev.duet.assign.ScoreTensor;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.assign.workbench.Sane;
import dev.duet.lanes.cost.ClassGate;

/**
 * Which units over the ignore limit have some class probability over the gate (AlexeyAB/darknet src/yolo_layer.c compare_yolo_class).
 * Only their scores are read: the class of the GT a unit overlaps most, and where that is not over the gate, all.
 */
final class GatedUnits {
    /** For each unit of the scan: over the limit, and some class is over the gate. */
    boolean[] open = new boolean[0];

    private final float gate;
    private final float gateLogit;
    private final int classes;
    private final ClassGate scores = new ClassGate();
    /** A bit for each unit asked about, none between calls, and where the scan lists it. */
    private final long[] asked;

    private final int[] listed;
    /** Units not decided yet, rising, so that scores are read in the order of memory, and where the scan lists them. */
    private int[] unit = new int[0];

    private int[] position = new int[0];
    private int[] label = new int[0];
    private boolean[] answer = new boolean[0];

    /**
     * @param gate probability, 0 to 1; of logits the one with this probability is compared, so that rounding of a sigmoid plays no part
     */
    GatedUnits(float gate, int classes, int units) {
        this.gate = gate;
        this.gateLogit = (float) Math.log(gate / (1. - gate));
        this.classes = classes;
        this.asked = new long[Math.ceilDiv(units, Long.SIZE)];
        this.listed = new int[units];
    }

    /** @throws BadPredictionException if a score read is out of the range of its form */
    void ask(IgnoreScan scan, float limit, ImageGts gts, ScoreTensor tensor, int image) {
        if (open.length < scan.size) {
            int room = scan.unit.length;
            open = new boolean[room];
            unit = new int[room];
            position = new int[room];
            label = new int[room];
            answer = new boolean[room];
        }
        for (int i = 0; i < scan.size; i++) {
            open[i] = false;
            if (scan.overlap[i] > limit) {
                asked[scan.unit[i] / Long.SIZE] |= 1L << scan.unit[i];
                listed[scan.unit[i]] = i;
            }
        }
        int n = 0;
        for (int word = 0; word < asked.length; word++) {
            for (long rest = asked[word]; rest != 0; rest &= rest - 1) {
                int i = listed[word * Long.SIZE + Long.numberOfTrailingZeros(rest)];
                unit[n] = scan.unit[i];
                position[n] = i;
                label[n++] = gts.label[scan.gt[i]];
            }
            asked[word] = 0;
        }
        long at = tensor.index(image, 0, 0);
        float least = tensor.logits ? gateLogit : gate;
        long unitStep = tensor.classMajor ? 1 : tensor.classes;
        long classStep = tensor.classMajor ? tensor.units : 1;
        int bad = ClassGate.one(
                tensor.data, at, unitStep, classStep, unit, label, n, least, answer, tensor.least(), tensor.most());
        if (bad >= 0) {
            Sane.rows(tensor, image, unit, bad, 1);
        }
        n = settle(n);
        bad = tensor.classMajor
                ? scores.classMajor(
                        tensor.data, at, tensor.units, classes, unit, n, least, answer, tensor.least(), tensor.most())
                : scores.unitMajor(
                        tensor.data,
                        at,
                        tensor.classes,
                        classes,
                        unit,
                        n,
                        least,
                        answer,
                        tensor.least(),
                        tensor.most());
        if (bad >= 0) {
            Sane.rows(tensor, image, unit, bad, 1);
        }
        settle(n);
    }

    /** Notes the answers; returns how many units, moved to the front, are not over the gate yet. */
    private int settle(int n) {
        int rest = 0;
        for (int i = 0; i < n; i++) {
            open[position[i]] = answer[i];
            unit[rest] = unit[i];
            position[rest] = position[i];
            rest += answer[i] ? 0 : 1;
        }
        return rest;
    }
}
