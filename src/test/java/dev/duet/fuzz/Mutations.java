package dev.duet.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Changes bytes the way damage, other programs and ill will do: bits, numbers at limits, cuts, copies, and words of the format. */
public final class Mutations {
    private static final int[] NUMBERS = {
        0, 1, -1, 2, 255, 256, 65_535, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x7f800000
    };

    private final SplittableRandom random;
    private final List<byte[]> words;

    /** @param words of the format, which are put in and over other bytes */
    public Mutations(long seed, String... words) {
        this.random = new SplittableRandom(seed);
        this.words = Arrays.stream(words)
                .map(w -> w.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    /** A changed copy, by one to four changes. */
    public byte[] of(byte[] original) {
        byte[] bytes = original;
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
            bytes = change(bytes);
        }
        return bytes;
    }

    private byte[] change(byte[] from) {
        byte[] bytes = from.clone();
        if (bytes.length < 8) {
            return new byte[random.nextInt(16)];
        }
        int at = random.nextInt(bytes.length - 4);
        switch (random.nextInt(8)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt();
            case 2 -> number(bytes, at, NUMBERS[random.nextInt(NUMBERS.length)], 1 << random.nextInt(3));
            case 3 -> bytes = Arrays.copyOf(bytes, at);
            case 4 -> bytes = spliced(bytes, at, 0, Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 64)));
            case 5 -> bytes = spliced(bytes, at, 1 + random.nextInt(Math.min(64, bytes.length - at - 1)), new byte[0]);
            case 6 -> {
                byte[] word = word();
                bytes = spliced(bytes, at, Math.min(word.length, bytes.length - at), word);
            }
            default -> bytes = spliced(bytes, at, 0, word());
        }
        return bytes;
    }

    private byte[] word() {
        return words.isEmpty() ? new byte[] {(byte) random.nextInt()} : words.get(random.nextInt(words.size()));
    }

    private static void number(byte[] bytes, int at, int value, int width) {
        for (int i = 0; i < width; i++) {
            bytes[at + i] = (byte) (value >> 8 * i);
        }
    }

    private static byte[] spliced(byte[] bytes, int at, int without, byte[] with) {
        byte[] result = new byte[bytes.length - without + with.length];
        System.arraycopy(bytes, 0, result, 0, at);
        System.arraycopy(with, 0, result, at, with.length);
        System.arraycopy(bytes, at + without, result, at + with.length, bytes.length - at - without);
        return result;
    }
}
