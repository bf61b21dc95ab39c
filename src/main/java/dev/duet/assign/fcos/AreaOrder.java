package dev.duet.assign.fcos;

/**
 * GTs of one image by descending area, equal areas by descending index: painting in this order leaves every contested unit with its
 * smallest GT, the lowest index among equals. Heap sort on packed keys, because the JDK's sort allocates for sorted input.
 */
final class AreaOrder {
    private long[] keys = new long[0];
    private int size;

    /** Starts an image of at most {@code count} GTs. */
    void start(int count) {
        size = 0;
        if (keys.length < count) {
            keys = new long[count + (count >> 1)];
        }
    }

    /** Adds a GT; {@code area} must not be negative. */
    void add(int gt, float area) {
        // Bits of floats that are not negative rise with their values.
        keys[size++] = (long) Float.floatToRawIntBits(area) << 32 | gt;
    }

    int size() {
        return size;
    }

    /** GT at a place of the order, after {@link #sort}. */
    int gt(int place) {
        return (int) keys[place];
    }

    /** Sorts what was added. */
    void sort() {
        for (int i = size / 2 - 1; i >= 0; i--) {
            sink(i, size);
        }
        for (int end = size - 1; end > 0; end--) {
            long least = keys[0];
            keys[0] = keys[end];
            keys[end] = least;
            sink(0, end);
        }
    }

    /** Restores the heap below {@code i}: every key at most its children's, so that the least is moved to the end each time. */
    private void sink(int i, int end) {
        long key = keys[i];
        while (2 * i + 1 < end) {
            int child = 2 * i + 1;
            if (child + 1 < end && keys[child + 1] < keys[child]) {
                child++;
            }
            if (keys[child] >= key) {
                break;
            }
            keys[i] = keys[child];
            i = child;
        }
        keys[i] = key;
    }
}
