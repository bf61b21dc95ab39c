package dev.duet.assign.workbench;

import dev.duet.assign.UnitGrid;

/**
 * YOLOv5's shape test as bounds. An anchor of side {@code a} fits a box of side {@code b} (both in cells) when {@code b / a} and
 * {@code a / b}, rounded to float32 as the original rounds them, lie under {@code limit}. Rounding keeps order, so the sides that
 * fit are exactly the floats of one interval; it is searched once and no GT is ever divided by an anchor.
 */
final class RatioLimits {
    /** Smallest and largest fitting width, smallest and largest fitting height, in cells, per level and slot. */
    final float[] bounds;

    /**
     * @param limit anchor_t; a side ratio must be smaller
     * @throws IllegalArgumentException if the grid has no anchors
     */
    RatioLimits(UnitGrid grid, float limit) {
        if (grid.anchors == null) {
            throw new IllegalArgumentException("anchors: none given; the shape test needs anchors on every level");
        }
        bounds = new float[grid.levels() * grid.slots * 4];
        for (int l = 0; l < grid.levels(); l++) {
            for (int a = 0; a < grid.slots; a++) {
                int slot = l * grid.slots + a;
                for (int axis = 0; axis < 2; axis++) {
                    float side = grid.anchors[slot * 2 + axis] / grid.stride[l];
                    bounds[slot * 4 + axis * 2] = smallest(side, limit);
                    bounds[slot * 4 + axis * 2 + 1] = largest(side, limit);
                }
            }
        }
    }

    /** Smallest float whose ratio to {@code side} has a reciprocal under the limit. */
    private static float smallest(float side, float limit) {
        int low = 0;
        int high = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (1 / (Float.intBitsToFloat(middle) / side) < limit) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return Float.intBitsToFloat(low);
    }

    /** Largest float whose ratio to {@code side} is under the limit; -1 if there is none. */
    private static float largest(float side, float limit) {
        int low = -1;
        int high = Float.floatToRawIntBits(Float.MAX_VALUE);
        while (low < high) {
            int middle = high - (high - low) / 2;
            if (Float.intBitsToFloat(middle) / side < limit) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low < 0 ? -1 : Float.intBitsToFloat(low);
    }
}
