package dev.duet.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The forms of label files, and how to tell which one lies at a path. */
public enum LabelFormat {
    /** One JSON file, see {@link CocoLabels}. */
    COCO,
    /** A folder of txt files, see {@link YoloLabels}. */
    YOLO,
    /** A folder of XML files, see {@link VocLabels}. */
    VOC;

    /**
     * Looks at the name of a file, or at the suffixes in a folder, nearest first. The usual layouts are known:
     * {@code labels} inside a folder stands for YOLO, {@code Annotations} for VOC.
     *
     * @throws DataException if nothing is there or no form of labels is recognised
     */
    public static LabelFormat of(Path path) {
        if (!Files.exists(path)) {
            throw DataException.in(path, "does not exist");
        }
        if (!Files.isDirectory(path)) {
            if (Names.hasSuffix(path, ".json")) {
                return COCO;
            }
            throw DataException.in(
                    path, "is not a label file: expected COCO .json, or a folder of YOLO .txt or VOC .xml files");
        }
        if (Files.isDirectory(path.resolve("Annotations"))) {
            return VOC;
        }
        if (Files.isDirectory(path.resolve("labels"))) {
            return YOLO;
        }
        for (int depth = 1; depth <= 4; depth += 3) {
            if (holds(path, depth, ".xml")) {
                return VOC;
            }
            if (holds(path, depth, ".txt")) {
                return YOLO;
            }
        }
        String hint = holds(path, 1, ".json") ? "; for COCO name the .json file itself" : "";
        throw DataException.in(path, "holds no labels: neither YOLO .txt nor VOC .xml files" + hint);
    }

    Labels read(Path path, LabelOptions options) {
        if (this == COCO) {
            return CocoLabels.read(path, options);
        }
        return this == YOLO ? YoloLabels.read(path, options) : VocLabels.read(path, options);
    }

    private static boolean holds(Path folder, int depth, String suffix) {
        try (Stream<Path> files = Files.find(folder, depth, (file, a) -> a.isRegularFile())) {
            return files.anyMatch(file -> Names.hasSuffix(file, suffix) && !ClassNames.isClassFile(file));
        } catch (IOException | UncheckedIOException e) {
            throw DataException.in(folder, "cannot be listed", e);
        }
    }
}
