package dev.duet.io;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The names of YOLO's classes, from the files that lie beside the labels, in their folder or up to two folders above:
 * {@code classes.tsv} (index, tab, name), {@code classes.txt} (a name per line), {@code data.yaml} ({@code names:} as a
 * list or as a map from index to name; other forms are passed over).
 */
final class ClassNames {
    private static final int FOLDERS = 3;
    private static final List<String> FILES = List.of("classes.tsv", "classes.txt", "data.yaml", "data.yml");

    private ClassNames() {}

    /** The names found nearest to {@code folder}; empty if there are none. */
    static List<String> find(Path folder) {
        Path at = folder.toAbsolutePath().normalize();
        for (int i = 0; i < FOLDERS && at != null; i++, at = at.getParent()) {
            for (String name : FILES) {
                Path file = at.resolve(name);
                List<String> names = Files.isRegularFile(file) ? read(file) : List.of();
                if (!names.isEmpty()) {
                    return names;
                }
            }
        }
        return List.of();
    }

    /** {@code names}, continued as "class 7" up to {@code count} classes. */
    static List<String> numbered(List<String> names, int count) {
        List<String> all = new ArrayList<>(names);
        while (all.size() < count) {
            all.add("class " + all.size());
        }
        return List.copyOf(all);
    }

    /** Whether a txt file holds class names and not labels. */
    static boolean isClassFile(Path file) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT).equals("classes.txt");
    }

    static List<String> read(Path file) {
        List<String> lines = TextFile.lines(file);
        if (Names.hasSuffix(file, ".tsv")) {
            return table(file, lines);
        }
        if (Names.hasSuffix(file, ".txt")) {
            return lines.stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        }
        return yaml(lines);
    }

    private static List<String> table(Path file, List<String> lines) {
        Map<Integer, String> names = new TreeMap<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            String[] columns = lines.get(i).split("\t", -1);
            if (columns.length < 2) {
                throw DataException.atLine(file, i + 1, "expected a class index, a tab and a name");
            }
            int index = TextFile.integer(columns[0], 0, file, i + 1, "the class index");
            if (names.put(index, columns[1].strip()) != null) {
                throw DataException.atLine(file, i + 1, "class " + index + " is there twice");
            }
        }
        return dense(names);
    }

    /** Fills gaps; an index far beyond the number of names is not believed. */
    private static List<String> dense(Map<Integer, String> names) {
        List<String> all = new ArrayList<>();
        for (Map.Entry<Integer, String> entry : names.entrySet()) {
            if (entry.getKey() >= YoloLabels.MAX_CLASSES) {
                throw new DataException("class index " + entry.getKey() + " is too large");
            }
            while (all.size() < entry.getKey()) {
                all.add("class " + all.size());
            }
            all.add(entry.getValue());
        }
        return List.copyOf(all);
    }

    private static List<String> yaml(List<String> lines) {
        int at = 0;
        while (at < lines.size() && !lines.get(at).startsWith("names:")) {
            at++;
        }
        if (at == lines.size()) {
            return List.of();
        }
        String rest = uncommented(lines.get(at).substring("names:".length()));
        if (!rest.isEmpty()) {
            return flow(rest, lines, at + 1);
        }
        Map<Integer, String> names = new TreeMap<>();
        for (int i = at + 1; i < lines.size(); i++) {
            String line = uncommented(lines.get(i));
            if (line.isEmpty()) {
                continue;
            }
            if (line.startsWith("- ")) {
                names.put(names.size(), unquoted(line.substring(2)));
            } else if (line.matches("\\d{1,6}\\s*:.*")) {
                int colon = line.indexOf(':');
                int index = Integer.parseInt(line.substring(0, colon).strip());
                names.put(index, unquoted(line.substring(colon + 1)));
            } else {
                break;
            }
        }
        return dense(names);
    }

    /** A list in brackets, perhaps over several lines. */
    private static List<String> flow(String start, List<String> lines, int next) {
        StringBuilder text = new StringBuilder(start);
        for (int i = next; i < lines.size() && text.indexOf("]") < 0; i++) {
            text.append(' ').append(uncommented(lines.get(i)));
        }
        int end = text.indexOf("]");
        if (text.charAt(0) != '[' || end < 0) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        for (String name : text.substring(1, end).split(",", -1)) {
            names.add(unquoted(name));
        }
        if (names.getLast().isEmpty()) {
            names.removeLast();
        }
        return List.copyOf(names);
    }

    private static String uncommented(String line) {
        int hash = line.startsWith("#") ? 0 : line.indexOf(" #");
        return (hash < 0 ? line : line.substring(0, hash)).strip();
    }

    private static String unquoted(String text) {
        String s = text.strip();
        boolean quoted = s.length() >= 2
                && (s.charAt(0) == '"' || s.charAt(0) == '\'')
                && s.charAt(0) == s.charAt(s.length() - 1);
        return quoted ? s.substring(1, s.length() - 1) : s;
    }
}
