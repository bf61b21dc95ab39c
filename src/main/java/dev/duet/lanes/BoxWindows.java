package dev.duet.lanes;

import java.util.Arrays;

/**
 * Which of very many boxes may lie near some of a few boxes. A window bounds four numbers of a box from both sides: {@code x1 + x2},
 * {@code y1 + y2}, {@code x2 - x1} and {@code y2 - y1}. Boxes are read once and turned into codes of four bytes; the range of each
 * byte over a block of {@link #BLOCK} boxes tells which windows its boxes can lie in at all, and only those are compared box by box.
 * Every box in a window is found; some a step outside are found too. The answer is the same at every vector width.
 *
 * <p>Grows with the number of windows and boxes; else allocates nothing. Not thread-safe.
 */
public final class BoxWindows {
    /** Boxes per block: a bit each in a long. */
    public static final int BLOCK = 64;

    /** Boxes that are copied at a time where they cannot be read in place. */
    private static final int COPY = 16 * BLOCK;

    private static final int STEPS = 255;

    private int windows;
    private int[] low = new int[0];
    private int[] high = new int[0];

    private final float[] scales = new float[4];
    private final float[] rowScales = new float[2 * Lanes.COUNT];
    private final int[] halves = new int[Lanes.padded(2 * BoxCodes.CHUNK)];
    private float[] copied = new float[0];
    private int[] codes = new int[0];
    private int[] least = new int[0];
    private int[] most = new int[0];

    private int[] hitBlock = new int[0];
    private int[] hitWindow = new int[0];
    private long[] hitBoxes = new long[0];
    private boolean finite;
    private int[] unit = new int[0];
    private int[] window = new int[0];

    /**
     * Starts anew with {@code count} windows, each of which is then {@link #bound} four times.
     *
     * @param width pixels over which boxes are told apart; farther out they are not
     */
    public void start(int count, float width, float height) {
        windows = count;
        low = Lanes.grow(low, count);
        high = Lanes.grow(high, count);
        Arrays.fill(low, 0, count, 0);
        Arrays.fill(high, 0, count, 0);
        // Behind the last window lie some that let nothing in.
        Arrays.fill(low, count, count + Lanes.COUNT, 0x7f7f_7f7f);
        Arrays.fill(high, count, count + Lanes.COUNT, 0x8080_8080);
        scales[0] = STEPS / (2 * width);
        scales[1] = STEPS / (2 * height);
        scales[2] = STEPS / width;
        scales[3] = STEPS / height;
        BoxCodes.rowScales(scales, rowScales);
    }

    /**
     * Bounds one number of a window, once after each start.
     *
     * @param number 0: x1 + x2, 1: y1 + y2, 2: x2 - x1, 3: y2 - y1
     */
    public void bound(int window, int number, float from, float to) {
        low[window] |= (BoxCodes.step(from, scales[number]) & 255) << 8 * number;
        high[window] |= (BoxCodes.step(to, scales[number]) & 255) << 8 * number;
    }

    /**
     * Finds the pairs of a box of an image and a window it may lie in; {@link #unit} and {@link #window} list them until the next call.
     *
     * @param image index in {@code boxes} of the image's first value
     * @param planar an image's boxes lie as {@code [4, units]}, not {@code [units, 4]}
     * @return number of pairs: by blocks of boxes, in a block by window, in a window by box
     */
    public int find(FloatSource boxes, long image, boolean planar, int units) {
        finite = read(boxes, image, planar, units);
        return pairs(hits(units));
    }

    /** False if a box of the last image may hold a NaN, an infinity, or a number so large that its double is one. */
    public boolean finite() {
        return finite;
    }

