package dev.duet.cli;

import dev.duet.api.Assignment;
import dev.duet.api.Funnel;
import dev.duet.assign.GtOutcome;
import dev.duet.io.InputBatch;
import java.io.PrintWriter;

/** The way of every GT from candidates to units, as {@code --explain} prints it. */
final class FunnelTable {
    private static final int MOST_ROWS = 400;

    private FunnelTable() {}

    static void print(PrintWriter out, InputBatch batch, Assignment main) {
        for (String name : main.headNames()) {
            Assignment head = main.head(name);
            out.println();
            if (main.headNames().size() > 1) {
                out.println("head " + name);
            }
            TextTable table = new TextTable()
                    .row(
                            "image",
                            "gt",
                            "class",
                            "candidates",
                            "k wanted",
                            "selected",
                            "lost",
                            "gained",
                            "units",
                            "outcome",
                            "lost to");
            int rows = 0;
            for (int b = 0; b < head.images() && rows < MOST_ROWS; b++) {
                Funnel funnel = Funnel.of(head, b);
                for (int g = 0; g < funnel.gts() && rows < MOST_ROWS; g++, rows++) {
                    row(table, batch.gts().batch().label[head.gtOffset(b) + g], funnel, b, g);
                }
            }
            table.print(out);
            if (head.gts() > rows) {
                out.println("and " + (head.gts() - rows) + " more GTs; all of them are in the output");
            }
        }
        out.println();
    }

    private static void row(TextTable table, int label, Funnel funnel, int image, int gt) {
        StringBuilder to = new StringBuilder();
        funnel.lostTo(gt)
                .forEach((owner, n) -> to.append(to.isEmpty() ? "" : ", ")
                        .append(owner < 0 ? "nobody" : "gt " + owner)
                        .append(n > 1 ? " (" + n + ")" : ""));
        GtOutcome outcome = funnel.outcome(gt);
        table.row(
                image,
                gt,
                label,
                funnel.candidates(gt),
                funnel.wanted(gt),
                funnel.selected(gt),
                funnel.lost(gt),
                funnel.gained(gt),
                funnel.units(gt),
                (outcome == GtOutcome.ASSIGNED ? "" : "! ") + outcome.text(),
                to);
    }
}
