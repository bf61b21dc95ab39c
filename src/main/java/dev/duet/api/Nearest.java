package dev.duet.api;

import java.util.Collection;
import java.util.Locale;

/** The name that somebody may have meant. */
final class Nearest {
    private Nearest() {}

    /** "did you mean x? " for the known name that a third of its letters or fewer, but at least one, turn the word into; else nothing. */
    static String suggestion(String word, Collection<String> known) {
        String wanted = word.toLowerCase(Locale.ROOT);
        String nearest = null;
        int least = Integer.MAX_VALUE;
        for (String name : known) {
            int distance = distance(wanted, name.toLowerCase(Locale.ROOT));
            if (distance <= Math.max(1, name.length() / 3) && distance < least) {
                least = distance;
                nearest = name;
            }
        }
        return nearest == null ? "" : "did you mean " + nearest + "? ";
    }

    /** Letters put in, left out, changed, or exchanged with the next one. A word that is far too long is not looked at. */
    private static int distance(String a, String b) {
        if (a.length() > 2 * b.length() + 2) {
            return Integer.MAX_VALUE;
        }
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int changed = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(changed, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                boolean exchanged =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (exchanged) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
