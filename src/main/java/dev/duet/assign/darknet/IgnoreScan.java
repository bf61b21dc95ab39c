package dev.duet.assign.darknet;

import dev.duet.assign.BadPredictionException;
import dev.duet.assign.BoxTensor;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.assign.workbench.Sane;
import dev.duet.lanes.cells.BoxWindows;
import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.overlap.PairOverlaps;
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

    /** Units found, in the order of the GTs that found them first. */
    int size;

    int[] unit = new int[64];
    float[] overlap = new float[64];
    int[] gt = new int[64];

    private final UnitGrid grid;
    private final Formula formula;
    private final float limit;
    private final BoxWindows windows = new BoxWindows();
    private final PairOverlaps pairs = new PairOverlaps();
    private int[] over = new int[0];
    /** Highest overlap per unit and its GT; 0 between calls. */
    private final float[] best;

    private final int[] bestGt;

    /** @param limit t, at least 0 */
    IgnoreScan(UnitGrid grid, Formula formula, float limit) {
        if (!(limit >= 0)) {
            throw new IllegalArgumentException("ignore threshold: " + limit + "; must be 0 or more");
        }
        this.grid = grid;
        this.formula = formula;
        this.limit = limit;
        this.best = new float[grid.units];
        this.bestGt = new int[grid.units];
    }

    /** @throws BadPredictionException if a box is NaN or infinite */
    void scan(BoxTensor boxes, int image, ImageGts gts) {
        size = 0;
        if (gts.size == 0) {
            return;
        }
        bound(gts);
        long at = (long) image * grid.units * boxes.width;
        int n = windows.find(boxes.data, at, boxes.planar, grid.units);
        if (!windows.finite()) {
            Sane.boxes(boxes, image);
        }
        pairs.boxes(boxes.data, at, boxes.planar, grid.units, windows.unit(), n);
        pairs.others(gts.shareX, gts.shareY, gts.shareW, gts.shareH, windows.end(), gts.size);
        float[] overlaps = formula == Formula.CENTRES
                ? pairs.centreForm(n, grid.imageWidth, grid.imageHeight)
                : pairs.guarded(n, grid.imageWidth, grid.imageHeight);
        over = Lanes.grow(over, n);
        reduce(overlaps, pairs.over(limit, n, over));
    }

    private void bound(ImageGts gts) {
        float width = grid.imageWidth;
        float height = grid.imageHeight;
        // At t = 0 nothing is excluded but what is apart; the bounds become infinite.
        float wide = Math.max(1, .5f / limit);
        float reach = (1 - limit) * wide;
        float slack = SLACK * wide;
        windows.start(gts.size, width, height);
        for (int g = 0; g < gts.size; g++) {
            float dx = reach * gts.shareW[g] + slack;
            float dy = reach * gts.shareH[g] + slack;
            windows.bound(g, 0, 2 * width * (gts.shareX[g] - dx), 2 * width * (gts.shareX[g] + dx));
            windows.bound(g, 1, 2 * height * (gts.shareY[g] - dy), 2 * height * (gts.shareY[g] + dy));
            windows.bound(g, 2, width * (gts.shareW[g] * limit - slack), width * (gts.shareW[g] / limit + slack));
            windows.bound(g, 3, height * (gts.shareH[g] * limit - slack), height * (gts.shareH[g] / limit + slack));
        }
    }

    /** Pairs come GT by GT, so that of equal overlaps the first stays. */
    private void reduce(float[] overlaps, int n) {
        int[] units = windows.unit();
        int[] end = windows.end();
        int g = 0;
        for (int p = 0; p < n; p++) {
            int i = over[p];
            while (i >= end[g]) {
                g++;
            }
            int u = units[i];
            if (overlaps[i] == Float.POSITIVE_INFINITY) {
                // The sides of an inverted box cancel the union: no overlap.
                continue;
            }
            if (size == unit.length) {
                grow();
            }
            unit[size] = u;
            size += best[u] == 0 ? 1 : 0;
            if (overlaps[i] > best[u]) {
                best[u] = overlaps[i];
                bestGt[u] = g;
            }
        }
        for (int i = 0; i < size; i++) {
            int u = unit[i];
            overlap[i] = best[u];
            gt[i] = bestGt[u];
            best[u] = 0;
        }
    }

    private void grow() {
        unit = Arrays.copyOf(unit, 2 * size);
        overlap = Arrays.copyOf(overlap, 2 * size);
        gt = Arrays.copyOf(gt, 2 * size);
    }
}
