package dev.duet.oracle;

import java.util.Arrays;

/** What an oracle found for one image, unit by unit and GT by GT. */
public final class OracleResult {
    public static final int BACKGROUND = -1;
    public static final int IGNORED = -2;

    /** Final GT per unit, {@link #BACKGROUND} or {@link #IGNORED}. */
    public final int[] gt;

    public final float[] target;
    /** Overlap the rule used for the unit and its GT; 0 without one. */
    public final float[] overlap;
    /** Alignment metric of the unit and its GT; 0 without one. */
    public final float[] metric;
    /** GTs that selected the unit, before conflicts. */
    public final int[] claims;
    /** Units that passed the spatial prior, per GT. */
    public final int[] candidates;
    /** Units selected before conflicts, per GT. */
    public final int[] selected;

    OracleResult(int units, int gts) {
        gt = new int[units];
        Arrays.fill(gt, BACKGROUND);
        target = new float[units];
        overlap = new float[units];
        metric = new float[units];
        claims = new int[units];
        candidates = new int[gts];
        selected = new int[gts];
    }

    /** An empty result of the same size. */
    public OracleResult empty() {
        return new OracleResult(gt.length, selected.length);
    }

    /** Notes who selected what. */
    void claimed(boolean[][] selection) {
        for (int g = 0; g < selection.length; g++) {
            for (int d = 0; d < gt.length; d++) {
                if (selection[g][d]) {
                    claims[d]++;
                    selected[g]++;
                }
            }
        }
    }

    /** Units of GT {@code g}. */
    public int count(int g) {
        int count = 0;
        for (int owner : gt) {
            if (owner == g) {
                count++;
            }
        }
        return count;
    }

    /** Units of GT {@code g}, ascending. */
    public int[] unitsOf(int g) {
        int[] units = new int[count(g)];
        int at = 0;
        for (int d = 0; d < gt.length; d++) {
            if (gt[d] == g) {
                units[at++] = d;
            }
        }
        return units;
    }
}
