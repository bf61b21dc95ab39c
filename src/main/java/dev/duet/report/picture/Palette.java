package dev.duet.report.picture;

import java.util.List;

/**
 * Colours and patterns that tell GTs apart. The colours are six of Okabe and Ito's, which people with any common colour blindness can
 * tell apart; their vermilion is kept for GTs without a unit. Where six are not enough a pattern is laid over the colour, and every GT
 * has its number beside.
 */
final class Palette {
    static final int[] COLOURS = {0x0072B2, 0xE69F00, 0x009E73, 0xCC79A7, 0x56B4E9, 0xF0E442};
    static final int ALARM = 0xC82800;
    static final int PATTERNS = 4;

    /** Beyond so many GTs neighbours may share colour and pattern. */
    private static final int CAREFUL = 2_000;

    /** Pixels at which a neighbour counts half. */
    private static final double NEAR = 30;

    private Palette() {}

    /** Colour index 0..5 plus 6 * pattern 0..3 per box: near boxes differ where that can be had. */
    static int[] styles(List<Scene.Box> boxes) {
        int[] styles = new int[boxes.size()];
        int all = COLOURS.length * PATTERNS;
        for (int i = 0; i < styles.length; i++) {
            if (styles.length > CAREFUL) {
                styles[i] = i % all;
                continue;
            }
            double[] crowd = new double[all];
            for (int j = 0; j < i; j++) {
                double near = 1 / (1 + distance(boxes.get(i), boxes.get(j)) / NEAR);
                int colour = styles[j] % COLOURS.length;
                for (int s = colour; s < all; s += COLOURS.length) {
                    crowd[s] += s == styles[j] ? 2 * near : near;
                }
            }
            int best = 0;
            for (int s = 1; s < all; s++) {
                // A plain colour is easier to see than a pattern.
                if (crowd[s] + penalty(s) < crowd[best] + penalty(best) - 1e-12) {
                    best = s;
                }
            }
            styles[i] = best;
        }
        return styles;
    }

    private static double penalty(int style) {
        return style < COLOURS.length ? 0 : 0.05;
    }

    private static double distance(Scene.Box a, Scene.Box b) {
        return Math.hypot(a.centreX() - b.centreX(), a.centreY() - b.centreY());
    }

    /** Black or white, whichever reads on a colour. */
    static int textOn(int colour) {
        double luminance = 0.299 * (colour >> 16 & 255) + 0.587 * (colour >> 8 & 255) + 0.114 * (colour & 255);
        return luminance > 140 ? 0x000000 : 0xFFFFFF;
    }
}
