package dev.duet.assign.workbench;

import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.memory.Rows;
import java.util.Arrays;

/** (unit, GT) pairs of an image with overlap and metric, GT by GT. Grows only. */
public final class Claims {
    public int size;
    public int[] unit = new int[Lanes.padded(1024)];
    public int[] gt = new int[Lanes.padded(1024)];
    public float[] overlap = new float[Lanes.padded(1024)];
    public float[] metric = new float[Lanes.padded(1024)];
    /** Numbers of each row's GT, written by {@link #spread}. */
    public float[] factor = new float[Lanes.padded(1024)];

    public float[] divisor = new float[Lanes.padded(1024)];

    public void add(int u, int g, float o, float m) {
        if (size == unit.length) {
            reserve(size * 2);
        }
        set(size++, u, g, o, m);
    }

    /**
     * Adds picked candidates, GT after GT.
     *
     * @param picked positions in {@code boxes}
     * @param end where the picks of each GT in {@code boxes} end
     */
    public void add(CandidateBoxes boxes, int[] picked, int[] end, float[] overlaps, float[] metrics) {
        int n = boxes.gts == 0 ? 0 : end[boxes.gts - 1];
        if (Lanes.padded(size + n) > unit.length) {
            reserve(Math.max(Lanes.padded(size + n), size * 2));
        }
        int from = 0;
        for (int s = 0; s < boxes.gts; s++) {
            Rows.fill(gt, size + from, end[s] - from, boxes.gt[s]);
            from = end[s];
        }
        for (int j = 0; j < n; j++) {
            unit[size + j] = boxes.unit[picked[j]];
        }
        System.arraycopy(overlaps, 0, overlap, size, n);
        System.arraycopy(metrics, 0, metric, size, n);
        size += n;
    }

    /** Overwrites a row; for steps that compact in place. */
    public void set(int row, int u, int g, float o, float m) {
        unit[row] = u;
        gt[row] = g;
        overlap[row] = o;
        metric[row] = m;
    }

    /** Appends rows {@code from .. to} of other claims. */
    public void addAll(Claims other, int from, int to) {
        int n = to - from;
        if (size + n > unit.length) {
            reserve(Math.max(size + n, size * 2));
        }
        System.arraycopy(other.unit, from, unit, size, n);
        System.arraycopy(other.gt, from, gt, size, n);
        System.arraycopy(other.overlap, from, overlap, size, n);
        System.arraycopy(other.metric, from, metric, size, n);
        size += n;
    }

    /** Removes {@code n} rows, given rising; the others keep their order. */
    public void remove(int[] rows, int n) {
        int to = rows[0];
        for (int i = 0; i < n; i++) {
            int from = rows[i] + 1;
            int length = (i + 1 < n ? rows[i + 1] : size) - from;
            System.arraycopy(unit, from, unit, to, length);
            System.arraycopy(gt, from, gt, to, length);
            System.arraycopy(overlap, from, overlap, to, length);
            System.arraycopy(metric, from, metric, to, length);
            to += length;
        }
        size = to;
    }

    /** Hands every row two numbers of its GT: {@link #factor} and {@link #divisor}. */
    public void spread(float[] factors, float[] divisors) {
        if (factor.length < size) {
            factor = new float[unit.length];
            divisor = new float[unit.length];
        }
        for (int i = 0; i < size; i++) {
            int g = gt[i];
            factor[i] = factors[g];
            divisor[i] = divisors[g];
        }
    }

    private void reserve(int length) {
        unit = Arrays.copyOf(unit, length);
        gt = Arrays.copyOf(gt, length);
        overlap = Arrays.copyOf(overlap, length);
        metric = Arrays.copyOf(metric, length);
    }
}
