package dev.duet.io.image;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Walks the segments of a JPEG to its frame header, noting the EXIF orientation on the way. */
final class JpegHeader {
    private static final int APP1 = 0xE1;
    private static final int START_OF_SCAN = 0xDA;
    private static final int END_OF_IMAGE = 0xD9;
    private static final int ORIENTATION_TAG = 0x0112;
    private static final int FIRST_TURNED = 5;
    private static final int LAST_TURNED = 8;

    private JpegHeader() {}

    /** The size; null if the scan begins without a frame header. The stream stands behind the two bytes FF D8. */
    static ImageSize read(DataInputStream in) throws IOException {
        int orientation = 1;
        while (true) {
            int marker = marker(in);
            if (marker == START_OF_SCAN || marker == END_OF_IMAGE) {
                return null;
            }
            if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {
                continue; // these markers have no segment
            }
            int length = in.readUnsignedShort() - 2;
            if (length < 0) {
                return null;
            }
            if (isFrame(marker)) {
                in.skipNBytes(1);
                int height = in.readUnsignedShort();
                int width = in.readUnsignedShort();
                boolean turned = orientation >= FIRST_TURNED && orientation <= LAST_TURNED;
                return turned ? new ImageSize(height, width) : new ImageSize(width, height);
            }
            if (marker == APP1) {
                byte[] segment = new byte[length];
                in.readFully(segment);
                orientation = orientation(ByteBuffer.wrap(segment), orientation);
            } else {
                in.skipNBytes(length);
            }
        }
    }

    /** The next marker: an FF, perhaps repeated, and a byte that is neither 00 nor FF. */
    private static int marker(DataInputStream in) throws IOException {
        int previous = 0;
        while (true) {
            int b = in.readUnsignedByte();
            if (previous == 0xFF && b != 0xFF && b != 0) {
                return b;
            }
            previous = b;
        }
    }

    /** SOF0 to SOF15; C4, C8 and CC in their midst are tables. */
    private static boolean isFrame(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    /** The orientation in an EXIF segment; {@code otherwise} if it is no EXIF, says none, or is damaged. */
    private static int orientation(ByteBuffer segment, int otherwise) {
        int tiff = 6; // after "Exif" and two zeros
        if (segment.capacity() < tiff + 8 || segment.getInt(0) != 0x45786966 || segment.getShort(4) != 0) {
            return otherwise;
        }
        segment.order(segment.getShort(tiff) == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        long directory = tiff + (segment.getInt(tiff + 4) & 0xFFFF_FFFFL);
        if (directory + 2 > segment.capacity()) {
            return otherwise;
        }
        int at = (int) directory + 2;
        int entries = segment.getShort((int) directory) & 0xFFFF;
        for (int i = 0; i < entries && at + 12 <= segment.capacity(); i++, at += 12) {
            if ((segment.getShort(at) & 0xFFFF) == ORIENTATION_TAG) {
                return segment.getShort(at + 8) & 0xFFFF;
            }
        }
        return otherwise;
    }
}
