package dev.duet.cli;

import dev.duet.api.Assignment;
import dev.duet.assign.GtOutcome;
import dev.duet.io.InputBatch;
import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeMap;

/** The way of every GT from candidates to units, as {@code --explain} prints it. */
final class Funnel {
    private static final int MOST_ROWS = 400;

    private Funnel() {}

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
                            "wanted",
                            "selected",
                            "lost",
                            "units",
                            "outcome",
                            "lost to");
            int rows = 0;
            for (int b = 0; b < head.images(); b++) {
                int[] units = unitsPerGt(head, b);
                for (int g = 0; g < units.length && rows < MOST_ROWS; g++, rows++) {
                    row(table, batch, head, b, g, units[g]);
                }
            }
            table.print(out);
            if (head.gts() > rows) {
                out.println("and " + (head.gts() - rows) + " more GTs; all of them are in the output");
            }
        }
        out.println();
    }

    private static void row(TextTable table, InputBatch batch, Assignment head, int image, int gt, int units) {
        int row = head.gtOffset(image) + gt;
        Map<Integer, Integer> winners = winners(head, image, gt);
        int lost = winners.values().stream().mapToInt(Integer::intValue).sum();
        StringBuilder to = new StringBuilder();
        winners.forEach((owner, n) -> to.append(to.isEmpty() ? "" : ", ")
                .append(owner < 0 ? "nobody" : "gt " + owner)
                .append(n > 1 ? " (" + n + ")" : ""));
        GtOutcome outcome = head.outcome(row);
        table.row(
                image,
                gt,
                batch.gts().batch().label[row],
                head.candidates(row),
                head.wanted(row),
                head.selected(row),
                lost,
                units,
                (outcome == GtOutcome.ASSIGNED ? "" : "! ") + outcome.text(),
                to);
    }

    private static int[] unitsPerGt(Assignment head, int image) {
        int[] units = new int[head.gtOffset(image + 1) - head.gtOffset(image)];
        for (int d = head.offset(image); d < head.offset(image + 1); d++) {
            units[head.gt(d)]++;
        }
        return units;
    }

    /** Who got the units that a GT claimed and did not keep: owner (-1 nobody) and how many. */
    private static Map<Integer, Integer> winners(Assignment head, int image, int gt) {
        Map<Integer, Integer> winners = new TreeMap<>();
        for (int i = head.claimOffset(image); i < head.claimOffset(image + 1); i++) {
            if (head.claimGt(i) != gt) {
                continue;
            }
            int owner = -1;
            for (int d = head.offset(image); d < head.offset(image + 1); d++) {
                if (head.unit(d) == head.claimUnit(i) && owner != gt) {
                    owner = head.gt(d);
                }
            }
            if (owner != gt) {
                winners.merge(owner, 1, Integer::sum);
            }
        }
        return winners;
    }
}
