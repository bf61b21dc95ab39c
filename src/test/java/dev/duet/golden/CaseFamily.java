package dev.duet.golden;

/** Knows how to run and compare the reference cases of some systems. */
interface CaseFamily {
    /** True for the folder names below the golden directory that this family compares. */
    boolean handles(String system);

    /**
     * Runs a case and compares every output array it holds.
     *
     * @throws AssertionError naming array, index, expected and actual value
     */
    void check(GoldenCase golden);

    /** Prefixes of the expected arrays this family compares in the real cases ("v8_", "v6_"); empty by default. */
    default String[] realPrefixes() {
        return new String[0];
    }

    /** Runs a real case for one of {@link #realPrefixes} and compares with {@code expected}, outside uncertain units. */
    default void checkReal(String prefix, GoldenCase real, NpzArrays expected) {
        throw new IllegalStateException("no real cases for " + prefix);
    }
}
