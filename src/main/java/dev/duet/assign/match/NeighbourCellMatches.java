package dev.duet.assign.match;

import dev.duet.assign.DuetSink;
import dev.duet.assign.GtBatch;
import dev.duet.assign.UnitGrid;
import java.util.Arrays;

/**
 * The candidate rule of YOLOv5 and its descendants: on every level the GT's own cell and the neighbours nearer than {@code reach}
 * cells to its centre, each with every anchor whose sides differ from the GT's by less than a factor of {@code ratioLimit}. Many to
 * many, and with duplicates: a centre exactly on a cell border is also "nearer than reach" to the cell it lies in, which is then
 * listed twice, as in the original.
 *
 * <p>Matches are listed in the original's order: level, then offset kind (centre, left, up, right, down), then anchor, then GT. The
 * first three make the duet's group, {@code (level * KINDS + kind) * slots + slot}. A cell outside the grid is clamped into it, also
 * for GTs centred outside the image. Cost grows with GTs times anchors and does not depend on the grid.
 *
 * <p>Arithmetic is float32 in the original's order, boxes normalised by the image size first and multiplied by the grid size then:
 * centres on a cell border fall as they fall there. Source: ultralytics/yolov5 utils/loss.py ComputeLoss.build_targets;
 * WongKinYiu/yolov7 utils/loss.py find_3_positive (reach 0.5) and find_5_positive (reach 1); WongKinYiu/yolov9 utils/loss.py
 * ComputeLoss (reach 0.3).
 *
 * <p>Not thread-safe: holds the workspace of one worker, which grows to the most crowded image and is reused.
 */
public final class NeighbourCellMatches {
    /** Offset kinds: centre, left, up, right, down. */
    public static final int KINDS = 5;

    private static final int LEFT = 1;
    private static final int UP = 2;
    private static final int RIGHT = 3;
    private static final int DOWN = 4;

    private final UnitGrid grid;
    private final float reach;
    private final float[] bounds;
    /** Normalised centre and sides of the image's GTs. */
    private float[] cx = new float[0];

    private float[] cy = cx;
    private float[] sideX = cx;
    private float[] sideY = cx;
    /** The same in cells of the level in hand. */
    private float[] x = cx;

    private float[] y = cx;
    private float[] w = cx;
    private float[] h = cx;
    /** Bit k: the GT has a cell of offset kind k on the level in hand. */
    private int[] kinds = new int[0];
    /** GTs that fit each anchor of the level in hand, and how many. */
    private int[] fitting = new int[0];

    private final int[] fittingCount;

    /**
     * @param grid units; anchors are needed
     * @param reach cells; neighbours whose border is nearer than this to the GT's centre take part
     * @param ratioLimit a side ratio of GT and anchor must be smaller, either way (anchor_t)
     * @throws IllegalArgumentException if the grid has no anchors
     */
    public NeighbourCellMatches(UnitGrid grid, float reach, float ratioLimit) {
        this.grid = grid;
        this.reach = reach;
        this.bounds = new RatioLimits(grid, ratioLimit).bounds;
        this.fittingCount = new int[grid.slots];
    }

    /**
     * Adds the matches of one image as duets of overlap 0 and target 1. Writes no GT outcomes.
     *
     * @param boxChannel index of an extra channel of width 4 that receives the box target: centre relative to the (clamped) cell, then
     *     sides, in cells; -1 for none
     */
    public void find(GtBatch gts, int image, DuetSink out, int boxChannel) {
        int from = gts.offset[image];
        int count = gts.offset[image + 1] - from;
        if (count == 0) {
            return;
        }
        grow(count);
        normalise(gts, from, count);
        int start = out.size;
        for (int l = 0; l < grid.levels(); l++) {
            scale(l, count);
            // Each fitting pair may be written once per kind, and a write that is not kept still touches its row.
            out.reserve(KINDS * fit(l, count) + 1);
            emit(l, count, out, boxChannel < 0 ? null : out.extra[boxChannel]);
        }
        Arrays.fill(out.overlap, start, out.size, 0);
        Arrays.fill(out.target, start, out.size, 1);
    }

