package dev.duet.io;

import java.util.Locale;

/**
 * Text from files for people: characters that steer a terminal, break a line or turn the direction of what follows are shown by their
 * numbers, {@code \}{@code u001b} for an escape, as JSON writes them.
 */
public final class VisibleText {
    private VisibleText() {}

    /** Whether a character is shown by its number: controls, line separators and marks of direction; not tab and line feed. */
    public static boolean steers(char c) {
        return c < ' ' && c != '\t' && c != '\n'
                || c >= 0x7f && c < 0xa0
                || c == 0x61c
                || c == 0x200e
                || c == 0x200f
                || c >= 0x2028 && c <= 0x202e
                || c >= 0x2066 && c <= 0x2069
                || c >= 0xfffe;
    }

    /** The number of a character as JSON writes it. */
    public static String escape(char c) {
        return String.format(Locale.ROOT, "\\u%04x", (int) c);
    }

    /** The text on one line: tabs and line feeds are spaces, and what {@link #steers} is shown by its number. */
    public static String line(String text) {
        int i = 0;
        while (i < text.length() && text.charAt(i) >= ' ' && !steers(text.charAt(i))) {
            i++;
        }
        if (i == text.length()) {
            return text;
        }
        StringBuilder visible = new StringBuilder(text.length() + 16);
        for (i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\t' || c == '\n') {
                visible.append(' ');
            } else if (steers(c)) {
                visible.append(escape(c));
            } else {
                visible.append(c);
            }
        }
        return visible.toString();
    }
}
