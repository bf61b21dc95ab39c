package dev.duet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * src/test/resources/errors.tsv lists every error of the readers and writers, the command line and the page with its sentence, {} standing
 * for what a run puts in. An error that is added or worded anew without its row fails here: look at the sentence - does it say what,
 * where, why and what to do? - give it a test of its own, and write the table anew with {@code -Derrors.write=true}.
 */
class ErrorTableTest {
    private static final Path TABLE = Path.of("src/test/resources/errors.tsv");
    private static final Path SOURCES = Path.of("src/main/java/dev/duet");
    private static final List<String> PACKAGES = List.of("cli", "explorer", "io", "report");

    /** What raises errors, or words them. */
    private static final Pattern RAISES = Pattern.compile(
            "(?:new (?:\\w+\\.)*\\w*(?:Exception|Garbage|OutOfTime|OutOfRange)|super|DataException\\.\\w+|\\bdamaged|\\bgarbage|\\bwrong"
                    + "|\\busage|\\.fail|\\bfail|\\.fault|\\bfault|Reply\\.error|Useless\\.\\w+|simulation\\.refuse|requireTime"
                    + "|OutOfTime|\\.remark|\\.add)\\(");

    private static final char OR = '\u0001';

    private static final Set<String> QUIET = Set.of("super", ".add");

    static List<String> rows() throws IOException {
        Set<String> rows = new TreeSet<>();
        for (String name : PACKAGES) {
            try (Stream<Path> files = Files.walk(SOURCES.resolve(name))) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    String code = Files.readString(file);
                    Matcher m = RAISES.matcher(code);
                    while (m.find()) {
                        String marker = m.group().substring(0, m.group().length() - 1);
                        String sentence = sentence(code, m.end());
                        if (!QUIET.contains(marker) && sentence.matches("(?s).*[a-z]{2}.*")) {
                            rows.add(SOURCES.relativize(file) + "\t" + sentence);
                        }
                    }
                }
            }
        }
        return new ArrayList<>(rows);
    }

    /** The literals between two parentheses, with {} for everything else. */
    private static String sentence(String code, int from) {
        StringBuilder text = new StringBuilder();
        int depth = 1;
        for (int i = from; depth > 0 && i < code.length(); i++) {
            char c = code.charAt(i);
            if (c == '"' && !code.startsWith("\"\"\"", i)) {
                int end = i + 1;
                while (code.charAt(end) != '"') {
                    end += code.charAt(end) == '\\' ? 2 : 1;
                }
                text.append(code, i + 1, end);
                i = end;
            } else if (c == '\'') {
                i += code.charAt(i + 1) == '\\' ? 3 : 2;
            } else {
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
                if (c == ',' || c == ':') {
                    text.append(OR); // another argument, or the other of two wordings
                }
                boolean value = Character.isJavaIdentifierPart(c);
                if (value
                        && !(text.length() >= 2
                                && text.substring(text.length() - 2).equals("{}"))) {
                    text.append("{}");
                }
            }
        }
        List<String> parts = new ArrayList<>();
        for (String part : text.toString().split(String.valueOf(OR), -1)) {
            String words =
                    part.replaceAll("(\\{\\})+", "{}").replace("\\\"", "\"").strip();
            if (!words.isEmpty() && !words.equals("{}")) {
                parts.add(words);
            }
        }
        return String.join(" | ", parts);
    }

    @Test
    void everyErrorHasItsRow() throws IOException {
        List<String> rows = rows();
        assertThat(rows).hasSizeGreaterThan(100);
        if (Boolean.getBoolean("errors.write")) {
            Files.write(TABLE, rows);
        }
        List<String> table = Files.readAllLines(TABLE);
        List<String> added = new ArrayList<>(rows);
        added.removeAll(table);
        List<String> gone = new ArrayList<>(table);
        gone.removeAll(rows);
        assertThat(added)
                .as(
                        "errors without a row in %s; check their sentences, test them, and add the rows (-Derrors.write=true)",
                        TABLE)
                .isEmpty();
        assertThat(gone)
                .as("rows of %s whose error is no longer in the sources; take them out (-Derrors.write=true)", TABLE)
                .isEmpty();
    }

    /** No sentence shows Java, or stands there without a word of its own. */
    @Test
    void sentencesAreForPeople() throws IOException {
        for (String row : Files.readAllLines(TABLE)) {
            String sentence = row.substring(row.indexOf('\t') + 1);
            assertThat(sentence)
                    .as(row)
                    .doesNotContain("Exception", "java.", "null pointer")
                    .hasSizeGreaterThan(4);
        }
    }
}
