package dev.duet.oracle;

/** A rule, dense and slow. */
public interface Oracle {
    OracleResult assign(OracleUnits units, OracleScene scene, Noise noise);

    default OracleResult assign(OracleUnits units, OracleScene scene) {
        return assign(units, scene, Noise.NONE);
    }

    /** Marks the {@code k} largest values; equal ones by lower index. */
    static boolean[] largest(float[] values, int k) {
        boolean[] taken = new boolean[values.length];
        for (int i = 0; i < Math.min(k, values.length); i++) {
            int best = -1;
            for (int d = 0; d < values.length; d++) {
                if (!taken[d] && (best < 0 || values[d] > values[best])) {
                    best = d;
                }
            }
            taken[best] = true;
        }
        return taken;
    }

    /** Distance of a point to the nearest side of a box, negative outside. */
    static float depth(float x, float y, float[] box) {
        return Math.min(Math.min(x - box[0], y - box[1]), Math.min(box[2] - x, box[3] - y));
    }

    /** True unless the coordinates sum to 0 or less, which marks padding. */
    static boolean positiveSum(float[] box) {
        float sum = 0;
        for (float v : box) {
            sum += v;
        }
        return sum > 0;
    }

    /**
     * The GT of each unit: its only claimant, or the one with the largest overlap (the first of equals) among the claimants or
     * among all GTs of the image.
     */
    static int[] owners(boolean[][] selected, float[][] overlap, int units, boolean claimantsOnly) {
        int[] owner = new int[units];
        for (int d = 0; d < units; d++) {
            int claims = 0;
            int last = OracleResult.BACKGROUND;
            for (int g = 0; g < selected.length; g++) {
                if (selected[g][d]) {
                    claims++;
                    last = g;
                }
            }
            owner[d] = last;
            if (claims > 1) {
                int best = -1;
                for (int g = 0; g < selected.length; g++) {
                    if ((!claimantsOnly || selected[g][d]) && (best < 0 || overlap[g][d] > overlap[best][d])) {
                        best = g;
                    }
                }
                owner[d] = best;
            }
        }
        return owner;
    }
}
