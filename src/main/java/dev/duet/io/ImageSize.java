package dev.duet.io;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The size of a photo in pixels, read from its header without decoding it: JPEG, PNG, GIF, BMP, WebP. A JPEG that EXIF
 * says is to be turned by a quarter (orientation 5 to 8) has its width and height exchanged, as YOLO's trainers do.
 *
 * @param width pixels
 * @param height pixels
 */
public record ImageSize(int width, int height) {

    /**
     * Reads the header of {@code photo}, whatever its suffix.
     *
     * @throws DataException if it cannot be read, is truncated, is none of the known forms, or says a size of 0
     */
    public static ImageSize read(Path photo) {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(photo), 1024))) {
            ImageSize size = read(in);
            if (size == null) {
                throw DataException.in(photo, "is not a JPEG, PNG, GIF, BMP or WebP image");
            }
            if (size.width <= 0 || size.height <= 0) {
                throw DataException.in(photo, "has a damaged header: it says " + size.width + " x " + size.height);
            }
            return size;
        } catch (EOFException e) {
            throw DataException.in(photo, "is a truncated image");
        } catch (IOException e) {
            throw DataException.in(photo, "cannot be read", e);
        }
    }

    private static ImageSize read(DataInputStream in) throws IOException {
        int start = in.readUnsignedShort();
        if (start == 0xFFD8) {
            return JpegHeader.read(in);
        }
        if (start == 0x8950) { // PNG: signature, then the chunk IHDR
            in.skipNBytes(14);
            return new ImageSize(in.readInt(), in.readInt());
        }
        if (start == ('G' << 8 | 'I')) {
            in.skipNBytes(4);
            return new ImageSize(little16(in), little16(in));
        }
        if (start == ('B' << 8 | 'M')) {
            return bmp(in);
        }
        return start == ('R' << 8 | 'I') ? webp(in) : null;
    }

    private static ImageSize bmp(DataInputStream in) throws IOException {
        in.skipNBytes(12);
        int headerBytes = little32(in);
        if (headerBytes == 12) {
            return new ImageSize(little16(in), little16(in));
        }
        return new ImageSize(little32(in), Math.abs(little32(in))); // a negative height means top row first
    }

    private static ImageSize webp(DataInputStream in) throws IOException {
        in.skipNBytes(6);
        if (in.readInt() != 0x57454250) { // "WEBP"
            return null;
        }
        int chunk = in.readInt();
        in.skipNBytes(4);
        if (chunk == 0x56503820) { // "VP8 ", lossy: frame tag, start code, 14 bits each
            in.skipNBytes(6);
            return new ImageSize(little16(in) & 0x3FFF, little16(in) & 0x3FFF);
        }
        if (chunk == 0x5650384C) { // "VP8L", lossless: signature, 14 bits each, less one
            in.skipNBytes(1);
            int bits = little32(in);
            return new ImageSize((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1);
        }
        if (chunk == 0x56503858) { // "VP8X", extended: flags, 24 bits each, less one
            in.skipNBytes(4);
            return new ImageSize(little24(in) + 1, little24(in) + 1);
        }
        return null;
    }

    private static int little16(DataInputStream in) throws IOException {
        return Short.toUnsignedInt(Short.reverseBytes(in.readShort()));
    }

    private static int little24(DataInputStream in) throws IOException {
        return little16(in) | in.readUnsignedByte() << 16;
    }

    private static int little32(DataInputStream in) throws IOException {
        return Integer.reverseBytes(in.readInt());
    }
}
