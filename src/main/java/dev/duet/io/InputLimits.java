package dev.duet.io;

import java.nio.file.Path;
import java.util.Locale;

/**
 * How much memory a small file may ask for. Arrays of an npz that are stored take what the file takes; deflated ones, and the units of
 * a case without predictions, are bounded by these numbers, which are decided from headers, before anything is read or allocated.
 *
 * @param unpacked bytes that the deflated arrays of one npz may unpack to, whatever its size
 * @param units units per image that a case may ask for without having predictions of them
 */
public record InputLimits(long unpacked, long units) {
    /** 32 MB, or 20 times the file where that is more; 2,097,152 units, those of a canvas of 10,000 x 10,000 pixels. */
    public static final InputLimits DEFAULT = new InputLimits(32L << 20, 1L << 21);

    /** How to let more through. */
    static final String UNPACKED_OPTION = "--max-unpacked";

    static final String UNITS_OPTION = "--max-units";

    private static final int RATIO = 20;

    private static volatile InputLimits current = DEFAULT;

    /** Those of this process. */
    public static InputLimits current() {
        return current;
    }

    /** Sets those of this process, before files are opened. */
    public static void set(InputLimits limits) {
        current = limits;
    }

    /** Refuses a file whose deflated arrays would take {@code bytes} more memory than a file of {@code length} bytes may ask for. */
    public void requireUnpacked(Path file, String array, long bytes, long soFar, long length) {
        long most = Math.max(unpacked, RATIO * length);
        if (bytes > most - soFar) {
            throw DataException.in(
                    file,
                    "array '" + array + "' unpacks to " + megabytes(bytes)
                            + (soFar > 0 ? " after " + megabytes(soFar) + " of others" : "") + ", the whole file is "
                            + megabytes(length) + "; " + UNPACKED_OPTION + " "
                            + Math.ceilDiv(soFar + bytes, 1L << 20) + " (megabytes) lets it through");
        }
    }

    /** Refuses a case that asks for more units than it may. */
    public void requireUnits(Path file, long asked, String why) {
        if (asked > units) {
            throw DataException.in(
                    file,
                    why + " makes " + String.format(Locale.ROOT, "%,d", asked) + " units per image, more than "
                            + String.format(Locale.ROOT, "%,d", units)
                            + (asked > Integer.MAX_VALUE
                                    ? ", and than any image can have"
                                    : "; if that is meant, " + UNITS_OPTION + " " + asked + " lets it through"));
        }
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, bytes < 1 << 20 ? "%.2f MB" : "%.1f MB", bytes / (double) (1 << 20));
    }
}
