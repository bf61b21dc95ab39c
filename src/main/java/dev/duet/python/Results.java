package dev.duet.python;

import dev.duet.api.Assignment;
import dev.duet.api.FloatColumn;
import dev.duet.api.IntColumn;
import dev.duet.assign.stage.Channel;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Copies the sparse results of a {@link Bridge}'s last assignment into arrays of the caller, column by column. */
public final class Results {
    private final Assignment a;

    /** Results of head {@code head} of the last assignment. */
    public Results(Bridge bridge, int head) {
        a = bridge.head(head);
    }

    /** Names of all heads. */
    public static String[] heads(Bridge bridge) {
        return bridge.head(0).headNames().toArray(new String[0]);
    }

    /** Duets, ignored units, class bits, claims, GTs. */
    public int[] counts() {
        return new int[] {a.duets(), a.ignored(), a.labels(), a.claims(), a.gts()};
    }

    /** Names of the further columns per duet, or per unit, each followed by its width. */
    public String[] channels(boolean perUnit) {
        List<Channel> channels = perUnit ? a.unitChannels() : a.duetChannels();
        String[] names = new String[channels.size() * 2];
        for (int c = 0; c < channels.size(); c++) {
            names[2 * c] = channels.get(c).name();
            names[2 * c + 1] = String.valueOf(channels.get(c).width());
        }
        return names;
    }

    /**
     * Duets in the original's order, {@link #counts}[0] of them: {@code image, unit, gt, group} as int, {@code overlap, target} as
     * float.
     */
    public void duets(long image, long unit, long gt, long group, long overlap, long target) {
        int[] order = order();
        ordered(IntColumn.IMAGE, order, image);
        ordered(IntColumn.UNIT, order, unit);
        ordered(IntColumn.GT, order, gt);
        ordered(IntColumn.GROUP, order, group);
        ordered(FloatColumn.OVERLAP, order, overlap);
        ordered(FloatColumn.TARGET, order, target);
    }

    private void ordered(IntColumn column, int[] order, long address) {
        MemorySegment out = Memory.ints(address, a.duets());
        if (order == null) {
            a.fill(column, out);
            return;
        }
        int[] numbers = a.column(column);
        for (int i = 0; i < order.length; i++) {
            out.setAtIndex(Memory.INT, i, numbers[order[i]]);
        }
    }

    private void ordered(FloatColumn column, int[] order, long address) {
        MemorySegment out = Memory.floats(address, a.duets());
        if (order == null) {
            a.fill(column, out);
        } else {
            ordered(a.column(column), order, 1, out);
        }
    }

    private static void ordered(float[] rows, int[] order, int width, MemorySegment out) {
        for (int i = 0; i < order.length; i++) {
            MemorySegment.copy(rows, order[i] * width, out, Memory.FLOAT, (long) i * width * Float.BYTES, width);
        }
    }

    /** A further column per duet, {@code float[duets, width]}, in the order of {@link #duets}. */
    public void duetChannel(String name, int width, long address) {
        int[] order = order();
        MemorySegment out = Memory.floats(address, (long) a.duets() * width);
        if (order == null) {
            a.fillValues(name, out);
            return;
        }
        float[] rows = new float[order.length * width];
        a.fillValues(name, rows);
        ordered(rows, order, width, out);
    }

    /** A further column per unit, {@code float[images, units, width]}. */
    public void unitChannel(String name, int width, long address) {
        a.fillUnitValues(name, Memory.floats(address, (long) a.images() * a.units() * width));
    }

    /** Total cost of every image's matching, {@code double[images]}; 0 for systems that minimise none. */
    public void totalCosts(long address) {
        a.fillTotalCosts(Memory.at(address, a.images(), Double.BYTES));
    }

    /** Ignored units: {@code image, unit} as int. */
    public void ignored(long image, long unit) {
        a.fill(IntColumn.IGNORED_IMAGE, Memory.ints(image, a.ignored()));
        a.fill(IntColumn.IGNORED_UNIT, Memory.ints(unit, a.ignored()));
    }

    /** Class bits: {@code image, unit, class} as int. */
    public void labels(long image, long unit, long label) {
        a.fill(IntColumn.LABEL_IMAGE, Memory.ints(image, a.labels()));
        a.fill(IntColumn.LABEL_UNIT, Memory.ints(unit, a.labels()));
        a.fill(IntColumn.LABEL_CLASS, Memory.ints(label, a.labels()));
    }

    /** Claims before conflicts: {@code image, unit, gt} as int. */
    public void claims(long image, long unit, long gt) {
        a.fill(IntColumn.CLAIM_IMAGE, Memory.ints(image, a.claims()));
        a.fill(IntColumn.CLAIM_UNIT, Memory.ints(unit, a.claims()));
        a.fill(IntColumn.CLAIM_GT, Memory.ints(gt, a.claims()));
    }

    /** The funnel of every GT: ordinal of its outcome, candidates, selected, wanted, each {@code int[gts]}. */
    public void gts(long outcome, long candidates, long selected, long wanted) {
        a.fill(IntColumn.OUTCOME, Memory.ints(outcome, a.gts()));
        a.fill(IntColumn.CANDIDATES, Memory.ints(candidates, a.gts()));
        a.fill(IntColumn.SELECTED, Memory.ints(selected, a.gts()));
        a.fill(IntColumn.WANTED, Memory.ints(wanted, a.gts()));
    }

    /** Rows of the duets in the original's order; null where they lie in it. */
    private int[] order() {
        int[] order = new int[a.duets()];
        a.originalOrder(order);
        for (int i = 0; i < order.length; i++) {
            if (order[i] != i) {
                return order;
            }
        }
        return null;
    }
}
