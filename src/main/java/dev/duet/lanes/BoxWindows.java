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
    private int[] wide = new int[0];
    private int[] least = new int[0];
    private int[] most = new int[0];
    private boolean finite;

    private int[] near = new int[0];
    private long[] inBlock = new long[0];
    private int[] unit = new int[0];
    private int[] end = new int[0];

    /**
     * Starts anew with {@code count} windows, each of which is then {@link #bound} four times.
     *
     * @param width pixels over which boxes are told apart; farther out they are not
     */
    public void start(int count, float width, float height) {
        windows = count;
        if (low.length < count) {
            low = new int[count + (count >> 1)];
            high = new int[low.length];
            end = new int[low.length];
        }
        Arrays.fill(low, 0, count, 0);
        Arrays.fill(high, 0, count, 0);
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
     * Finds the pairs of a window and a box of an image that may lie in it, window by window, boxes rising: {@link #unit} and {@link
     * #end} tell them until the next call.
     *
     * @param image index in {@code boxes} of the image's first value
     * @param planar an image's boxes lie as {@code [4, units]}, not {@code [units, 4]}
     * @return number of pairs
     */
    public int find(FloatSource boxes, long image, boolean planar, int units) {
        int blocks = Math.ceilDiv(units, BLOCK);
        finite = read(boxes, image, planar, units, blocks);
        near = Lanes.grow(near, blocks);
        if (inBlock.length < blocks) {
            inBlock = new long[blocks];
        }
        int lastBlock = (blocks - 1) * BLOCK;
        int pairs = 0;
        for (int w = 0; w < windows; w++) {
            int n = CodeWindows.near(least, most, blocks, low[w], high[w], near);
            n = CodeWindows.within(codes, low[w], high[w], near, n, inBlock);
            if (n > 0 && near[n - 1] * BLOCK == lastBlock) {
                inBlock[n - 1] &= -1L >>> (lastBlock + BLOCK - units);
            }
            pairs = list(n, pairs);
            end[w] = pairs;
        }
        return pairs;
    }

    /** Appends the units of {@code n} blocks; returns the number of pairs then. */
    private int list(int n, int pairs) {
        int count = pairs;
        for (int b = 0; b < n; b++) {
            if (count + BLOCK > unit.length) {
                unit = Lanes.grow(unit, count + BLOCK);
            }
            int first = near[b] * BLOCK;
            for (long boxes = inBlock[b]; boxes != 0; boxes &= boxes - 1) {
                unit[count++] = first + Long.numberOfTrailingZeros(boxes);
            }
        }
        return count;
    }

    /** The boxes of the pairs found last. */
    public int[] unit() {
        return unit;
    }

    /** Where the pairs of each window end; those of the next follow. */
    public int[] end() {
        return end;
    }

    /** False if a box of the last image may hold a NaN, an infinity, or a number so large that its double is one. */
    public boolean finite() {
        return finite;
    }

    private boolean read(FloatSource boxes, long image, boolean planar, int units, int blocks) {
        codes = Lanes.grow(codes, blocks * BLOCK);
        wide = Lanes.grow(wide, blocks * Lanes.COUNT);
        least = Lanes.grow(least, blocks);
        most = Lanes.grow(most, blocks);
        float[] heap = boxes.heapOrNull();
        int inPlace = heap == null ? 0 : units / BLOCK * BLOCK;
        boolean good = planar
                ? BoxCodes.ofPlanes(heap, (int) image, units, inPlace, scales, codes, 0)
                : BoxCodes.ofRows(heap, (int) image, inPlace, rowScales, codes, 0, halves);
        for (int first = inPlace; first < units; first += COPY) {
            good &= readCopy(boxes, image, planar, units, first);
        }
        // A loop, not two calls: inlined twice, the kernels are more than the compiler takes in.
        for (int flip = -1; flip <= 0; flip++) {
            CodeWindows.mostByLane(codes, blocks, flip, wide);
            CodeWindows.mostOfLanes(wide, blocks, flip, flip == 0 ? most : least);
        }
        return good;
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
}
