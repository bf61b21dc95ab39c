package dev.duet.assign.tal;

import dev.duet.api.Assignment;
import dev.duet.assign.stage.Channel;
import it.unimi.dsi.fastutil.ints.IntArrayList;

/** Everything an assignment holds but its claims, as numbers to compare bit by bit. */
public final class AssignmentBits {
    private AssignmentBits() {}

    public static int[] of(Assignment assignment) {
        IntArrayList bits = new IntArrayList();
        for (String head : assignment.headNames()) {
            add(assignment.head(head), bits);
        }
        return bits.toIntArray();
    }

    private static void add(Assignment a, IntArrayList bits) {
        bits.add(a.images());
        for (int b = 0; b < a.images(); b++) {
            bits.add(a.offset(b + 1));
            bits.add(a.ignoredOffset(b + 1));
        }
        for (int d = 0; d < a.duets(); d++) {
            bits.add(a.unit(d));
            bits.add(a.gt(d));
            bits.add(Float.floatToRawIntBits(a.overlap(d)));
            bits.add(Float.floatToRawIntBits(a.target(d)));
            for (Channel channel : a.duetChannels()) {
                for (int k = 0; k < channel.width(); k++) {
                    bits.add(Float.floatToRawIntBits(a.value(channel.name(), d, k)));
                }
            }
        }
        for (int i = 0; i < a.ignored(); i++) {
            bits.add(a.ignoredUnit(i));
            bits.add(Float.floatToRawIntBits(a.ignoredOverlap(i)));
        }
        for (int i = 0; i < a.labels(); i++) {
            bits.add(a.labelUnit(i));
            bits.add(a.labelClass(i));
        }
        for (Channel channel : a.unitChannels()) {
            for (int i = 0; i < a.images() * a.units() * channel.width(); i++) {
                int unit = i / channel.width();
                bits.add(Float.floatToRawIntBits(
                        a.unitValue(channel.name(), unit / a.units(), unit % a.units(), i % channel.width())));
            }
        }
        for (int row = 0; row < a.gts(); row++) {
            bits.add(a.outcome(row).name().hashCode());
            bits.add(a.candidates(row));
            bits.add(a.selected(row));
            bits.add(a.wanted(row));
        }
    }
}