    private boolean read(FloatSource boxes, long image, boolean planar, int units) {
        int blocks = Math.ceilDiv(units, BLOCK);
        codes = Lanes.grow(codes, blocks * BLOCK);
        least = Lanes.grow(least, blocks * Lanes.COUNT);
        most = Lanes.grow(most, blocks * Lanes.COUNT);
        float[] heap = boxes.heapOrNull();
        int inPlace = heap == null ? 0 : units / BLOCK * BLOCK;
        boolean finite = planar
                ? BoxCodes.ofPlanes(heap, (int) image, units, inPlace, scales, codes, 0)
                : BoxCodes.ofRows(heap, (int) image, inPlace, rowScales, codes, 0, halves);
        for (int first = inPlace; first < units; first += COPY) {
            finite &= readCopy(boxes, image, planar, units, first);
        }
        CodeWindows.mostByLane(codes, blocks, -1, least);
        CodeWindows.mostOfLanes(least, blocks);
        CodeWindows.mostByLane(codes, blocks, 0, most);
        CodeWindows.mostOfLanes(most, blocks);
        return finite;
    }

    /** Copies some boxes, fills their last block up with the last box, which changes no range, and reads them. */
    private boolean readCopy(FloatSource boxes, long image, boolean planar, int units, int first) {
        copied = Lanes.grow(copied, 4 * COPY);
        int count = Math.min(COPY, units - first);
        int filled = Math.ceilDiv(count, BLOCK) * BLOCK;
        if (!planar) {
            boxes.copy(image + 4L * first, copied, 0, 4 * count);
            for (int i = 4 * count; i < 4 * filled; i++) {
                copied[i] = copied[i - 4];
            }
            return BoxCodes.ofRows(copied, 0, filled, rowScales, codes, first, halves);
        }
        for (int k = 0; k < 4; k++) {
            boxes.copy(image + (long) k * units + first, copied, k * COPY, count);
            Arrays.fill(copied, k * COPY + count, k * COPY + filled, copied[k * COPY + count - 1]);
        }
        return BoxCodes.ofPlanes(copied, 0, COPY, filled, scales, codes, first);
    }

    /** Pairs of a block and a window that some of its boxes lie in. */
    private int hits(int units) {
        int near = 0;
        int blocks = Math.ceilDiv(units, BLOCK);
        for (int block = 0; block < blocks; block++) {
            hitWindow = Lanes.grow(hitWindow, near + windows);
            hitBlock = Lanes.grow(hitBlock, near + windows);
            int end = CodeWindows.near(
                    ~least[block * Lanes.COUNT], most[block * Lanes.COUNT], low, high, windows, hitWindow, near);
            while (near < end) {
                hitBlock[near++] = block;
            }
        }
        if (hitBoxes.length < near) {
            hitBoxes = new long[hitWindow.length];
        }
        CodeWindows.within(codes, low, high, hitBlock, hitWindow, near, hitBoxes);
        long lastBlock = -1L >>> (blocks * BLOCK - units);
        for (int h = near - 1; h >= 0 && hitBlock[h] == blocks - 1; h--) {
            hitBoxes[h] &= lastBlock;
        }
        int hits = 0;
        for (int h = 0; h < near; h++) {
            long boxes = hitBoxes[h];
            hitBlock[hits] = hitBlock[h];
            hitWindow[hits] = hitWindow[h];
            hitBoxes[hits] = boxes;
            hits += boxes == 0 ? 0 : 1;
        }
        return hits;
    }

    private int pairs(int hits) {
        int pairs = 0;
        for (int h = 0; h < hits; h++) {
            if (pairs + BLOCK > unit.length) {
                unit = Lanes.grow(unit, pairs + BLOCK);
                window = Lanes.grow(window, pairs + BLOCK);
            }
            int first = hitBlock[h] * BLOCK;
            int of = hitWindow[h];
            for (long boxes = hitBoxes[h]; boxes != 0; boxes &= boxes - 1) {
                unit[pairs] = first + Long.numberOfTrailingZeros(boxes);
                window[pairs++] = of;
            }
        }
        return pairs;
    }

    /** The boxes of the pairs found last. */
    public int[] unit() {
        return unit;
    }

    /** The windows of the pairs found last. */
    public int[] window() {
        return window;
    }
}
