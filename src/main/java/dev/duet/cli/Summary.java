package dev.duet.cli;

import dev.duet.api.Assignment;
import dev.duet.api.Duet;
import dev.duet.assign.GtOutcome;
import dev.duet.io.InputBatch;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table that {@code duet assign} prints: a column per head. */
final class Summary {
    private static final double MILLI = 1e6;

    private interface Value {
        Object of(Assignment head);
    }

    private Summary() {}

    static void print(PrintWriter out, Duet engine, InputBatch batch, Assignment main, long nanos) {
        out.println(engine.system().name() + ", " + batch.pyramid().imageWidth() + " x "
                + batch.pyramid().imageHeight() + " pixels, " + engine.units() + " units per image");
        for (String note : batch.notes()) {
            out.println("note: " + note);
        }
        TextTable table = new TextTable();
        table.row("images", main.images());
        table.row("GTs", main.gts());
        if (main.headNames().size() > 1) {
            row(table, "head", main, Assignment::headName);
        }
        row(table, "duets", main, Assignment::duets);
        row(table, "sum of targets", main, h -> String.format(Locale.ROOT, "%.3f", h.targetSum()));
        row(table, "ignored units", main, Assignment::ignored);
        row(table, "GTs with units", main, h -> h.count(GtOutcome.ASSIGNED));
        row(table, "GTs without a unit", main, h -> h.gts() - h.count(GtOutcome.ASSIGNED));
        for (GtOutcome outcome : GtOutcome.values()) {
            boolean any =
                    main.headNames().stream().anyMatch(name -> main.head(name).count(outcome) > 0);
            if (any && outcome != GtOutcome.ASSIGNED) {
                row(table, "  " + outcome.text(), main, h -> h.count(outcome));
            }
        }
        table.row("time of this first call", String.format(Locale.ROOT, "%.1f ms", nanos / MILLI));
        table.print(out);
    }

    private static void row(TextTable table, String name, Assignment main, Value value) {
        List<Object> cells = new ArrayList<>();
        cells.add(name);
        for (String head : main.headNames()) {
            cells.add(value.of(main.head(head)));
        }
        table.row(cells.toArray());
    }
}
