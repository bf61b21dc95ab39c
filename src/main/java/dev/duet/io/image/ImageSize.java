package dev.duet.io.image;

import dev.duet.io.DataException;
import dev.duet.io.Library;
import dev.duet.io.MissingLibraryException;
import dev.duet.io.TextFile;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The size of a photo in pixels, read from its header without decoding it: JPEG, PNG, GIF, BMP, WebP, TIFF, AVIF, HEIC. A JPEG that EXIF
 * says is to be turned by a quarter (orientation 5 to 8) has its width and height exchanged, as it has when OpenCV loads it for YOLO's trainers (their own exif_size,
 * which only sorts images by shape, knows 6 and 8 alone); so has an AVIF or HEIC whose rotation is a part of the image.
 *
 * @param width pixels
 * @param height pixels
 */
public record ImageSize(int width, int height) {
    private static final int HEAD = 1 << 12;

    /**
     * Reads the header of {@code photo}, whatever its suffix. Reserves a few kB, whatever the file claims.
     *
     * @throws DataException if it cannot be read, is no regular file, is truncated, is none of the known forms, or says a size of 0
     */
    public static ImageSize read(Path photo) {
        try {
            TextFile.requireRegular(photo);
            ImageSize size = header(photo);
            if (size == null) {
                throw DataException.in(photo, "is not a JPEG, PNG, GIF, BMP, WebP, TIFF, AVIF or HEIC image");
            }
            if (size.width <= 0 || size.height <= 0) {
                throw DataException.in(photo, "has a damaged header: it says " + size.width + " x " + size.height);
            }
            return size;
        } catch (NoSuchFileException e) {
            throw DataException.in(photo, "does not exist");
        } catch (EOFException e) {
            throw DataException.in(photo, "is a truncated image");
        } catch (IOException e) {
            throw DataException.in(photo, "cannot be read", e);
        } catch (DataException | MissingLibraryException e) {
            throw e;
        } catch (RuntimeException e) {
            throw DataException.in(photo, "has a damaged header", e); // the metadata library's
        }
    }

    private static ImageSize byLibrary(int start, byte[] head, Path photo) throws IOException {
        Library.METADATA_EXTRACTOR.require();
        return switch (start) {
            case 'G' << 8 | 'I' -> LibraryHeaders.gif(head);
            case 'B' << 8 | 'M' -> LibraryHeaders.bmp(head);
            case 'R' << 8 | 'I' -> LibraryHeaders.webp(head);
            default -> LibraryHeaders.tiff(photo);
        };
    }

    private static ImageSize header(Path photo) throws IOException {
        try (BufferedInputStream raw = new BufferedInputStream(Files.newInputStream(photo), HEAD)) {
            DataInputStream in = new DataInputStream(raw);
            raw.mark(HEAD);
            int start = in.readUnsignedShort();
            if (start == 0xFFD8) {
                return JpegHeader.read(in);
            }
            if (start == 0x8950) { // PNG: signature, then the chunk IHDR
                in.skipNBytes(14);
                return new ImageSize(in.readInt(), in.readInt());
            }
            raw.reset();
            byte[] head = raw.readNBytes(HEAD - 1);
            raw.reset();
            return switch (start) {
                case 'G' << 8 | 'I', 'B' << 8 | 'M', 'R' << 8 | 'I', 'I' << 8 | 'I', 'M' << 8 | 'M' ->
                    byLibrary(start, head, photo);
                default -> HeifHeader.is(head) ? HeifHeader.read(raw) : null;
            };
        }
    }
}
