package dev.duet.cli.text;

import dev.duet.io.VisibleText;
import java.io.PrintWriter;
import java.util.List;

/** What is to be known beside a result, a line each, whatever names hold. */
public final class Notes {
    private Notes() {}

    public static void print(PrintWriter out, List<String> notes) {
        for (String note : notes) {
            out.println("note: " + VisibleText.line(note));
        }
    }
}
