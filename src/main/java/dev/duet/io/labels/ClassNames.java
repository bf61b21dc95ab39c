package dev.duet.io.labels;

import dev.duet.io.DataException;
import dev.duet.io.Library;
import dev.duet.io.Names;
import dev.duet.io.Remark;
import dev.duet.io.Remarks;
import dev.duet.io.TextFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The names of YOLO's classes, from the files that lie beside the labels, in their folder or up to two folders above:
 * {@code classes.tsv} (index, tab, name), {@code classes.txt}, {@code obj.names} or {@code _darknet.labels} (a name per line), {@code
 * data.yaml} or {@code dataset.yaml} ({@link DataYaml}).
 */
final class ClassNames {
    private static final int FOLDERS = 3;
    private static final List<String> LISTS = List.of("classes.tsv", "classes.txt", "obj.names", "_darknet.labels");
    private static final List<String> YAMLS = List.of("data.yaml", "data.yml", "dataset.yaml", "dataset.yml");

    private ClassNames() {}

    /** The names found nearest to {@code folder}, and the nearest shape of keypoints; empty if there are none. */
    static DataYaml find(Path folder, Remarks remarks) {
        List<String> names = List.of();
        int keypoints = 0;
        Path at = folder.toAbsolutePath().normalize();
        for (int i = 0; i < FOLDERS && at != null; i++, at = at.getParent()) {
            for (String name : LISTS) {
                Path file = at.resolve(name);
                if (names.isEmpty() && Files.exists(file)) {
                    try {
                        names = read(file);
                    } catch (DataException e) {
                        remarks.fault(Remark.BAD_TABLE, e);
                    }
                }
            }
            for (String name : YAMLS) {
                Path file = at.resolve(name);
                if ((names.isEmpty() || keypoints == 0) && Files.exists(file)) {
                    try {
                        DataYaml yaml = yaml(file);
                        names = names.isEmpty() ? yaml.names() : names;
                        keypoints = keypoints == 0 ? yaml.keypointColumns() : keypoints;
                    } catch (DataException e) {
                        remarks.fault(Remark.BAD_TABLE, e);
                    }
                }
            }
        }
        return new DataYaml(names, keypoints);
    }

    private static DataYaml yaml(Path file) {
        Library.SNAKEYAML.require();
        return YamlReader.read(file);
    }

    /** {@code names}, continued as "class 7" up to {@code count} classes. */
    static List<String> numbered(List<String> names, int count) {
        List<String> all = new ArrayList<>(names);
        while (all.size() < count) {
            all.add("class " + all.size());
        }
        return List.copyOf(all);
    }

    private static List<String> read(Path file) {
        List<String> lines = TextFile.lines(file);
        if (Names.hasSuffix(file, ".tsv")) {
            return table(file, lines);
        }
        return list(file, lines);
    }

    /** A name a line. A blank one between others would move those behind it, or be a class without a name: nobody can say. */
    private static List<String> list(Path file, List<String> lines) {
        List<String> names = new ArrayList<>();
        int blank = 0;
        for (int i = 0; i < lines.size(); i++) {
            String name = lines.get(i).strip();
            if (name.isEmpty()) {
                blank = blank == 0 && !names.isEmpty() ? i + 1 : blank;
            } else if (blank > 0) {
                throw DataException.atLine(
                        file,
                        blank,
                        "is blank between names of classes, which have a line each; fill it or take it out");
            } else {
                names.add(name);
            }
        }
        return names;
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
            if (index >= YoloRow.MAX_CLASSES) {
                throw DataException.atLine(
                        file, i + 1, "class index " + index + " is too large; at most " + (YoloRow.MAX_CLASSES - 1));
            }
            if (names.put(index, columns[1].strip()) != null) {
                throw DataException.atLine(file, i + 1, "class " + index + " is there twice");
            }
        }
        return dense(names);
    }

    /** Fills gaps; indices are below {@link YoloRow#MAX_CLASSES}. */
    static List<String> dense(Map<Integer, String> names) {
        List<String> all = new ArrayList<>();
        names.forEach((index, name) -> {
            while (all.size() < index) {
                all.add("class " + all.size());
            }
            all.add(name);
        });
        return List.copyOf(all);
    }
}
