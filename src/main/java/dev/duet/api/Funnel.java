package dev.duet.api;

import dev.duet.assign.GtOutcome;
import it.unimi.dsi.fastutil.ints.Int2IntLinkedOpenHashMap;
import it.unimi.dsi.fastutil.ints.Int2IntMap;
import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2IntLinkedOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2IntMap;
import java.util.TreeMap;

/**
 * The way of every GT of one image from candidates to units: how many units passed the spatial prior, how many it asked for and
 * selected, which of them went to which other GT, and how many it kept. Needs an engine that explains ({@link Duet#explain}); without
 * claims nothing counts as lost. A view of the assignment plus maps of its own: it allocates, and grows with claims and duets of the
 * image.
 */
public final class Funnel {
    /** Stands for the owner of a unit that in the end nobody got. */
    public static final int NOBODY = -1;

    private static final int SEVERAL = -2;

    private final Assignment head;
    private final int first;
    private final int[] units;
    private final int[] lost;
    private final int[] gained;
    private final Int2IntMap[] rivals;
    private final Int2IntOpenHashMap owner = new Int2IntOpenHashMap();
    private final Int2IntOpenHashMap second = new Int2IntOpenHashMap();
    private final int contested;

    private Funnel(Assignment head, int image) {
        this.head = head;
        first = head.gtOffset(image);
        int gts = head.gtOffset(image + 1) - first;
        units = new int[gts];
        lost = new int[gts];
        gained = new int[gts];
        rivals = new Int2IntMap[gts];
        owner.defaultReturnValue(NOBODY);
        second.defaultReturnValue(NOBODY);
        // How often a GT holds a unit and has not claimed it; below 0 where it claimed the unit and does not hold it.
        Long2IntLinkedOpenHashMap surplus = new Long2IntLinkedOpenHashMap();
        for (int d = head.offset(image); d < head.offset(image + 1); d++) {
            units[head.gt(d)]++;
            own(head.unit(d), head.gt(d));
            surplus.addTo(pair(head.unit(d), head.gt(d)), 1);
        }
        Int2IntOpenHashMap claimant = new Int2IntOpenHashMap();
        claimant.defaultReturnValue(NOBODY);
        int several = 0;
        boolean explained = head.explained();
        for (int i = head.claimOffset(image); i < head.claimOffset(image + 1); i++) {
            int unit = head.claimUnit(i);
            int gt = head.claimGt(i);
            surplus.addTo(pair(unit, gt), -1);
            int before = claimant.putIfAbsent(unit, gt);
            if (before >= 0 && before != gt) {
                claimant.put(unit, SEVERAL); // counted already, whoever comes next
                several++;
            }
        }
        contested = several;
        for (Long2IntMap.Entry entry : surplus.long2IntEntrySet()) {
            int gt = (int) entry.getLongKey();
            if (entry.getIntValue() < 0) {
                lose(gt, (int) (entry.getLongKey() >>> 32), -entry.getIntValue());
            } else if (explained) {
                gained[gt] += entry.getIntValue();
            }
        }
    }

    /** The funnel of one image of a head. */
    public static Funnel of(Assignment head, int image) {
        if (image < 0 || image >= head.images()) {
            throw new IndexOutOfBoundsException("image " + image + ": there are " + head.images() + " images");
        }
        return new Funnel(head, image);
    }

    /** Remembers two GTs of a unit, so that whoever loses it can be told another one. */
    private void own(int unit, int gt) {
        int before = owner.putIfAbsent(unit, gt);
        if (before >= 0 && before != gt) {
            second.put(unit, gt);
        }
    }

    private void lose(int gt, int unit, int times) {
        lost[gt] += times;
        if (rivals[gt] == null) {
            rivals[gt] = new Int2IntLinkedOpenHashMap();
        }
        int to = owner.get(unit) == gt ? second.get(unit) : owner.get(unit);
        rivals[gt].put(to, rivals[gt].get(to) + times);
    }

    private static long pair(int unit, int gt) {
        return (long) unit << 32 | gt;
    }

    private int within(int gt) {
        if (gt < 0 || gt >= units.length) {
            throw new IndexOutOfBoundsException("GT " + gt + ": there are " + units.length + " GTs in the image");
        }
        return gt;
    }

    /** GTs of the image. */
    public int gts() {
        return units.length;
    }

    /** Units that passed the spatial prior of a GT. */
    public int candidates(int gt) {
        return head.candidates(first + within(gt));
    }

    /** Units a GT asked for: its k. */
    public int wanted(int gt) {
        return head.wanted(first + within(gt));
    }

    /** Units a GT selected, before conflicts. */
    public int selected(int gt) {
        return head.selected(first + within(gt));
    }

    /** Selected units a GT did not keep. */
    public int lost(int gt) {
        return lost[within(gt)];
    }

    /**
     * Duets a GT ended with though it had not selected their units: some rules give a contested unit to the best of all GTs, be it one
     * that did not ask. {@code selected - lost + gained} are its units.
     */
    public int gained(int gt) {
        return gained[within(gt)];
    }

    /** Duets a GT ended with. */
    public int units(int gt) {
        return units[within(gt)];
    }

    /** What became of a GT. */
    public GtOutcome outcome(int gt) {
        return head.outcome(first + within(gt));
    }

    /** Who got the units a GT lost: GT index ({@link #NOBODY} first) and how many. Allocates. */
    public TreeMap<Integer, Integer> lostTo(int gt) {
        TreeMap<Integer, Integer> map = new TreeMap<>();
        if (rivals[within(gt)] != null) {
            map.putAll(rivals[gt]);
        }
        return map;
    }

    /** Units that several GTs of the image selected. */
    public int contested() {
        return contested;
    }

    /** One sentence for people: why the GT has no unit, or how it came to those it has. */
    public String sentence(int gt) {
        int n = units(gt);
        return switch (outcome(gt)) {
            case ASSIGNED ->
                n
                        + (n == 1 ? " unit" : " units")
                        + (lost[gt] > 0 ? ", " + lost[gt] + " lost to other GTs" : "")
                        + (gained[gt] > 0 ? ", " + gained[gt] + " of them gained in conflicts" : "");
            case DROPPED -> "the system drops it before assigning";
            case ZERO_AREA -> "its width or height is zero";
            case OUTSIDE -> "it lies outside the image";
            case NO_CANDIDATE -> "no unit may answer for it: none passed the spatial rule";
            case NONE_SELECTED ->
                candidates(gt) + (candidates(gt) == 1 ? " candidate" : " candidates") + ", none scored enough";
            case LOST -> "every one of its " + selected(gt) + " selected went to other GTs";
        };
    }
}
