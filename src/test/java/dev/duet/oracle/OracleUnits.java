package dev.duet.oracle;

/** Unit points of one image, unit by unit: level by level, row-major, slots innermost or outermost. */
public final class OracleUnits {
    public final int[] strides;
    /** First unit of each level, and the number of units. */
    public final int[] first;

    public final float[] x;
    public final float[] y;
    public final int[] level;

    private OracleUnits(int[] strides, int[] first) {
        this.strides = strides;
        this.first = first;
        int units = first[strides.length];
        x = new float[units];
        y = new float[units];
        level = new int[units];
    }

    /**
     * One unit per cell.
     *
     * @param offset place of the unit point in the cell, in strides: 0.5, or 0 for mmdetection's anchors
     */
    public static OracleUnits of(int[] strides, int[] heights, int[] widths, float offset) {
        return of(strides, heights, widths, offset, 1, false);
    }

    public static OracleUnits of(
            int[] strides, int[] heights, int[] widths, float offset, int slots, boolean slotsOutermost) {
        int[] first = new int[strides.length + 1];
        for (int l = 0; l < strides.length; l++) {
            first[l + 1] = first[l] + heights[l] * widths[l] * slots;
        }
        OracleUnits units = new OracleUnits(strides.clone(), first);
        for (int l = 0; l < strides.length; l++) {
            for (int row = 0; row < heights[l]; row++) {
                for (int column = 0; column < widths[l]; column++) {
                    for (int slot = 0; slot < slots; slot++) {
                        int cell = row * widths[l] + column;
                        int u = first[l]
                                + (slotsOutermost ? slot * heights[l] * widths[l] + cell : cell * slots + slot);
                        units.x[u] = (column + offset) * strides[l];
                        units.y[u] = (row + offset) * strides[l];
                        units.level[u] = l;
                    }
                }
            }
        }
        return units;
    }

    public int size() {
        return x.length;
    }
}
