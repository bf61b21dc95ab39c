package dev.duet.lanes.cost;

import dev.duet.lanes.math.Curves;
import dev.duet.lanes.math.Sigmoids;
import dev.duet.lanes.memory.Lanes;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Varifocal loss of a unit's classes against "no class": {@code sum over c of alpha p_c^2 * -max(ln(1 - p_c), -100)}, p the class
 * probability (ppdet losses/varifocal_loss.py, gamma 2), added as {@link RowSums} adds. Objectness is not looked at.
 */
public final class VarifocalSums implements UnitSums {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;
    private static final float CLAMP = 100f;
    /** Units held at a time. */
    private static final int BLOCK = 16;

    private final boolean logits;
    private final int classes;
    private final float alpha;
    /** Floats per unit in the columns: the classes, padded. */
    private final int row;

    private final float[] p;
    private final float[] log;

    /**
     * @param logits class scores are logits, not probabilities
     * @param classes number of classes C
     */
    public VarifocalSums(boolean logits, int classes, float alpha) {
        this.logits = logits;
        this.classes = classes;
        this.alpha = alpha;
        this.row = RowSums.length(classes);
        this.p = new float[Lanes.padded(BLOCK * row)];
        this.log = new float[p.length];
    }

    @Override
    public boolean of(float[] scores, int base, int stride, int[] unit, float[] objectness, int n, float[] out) {
        for (int first = 0; first < n; first += BLOCK) {
            int size = Math.min(BLOCK, n - first);
            for (int i = 0; i < size; i++) {
                System.arraycopy(scores, base + unit[first + i] * stride, p, i * row, classes);
                // Adds nothing behind the last class.
                Arrays.fill(p, i * row + classes, (i + 1) * row, SoftLabel.silent(logits));
            }
            if (!Sigmoids.probabilities(p, size * row, logits)) {
                return false;
            }
            Curves.log(p, -1, 1, size * row, log);
            terms(p, log, size * row, alpha);
            RowSums.of(p, size, row, out, first);
        }
        return true;
    }

    /** Replaces probabilities by their terms. */
    private static void terms(float[] p, float[] log, int n, float alpha) {
        for (int i = 0; i < n; i += F.length()) {
            FloatVector v = FloatVector.fromArray(F, p, i);
            FloatVector minusLog = FloatVector.fromArray(F, log, i).neg();
            minusLog = minusLog.blend(CLAMP, v.compare(VectorOperators.EQ, 1f));
            v.mul(v).mul(alpha).mul(minusLog).intoArray(p, i);
        }
    }
}
