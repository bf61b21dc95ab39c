package dev.duet.assign.stage;

/**
 * A named float output beside overlap and target, for example {@code box_target} of width 4.
 *
 * @param name as in the files and the Python interface, lower case with underscores
 * @param width floats per duet or unit
 */
public record Channel(String name, int width) {
    /** No further outputs. */
    public static final Channel[] NONE = {};
}
