package dev.duet.assign.workbench;

/** Lengths of arrays, in long arithmetic: what no array can hold is refused with a sentence before anything is allocated. */
public final class Sizes {
    /** The longest array every JVM gives. */
    public static final int MOST = Integer.MAX_VALUE - 8;

    private Sizes() {}

    /**
     * The length of an array for {@code count} times {@code width} numbers.
     *
     * @param what begins the sentence, for example "duets"
     * @throws IllegalArgumentException if no array is so long
     */
    public static int length(String what, long count, long width) {
        long length = Math.multiplyHigh(count, width) == 0 ? count * width : Long.MAX_VALUE;
        if (length < 0 || length > MOST) {
            throw new IllegalArgumentException(what + ": " + count + " times " + width
                    + " numbers; an array holds at most " + MOST + ", so give fewer images at once");
        }
        return (int) length;
    }

    /** A count to grow to: half as much again as needed, as far as {@code width} numbers each fit an array. */
    public static int grown(String what, long needed, int width) {
        length(what, needed, width);
        return (int) Math.min(needed + (needed >> 1), MOST / Math.max(1, width));
    }

    /** A count to grow to from {@code count}: the double, or what is needed, as far as {@code width} numbers each fit an array. */
    public static int doubled(String what, int count, long needed, int width) {
        length(what, needed, width);
        return (int) Math.min(Math.max(2L * count, needed), MOST / Math.max(1, width));
    }
}
