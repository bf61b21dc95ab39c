package dev.duet.assign.anchor;

import dev.duet.assign.BadPredictionException;
import dev.duet.assign.BoxTensor;
import dev.duet.assign.UnitGrid;
import dev.duet.lanes.BoxWindows;
import dev.duet.lanes.PairOverlaps;
import java.util.Arrays;

/**
 * The units whose predicted box overlaps a GT by more than a limit t, with the GT they overlap most (ties: lowest GT). This is the one
 * step that reads every prediction: a box with IoU over t has its centre within (1 - t) sides of the GT's for t of a half and more (for
 * smaller t within (1 - t) / (2 t)), and its sides between t and 1 / t of the GT's. {@link BoxWindows} finds the pairs for which that
 * holds; only their overlaps are computed, by the original's formula in its order.
 *
 * <p>Every unit is a candidate here, so a NaN or infinite box anywhere is an error, unless no GT takes part: then nothing is read.
 */
final class IgnoreScan {
    /** Added to all bounds, as a share of the image: far over the rounding of boxes in float32, far under a pixel. */
    private static final float SLACK = 1e-5f;

    /** Formula of an overlap. */
    enum Formula {
        /** {@link PairOverlaps#centreForm(int, float, float)}. */
        CENTRES,
        /** {@link PairOverlaps#guarded(int, float, float)}. */
        GUARDED
    }

    /** Units found, rising. */
    int size;

    int[] unit = new int[64];
    float[] overlap = new float[64];
    int[] truth = new int[64];

    private final UnitGrid grid;
    private final Formula formula;
    private final float limit;
    private final BoxWindows windows = new BoxWindows();
    private final PairOverlaps pairs = new PairOverlaps();
    private final float[] best = new float[BoxWindows.BLOCK];
    private final int[] bestTruth = new int[BoxWindows.BLOCK];

    /** @param limit t, at least 0 */
    IgnoreScan(UnitGrid grid, Formula formula, float limit) {
        if (!(limit >= 0)) {
            throw new IllegalArgumentException("ignore threshold: " + limit + "; must be 0 or more");
        }
        this.grid = grid;
        this.formula = formula;
        this.limit = limit;
    }

    /** @throws BadPredictionException if a box is NaN or infinite */
    void scan(BoxTensor boxes, int image, Truths truths) {
        size = 0;
        if (truths.size == 0) {
            return;
        }
        bound(truths);
        long at = (long) image * grid.units * boxes.width;
        int n = windows.find(boxes.data, at, boxes.planar, grid.units);
        if (!windows.finite()) {
            requireFinite(boxes, image);
        }
        int[] units = windows.unit();
        int[] which = windows.window();
        pairs.boxes(boxes.data, at, boxes.planar, grid.units, units, n);
        pairs.others(truths.x, truths.y, truths.w, truths.h, which, n);
        float[] overlaps = formula == Formula.CENTRES
                ? pairs.centreForm(n, grid.imageWidth, grid.imageHeight)
                : pairs.guarded(n, grid.imageWidth, grid.imageHeight);
        reduce(units, which, overlaps, n);
    }

    private void bound(Truths truths) {
        float width = grid.imageWidth;
        float height = grid.imageHeight;
        // At t = 0 nothing is excluded but what is apart; the bounds become infinite.
        float wide = Math.max(1, .5f / limit);
        float reach = (1 - limit) * wide;
        float slack = SLACK * wide;
        windows.start(truths.size, width, height);
        for (int t = 0; t < truths.size; t++) {
            float dx = reach * truths.w[t] + slack;
            float dy = reach * truths.h[t] + slack;
            windows.bound(t, 0, 2 * width * (truths.x[t] - dx), 2 * width * (truths.x[t] + dx));
            windows.bound(t, 1, 2 * height * (truths.y[t] - dy), 2 * height * (truths.y[t] + dy));
            windows.bound(t, 2, width * (truths.w[t] * limit - slack), width * (truths.w[t] / limit + slack));
            windows.bound(t, 3, height * (truths.h[t] * limit - slack), height * (truths.h[t] / limit + slack));
        }
    }

    /** Pairs come by blocks of units; in a block the best of each unit is kept, then those over the limit are listed. */
    private void reduce(int[] units, int[] which, float[] overlaps, int n) {
        int block = -1;
        long found = 0;
        for (int i = 0; i < n; i++) {
            if (!(overlaps[i] > limit)) {
                continue;
            }
            if (units[i] / BoxWindows.BLOCK != block) {
                list(block, found);
                block = units[i] / BoxWindows.BLOCK;
                found = 0;
            }
            int k = units[i] % BoxWindows.BLOCK;
            if ((found >>> k & 1) == 0 || overlaps[i] > best[k]) {
                best[k] = overlaps[i];
                bestTruth[k] = which[i];
                found |= 1L << k;
            }
        }
        list(block, found);
    }

    private void list(int block, long found) {
        if (size + BoxWindows.BLOCK > unit.length) {
            unit = Arrays.copyOf(unit, 2 * unit.length + BoxWindows.BLOCK);
            overlap = Arrays.copyOf(overlap, unit.length);
            truth = Arrays.copyOf(truth, unit.length);
        }
        for (long rest = found; rest != 0; rest &= rest - 1) {
            int k = Long.numberOfTrailingZeros(rest);
            unit[size] = block * BoxWindows.BLOCK + k;
            overlap[size] = best[k];
            truth[size++] = bestTruth[k];
        }
    }

    private void requireFinite(BoxTensor boxes, int image) {
        for (int u = 0; u < grid.units; u++) {
            PredictedBoxes.requireFinite(boxes, image, u);
        }
    }
}
