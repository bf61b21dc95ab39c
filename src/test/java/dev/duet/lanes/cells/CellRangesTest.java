package dev.duet.lanes.cells;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.lanes.memory.Lanes;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sets of ranges against one range at a time, at sizes about those of vectors and words. */
@Tag("widths")
class CellRangesTest {
    @Test
    void holding() {
        SplittableRandom random = new SplittableRandom(11);
        for (int n : new int[] {0, 1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 61, 63, 64, 65, 127, 128, 131, 257}) {
            int[] start = new int[Lanes.padded(n)];
            int[] end = new int[Lanes.padded(n)];
            // What lies behind the last range would hold every number.
            Arrays.fill(end, Integer.MAX_VALUE);
            Arrays.fill(start, Integer.MIN_VALUE);
            for (int i = 0; i < n; i++) {
                start[i] = random.nextInt(-2, 9);
                end[i] = start[i] + random.nextInt(-2, 5);
            }
            for (int number = -3; number < 12; number++) {
                long[] expected = new long[n / 64 + 3];
                Arrays.fill(expected, -1);
                Arrays.fill(expected, 1, 1 + Math.ceilDiv(n, 64), 0);
                for (int i = 0; i < n; i++) {
                    if (start[i] <= number && number <= end[i]) {
                        expected[1 + i / 64] |= 1L << i;
                    }
                }
                long[] bits = new long[expected.length];
                Arrays.fill(bits, -1);
                CellLanes.holding(start, end, n, number, bits, 1);
                assertThat(bits).as("%d ranges, %d", n, number).isEqualTo(expected);
            }
        }
    }
}