    private void normalise(GtBatch gts, int from, int count) {
        float width = grid.imageWidth;
        float height = grid.imageHeight;
        for (int g = 0; g < count; g++) {
            int row = from + g;
            cx[g] = (gts.x1[row] + gts.x2[row]) * 0.5f / width;
            cy[g] = (gts.y1[row] + gts.y2[row]) * 0.5f / height;
            sideX[g] = (gts.x2[row] - gts.x1[row]) / width;
            sideY[g] = (gts.y2[row] - gts.y1[row]) / height;
        }
    }

    /** Boxes in cells of a level, and which neighbours each has. */
    private void scale(int level, int count) {
        float columns = grid.width[level];
        float rows = grid.height[level];
        for (int g = 0; g < count; g++) {
            float gx = cx[g] * columns;
            float gy = cy[g] * rows;
            x[g] = gx;
            y[g] = gy;
            w[g] = sideX[g] * columns;
            h[g] = sideY[g] * rows;
            kinds[g] = 1 | near(gx) << LEFT | near(gy) << UP | near(columns - gx) << RIGHT | near(rows - gy) << DOWN;
        }
    }

    /** 1 if a centre lies less than {@link #reach} cells beyond a cell border, and that border is not the grid's. */
    private int near(float v) {
        return v - (float) Math.floor(v) < reach && v > 1 ? 1 : 0;
    }

    /** Lists the GTs that fit each anchor of a level; returns how many pairs. */
    private int fit(int level, int count) {
        int pairs = 0;
        for (int a = 0; a < grid.slots; a++) {
            int slot = (level * grid.slots + a) * 4;
            float leastW = bounds[slot];
            float mostW = bounds[slot + 1];
            float leastH = bounds[slot + 2];
            float mostH = bounds[slot + 3];
            int first = a * count;
            int n = first;
            for (int g = 0; g < count; g++) {
                fitting[n] = g;
                boolean fits = w[g] >= leastW & w[g] <= mostW & h[g] >= leastH & h[g] <= mostH;
                n += fits ? 1 : 0;
            }
            fittingCount[a] = n - first;
            pairs += n - first;
        }
        return pairs;
    }

    private void emit(int level, int count, DuetSink out, float[] boxes) {
        for (int kind = 0; kind < KINDS; kind++) {
            for (int a = 0; a < grid.slots; a++) {
                int start = out.size;
                emit(level, kind, a, a * count, out, boxes);
                Arrays.fill(out.group, start, out.size, (level * KINDS + kind) * grid.slots + a);
            }
        }
    }

    private void emit(int level, int kind, int slot, int first, DuetSink out, float[] boxes) {
        float ox = kind == LEFT ? reach : kind == RIGHT ? -reach : 0;
        float oy = kind == UP ? reach : kind == DOWN ? -reach : 0;
        int columns = grid.width[level];
        int rows = grid.height[level];
        int unit0 = grid.unit(level, 0, 0, slot);
        int perCell = grid.slotOrder == UnitGrid.SlotOrder.INNERMOST ? grid.slots : 1;
        int end = first + fittingCount[slot];
        int row = out.size;
        for (int p = first; p < end; p++) {
            int g = fitting[p];
            int i = clamp((int) (x[g] - ox), columns);
            int j = clamp((int) (y[g] - oy), rows);
            out.unit[row] = unit0 + (j * columns + i) * perCell;
            out.gt[row] = g;
            if (boxes != null) {
                int at = row * 4;
                boxes[at] = x[g] - i;
                boxes[at + 1] = y[g] - j;
                boxes[at + 2] = w[g];
                boxes[at + 3] = h[g];
            }
            // Written always, kept only if the GT has this kind: no branch to mispredict.
            row += kinds[g] >> kind & 1;
        }
        out.size = row;
    }

    private static int clamp(int cell, int cells) {
        return Math.min(Math.max(cell, 0), cells - 1);
    }

    private void grow(int count) {
        if (kinds.length < count) {
            int n = count + (count >> 1);
            cx = new float[n];
            cy = new float[n];
            sideX = new float[n];
            sideY = new float[n];
            x = new float[n];
            y = new float[n];
            w = new float[n];
            h = new float[n];
            kinds = new int[n];
            fitting = new int[n * grid.slots + 1];
        }
    }
}
