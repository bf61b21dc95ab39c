package dev.duet.assign.workbench;

import dev.duet.assign.DuetTable;
import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.memory.Rows;
import java.util.Arrays;

/**
 * Who claims which unit of an image, with overlap and metric, in the order of claiming. A unit is whatever the system matches: a unit
 * of the grid, a candidate column, one nomination of a unit. Claims that are made one by one after {@link #start} know those of the
 * same unit: they form a chain from the one that holds it backwards. Rows that are {@linkplain #add added} have none. Grows only;
 * starting anew costs as much as was claimed.
 */
public final class Claims {
    /** Costs of a unit, looked at only where units are contested. */
    public interface Costs {
        /** The GT of lowest cost for a unit, over all GTs of the image; ties to the lowest GT. */
        int cheapestGt(int unit);
    }

    public static final int NONE = -1;

    public int size;
    public int[] unit = new int[Lanes.padded(1024)];
    public int[] gt = new int[Lanes.padded(1024)];
    public float[] overlap = new float[Lanes.padded(1024)];
    public float[] metric = new float[Lanes.padded(1024)];
    /** The claim before on the same unit, or {@link #NONE}. */
    public int[] before = new int[0];
    /** The claim that holds each unit, or {@link #NONE}. */
    private int[] holder = new int[0];
    /** Where the next duet of each GT goes. */
    private int[] next = new int[0];
    /** Numbers of each row's GT, written by {@link #spread}. */
    public float[] factor = new float[Lanes.padded(1024)];

    public float[] divisor = new float[Lanes.padded(1024)];

    /** Forgets all claims; the units to come are 0 .. {@code units} - 1. */
    public void start(int units) {
        for (int i = 0; i < size; i++) {
            holder[unit[i]] = NONE;
        }
        size = 0;
        if (holder.length < units) {
            holder = new int[units + (units >> 1)];
            Arrays.fill(holder, NONE);
        }
    }

    /** GT {@code g} claims a unit and holds it for now; returns the claim. */
    public int claim(int u, int g, float o, float m) {
        add(u, g, o, m);
        if (before.length < size) {
            before = Arrays.copyOf(before, unit.length);
        }
        before[size - 1] = holder[u];
        holder[u] = size - 1;
        return size - 1;
    }

    /** The claim that holds a unit, or {@link #NONE}. */
    public int holder(int u) {
        return holder[u];
    }

    /** GT whose claim holds a unit, or {@link #NONE}. */
    public int owner(int u) {
        return holder[u] == NONE ? NONE : gt[holder[u]];
    }

    /** Lets another claim on its unit hold it. */
    public void hold(int claim) {
        holder[unit[claim]] = claim;
    }

    /** True for the first claim on its unit. */
    public boolean isFirst(int claim) {
        return before[claim] == NONE;
    }

    /**
     * Gives every unit claimed twice or more to the GT of lowest cost among <em>all</em> GTs of the image, claimant or not. A GT that
     * loses a unit gets nothing instead (simOTA's dynamic-k matching).
     */
    public void resolve(Costs costs) {
        for (int i = 0; i < size; i++) {
            if (isFirst(i) && holder[unit[i]] != i) {
                gt[holder[unit[i]]] = costs.cheapestGt(unit[i]);
            }
        }
    }

    /** True if no claim between this one and the holder of its unit is of a GT of the same class. */
    public boolean isLastOfClass(int claim, int[] label) {
        for (int later = holder[unit[claim]]; later != claim; later = before[later]) {
            if (label[gt[later]] == label[gt[claim]]) {
                return false;
            }
        }
        return true;
    }

    /** Hands all claims on as duets of target 1, GT by GT, counts them as kept, and forgets them. */
    public void handOnByGt(ImageGts gts, DuetTable out) {
        for (int i = 0; i < size; i++) {
            gts.kept[gt[i]]++;
        }
        next = Lanes.grow(next, gts.size);
        out.reserve(size);
        int from = out.size;
        for (int g = 0; g < gts.size; g++) {
            next[g] = out.size;
            out.size += gts.kept[g];
        }
        for (int i = 0; i < size; i++) {
            int row = next[gt[i]]++;
            out.unit[row] = unit[i];
            out.gt[row] = gt[i];
            out.overlap[row] = overlap[i];
        }
        Arrays.fill(out.target, from, out.size, 1);
        Arrays.fill(out.group, from, out.size, 0);
        size = 0;
    }

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
    public void add(Boxes boxes, int[] picked, int[] end, float[] overlaps, float[] metrics) {
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
