package dev.duet.cli.text;

import dev.duet.api.Duet;
import dev.duet.assign.GtOutcome;
import dev.duet.io.VisibleText;
import dev.duet.io.cases.InputBatch;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table that {@code duet assign} prints: a column per head. */
public final class Summary {
    private static final double MILLI = 1e6;

    private interface Value {
        Object of(Totals.Head head);
    }

    private Summary() {}

    public static void print(PrintWriter out, Duet engine, InputBatch batch, Totals totals) {
        out.println(engine.system().name() + ", " + batch.pyramid().imageWidth() + " x "
                + batch.pyramid().imageHeight() + " pixels, " + engine.units() + " units per image");
        for (String note : batch.notes()) {
            out.println(VisibleText.line(note.startsWith("not read: ") ? note : "note: " + note));
        }
        TextTable table = new TextTable();
        table.row("images", totals.images());
        table.row("GTs", totals.gts());
        if (totals.heads().size() > 1) {
            row(table, "head", totals, Totals.Head::name);
        }
        row(table, "duets", totals, Totals.Head::duets);
        row(table, "sum of targets", totals, h -> String.format(Locale.ROOT, "%.3f", h.targets()));
        row(table, "ignored units", totals, Totals.Head::ignored);
        row(table, "GTs with units", totals, h -> h.count(GtOutcome.ASSIGNED));
        row(table, "GTs without a unit", totals, h -> totals.gts() - h.count(GtOutcome.ASSIGNED));
        for (GtOutcome outcome : GtOutcome.values()) {
            boolean any = totals.heads().stream().anyMatch(h -> h.count(outcome) > 0);
            if (any && outcome != GtOutcome.ASSIGNED) {
                row(table, "  " + outcome.text(), totals, h -> h.count(outcome));
            }
        }
        String calls = totals.parts() == 1 ? "time of this first call" : "time of " + totals.parts() + " calls";
        table.row(calls, String.format(Locale.ROOT, "%.1f ms", totals.nanos() / MILLI));
        table.print(out);
    }

    private static void row(TextTable table, String name, Totals totals, Value value) {
        List<Object> cells = new ArrayList<>();
        cells.add(name);
        totals.heads().forEach(head -> cells.add(value.of(head)));
        table.row(cells.toArray());
    }
}
