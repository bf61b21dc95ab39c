package dev.duet.io.npz;

import dev.duet.io.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The table of contents at the end of a zip, zip64 included. The JDK's own zip reader does not tell where a member's
 * bytes begin, which mapping them needs, and does not check their CRC.
 */
final class ZipDirectory {
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int LOCATOR_SIGNATURE = 0x07064b50;
    private static final int END64_SIGNATURE = 0x06064b50;
    private static final int ENTRY_SIGNATURE = 0x02014b50;
    private static final int LOCAL_SIGNATURE = 0x04034b50;
    private static final int END_BYTES = 22;
    private static final int LOCATOR_BYTES = 20;
    private static final int END64_BYTES = 56;
    private static final int ENTRY_BYTES = 46;
    private static final int LOCAL_BYTES = 30;
    private static final int MAX_COMMENT = 65_535;
    private static final long U32 = 0xFFFF_FFFFL;

    private final Path file;
    private final FileChannel channel;

    ZipDirectory(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** All members in the order of the directory. */
    List<ZipMember> members() throws IOException {
        long length = channel.size();
        int tailBytes = (int) Math.min(length, END_BYTES + MAX_COMMENT);
        ByteBuffer tail = read(length - tailBytes, tailBytes);
        int end = tailBytes - END_BYTES;
        while (end >= 0 && tail.getInt(end) != END_SIGNATURE) {
            end--;
        }
        if (end < 0) {
            throw DataException.in(file, "is not a complete zip: it is truncated or damaged (no directory at its end)");
        }
        long endAt = length - tailBytes + end;
        long bytes = tail.getInt(end + 12) & U32;
        long start = tail.getInt(end + 16) & U32;
        if (bytes == U32 || start == U32 || tail.getShort(end + 10) == -1) {
            ByteBuffer end64 = end64(endAt);
            if (end64 != null) {
                bytes = end64.getLong(40);
                start = end64.getLong(48);
            }
        }
        if (bytes < 0 || start < 0 || bytes > endAt || start > endAt - bytes || bytes > Integer.MAX_VALUE - 16) {
            throw DataException.in(file, "is a damaged zip: its directory lies outside the file");
        }
        return entries(read(start, (int) bytes));
    }

    /** Where the packed bytes of a member begin; checks that they lie inside the file. */
    long dataOffset(ZipMember member) throws IOException {
        if (member.header() < 0) {
            return 0;
        }
        if (member.header() > channel.size() - LOCAL_BYTES) {
            throw damaged(member.name());
        }
        ByteBuffer local = read(member.header(), LOCAL_BYTES);
        if (local.getInt(0) != LOCAL_SIGNATURE) {
            throw damaged(member.name());
        }
        long data = member.header() + LOCAL_BYTES + (local.getShort(26) & 0xFFFF) + (local.getShort(28) & 0xFFFF);
        if (data > channel.size() - member.packed()) {
            throw damaged(member.name());
        }
        return data;
    }

    private ByteBuffer end64(long endAt) throws IOException {
        if (endAt < LOCATOR_BYTES) {
            return null;
        }
        ByteBuffer locator = read(endAt - LOCATOR_BYTES, LOCATOR_BYTES);
        if (locator.getInt(0) != LOCATOR_SIGNATURE) {
            return null;
        }
        long at = locator.getLong(8);
        if (at < 0 || at > endAt - END64_BYTES) {
            throw DataException.in(file, "is a damaged zip: its zip64 directory lies outside the file");
        }
        ByteBuffer end64 = read(at, END64_BYTES);
        if (end64.getInt(0) != END64_SIGNATURE) {
            throw DataException.in(file, "is a damaged zip: its zip64 directory is not where it should be");
        }
        return end64;
    }

    private List<ZipMember> entries(ByteBuffer table) {
        List<ZipMember> members = new ArrayList<>();
        int at = 0;
        while (at < table.limit()) {
            if (table.limit() - at < ENTRY_BYTES || table.getInt(at) != ENTRY_SIGNATURE) {
                throw DataException.in(file, "is a damaged zip: directory entry " + members.size() + " is garbage");
            }
            int name = table.getShort(at + 28) & 0xFFFF;
            int extra = table.getShort(at + 30) & 0xFFFF;
            int comment = table.getShort(at + 32) & 0xFFFF;
            if (table.limit() - at - ENTRY_BYTES < name + extra + comment) {
                throw DataException.in(file, "is a damaged zip: directory entry " + members.size() + " is cut off");
            }
            members.add(entry(table, at, name, extra));
            at += ENTRY_BYTES + name + extra + comment;
        }
        return members;
    }

    private ZipMember entry(ByteBuffer table, int at, int nameBytes, int extraBytes) {
        byte[] raw = new byte[nameBytes];
        table.get(at + ENTRY_BYTES, raw);
        String name = new String(raw, StandardCharsets.UTF_8);
        int method = table.getShort(at + 10);
        if ((table.getShort(at + 8) & 1) != 0 || (method != 0 && method != 8)) {
            throw DataException.in(file, "member '" + name + "' is encrypted or packed by a method other than deflate");
        }
        // Sizes that do not fit 32 bits follow in the zip64 field, in this order, only those that are needed.
        long[] values = {table.getInt(at + 24) & U32, table.getInt(at + 20) & U32, table.getInt(at + 42) & U32};
        int field = at + ENTRY_BYTES + nameBytes;
        int end = field + extraBytes;
        while (end - field >= 4) {
            int bytes = table.getShort(field + 2) & 0xFFFF;
            int value = field + 4;
            field = value + bytes;
            if (table.getShort(value - 4) != 1 || field > end) {
                continue;
            }
            for (int i = 0; i < values.length; i++) {
                if (values[i] == U32 && field - value >= 8) {
                    values[i] = table.getLong(value);
                    value += 8;
                }
            }
        }
        boolean stored = method == 0;
        if (values[0] < 0 || values[1] < 0 || values[2] < 0 || (stored && values[0] != values[1])) {
            throw damaged(name);
        }
        return new ZipMember(name, stored, values[2], values[1], values[0], table.getInt(at + 16) & U32);
    }

    private ByteBuffer read(long position, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw DataException.in(file, "became shorter while it was read");
            }
        }
        return buffer.flip();
    }

    private DataException damaged(String name) {
        return DataException.in(
                file, "is a damaged zip: member '" + name + "' lies outside the file or has wrong sizes");
    }
}
