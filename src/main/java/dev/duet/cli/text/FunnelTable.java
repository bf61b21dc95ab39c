package dev.duet.cli.text;

import dev.duet.api.Assignment;
import dev.duet.api.Funnel;
import dev.duet.assign.GtOutcome;
import dev.duet.io.cases.InputBatch;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** The way of every GT from candidates to units, as {@code --explain} prints it: the first GTs of all parts, a table per head. */
public final class FunnelTable {
    private static final int MOST_ROWS = 400;

    private final List<String> heads = new ArrayList<>();
    private final List<TextTable> tables = new ArrayList<>();
    private int images;
    private int rows;
    private long gts;

    /** Adds the next part of a batch. */
    public void add(InputBatch part, Assignment main) {
        if (heads.isEmpty()) {
            heads.addAll(main.headNames());
            heads.forEach(name -> tables.add(heading()));
        }
        int before = rows;
        for (int h = 0; h < heads.size(); h++) {
            Assignment head = main.head(heads.get(h));
            rows = before;
            for (int b = 0; b < head.images() && rows < MOST_ROWS; b++) {
                Funnel funnel = Funnel.of(head, b);
                for (int g = 0; g < funnel.gts() && rows < MOST_ROWS; g++, rows++) {
                    int label = part.gts().batch().label[head.gtOffset(b) + g];
                    row(tables.get(h), label, funnel, images + b, g);
                }
            }
        }
        images += main.images();
        gts += main.gts();
    }

    public void print(PrintWriter out) {
        for (int h = 0; h < heads.size(); h++) {
            out.println();
            if (heads.size() > 1) {
                out.println("head " + heads.get(h));
            }
            tables.get(h).print(out);
            if (gts > rows) {
                out.println("and " + (gts - rows) + " more GTs; all of them are in the output");
            }
        }
        out.println();
    }

    private static TextTable heading() {
        return new TextTable()
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
