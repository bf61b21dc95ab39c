package dev.duet.report.picture;

import dev.duet.io.DataException;
import dev.duet.io.image.ImageSize;
import dev.duet.io.labels.Letterbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The photo under a picture: the bytes of its file and where it lies on the canvas.
 *
 * @param bytes the file as it is
 * @param mediaType for example {@code image/jpeg}
 * @param left canvas pixels
 * @param top canvas pixels
 * @param width canvas pixels
 * @param height canvas pixels
 */
public record Photo(byte[] bytes, String mediaType, double left, double top, double width, double height) {
    private static final long MOST_BYTES = 64L << 20;

    /**
     * Reads a photo and places it as its labels are placed.
     *
     * @throws DataException if it cannot be read, is no image, or is larger than 64 MB
     */
    public static Photo read(Path file, Letterbox letterbox) {
        ImageSize size = ImageSize.read(file);
        Letterbox.Placement at = letterbox.place(size.width(), size.height());
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new DataException(file + ": is larger than 64 MB");
            }
            return new Photo(
                    Files.readAllBytes(file),
                    mediaType(file),
                    at.left(),
                    at.top(),
                    size.width() * at.scaleX(),
                    size.height() * at.scaleY());
        } catch (IOException e) {
            throw new DataException(file + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /** What the suffix of a photo's name says it is, for example {@code image/jpeg}. */
    public static String mediaType(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        String suffix = name.substring(name.lastIndexOf('.') + 1);
        return "image/" + (suffix.equals("jpg") ? "jpeg" : suffix);
    }
}
