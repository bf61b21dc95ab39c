package dev.duet.io.labels;

import dev.duet.io.DataException;
import dev.duet.io.FolderWalk;
import dev.duet.io.Names;
import dev.duet.io.PlainLinks;
import dev.duet.io.Remark;
import dev.duet.io.image.PhotoIndex;
import dev.duet.io.image.PhotoSizes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Reads a folder of Pascal VOC annotations: one XML file per photo, in the order of their paths.
 *
 * <p><b>The corners are taken as they stand.</b> The VOC challenge counted pixels from 1 and included the last one
 * ({@code xmin=1} is the left edge); most tools that write this form today count from 0. Duet cannot tell which, and a
 * shift would be wrong for one of them. Boxes marked difficult are kept and flagged. Classes are the names that occur, in
 * alphabetical order, unless {@link LabelOptions#classNames} gives them. A size of 0 or none counts as not known, and is taken from the
 * photo ({@link PhotoIndex}, by the path of the XML file, else by {@code <filename>}) or {@link LabelOptions#withPhotoSize}.
 */
public final class VocLabels {
    private final Path folder;
    private final LabelOptions options;
    private final LabelsBuilder labels;
    private final Map<String, Integer> classes = new HashMap<>();
    private final List<String> seen = new ArrayList<>();

    private VocLabels(Path folder, LabelOptions options) {
        this.folder = folder;
        this.options = options;
        this.labels = new LabelsBuilder(folder, options);
        options.classNames().forEach(this::classOf);
    }

    /**
     * Reads the folder, or the folder {@code Annotations} in it.
     *
     * @throws DataException if the folder cannot be listed or has no XML; and unless {@link LabelOptions#skipFaulty} if a file cannot
     *     be read or is not well-formed, or if an object lacks its name or a corner, has one twice, has a corner that is not a
     *     finite number, a negative size, or a class that was not given
     */
    public static Labels read(Path folder, LabelOptions options) {
        Path inner = PlainLinks.follow(folder.resolve("Annotations"));
        return new VocLabels(Files.isDirectory(inner) ? inner : folder, options).read();
    }

    private Labels read() {
        List<FolderWalk.Found> files = new ArrayList<>();
        for (FolderWalk.Found file : FolderWalk.list(folder, name -> Names.hasSuffix(name, ".xml"), labels.remarks)) {
            if (file.fileName().startsWith("._")) {
                labels.remarks.add(Remark.APPLE_DOUBLE, file.name());
            } else {
                files.add(file);
            }
        }
        if (files.isEmpty()) {
            throw DataException.in(folder, "holds no annotations (.xml)");
        }
        VocXml xml = new VocXml();
        long done = 0;
        for (FolderWalk.Found file : files) {
            try {
                add(file, VocFile.read(file.path(), xml, labels.remarks));
            } catch (DataException e) {
                labels.remarks.fault(Remark.BAD_FILE, e);
            }
            options.progress().at(++done, files.size());
        }
        nameClasses();
        PhotoSizes.fill(labels, false);
        return labels.build();
    }

    private void add(FolderWalk.Found found, VocFile file) {
        String name = file.name.isEmpty() ? Names.stem(found.fileName()) : file.name;
        labels.image(name, Names.id(Names.stem(name)), file.width, file.height);
        labels.files.add(found.name());
        for (VocFile.Box box : file.boxes) {
            if (!options.classNames().isEmpty() && !classes.containsKey(box.name())) {
                labels.remarks.fault(
                        Remark.UNKNOWN_CLASS,
                        DataException.atLine(
                                file.path,
                                box.line(),
                                "class '" + Names.shown(box.name()) + "' is not among those given"));
                continue;
            }
            if (box.difficult()) {
                labels.difficult.set(labels.boxes());
            }
            labels.box(box.x1(), box.y1(), box.x2(), box.y2(), classOf(box.name()), box.line());
        }
    }

    /** The number of a class in the order of appearance. */
    private int classOf(String name) {
        return classes.computeIfAbsent(name, n -> {
            seen.add(n);
            return seen.size() - 1;
        });
    }

    private void nameClasses() {
        if (!options.classNames().isEmpty()) {
            labels.classNames = options.classNames();
            return;
        }
        labels.classNames = List.copyOf(new TreeSet<>(seen));
        int[] sorted = new int[seen.size()];
        for (int i = 0; i < sorted.length; i++) {
            sorted[classes.get(labels.classNames.get(i))] = i;
        }
        labels.classIndex.replaceAll((int c) -> sorted[c]);
    }
}
