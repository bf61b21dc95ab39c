package dev.duet.assign.yolov7;

import dev.duet.lanes.memory.Lanes;
import java.util.Arrays;

/** Units that occur once or more among the nominations of an image, numbered 0 .. size-1 in the order of first occurrence. Grows only. */
final class DistinctUnits {
    private static final int NONE = -1;

    private final int[] numberOf;

    int size;
    /** Unit of each number; padded. */
    int[] unit = new int[Lanes.padded(256)];

    /** @param units units of the grid */
    DistinctUnits(int units) {
        numberOf = new int[units];
        Arrays.fill(numberOf, NONE);
    }

    /**
     * Numbers the units of a list anew.
     *
     * @param number receives the number of each
     */
    void number(int[] list, int n, int[] number) {
        for (int i = 0; i < size; i++) {
            numberOf[unit[i]] = NONE;
        }
        size = 0;
        unit = Lanes.grow(unit, n);
        for (int i = 0; i < n; i++) {
            int known = numberOf[list[i]];
            if (known == NONE) {
                known = size;
                numberOf[list[i]] = size;
                unit[size++] = list[i];
            }
            number[i] = known;
        }
    }
}
