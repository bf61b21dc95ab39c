package dev.duet.io.image;

import com.drew.lang.SequentialReader;
import java.io.EOFException;
import java.util.Arrays;

/**
 * The first bytes of a file for a library that asks for whole parts of it: what is asked for is cut to what there is, so that a file
 * never makes anybody reserve what it only claims.
 */
final class HeadReader extends SequentialReader {
    private final byte[] head;
    private int at;

    HeadReader(byte[] head) {
        this.head = head;
    }

    @Override
    public long getPosition() {
        return at;
    }

    @Override
    public byte getByte() throws EOFException {
        if (at >= head.length) {
            throw new EOFException();
        }
        return head[at++];
    }

    @Override
    public byte[] getBytes(int count) throws EOFException {
        if (count < 0 || count > 0 && at >= head.length) {
            throw new EOFException();
        }
        byte[] part = Arrays.copyOfRange(head, at, Math.min(head.length, at + Math.min(count, head.length)));
        skip(count);
        return part;
    }

    @Override
    public void getBytes(byte[] target, int from, int count) throws EOFException {
        if (count < 0 || count > head.length - at) {
            throw new EOFException();
        }
        System.arraycopy(head, at, target, from, count);
        at += count;
    }

    @Override
    public void skip(long count) {
        at = Math.clamp(at + Math.max(0, count), 0, head.length);
    }

    @Override
    public boolean trySkip(long count) {
        boolean enough = count >= 0 && count <= head.length - at;
        skip(count);
        return enough;
    }

    @Override
    public int available() {
        return head.length - at;
    }
}
