package dev.duet.lanes.cost;

/** A sum over all classes of a unit, the part of a class cost that is the same for every GT. One object per worker; grows only. */
public interface UnitSums {
    /**
     * Sums of {@code n} units.
     *
     * @param scores the C scores of unit u follow one another from {@code base + u * stride}
     * @param unit which units
     * @param objectness of each, a probability
     * @param out padded; receives one sum each
     * @return false if a score is not a number, infinite or no probability; the sums are then worth nothing
     */
    boolean of(float[] scores, int base, int stride, int[] unit, float[] objectness, int n, float[] out);
}
