package dev.duet.lanes.cells;

import dev.duet.lanes.memory.FloatSource;
import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.memory.Pass;
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

    /** Boxes read at a time: their half-made codes stay in the first cache. */
    private static final int PIECE = 16 * BLOCK;

    private static final int STEPS = 255;

    private int windows;
    int[] low = new int[0];
    int[] high = new int[0];

    /** Steps per unit of the four numbers, and what {@link BoxCodes#halves} makes of them. */
    final float[] scales = new float[4];

    final float[] rowScales = new float[2 * Lanes.COUNT];

    /** The boxes being read: {@code count} of them from {@code at}, planes {@code plane} apart, to codes from {@code to}. */
    float[] piece;

    int at;
    int plane;
    int count;
    int to;
    private float[] copied = new float[0];
    final int[] halves = new int[Lanes.padded(2 * PIECE)];
    boolean finite;

    int blocks;
    int[] codes = new int[0];
    int[] wide = new int[0];
    /** Range of each byte, per block. */
    int[] least = new int[0];

    int[] most = new int[0];

    /** The window being searched, the blocks near it, and their boxes in it. */
    int window;

    int nearBlocks;
    int[] near = new int[0];
    long[] inBlock = new long[0];

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
        blocks = Math.ceilDiv(units, BLOCK);
        read(boxes, image, planar, units);
        Pass.all(WindowPass.RANGES, this);
        int lastBlock = (blocks - 1) * BLOCK;
        int pairs = 0;
        for (int w = 0; w < windows; w++) {
            window = w;
            Pass.all(WindowPass.SEARCH, this);
            int n = nearBlocks;
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

    private void read(FloatSource boxes, long image, boolean planar, int units) {
        codes = Lanes.grow(codes, blocks * BLOCK);
        wide = Lanes.grow(wide, blocks * Lanes.COUNT);
        least = Lanes.grow(least, blocks);
        most = Lanes.grow(most, blocks);
        near = Lanes.grow(near, blocks);
        if (inBlock.length < blocks) {
            inBlock = new long[blocks];
        }
        if (planar) {
            BoxCodes.clear(codes, 0, blocks * BLOCK);
        }
        finite = true;
        float[] heap = boxes.heapOrNull();
        for (to = 0; to < units; to += count) {
            int rest = units - to;
            if (heap != null && rest >= BLOCK) {
                piece = heap;
                at = (int) image + (planar ? to : 4 * to);
                plane = units;
                count = Math.min(PIECE, rest / BLOCK * BLOCK);
            } else {
                copy(boxes, image, planar, units, Math.min(PIECE, rest));
            }
            Pass.all(planar ? WindowPass.PLANES : WindowPass.ROWS, this);
        }
    }

    /** Copies {@code n} boxes and fills their last block up with the last of them, which changes no range. */
    private void copy(FloatSource boxes, long image, boolean planar, int units, int n) {
        copied = Lanes.grow(copied, 4 * PIECE);
        piece = copied;
        at = 0;
        plane = PIECE;
        count = Math.ceilDiv(n, BLOCK) * BLOCK;
        if (!planar) {
            boxes.copy(image + 4L * to, copied, 0, 4 * n);
            for (int i = 4 * n; i < 4 * count; i++) {
                copied[i] = copied[i - 4];
            }
            return;
        }
        for (int k = 0; k < 4; k++) {
            int from = k * PIECE;
            boxes.copy(image + (long) k * units + to, copied, from, n);
            Arrays.fill(copied, from + n, from + count, copied[from + n - 1]);
        }
    }
}
