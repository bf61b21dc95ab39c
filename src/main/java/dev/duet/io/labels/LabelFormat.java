package dev.duet.io.labels;

import dev.duet.io.DataException;
import dev.duet.io.FolderWalk;
import dev.duet.io.Library;
import dev.duet.io.Names;
import dev.duet.io.PlainLinks;
import dev.duet.io.Remarks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The forms of label files, and how to tell which one lies at a path. */
public enum LabelFormat {
    /** One JSON file, see {@link CocoLabels}. */
    COCO,
    /** A folder of txt files, see {@link YoloLabels}. */
    YOLO,
    /** A folder of XML files, see {@link VocLabels}. */
    VOC;

    private static final List<String> DESCRIPTIONS = List.of(".yaml", ".yml", ".data", ".names");

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
            if (!Files.isRegularFile(path)) {
                throw DataException.in(path, "is no regular file (a fifo, a device or a socket) and is not opened");
            }
            if (Names.hasSuffix(path, ".json")) {
                return COCO;
            }
            if (DESCRIPTIONS.stream().anyMatch(suffix -> Names.hasSuffix(path, suffix))) {
                Path folder = path.toAbsolutePath().normalize().getParent();
                Path labels = folder.resolve("labels");
                throw DataException.in(
                        path,
                        "describes a data set; give the folder of its label files, for example "
                                + (Files.isDirectory(labels) ? labels : folder)
                                + " (class names come from data.yaml, obj.names or classes.txt in it or above it)");
            }
            throw DataException.in(
                    path, "is not a label file: expected COCO .json, or a folder of YOLO .txt or VOC .xml files");
        }
        if (Files.isDirectory(PlainLinks.follow(path.resolve("Annotations")))) {
            return VOC;
        }
        if (Files.isDirectory(PlainLinks.follow(path.resolve("labels")))) {
            return YOLO;
        }
        return ofFiles(path);
    }

    /** The form of the files that are nearest to the folder; texts that are no labels do not count. */
    private static LabelFormat ofFiles(Path folder) {
        LabelFormat form = null;
        int nearest = Integer.MAX_VALUE;
        String json = null;
        boolean otherText = false;
        Remarks unheard = new Remarks(false);
        for (FolderWalk.Found file : FolderWalk.list(folder, LabelFormat::isLabel, unheard)) {
            int depth = (int) file.name().chars().filter(c -> c == '/').count();
            boolean xml = Names.hasSuffix(file.name(), ".xml");
            if (Names.hasSuffix(file.name(), ".json")) {
                json = json == null ? file.name() : json;
            } else if (!xml && YoloLabels.isOtherText(file.fileName())) {
                otherText = true;
            } else if (depth < nearest || depth == nearest && xml) {
                nearest = depth;
                form = xml ? VOC : YOLO;
            }
        }
        if (form == null && otherText && json == null) {
            return YOLO; // all texts have the names of lists and notes; the reader says more
        }
        if (form == null) {
            String hint =
                    json == null ? "" : "; for COCO name the .json file itself, for example " + folder + "/" + json;
            throw DataException.in(folder, "holds no labels: neither YOLO .txt nor VOC .xml files" + hint);
        }
        return form;
    }

    private static boolean isLabel(String name) {
        return !name.startsWith("._")
                && (Names.hasSuffix(name, ".txt") || Names.hasSuffix(name, ".xml") || Names.hasSuffix(name, ".json"));
    }

    Labels read(Path path, LabelOptions options) {
        Library.FASTUTIL.require();
        if (this == COCO) {
            Library.JACKSON.require();
            return CocoLabels.read(path, options);
        }
        if (this == YOLO) {
            return YoloLabels.read(path, options);
        }
        Library.XML.require();
        return VocLabels.read(path, options);
    }
}
