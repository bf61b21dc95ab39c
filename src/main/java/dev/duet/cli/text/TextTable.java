package dev.duet.cli.text;

import dev.duet.io.VisibleText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Columns of text, each as wide as its widest cell; numbers lean right. */
public final class TextTable {
    /** The narrowest a column is broken to. */
    private static final int LEAST = 24;
    /** The longest cell of a table: one name of megabytes would widen every row. */
    private static final int MOST = 200;

    private final List<String[]> rows = new ArrayList<>();

    /** Adds a row; shorter rows leave their last columns empty. */
    public TextTable row(Object... cells) {
        String[] row = new String[cells.length];
        for (int i = 0; i < cells.length; i++) {
            row[i] = VisibleText.line(String.valueOf(cells[i]));
        }
        rows.add(row);
        return this;
    }

    /**
     * Prints all rows, two spaces between columns, with the last column broken between words where the line would be longer.
     *
     * @param width characters of a line
     */
    public void print(PrintWriter out, int width) {
        int columns = rows.stream().mapToInt(r -> r.length).max().orElse(0);
        int before = 0;
        for (int c = 0; c < columns - 1; c++) {
            int widest = 0;
            for (String[] row : rows) {
                widest = Math.max(widest, c < row.length ? row[c].length() : 0);
            }
            before += widest + 2;
        }
        TextTable broken = new TextTable();
        for (String[] row : rows) {
            List<String> lines = row.length < columns
                    ? List.of("")
                    : Paragraph.lines(row[columns - 1], Math.max(LEAST, width - before));
            for (int i = 0; i < lines.size(); i++) {
                Object[] cells = new Object[row.length];
                for (int c = 0; c < row.length; c++) {
                    boolean last = c == columns - 1;
                    cells[c] = last ? lines.get(i) : i == 0 ? row[c] : "";
                }
                broken.row(cells);
            }
        }
        broken.print(out);
    }

    /** Prints all rows, two spaces between columns. */
    public void print(PrintWriter out) {
        for (String[] row : rows) {
            for (int c = 0; c < row.length; c++) {
                row[c] = row[c].length() <= MOST ? row[c] : row[c].substring(0, MOST) + "...";
            }
        }
        List<Integer> widths = new ArrayList<>();
        for (String[] row : rows) {
            for (int c = 0; c < row.length; c++) {
                if (c == widths.size()) {
                    widths.add(0);
                }
                widths.set(c, Math.max(widths.get(c), row[c].length()));
            }
        }
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < row.length; c++) {
                String space = " ".repeat(widths.get(c) - row[c].length());
                boolean right = c > 0 && row[c].matches("-?[0-9][0-9.,]*( ms| s)?");
                line.append(c == 0 ? "" : "  ").append(right ? space + row[c] : row[c] + space);
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
