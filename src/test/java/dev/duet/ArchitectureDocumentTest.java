package dev.duet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What pages say about the house is so: the table of packages in docs/architecture.md is made from the packages' own first sentences
 * ({@code -Dsystems.write=true} writes it anew), and the files that tables tell to touch exist.
 */
class ArchitectureDocumentTest {
    private static final Path DOCUMENT = Path.of("docs/architecture.md");
    private static final Path SOURCES = Path.of("src/main/java/dev/duet");
    private static final String BEGIN = "<!-- packages: made from each package-info by ArchitectureDocumentTest -->\n";
    private static final String END = "<!-- end of packages -->\n";

    private static final Pattern START = Pattern.compile("[Ss]tart reading at \\{@link ([\\w.]+)");
    private static final Pattern TAG = Pattern.compile("\\{@(?:code|link) ([^}]*)}");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    @Test
    void everyPackageSaysWhatItHolds() throws IOException {
        List<String> silent = packages().keySet().stream()
                .filter(folder -> !Files.exists(SOURCES.resolve(folder).resolve("package-info.java")))
                .toList();
        assertThat(silent).as("packages without package-info.java").isEmpty();
    }

    @Test
    void aReaderIsToldAClassThatExists() throws IOException {
        for (Map.Entry<String, String> entry : packages().entrySet()) {
            Matcher start = START.matcher(entry.getValue());
            assertThat(start.find())
                    .as("%s: package-info says where to start reading", entry.getKey())
                    .isTrue();
            assertThat(file(entry.getKey(), start.group(1)))
                    .as("%s: start reading at %s", entry.getKey(), start.group(1))
                    .exists();
        }
    }

    @Test
    void thePageListsThePackagesInTheirOwnWords() throws IOException {
        String page = Files.readString(DOCUMENT);
        int from = page.indexOf(BEGIN) + BEGIN.length();
        int to = page.indexOf(END);
        if (Boolean.getBoolean("systems.write")) {
            page = page.substring(0, from) + table() + page.substring(to);
            Files.writeString(DOCUMENT, page);
            to = page.indexOf(END);
        }
        assertThat(page.substring(from, to))
                .as("packages in docs/architecture.md; write them anew with -Dsystems.write=true")
                .isEqualTo(table());
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs/architecture.md", "CONTRIBUTING.md"})
    void filesToTouchExist(String page) throws IOException {
        List<String> missing =
                toTouch(Path.of(page)).stream().filter(path -> !exists(path)).toList();
        assertThat(missing).as("%s tells to touch what is not there", page).isEmpty();
    }

    private static String table() throws IOException {
        StringBuilder out = new StringBuilder("| package | holds | start reading at |\n| --- | --- | --- |\n");
        for (Map.Entry<String, String> entry : packages().entrySet()) {
            Matcher start = START.matcher(entry.getValue());
            out.append("| `").append(entry.getKey().replace('/', '.')).append("` | ");
            out.append(firstSentence(entry.getValue())).append(" | ");
            out.append(start.find() ? "`" + start.group(1).replaceAll("^.*\\.", "") + "`" : "")
                    .append(" |\n");
        }
        return out.toString();
    }

    /** Folders below dev/duet with the comment of their package-info, empty where there is none. */
    private static Map<String, String> packages() throws IOException {
        Map<String, String> comments = new TreeMap<>();
        for (Path file : SourceTree.javaFiles("src/main/java")) {
            if (file.endsWith("module-info.java")) {
                continue;
            }
            String folder = SourceTree.slashes(SOURCES.relativize(file.getParent()));
            if (file.endsWith("package-info.java")) {
                comments.put(folder, comment(Files.readString(file)));
            } else {
                comments.putIfAbsent(folder, "");
            }
        }
        return comments;
    }

    private static String comment(String source) {
        int to = source.indexOf("*/");
        return to < 0
                ? ""
                : source.substring(source.indexOf("/**") + 3, to)
                        .lines()
                        .map(line -> line.strip().replaceFirst("^\\* ?", ""))
                        .collect(Collectors.joining(" "))
                        .strip();
    }

    private static String firstSentence(String comment) {
        String text = TAG.matcher(comment)
                .replaceAll(
                        tag -> "`" + Matcher.quoteReplacement(tag.group(1).replaceAll("^.*\\.(?=[A-Z])", "")) + "`");
        Matcher end = Pattern.compile("\\.(?= |$)").matcher(text);
        return end.find() ? text.substring(0, end.start()) : text;
    }

    private static Path file(String folder, String type) {
        return type.contains(".")
                ? Path.of("src/main/java").resolve(type.replace('.', '/') + ".java")
                : SOURCES.resolve(folder).resolve(type + ".java");
    }

    /** What is written as code in the first column of tables that begin with "touch". */
    private static TreeSet<String> toTouch(Path page) throws IOException {
        TreeSet<String> paths = new TreeSet<>();
        boolean touch = false;
        for (String line : Files.readAllLines(page)) {
            if (!line.startsWith("|")) {
                touch = false;
            } else if (line.startsWith("| touch |")) {
                touch = true;
            } else if (touch) {
                CODE.matcher(line.split("\\|", -1)[1]).results().forEach(code -> paths.add(code.group(1)));
            }
        }
        assertThat(paths).as("%s has tables of what to touch", page).isNotEmpty();
        return paths;
    }

    /** A path from the root of the repository or from src/main/java/dev/duet, with {@code *}; each of {@code {A,B}} has to be there. */
    private static boolean exists(String path) {
        Matcher braces = Pattern.compile("\\{([^}]*)}").matcher(path);
        if (braces.find()) {
            return Stream.of(braces.group(1).split(","))
                    .allMatch(one -> exists(path.substring(0, braces.start()) + one + path.substring(braces.end())));
        }
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + path.replaceFirst("/$", ""));
        return Stream.of(Path.of("."), SOURCES).anyMatch(root -> matches(root, path, matcher));
    }

    private static boolean matches(Path root, String path, PathMatcher matcher) {
        Path top = root.resolve(path.replaceFirst("(^|/)[^/]*\\*.*$", ""));
        if (!Files.exists(top)) {
            return false;
        }
        try (Stream<Path> walk = Files.walk(top)) {
            return walk.anyMatch(file -> matcher.matches(root.relativize(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
