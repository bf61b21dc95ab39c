package dev.duet.python;

import dev.duet.api.Assignment;
import dev.duet.assign.stage.Channel;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
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
        int n = a.duets();
        int[] order = order();
        MemorySegment images = Memory.ints(image, n);
        MemorySegment units = Memory.ints(unit, n);
        MemorySegment gts = Memory.ints(gt, n);
        MemorySegment groups = Memory.ints(group, n);
        MemorySegment overlaps = Memory.floats(overlap, n);
        MemorySegment targets = Memory.floats(target, n);
        int[] imageOf = new int[n];
        for (int b = 0; b < a.images(); b++) {
            Arrays.fill(imageOf, a.offset(b), a.offset(b + 1), b);
        }
        for (int i = 0; i < n; i++) {
            int d = order[i];
            images.setAtIndex(Memory.INT, i, imageOf[d]);
            units.setAtIndex(Memory.INT, i, a.unit(d));
            gts.setAtIndex(Memory.INT, i, a.gt(d));
            groups.setAtIndex(Memory.INT, i, a.group(d));
            overlaps.setAtIndex(Memory.FLOAT, i, a.overlap(d));
            targets.setAtIndex(Memory.FLOAT, i, a.target(d));
        }
    }

    /** A further column per duet, {@code float[duets, width]}, in the order of {@link #duets}. */
    public void duetChannel(String name, int width, long address) {
        int[] order = order();
        MemorySegment out = Memory.floats(address, (long) a.duets() * width);
        for (int i = 0; i < a.duets(); i++) {
            for (int k = 0; k < width; k++) {
                out.setAtIndex(Memory.FLOAT, (long) i * width + k, a.value(name, order[i], k));
            }
        }
    }

    /** A further column per unit, {@code float[images, units, width]}. */
    public void unitChannel(String name, int width, long address) {
        MemorySegment out = Memory.floats(address, (long) a.images() * a.units() * width);
        long at = 0;
        for (int b = 0; b < a.images(); b++) {
            for (int u = 0; u < a.units(); u++) {
                for (int k = 0; k < width; k++) {
                    out.setAtIndex(Memory.FLOAT, at++, a.unitValue(name, b, u, k));
                }
            }
        }
    }

    /** Total cost of every image's matching, {@code double[images]}; 0 for systems that minimise none. */
    public void totalCosts(long address) {
        MemorySegment out = Memory.at(address, a.images(), Double.BYTES);
        for (int b = 0; b < a.images(); b++) {
            out.setAtIndex(Memory.DOUBLE, b, a.totalCost(b));
        }
    }

    /** Ignored units: {@code image, unit} as int. */
    public void ignored(long image, long unit) {
        MemorySegment images = Memory.ints(image, a.ignored());
        MemorySegment units = Memory.ints(unit, a.ignored());
        for (int b = 0; b < a.images(); b++) {
            for (int i = a.ignoredOffset(b); i < a.ignoredOffset(b + 1); i++) {
                images.setAtIndex(Memory.INT, i, b);
                units.setAtIndex(Memory.INT, i, a.ignoredUnit(i));
            }
        }
    }

    /** Class bits: {@code image, unit, class} as int. */
    public void labels(long image, long unit, long label) {
        MemorySegment images = Memory.ints(image, a.labels());
        MemorySegment units = Memory.ints(unit, a.labels());
        MemorySegment classes = Memory.ints(label, a.labels());
        for (int b = 0; b < a.images(); b++) {
            for (int i = a.labelOffset(b); i < a.labelOffset(b + 1); i++) {
                images.setAtIndex(Memory.INT, i, b);
                units.setAtIndex(Memory.INT, i, a.labelUnit(i));
                classes.setAtIndex(Memory.INT, i, a.labelClass(i));
            }
        }
    }

    /** Claims before conflicts: {@code image, unit, gt} as int. */
    public void claims(long image, long unit, long gt) {
        MemorySegment images = Memory.ints(image, a.claims());
        MemorySegment units = Memory.ints(unit, a.claims());
        MemorySegment gts = Memory.ints(gt, a.claims());
        for (int b = 0; b < a.images(); b++) {
            for (int i = a.claimOffset(b); i < a.claimOffset(b + 1); i++) {
                images.setAtIndex(Memory.INT, i, b);
                units.setAtIndex(Memory.INT, i, a.claimUnit(i));
                gts.setAtIndex(Memory.INT, i, a.claimGt(i));
            }
        }
    }

    /** The funnel of every GT: ordinal of its outcome, candidates, selected, wanted, each {@code int[gts]}. */
    public void gts(long outcome, long candidates, long selected, long wanted) {
        int n = a.gts();
        MemorySegment outcomes = Memory.ints(outcome, n);
        MemorySegment candidateCounts = Memory.ints(candidates, n);
        MemorySegment selectedCounts = Memory.ints(selected, n);
        MemorySegment wantedCounts = Memory.ints(wanted, n);
        for (int row = 0; row < n; row++) {
            outcomes.setAtIndex(Memory.INT, row, a.outcome(row).ordinal());
            candidateCounts.setAtIndex(Memory.INT, row, a.candidates(row));
            selectedCounts.setAtIndex(Memory.INT, row, a.selected(row));
            wantedCounts.setAtIndex(Memory.INT, row, a.wanted(row));
        }
    }

    private int[] order() {
        int[] order = new int[a.duets()];
        a.originalOrder(order);
        return order;
    }
}
