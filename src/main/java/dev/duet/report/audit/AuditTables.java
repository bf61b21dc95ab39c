package dev.duet.report.audit;

import dev.duet.assign.GtOutcome;
import dev.duet.io.Remark;
import dev.duet.report.LabelFaults;
import dev.duet.report.compare.ComparisonTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** An audit as tables of text. */
public final class AuditTables {
    private static final int MOST_CLASSES = 15;

    /**
     * A table.
     *
     * @param rows text cells, the first row being the heading
     */
    public record Table(String title, List<List<String>> rows) {}

    private AuditTables() {}

    /** All tables: labels, systems, then each property and the worst images, system by system. */
    public static List<Table> of(Audit audit) {
        List<Table> tables = new ArrayList<>();
        tables.add(labels(audit));
        tables.add(systems(audit));
        int properties = audit.columns().isEmpty()
                ? 0
                : audit.columns().get(0).breakdowns().size();
        for (int p = 0; p < properties; p++) {
            tables.addAll(property(audit, p));
        }
        for (AuditColumn column : audit.columns()) {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("image", "GTs", "without a unit"));
            for (AuditColumn.Worst w : column.worst()) {
                rows.add(List.of(w.name(), whole(w.gts()), whole(w.without())));
            }
            tables.add(new Table("Worst images under " + column.name(), rows));
        }
        return tables;
    }

    private static Table labels(Audit audit) {
        LabelFaults f = audit.faults();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("", "boxes"));
        rows.add(List.of("looked at, in " + whole(audit.images()) + " images", whole(f.boxes())));
        rows.add(List.of("crowds, left out", whole(audit.remarks().count(Remark.CROWD))));
        rows.add(List.of("zero area", whole(f.zeroArea())));
        rows.add(List.of("a side under 2 pixels on the canvas", whole(f.tiny())));
        rows.add(List.of("outside the photo", whole(f.outside())));
        rows.add(List.of("more than a pixel over its edge", whole(f.beyond())));
        rows.add(List.of("there twice (class and corners equal)", whole(f.duplicates())));
        rows.add(List.of("nearly there twice (overlap 0.95 or more)", whole(f.nearDuplicates())));
        rows.add(List.of("images without boxes", whole(f.emptyImages())));
        return new Table("Labels", rows);
    }

    private static Table systems(Audit audit) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("", audit, AuditColumn::name));
        rows.add(row("predictions", audit, c -> c.isSimulated() ? "simulated" : "none"));
        rows.add(row("duets", audit, c -> whole(c.counts().duets())));
        rows.add(row(
                "duets per GT",
                audit,
                c -> String.format(Locale.ROOT, "%.2f", c.counts().duetsPerGt())));
        rows.add(row(
                "GTs without a unit",
                audit,
                c -> part(c.counts().without(), c.counts().gts())));
        for (SizeClass size : SizeClass.values()) {
            rows.add(row(
                    "  " + size.name().toLowerCase(Locale.ROOT),
                    audit,
                    c -> part(c.counts().without(size), c.counts().gts(size))));
        }
        for (GtOutcome outcome : GtOutcome.values()) {
            boolean any = audit.columns().stream().anyMatch(c -> c.counts().count(outcome) > 0);
            if (any && outcome != GtOutcome.ASSIGNED) {
                rows.add(row("  " + outcome.text(), audit, c -> whole(c.counts().count(outcome))));
            }
        }
        rows.add(row("time of the assignments", audit, c -> String.format(Locale.ROOT, "%.2f s", c.nanos() / 1e9)));
        return new Table("Systems", rows);
    }

    /** Systems beside one another where their buckets are the same; levels are not. */
    private static List<Table> property(Audit audit, int p) {
        List<Table> tables = new ArrayList<>();
        List<List<AuditColumn>> groups = new ArrayList<>();
        for (AuditColumn column : audit.columns()) {
            Breakdown own = column.breakdowns().get(p);
            List<AuditColumn> fits = null;
            for (List<AuditColumn> group : groups) {
                if (names(group.get(0).breakdowns().get(p)).equals(names(own))) {
                    fits = group;
                }
            }
            if (fits == null) {
                fits = new ArrayList<>();
                groups.add(fits);
            }
            fits.add(column);
        }
        for (List<AuditColumn> group : groups) {
            tables.add(table(group, p));
        }
        return tables;
    }

    private static List<String> names(Breakdown b) {
        return IntStream.range(0, b.size()).mapToObj(b::name).toList();
    }

    private static Table table(List<AuditColumn> columns, int p) {
        Breakdown first = columns.get(0).breakdowns().get(p);
        List<List<String>> rows = new ArrayList<>();
        List<String> heading = new ArrayList<>(List.of("", "GTs"));
        columns.forEach(c -> heading.add("without, " + c.name()));
        rows.add(heading);
        List<Integer> order = IntStream.range(0, first.size())
                .filter(i -> first.gts(i) > 0)
                .boxed()
                .toList();
        boolean cut = first.title().equals("class") && order.size() > MOST_CLASSES;
        if (cut) {
            order = order.stream()
                    .sorted(Comparator.comparingLong((Integer i) -> -columns.stream()
                                    .mapToLong(c -> c.breakdowns().get(p).without(i))
                                    .sum())
                            .thenComparing(i -> i))
                    .limit(MOST_CLASSES)
                    .toList();
        }
        for (int i : order) {
            List<String> row = new ArrayList<>(List.of(first.name(i), whole(first.gts(i))));
            columns.forEach(c -> {
                Breakdown b = c.breakdowns().get(p);
                row.add(part(b.without(i), b.gts(i)));
            });
            rows.add(row);
        }
        return new Table("By " + first.title() + (cut ? ", the " + MOST_CLASSES + " with most without" : ""), rows);
    }

    private static List<String> row(String name, Audit audit, java.util.function.Function<AuditColumn, String> value) {
        List<String> row = new ArrayList<>();
        row.add(name);
        audit.columns().forEach(c -> row.add(value.apply(c)));
        return row;
    }

    private static String whole(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    private static String part(long n, long of) {
        return whole(n) + " (" + ComparisonTable.percent(of == 0 ? Double.NaN : (double) n / of) + ")";
    }
}
