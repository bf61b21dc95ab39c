package dev.duet.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Markdown with measured parts between {@code <!-- measured: NAME -->} and {@code <!-- end -->}. */
final class Page {
    private static final String END = "<!-- end -->";

    private final Path fileOrNull;

    /** @param fileOrNull page to rewrite part by part; null to print only */
    Page(Path fileOrNull) {
        this.fileOrNull = fileOrNull;
    }

    /** Prints a part, and replaces the one of this name on the page. */
    void put(String name, String markdown) throws IOException {
        System.out.println("\n<!-- measured: " + name + " -->\n" + markdown.strip() + "\n" + END);
        if (fileOrNull == null) {
            return;
        }
        String text = Files.readString(fileOrNull);
        String begin = "<!-- measured: " + name + " -->";
        int from = text.indexOf(begin);
        int to = from < 0 ? -1 : text.indexOf(END, from);
        if (to < 0) {
            throw new IllegalStateException(fileOrNull + " has no part " + name);
        }
        Files.writeString(
                fileOrNull,
                text.substring(0, from + begin.length()) + "\n\n" + markdown.strip() + "\n\n" + text.substring(to));
    }
}
