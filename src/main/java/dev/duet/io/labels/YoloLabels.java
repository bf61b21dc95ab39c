package dev.duet.io.labels;

import dev.duet.io.DataException;
import dev.duet.io.FolderWalk;
import dev.duet.io.Names;
import dev.duet.io.PlainLinks;
import dev.duet.io.Remark;
import dev.duet.io.Remarks;
import dev.duet.io.TextFile;
import dev.duet.io.image.ImageSize;
import dev.duet.io.image.PhotoIndex;
import dev.duet.io.image.SizeTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads a folder of YOLO label files, folders and links within it included: one txt file per photo, one row per box ({@link YoloRow}),
 * normalised to the photo; an empty file is a photo without boxes, and so is a photo without a file.
 *
 * <p>To give pixels, the photos' sizes must be known. They come, in this order, from one size for all photos
 * ({@link LabelOptions#withPhotoSize}); a table ({@link SizeTable}: {@link LabelOptions#withSizes}, or
 * {@code images.tsv} in the folder or above it); the headers of the photos ({@link PhotoIndex}). A table also says
 * which photos there are: those without a label file are images without boxes. A label file with boxes whose photo is
 * in neither is left out, as trainers do; if that befalls all, it is an error.
 *
 * <p>Images are in the order of their paths. Corners are computed in float64 as {@code cx * w - bw * w / 2} and so on.
 */
public final class YoloLabels {
    private static final Set<String> LISTS =
            Set.of("train", "val", "valid", "test", "trainval", "all", "labels", "obj");

    private final Path folder;
    private final LabelOptions options;
    private final DataYaml names;
    private final LabelsBuilder labels;
    private final YoloRow row;
    private long boxesWithoutSize;
    /** The first label file whose photo is not known, and what is wrong with its first row; null if nothing. */
    private String withoutSize;

    private DataException notYolo;
    private int classes;

    private YoloLabels(Path folder, LabelOptions options) {
        this.folder = folder;
        this.options = options;
        this.labels = new LabelsBuilder(folder, options);
        DataYaml beside = ClassNames.find(folder, labels.remarks);
        this.names = options.classNames().isEmpty() ? beside : beside.withNames(options.classNames());
        this.row = new YoloRow(names.names(), options.confidence(), names.keypointColumns(), options.rotated());
    }

    /**
     * Reads the folder, or the folder {@code labels} in it.
     *
     * @throws DataException if the folder cannot be listed or has no label file; if no photo's size is known; and unless {@link
     *     LabelOptions#skipFaulty} if a label file cannot be read or has the name of another, or a row has a number of columns that
     *     is no box, a class that is negative, not an integer or beyond the class names, or numbers that are not finite, not
     *     normalised or negative sizes
     */
    public static Labels read(Path folder, LabelOptions options) {
        Path inner = PlainLinks.follow(folder.resolve("labels"));
        return new YoloLabels(Files.isDirectory(inner) ? inner : folder, options).read();
    }

    private Labels read() {
        TreeMap<String, FolderWalk.Found> files = labelFiles();
        Path table = options.sizes() != null ? options.sizes() : SizeTable.find(folder);
        if (!options.hasPhotoSize() && table != null) {
            readTable(files, SizeTable.read(table, folder, labels.remarks), table);
        } else {
            readLabelled(files, new PhotoIndex(folder, false, options.photos(), files.keySet()));
        }
        labels.classNames = ClassNames.numbered(names.names(), classes);
        return labels.build();
    }

    private TreeMap<String, FolderWalk.Found> labelFiles() {
        TreeMap<String, FolderWalk.Found> found = new TreeMap<>();
        Set<String> twice = new HashSet<>();
        for (FolderWalk.Found file : FolderWalk.list(folder, name -> Names.hasSuffix(name, ".txt"), labels.remarks)) {
            if (file.fileName().startsWith("._")) {
                labels.remarks.add(Remark.APPLE_DOUBLE, file.name());
                continue;
            }
            String key = Names.withoutSuffix(file.name());
            FolderWalk.Found other = found.putIfAbsent(key, file);
            if (other != null) {
                twice.add(key);
                labels.remarks.fault(
                        Remark.SAME_NAME,
                        new DataException(other.path() + " and " + file.path() + " are both labels of '" + key
                                + "'; one of them must go"));
            }
        }
        if (found.isEmpty()) {
            throw DataException.in(folder, "holds no label files (.txt)");
        }
        found.keySet().removeAll(twice);
        return found;
    }

    /** Whether a txt file of this name, for which there is no photo, holds something else than labels. */
    static boolean isOtherText(String name) {
        String stem = name.toLowerCase(Locale.ROOT);
        return stem.startsWith("readme")
                || stem.startsWith("license")
                || stem.equals("classes.txt")
                || LISTS.contains(Names.stem(stem));
    }

    private void readLabelled(TreeMap<String, FolderWalk.Found> all, PhotoIndex photos) {
        Map<String, Path> own = new HashMap<>();
        for (String key : all.keySet()) {
            try {
                Path photo = photos.find(key, key);
                if (photo != null) {
                    own.put(key, photo);
                }
            } catch (DataException e) {
                labels.remarks.fault(Remark.SAME_NAME, e);
            }
        }
        addBackgrounds(all, own, photos);
        int total = all.size();
        while (!all.isEmpty()) { // what was read is let go
            Map.Entry<String, FolderWalk.Found> entry = all.pollFirstEntry();
            image(entry.getKey(), entry.getValue(), size(own.remove(entry.getKey())));
            options.progress().at(total - all.size(), total);
        }
        if (labels.classIndex.isEmpty() && notYolo != null) {
            throw new DataException(folder + ": holds no YOLO labels: " + notYolo.getMessage());
        }
        if (labels.classIndex.isEmpty() && boxesWithoutSize > 0 && labels.remarks.faults() == 0) {
            throw DataException.in(
                    folder,
                    "photo sizes are not known, for example of " + withoutSize
                            + ": put the photos beside the labels or in a folder 'images', or give --photos, a table"
                            + " images.tsv, or --photo-size");
        }
    }

    /** Photos that no label file belongs to, from the folders in which a photo of some label file is. */
    private void addBackgrounds(TreeMap<String, FolderWalk.Found> all, Map<String, Path> own, PhotoIndex photos) {
        if (own.isEmpty()) {
            return;
        }
        Set<Path> taken = new HashSet<>(own.values());
        for (Path root : photos.roots().reversed()) {
            if (taken.stream().noneMatch(photo -> photo.startsWith(root))) {
                continue;
            }
            Remarks unheard = new Remarks(false); // the same folders were walked for labels, or are not the labels'
            for (FolderWalk.Found photo : FolderWalk.list(root, PhotoIndex::isPhoto, taken, unheard)) {
                String key = Names.withoutSuffix(photo.name());
                if (photo.fileName().startsWith("._")) {
                    labels.remarks.add(Remark.APPLE_DOUBLE, photo.name());
                } else if (taken.add(photo.path()) && !all.containsKey(key)) {
                    labels.remarks.add(Remark.BACKGROUND, photo.name());
                    all.put(key, null);
                }
            }
        }
    }

    private ImageSize size(Path photo) {
        if (options.hasPhotoSize()) {
            return new ImageSize(options.photoWidth(), options.photoHeight());
        }
        if (photo == null) {
            return null;
        }
        try {
            return ImageSize.read(photo);
        } catch (DataException e) {
            labels.remarks.fault(Remark.BAD_FILE, e);
            return null;
        }
    }

    private void readTable(TreeMap<String, FolderWalk.Found> files, SizeTable table, Path tableFile) {
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
        for (Map.Entry<String, FolderWalk.Found> entry : files.entrySet()) {
            if (!keys.contains(entry.getKey())) {
                boolean other = isOtherText(entry.getValue().fileName());
                labels.remarks.add(
                        other ? Remark.OTHER_TEXT : Remark.NO_PHOTO,
                        entry.getValue().name());
            }
        }
    }

    /** Adds an image; {@code file} is null for one without a label file, {@code size} where it is not known. */
    private void image(String key, FolderWalk.Found file, ImageSize size) {
        List<String> lines = file == null ? List.of() : lines(file);
        if (lines == null) {
            return;
        }
        boolean blank = lines.stream().allMatch(String::isBlank);
        boolean photo = size != null && !options.hasPhotoSize();
        if (file != null && !photo && (isOtherText(file.fileName()) || !blank && isListOfPhotos(lines))) {
            labels.remarks.add(Remark.OTHER_TEXT, file.name());
            return;
        }
        if (size == null && !blank) {
            labels.remarks.add(Remark.NO_PHOTO, file.name());
            boxesWithoutSize++;
            if (withoutSize == null) {
                withoutSize = file.path().toString();
                notYolo = trouble(lines, file.path());
            }
            return;
        }
        labels.image(key, Names.id(Names.last(key)), size == null ? 0 : size.width(), size == null ? 0 : size.height());
        labels.files.add(file == null ? key + ".txt" : file.name());
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                box(lines.get(i), size, file.path(), i + 1);
            }
        }
    }

    private DataException trouble(List<String> lines, Path file) {
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                try {
                    row.read(lines.get(i), file, i + 1);
                    return null;
                } catch (DataException e) {
                    return e;
                }
            }
        }
        return null;
    }

    private List<String> lines(FolderWalk.Found file) {
        try {
            return TextFile.linesOfFound(file.path());
        } catch (DataException e) {
            labels.remarks.fault(Remark.BAD_FILE, e);
            return null;
        }
    }

    private static boolean isListOfPhotos(List<String> lines) {
        return lines.stream().allMatch(line -> line.isBlank() || PhotoIndex.isPhoto(Names.last(line.strip())));
    }

    private void box(String text, ImageSize size, Path file, int line) {
        try {
            row.read(text, file, line);
        } catch (DataException e) {
            labels.remarks.fault(Remark.BAD_BOX, e);
            return;
        }
        String trouble = row.classTrouble();
        if (trouble != null) {
            labels.remarks.fault(Remark.UNKNOWN_CLASS, DataException.atLine(file, line, trouble));
            return;
        }
        if (row.form != null) {
            labels.remarks.add(row.form, null);
        }
        classes = Math.max(classes, row.label + 1);
        double w = size.width();
        double h = size.height();
        // The order of these operations is the originals'; other orders differ in the last bit.
        labels.box(
                row.cx * w - row.width * w / 2,
                row.cy * h - row.height * h / 2,
                row.cx * w + row.width * w / 2,
                row.cy * h + row.height * h / 2,
                row.label,
                line);
        if (options.rotated() && row.count > 0) {
            for (int i = 0; i < 2 * row.count; i += 2) {
                row.points[i] *= w;
                row.points[i + 1] *= h;
            }
            labels.corners(row.points, row.count);
        }
    }
}
