package dev.duet.cli.text;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Text broken between words to the width of a terminal. */
public final class Paragraph {
    /** Characters of a line. */
    public static final int WIDTH = 80;

    private Paragraph() {}

    /** Prints a text whose lines after the first are set in by four. */
    public static void print(PrintWriter out, String text) {
        List<String> lines = lines(text, WIDTH);
        out.println(lines.getFirst());
        if (lines.size() > 1) {
            String rest = text.substring(lines.getFirst().length()).strip();
            lines(rest, WIDTH - 4).forEach(line -> out.println("    " + line));
        }
    }

    /** The lines; a word that is longer than the width has one of its own. */
    static List<String> lines(String text, int width) {
        List<String> lines = new ArrayList<>();
        int from = 0;
        while (text.length() - from > width) {
            int space = text.lastIndexOf(' ', from + width);
            if (space <= from) {
                space = text.indexOf(' ', from + width);
            }
            if (space < 0) {
                break;
            }
            lines.add(text.substring(from, space).stripTrailing());
            from = space + 1;
        }
        lines.add(text.substring(from));
        return lines;
    }
}
