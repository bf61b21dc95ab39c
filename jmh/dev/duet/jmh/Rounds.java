package dev.duet.jmh;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The same figure taken several times. */
final class Rounds {
    private final List<Commands.Figure> figures = new ArrayList<>();

    void add(Commands.Figure figure) {
        figures.add(figure);
    }

    boolean isEmpty() {
        return figures.isEmpty();
    }

    Commands.Figure last() {
        return figures.get(figures.size() - 1);
    }

    /** Median of the rounds' medians. */
    double median() {
        double[] sorted =
                figures.stream().mapToDouble(Commands.Figure::median).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /** Least and most of the rounds' medians. */
    String spread() {
        return Timing.text(figures.stream()
                        .mapToDouble(Commands.Figure::median)
                        .min()
                        .orElseThrow())
                + " to "
                + Timing.text(figures.stream()
                        .mapToDouble(Commands.Figure::median)
                        .max()
                        .orElseThrow());
    }

    /** Median of the ratios of what was taken one after the other; empty where there is nothing to compare with. */
    String ratioOf(Rounds other) {
        int n = Math.min(figures.size(), other.figures.size());
        if (n == 0) {
            return "";
        }
        double[] ratio = new double[n];
        for (int i = 0; i < n; i++) {
            ratio[i] = other.figures.get(i).median() / figures.get(i).median();
        }
        java.util.Arrays.sort(ratio);
        return String.format(Locale.ROOT, "%.2f", ratio[n / 2]);
    }

    /** Two cells: duets and target sum, with a warning where the others' differ. */
    String checksum(Rounds rival, PlainAligned plainOrNull) {
        Commands.Figure own = last();
        String text = String.format(Locale.ROOT, "%,d | %.4f", own.duets(), own.targetSum());
        for (Commands.Figure other : rival.figures) {
            text += differs(own, other.duets(), other.targetSum(), "compared");
        }
        if (plainOrNull != null) {
            text += differs(own, plainOrNull.duets(), plainOrNull.targetSum(), "scalar");
        }
        return text;
    }

    private static String differs(Commands.Figure own, long duets, double targetSum, String name) {
        boolean same = own.duets() == duets && Math.abs(own.targetSum() - targetSum) < 1e-4 * own.targetSum();
        return same ? "" : String.format(Locale.ROOT, " (%s: %d, %.4f)", name, duets, targetSum);
    }
}
