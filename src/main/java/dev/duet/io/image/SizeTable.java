package dev.duet.io.image;

import dev.duet.io.DataException;
import dev.duet.io.Names;
import dev.duet.io.Remark;
import dev.duet.io.Remarks;
import dev.duet.io.TextFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A table of photo sizes: tab-separated text whose first line names the columns {@code image}, {@code width},
 * {@code height} (pixels) and perhaps {@code split}, the folder of the labels; other columns are passed over.
 */
public final class SizeTable {
    /** The table that is found by itself, in the label folder or the one above. */
    private static final String FILE = "images.tsv";

    private final Map<String, ImageSize> sizes = new HashMap<>();

    private SizeTable() {}

    /** The table that lies beside {@code folder}; null if there is none. */
    public static Path find(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        Path above = absolute.resolveSibling(FILE);
        Path inside = absolute.resolve(FILE);
        if (Files.isRegularFile(inside)) {
            return inside;
        }
        return Files.isRegularFile(above) ? above : null;
    }

    /**
     * Reads the rows of {@code folder}: those whose split is its name, with the image as key; if there are none, all
     * rows, with "split/image" as key.
     */
    public static SizeTable read(Path file, Path folder, Remarks remarks) {
        List<String> lines = TextFile.lines(file);
        List<String> head =
                lines.isEmpty() ? List.of() : List.of(lines.getFirst().split("\t", -1));
        int[] columns = {head.indexOf("image"), head.indexOf("width"), head.indexOf("height"), head.indexOf("split")};
        if (columns[0] < 0 || columns[1] < 0 || columns[2] < 0) {
            throw DataException.atLine(
                    file,
                    1,
                    "expected tab-separated columns image, width, height; found '" + Names.shown(String.join(" ", head))
                            + "'");
        }
        String name = folder.toAbsolutePath().normalize().getFileName().toString();
        SizeTable all = new SizeTable();
        SizeTable own = new SizeTable();
        for (int i = 1; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                try {
                    row(lines.get(i).split("\t", -1), head.size(), columns, file, i + 1, name, all, own);
                } catch (DataException e) {
                    remarks.fault(Remark.BAD_TABLE, e);
                }
            }
        }
        return own.sizes.isEmpty() ? all : own;
    }

    private static void row(
            String[] row, int count, int[] columns, Path file, int line, String folder, SizeTable all, SizeTable own) {
        if (row.length != count) {
            throw DataException.atLine(file, line, "has " + row.length + " columns, expected " + count);
        }
        ImageSize size = new ImageSize(
                TextFile.integer(row[columns[1]], 1, file, line, "the width"),
                TextFile.integer(row[columns[2]], 1, file, line, "the height"));
        String image = PhotoIndex.withoutPhotoSuffix(row[columns[0]].strip());
        String split = columns[3] < 0 ? "" : row[columns[3]].strip();
        if (all.sizes.putIfAbsent(split.isEmpty() ? image : split + "/" + image, size) != null) {
            throw DataException.atLine(file, line, "image '" + Names.shown(image) + "' is there twice");
        }
        if (split.equals(folder)) {
            own.sizes.put(image, size);
        }
    }

    /** All images of the table. */
    public Iterable<String> keys() {
        return sizes.keySet();
    }

    /** The size of an image; null if the table does not have it. */
    public ImageSize size(String key) {
        return sizes.get(key);
    }
}
