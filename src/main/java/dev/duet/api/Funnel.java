package dev.duet.api;

import dev.duet.assign.GtOutcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The way of every GT of one image from candidates to units: how many units passed the spatial prior, how many it asked for and
 * selected, which of them went to which other GT, and how many it kept. Needs an engine that explains ({@link Duet#explain}); without
 * claims nothing counts as lost. A view of the assignment plus lists of its own: it allocates, and grows with claims and duets of
 * the image.
 */
public final class Funnel {
    /** Stands for the owner of a unit that in the end nobody got. */
    public static final int NOBODY = -1;

    private final Assignment head;
    private final int first;
    private final int[] units;
    private final int[] lost;
    private final int[] gained;
    private final List<Map<Integer, Integer>> rivals;
    /** The duets' units and the places of the duets in the image, rising. */
    private final long[] held;

    private final int contested;

    private Funnel(Assignment head, int image) {
        this.head = head;
        first = head.gtOffset(image);
        int gts = head.gtOffset(image + 1) - first;
        units = new int[gts];
        lost = new int[gts];
        gained = new int[gts];
        rivals = new ArrayList<>(Collections.nCopies(gts, null));
        int from = head.offset(image);
        held = new long[head.offset(image + 1) - from];
        long[] holds = new long[held.length];
        for (int d = 0; d < held.length; d++) {
            int unit = head.unit(from + d);
            int gt = head.gt(from + d);
            units[gt]++;
            held[d] = pair(unit, d);
            holds[d] = pair(unit, gt);
        }
        int fromClaim = head.claimOffset(image);
        long[] claims = new long[head.claimOffset(image + 1) - fromClaim];
        for (int i = 0; i < claims.length; i++) {
            claims[i] = pair(head.claimUnit(fromClaim + i), head.claimGt(fromClaim + i));
        }
        Arrays.sort(held);
        Arrays.sort(holds);
        Arrays.sort(claims);
        contested = several(claims);
        compare(holds, claims, from);
    }

    /** Units that pairs of several GTs name; the pairs rise. */
    private static int several(long[] claims) {
        int several = 0;
        for (int i = 0; i < claims.length; ) {
            int start = i;
            while (i < claims.length && claims[i] >>> 32 == claims[start] >>> 32) {
                i++;
            }
            if (claims[i - 1] != claims[start]) {
                several++;
            }
        }
        return several;
    }

    /** How often a GT holds a unit and has not claimed it is gained, how often it has claimed and does not hold it is lost. */
    private void compare(long[] holds, long[] claims, int from) {
        boolean explained = head.explained();
        int h = 0;
        int c = 0;
        while (h < holds.length || c < claims.length) {
            long pair = c == claims.length || h < holds.length && holds[h] <= claims[c] ? holds[h] : claims[c];
            int surplus = 0;
            for (; h < holds.length && holds[h] == pair; h++) {
                surplus++;
            }
            for (; c < claims.length && claims[c] == pair; c++) {
                surplus--;
            }
            if (surplus < 0) {
                lose((int) pair, (int) (pair >>> 32), -surplus, from);
            } else if (explained) {
                gained[(int) pair] += surplus;
            }
        }
    }

    private void lose(int gt, int unit, int times, int from) {
        lost[gt] += times;
        if (rivals.get(gt) == null) {
            rivals.set(gt, new HashMap<>());
        }
        rivals.get(gt).merge(owner(unit, gt, from), times, Integer::sum);
    }

    /** Whose a unit is that {@code gt} does not have (all) of: the first duet's, or another's than {@code gt}, the last. */
    private int owner(int unit, int gt, int from) {
        int at = Arrays.binarySearch(held, pair(unit, 0));
        at = at < 0 ? -at - 1 : at;
        int owner = NOBODY;
        for (int i = at; i < held.length && held[i] >>> 32 == unit; i++) {
            int other = head.gt(from + (int) held[i]);
            if (i == at && other != gt) {
                return other;
            }
            owner = other == gt ? owner : other;
        }
        return owner;
    }

    private static long pair(int unit, int gt) {
        return (long) unit << 32 | gt;
    }

    /** The funnel of one image of a head. */
    public static Funnel of(Assignment head, int image) {
        if (image < 0 || image >= head.images()) {
            throw new IndexOutOfBoundsException("image " + image + ": there are " + head.images() + " images");
        }
        return new Funnel(head, image);
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
        Map<Integer, Integer> map = rivals.get(within(gt));
        return map == null ? new TreeMap<>() : new TreeMap<>(map);
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
