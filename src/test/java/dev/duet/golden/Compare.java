package dev.duet.golden;

/** Comparisons that say what differs and where. */
public final class Compare {
    private Compare() {}

    /** Every value equal; {@code skip} (may be null) marks places not compared. */
    public static void exact(String name, int[] expected, int[] actual, int[] skip) {
        length(name, expected.length, actual.length);
        int wrong = 0;
        String first = "";
        for (int i = 0; i < expected.length; i++) {
            if (expected[i] != actual[i] && (skip == null || skip[i] == 0)) {
                if (wrong++ == 0) {
                    first = name + "[" + i + "]: expected " + expected[i] + ", got " + actual[i];
                }
            }
        }
        if (wrong > 0) {
            throw new AssertionError(first + " (" + wrong + " of " + expected.length + " differ)");
        }
    }

    public static void exact(String name, int[] expected, int[] actual) {
        exact(name, expected, actual, null);
    }

    /** Every value within {@code relative * |expected| + absolute}; {@code skip} (may be null) marks places not compared. */
    public static void close(
            String name, float[] expected, float[] actual, double relative, double absolute, int[] skip) {
        length(name, expected.length, actual.length);
        int wrong = 0;
        String first = "";
        for (int i = 0; i < expected.length; i++) {
            double error = Math.abs((double) expected[i] - actual[i]);
            if (!(error <= relative * Math.abs(expected[i]) + absolute) && (skip == null || skip[i] == 0)) {
                if (wrong++ == 0) {
                    first = name + "[" + i + "]: expected " + expected[i] + ", got " + actual[i];
                }
            }
        }
        if (wrong > 0) {
            throw new AssertionError(first + " (" + wrong + " of " + expected.length + " differ)");
        }
    }

    public static void close(String name, float[] expected, float[] actual, double relative, double absolute) {
        close(name, expected, actual, relative, absolute, null);
    }

    private static void length(String name, int expected, int actual) {
        if (expected != actual) {
            throw new AssertionError(name + ": expected " + expected + " values, got " + actual);
        }
    }
}
