package dev.duet.lanes.overlap;

import dev.duet.lanes.memory.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Areas of boxes in four columns, and what float32 leaves of corners that went through centre and sides. */
public final class BoxForm {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;

    private BoxForm() {}

    /** Areas {@code (x2 - x1) (y2 - y1)} of {@code n} boxes; all columns padded. */
    public static void areas(float[] x1, float[] y1, float[] x2, float[] y2, int n, float[] area) {
        for (int i = 0; i < n; i += F.length()) {
            FloatVector w = FloatVector.fromArray(F, x2, i).sub(FloatVector.fromArray(F, x1, i));
            FloatVector h = FloatVector.fromArray(F, y2, i).sub(FloatVector.fromArray(F, y1, i));
            w.mul(h).intoArray(area, i);
        }
    }

    /** Areas, as {@link #areas}, and centres {@code (x1 + x2) / 2}, {@code (y1 + y2) / 2} of {@code n} boxes; all columns padded. */
    public static void areasAndCentres(
            float[] x1, float[] y1, float[] x2, float[] y2, int n, float[] area, float[] cx, float[] cy) {
        for (int i = 0; i < n; i += F.length()) {
            FloatVector left = FloatVector.fromArray(F, x1, i);
            FloatVector top = FloatVector.fromArray(F, y1, i);
            FloatVector right = FloatVector.fromArray(F, x2, i);
            FloatVector bottom = FloatVector.fromArray(F, y2, i);
            right.sub(left).mul(bottom.sub(top)).intoArray(area, i);
            left.add(right).mul(0.5f).intoArray(cx, i);
            top.add(bottom).mul(0.5f).intoArray(cy, i);
        }
    }

    /**
     * Replaces the ends of {@code n} sides by {@code c - w/2} and {@code c + w/2} with c = (low + high)/2 and w = high - low, each step
     * rounded: what a system sees that keeps boxes as centre and sides (YOLOX). Padded.
     */
    public static void throughCentre(float[] low, float[] high, int n) {
        for (int i = 0; i < n; i += F.length()) {
            FloatVector a = FloatVector.fromArray(F, low, i);
            FloatVector b = FloatVector.fromArray(F, high, i);
            FloatVector c = a.add(b).mul(0.5f);
            FloatVector half = b.sub(a).mul(0.5f);
            c.sub(half).intoArray(low, i);
            c.add(half).intoArray(high, i);
        }
    }
}
