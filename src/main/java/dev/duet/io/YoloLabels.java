package dev.duet.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Reads a folder of YOLO label files, folders within it included: one txt file per photo, one line
 * {@code class cx cy width height} per box, normalised to the photo; an empty file is a photo without boxes.
 *
 * <p>To give pixels, the photos' sizes must be known. They come, in this order, from one size for all photos
 * ({@link LabelOptions#withPhotoSize}); a table ({@link SizeTable}: {@link LabelOptions#withSizes}, or
 * {@code images.tsv} in the folder or above it); the headers of the photos ({@link PhotoIndex}). A table also says
 * which photos there are: those without a label file are images without boxes. A label file with boxes whose photo is
 * in neither is left out and told in {@link Labels#leftOut}, as trainers do; if that befalls all, it is an error.
 *
 * <p>Images are in the order of their paths. Corners are computed in float64 as {@code cx * w - bw * w / 2} and so on.
 */
public final class YoloLabels {
    /** No class list is this long; a larger index is a mistake in the file. */
    static final int MAX_CLASSES = 1_000_000;

    /** Normalised values may lie somewhat outside 0..1; far outside they are pixels. */
    private static final double MAX_NORMALISED = 2;

    private static final int COLUMNS = 5;
    private static final String[] COLUMN_NAMES = {"class", "cx", "cy", "width", "height"};

    private final Path folder;
    private final LabelOptions options;
    private final List<String> names;
    private final LabelsBuilder labels = new LabelsBuilder();
    private int classes;

    private YoloLabels(Path folder, LabelOptions options) {
        this.folder = folder;
        this.options = options;
        this.names = options.classNames().isEmpty() ? ClassNames.find(folder) : options.classNames();
    }

    /**
     * Reads the folder, or the folder {@code labels} in it.
     *
     * @throws DataException if the folder cannot be listed or has no label file; if a label file cannot be read, has
     *     another number of columns than five, a class that is negative, not an integer or beyond the class names, or
     *     numbers that are not finite, not normalised or negative sizes; if no photo's size is known
     */
    public static Labels read(Path folder, LabelOptions options) {
        Path inner = folder.resolve("labels");
        return new YoloLabels(Files.isDirectory(inner) ? inner : folder, options).read();
    }

    private Labels read() {
        SortedMap<String, Path> files = labelFiles();
        Path table = options.sizes() != null ? options.sizes() : SizeTable.find(folder);
        if (options.photoWidth() > 0) {
            ImageSize size = new ImageSize(options.photoWidth(), options.photoHeight());
            readLabelled(files, key -> size);
        } else if (table != null) {
            readTable(files, SizeTable.read(table, folder), table);
        } else {
            PhotoIndex photos = new PhotoIndex(folder);
            readLabelled(files, key -> photos.find(key).map(ImageSize::read).orElse(null));
        }
        labels.classNames = ClassNames.numbered(names, classes);
        return labels.build();
    }

    private SortedMap<String, Path> labelFiles() {
        SortedMap<String, Path> found = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(file -> Names.hasSuffix(file, ".txt") && !ClassNames.isClassFile(file))
                    .forEach(file -> found.put(Names.key(folder, file), file));
        } catch (IOException | UncheckedIOException e) {
            throw DataException.in(folder, "cannot be listed", e);
        }
        if (found.isEmpty()) {
            throw DataException.in(folder, "holds no label files (.txt)");
        }
        return found;
    }

    private interface Sizes {
        ImageSize of(String key);
    }

    private void readLabelled(SortedMap<String, Path> files, Sizes sizes) {
        long done = 0;
        boolean anySize = false;
        for (Map.Entry<String, Path> entry : files.entrySet()) {
            ImageSize size = sizes.of(entry.getKey());
            anySize |= size != null;
            image(entry.getKey(), entry.getValue(), size);
            options.progress().at(++done, files.size());
        }
        if (!anySize && !labels.leftOut.isEmpty()) {
            throw DataException.in(
                    folder,
                    "photo sizes are not known, for example of " + labels.leftOut.getFirst()
                            + ": put the photos beside the labels or in a folder 'images', or give a table or one size");
        }
    }

    private void readTable(SortedMap<String, Path> files, SizeTable table, Path tableFile) {
        TreeSet<String> keys = new TreeSet<>();
        table.keys().forEach(keys::add);
        long done = 0;
        int labelled = 0;
        for (String key : keys) {
            labelled += files.containsKey(key) ? 1 : 0;
            image(key, files.get(key), table.size(key));
            options.progress().at(++done, keys.size());
        }
        if (labelled == 0) {
            throw DataException.in(tableFile, "names none of the label files in " + folder);
        }
        files.keySet().stream().filter(key -> !keys.contains(key)).forEach(labels.leftOut::add);
    }

    /** Adds an image; {@code file} is null for one without a label file, {@code size} where it is not known. */
    private void image(String key, Path file, ImageSize size) {
        List<String> lines = file == null ? List.of() : TextFile.lines(file);
        if (size == null && !lines.stream().allMatch(String::isBlank)) {
            labels.leftOut.add(key);
            return;
        }
        labels.image(
                key,
                Names.id(Names.stem(key + ".txt")),
                size == null ? 0 : size.width(),
                size == null ? 0 : size.height());
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty()) {
                box(line.split("\\s+"), size, file, i + 1);
            }
        }
    }

    private void box(String[] columns, ImageSize size, Path file, int line) {
        if (columns.length != COLUMNS) {
            throw DataException.atLine(
                    file,
                    line,
                    "has " + columns.length + " columns, expected 'class cx cy width height'"
                            + (columns.length > COLUMNS + 1 ? "; polygons and rotated boxes are not read" : ""));
        }
        int label = TextFile.integer(columns[0], 0, file, line, "the class");
        if (label >= (names.isEmpty() ? MAX_CLASSES : names.size())) {
            throw DataException.atLine(
                    file,
                    line,
                    "the class is " + label + ", but there are "
                            + (names.isEmpty() ? "never so many" : "names for " + names.size() + " classes only"));
        }
        classes = Math.max(classes, label + 1);
        double[] v = new double[COLUMNS];
        for (int c = 1; c < COLUMNS; c++) {
            v[c] = TextFile.decimal(columns[c], file, line, COLUMN_NAMES[c]);
            if (Math.abs(v[c]) > MAX_NORMALISED || (c > 2 && v[c] < 0)) {
                throw DataException.atLine(
                        file,
                        line,
                        COLUMN_NAMES[c] + " is " + columns[c] + ", "
                                + (v[c] < 0 && c > 2 ? "negative" : "not normalised to the photo (0 to 1)"));
            }
        }
        double w = size.width();
        double h = size.height();
        // The order of these operations is the originals'; other orders differ in the last bit.
        labels.box(
                v[1] * w - v[3] * w / 2,
                v[2] * h - v[4] * h / 2,
                v[1] * w + v[3] * w / 2,
                v[2] * h + v[4] * h / 2,
                label);
    }
}
