package dev.duet.io.npz;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The unpacked bytes of one zip member from its beginning. Not for several threads; several readers may share a channel. */
final class MemberReader implements Closeable {
    /** Deflate packs at most 1032 to 1; a member that claims more is damaged, and no memory is given to it. */
    private static final long MAX_RATIO = 1032;

    private static final int PACKED_CHUNK = 1 << 16;

    private final ZipMember member;
    private final FileChannel channel;
    private final CRC32 crc = new CRC32();
    private final Inflater inflater;
    private final ByteBuffer packed;
    private long position;
    private long packedLeft;
    private long left;

    /** Reads {@code member}, whose packed bytes begin at {@code position} of the channel. */
    MemberReader(ZipMember member, FileChannel channel, long position) throws IOException {
        this.member = member;
        this.channel = channel;
        this.position = position;
        this.packedLeft = member.packed();
        this.left = member.size();
        if (!member.stored() && member.size() / MAX_RATIO > member.packed()) {
            throw new IOException("it claims more bytes than it can hold");
        }
        inflater = member.stored() ? null : new Inflater(true);
        packed =
                member.stored() ? null : ByteBuffer.allocateDirect(PACKED_CHUNK).limit(0);
    }

    /** Fills {@code target} to its limit; IOException when the member ends before, is damaged, or its CRC is wrong. */
    void fill(ByteBuffer target) throws IOException {
        if (target.remaining() > left) {
            throw new IOException("it ends too early");
        }
        ByteBuffer filled = target.slice();
        while (target.hasRemaining()) {
            int n = member.stored() ? channel.read(target, position) : inflate(target);
            if (n < 0) {
                throw new IOException("it ends too early");
            }
            position += member.stored() ? n : 0;
        }
        left -= filled.remaining();
        if (member.crc() >= 0) {
            crc.update(filled);
        }
        if (left == 0 && member.crc() >= 0 && crc.getValue() != member.crc()) {
            throw new IOException("its checksum is wrong");
        }
    }

    /** Reads to the end, so that the checksum is looked at. */
    void drain() throws IOException {
        ByteBuffer rest = ByteBuffer.allocate((int) Math.min(left, PACKED_CHUNK));
        while (left > 0) {
            fill(rest.clear().limit((int) Math.min(left, rest.capacity())));
        }
    }

    private int inflate(ByteBuffer target) throws IOException {
        try {
            int n = inflater.inflate(target);
            if (n > 0) {
                return n;
            }
            if (inflater.finished() || inflater.needsDictionary() || packedLeft == 0) {
                return -1;
            }
            packed.clear().limit((int) Math.min(packedLeft, PACKED_CHUNK));
            int read = channel.read(packed, position);
            if (read < 0) {
                return -1;
            }
            position += read;
            packedLeft -= read;
            inflater.setInput(packed.flip());
            return 0;
        } catch (DataFormatException e) {
            throw new IOException("its deflated data is damaged", e);
        }
    }

    @Override
    public void close() {
        if (inflater != null) {
            inflater.end();
        }
    }
}
