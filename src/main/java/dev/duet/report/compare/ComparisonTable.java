package dev.duet.report.compare;

import dev.duet.assign.GtOutcome;
import dev.duet.report.Counts;
import dev.duet.report.HtmlReport;
import dev.duet.report.audit.SizeClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Function;

/** A comparison in words and numbers: a row per quantity, a column per head. */
public final class ComparisonTable {
    private ComparisonTable() {}

    /** Rows of text cells, the first being the heading. */
    public static List<List<String>> rows(Comparison comparison) {
        List<List<String>> rows = new ArrayList<>();
        row(rows, comparison, "", Comparison.Column::name);
        row(rows, comparison, "predictions", Comparison.Column::predictions);
        row(rows, comparison, "images", c -> whole(c.counts().images()));
        row(rows, comparison, "GTs", c -> whole(c.counts().gts()));
        row(rows, comparison, "duets", c -> whole(c.counts().duets()));
        row(rows, comparison, "duets per GT", c -> decimal(c.counts().duetsPerGt()));
        row(rows, comparison, "units", c -> whole(c.counts().units()));
        row(rows, comparison, "contested units", c -> whole(c.counts().contested()));
        row(rows, comparison, "ignored units", c -> whole(c.counts().ignored()));
        row(
                rows,
                comparison,
                "mean overlap",
                c -> c.counts().meanOverlap() == 0 ? "-" : decimal(c.counts().meanOverlap()));
        row(rows, comparison, "mean target", c -> decimal(c.counts().meanTarget()));
        row(
                rows,
                comparison,
                "GTs without a unit",
                c -> part(c.counts().without(), c.counts().gts()));
        for (SizeClass size : SizeClass.values()) {
            String name = "  " + size.name().toLowerCase(Locale.ROOT);
            row(
                    rows,
                    comparison,
                    name,
                    c -> part(c.counts().without(size), c.counts().gts(size)));
        }
        for (GtOutcome reason : HtmlReport.reasons(comparison)) {
            row(rows, comparison, "  " + reason.text(), c -> whole(c.counts().count(reason)));
        }
        TreeSet<Integer> strides = new TreeSet<>();
        for (Comparison.Column column : comparison.columns()) {
            for (int l = 0; l < column.counts().levels(); l++) {
                strides.add(column.counts().stride(l));
            }
        }
        for (int stride : strides) {
            String name = stride == 0 ? "duets of queries" : "duets at stride " + stride;
            row(rows, comparison, name, c -> onStride(c.counts(), stride));
        }
        row(rows, comparison, "time, first call included", c -> String.format(Locale.ROOT, "%.1f ms", c.nanos() / 1e6));
        return rows;
    }

    private static String onStride(Counts counts, int stride) {
        for (int l = 0; l < counts.levels(); l++) {
            if (counts.stride(l) == stride) {
                return whole(counts.duetsOfLevel(l));
            }
        }
        return "-";
    }

    private static void row(
            List<List<String>> rows, Comparison comparison, String name, Function<Comparison.Column, String> value) {
        List<String> row = new ArrayList<>();
        row.add(name);
        for (Comparison.Column column : comparison.columns()) {
            row.add(value.apply(column));
        }
        rows.add(row);
    }

    private static String whole(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    private static String part(long n, long of) {
        return whole(n) + " (" + percent(of == 0 ? Double.NaN : (double) n / of) + ")";
    }

    /** A share, or a dash where there is nothing to share. */
    public static String percent(double share) {
        return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.1f%%", 100 * share);
    }
}
