package dev.duet.io.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The size of an AVIF or HEIC image (ISO/IEC 23008-12): the extents and the rotation of the primary item. Boxes are views of the box
 * {@code meta}, so nothing is reserved that a file only claims. The metadata library would take the first extents in the file, which are
 * those of a tile in photos of phones.
 */
final class HeifHeader {
    private static final int META = tag("meta");
    private static final int MOST_META = 4 << 20;
    private static final int MOST_BOXES = 64;

    private HeifHeader() {}

    /** A box: its kind, and its contents. */
    private record Box(int kind, ByteBuffer body) {}

    /** Whether the first bytes of a file are those of the family; other boxes begin movies. */
    static boolean is(byte[] head) {
        if (head.length < 16) {
            return false;
        }
        ByteBuffer b = ByteBuffer.wrap(head);
        if (b.getInt(4) != tag("ftyp")) {
            return false;
        }
        int end = Math.min(head.length, Math.max(16, b.getInt(0)));
        for (int at = 8; at + 4 <= end; at += 4) {
            int brand = b.getInt(at);
            if (brand == tag("avif")
                    || brand == tag("avis")
                    || brand == tag("heic")
                    || brand == tag("heix")
                    || brand == tag("mif1")
                    || brand == tag("msf1")) {
                return true;
            }
        }
        return false;
    }

    /** The size; null if the file does not say it as it should. The stream stands at the beginning of the file. */
    static ImageSize read(InputStream in) throws IOException {
        for (int i = 0; i < MOST_BOXES; i++) {
            byte[] start = in.readNBytes(8);
            if (start.length < 8) {
                return null;
            }
            ByteBuffer b = ByteBuffer.wrap(start);
            long size = Integer.toUnsignedLong(b.getInt(0)) - 8;
            if (size == -7) {
                byte[] large = in.readNBytes(8);
                size = large.length < 8 ? -1 : ByteBuffer.wrap(large).getLong() - 16;
            }
            boolean meta = b.getInt(4) == META;
            if (size < 0 && size != -8 || meta && size > MOST_META) {
                return null;
            }
            if (meta) {
                return ofMeta(ByteBuffer.wrap(in.readNBytes(size == -8 ? MOST_META : (int) size)));
            }
            if (size == -8) {
                return null;
            }
            in.skipNBytes(size);
        }
        return null;
    }

    private static ImageSize ofMeta(ByteBuffer meta) {
        if (meta.remaining() < 4) {
            return null;
        }
        meta.getInt(); // version and flags
        int primary = 0;
        List<Box> properties = List.of();
        List<Integer> own = List.of();
        ByteBuffer associations = null;
        for (Box box : boxes(meta)) {
            if (box.kind() == tag("pitm") && box.body().remaining() >= 6) {
                primary = box.body().get(0) == 0
                        ? Short.toUnsignedInt(box.body().getShort(4))
                        : box.body().remaining() >= 8 ? box.body().getInt(4) : 0;
            } else if (box.kind() == tag("iprp")) {
                for (Box inner : boxes(box.body())) {
                    properties = inner.kind() == tag("ipco") ? boxes(inner.body()) : properties;
                    associations = inner.kind() == tag("ipma") ? inner.body() : associations;
                }
            }
        }
        own = associations == null ? own : associated(associations, primary);
        return size(properties, own);
    }

    private static ImageSize size(List<Box> properties, List<Integer> own) {
        ImageSize size = null;
        boolean turned = false;
        for (int index : own) {
            if (index < 1 || index > properties.size()) {
                continue;
            }
            Box box = properties.get(index - 1);
            if (box.kind() == tag("ispe") && box.body().remaining() >= 12) {
                size = new ImageSize(box.body().getInt(4), box.body().getInt(8));
            } else if (box.kind() == tag("irot") && box.body().hasRemaining()) {
                turned = (box.body().get(0) & 1) == 1;
            }
        }
        return size != null && turned ? new ImageSize(size.height(), size.width()) : size;
    }

    /** The numbers, from 1, of the properties of an item. */
    private static List<Integer> associated(ByteBuffer ipma, int item) {
        List<Integer> indices = new ArrayList<>();
        if (ipma.remaining() < 8) {
            return indices;
        }
        int version = ipma.get();
        boolean wide = (ipma.get(3) & 1) == 1;
        ipma.position(4);
        int items = ipma.getInt();
        int idBytes = version == 0 ? 2 : 4;
        for (int i = 0; i < items && ipma.remaining() > idBytes; i++) {
            int id = version == 0 ? Short.toUnsignedInt(ipma.getShort()) : ipma.getInt();
            int count = Byte.toUnsignedInt(ipma.get());
            for (int p = 0; p < count && ipma.remaining() >= (wide ? 2 : 1); p++) {
                int index = wide ? ipma.getShort() & 0x7FFF : ipma.get() & 0x7F;
                if (id == item) {
                    indices.add(index);
                }
            }
        }
        return indices;
    }

    /** The boxes one after another in a body; what is cut short at its end is left out. */
    private static List<Box> boxes(ByteBuffer body) {
        List<Box> boxes = new ArrayList<>();
        int at = body.position();
        while (at + 8 <= body.limit()) {
            long size = Integer.toUnsignedLong(body.getInt(at));
            size = size == 0 ? body.limit() - at : size;
            if (size < 8 || at + size > body.limit()) {
                break;
            }
            boxes.add(new Box(body.getInt(at + 4), body.slice(at + 8, (int) size - 8)));
            at += (int) size;
        }
        return boxes;
    }

    private static int tag(String four) {
        return four.charAt(0) << 24 | four.charAt(1) << 16 | four.charAt(2) << 8 | four.charAt(3);
    }
}
