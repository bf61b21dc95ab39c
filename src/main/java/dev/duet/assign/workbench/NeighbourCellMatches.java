package dev.duet.assign.workbench;

import dev.duet.assign.DuetTable;
import dev.duet.assign.UnitGrid;
import dev.duet.lanes.cells.CellLanes;
import dev.duet.lanes.memory.Lanes;
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

    private static final int WORD = Long.SIZE;

    private final UnitGrid grid;
    private final float reach;
    private final float[] bounds;
    private ImageGts gts;
    /** Centre and sides of the image's GTs in cells of the level in hand. */
    private float[] x = new float[0];

    private float[] y = x;
    private float[] w = x;
    private float[] h = x;
    /** Of the offset kind in hand: first unit of each GT's cell less that of cell 0, and its centre relative to the cell. */
    private int[] cell = new int[0];

    private float[] dx = x;
    private float[] dy = x;
    /** Sets of GTs, one bit each: those that have a cell of each kind, then those that fit each anchor. */
    private long[] sets = new long[0];

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
    }

    /**
     * Adds the matches of an image, whose shares are known, as duets of overlap 0 and target 1, and counts them as candidates of the GTs.
     *
     * @param boxChannel index of an extra channel of width 4 that receives the box target: centre relative to the (clamped) cell, then
     *     sides, in cells; -1 for none
     */
    public void find(ImageGts ofImage, DuetTable out, int boxChannel) {
        gts = ofImage;
        int count = gts.size;
        grow(count);
        int start = out.size;
        for (int l = 0; l < grid.levels(); l++) {
            scale(l, count);
            out.reserve(select(l, count));
            emit(l, count, out, boxChannel);
        }
        Arrays.fill(out.overlap, start, out.size, 0);
        Arrays.fill(out.target, start, out.size, 1);
    }

    private void scale(int level, int count) {
        float columns = grid.width[level];
        float rows = grid.height[level];
        CellLanes.scale(gts.shareX, count, columns, x);
        CellLanes.scale(gts.shareY, count, rows, y);
        CellLanes.scale(gts.shareW, count, columns, w);
        CellLanes.scale(gts.shareH, count, rows, h);
    }

    /** Finds who has which neighbours and who fits which anchors; returns the matches this makes. */
    private int select(int level, int count) {
        int words = words(count);
        float columns = grid.width[level];
        float rows = grid.height[level];
        for (int word = 0; word < words; word++) {
            sets[word] = word < words - 1 || count % WORD == 0 ? -1L : (1L << count) - 1;
        }
        CellLanes.near(x, count, false, columns, reach, sets, LEFT * words);
        CellLanes.near(y, count, false, rows, reach, sets, UP * words);
        CellLanes.near(x, count, true, columns, reach, sets, RIGHT * words);
        CellLanes.near(y, count, true, rows, reach, sets, DOWN * words);
        for (int a = 0; a < grid.slots; a++) {
            int b = (level * grid.slots + a) * 4;
            CellLanes.within(
                    w, bounds[b], bounds[b + 1], h, bounds[b + 2], bounds[b + 3], count, sets, (KINDS + a) * words);
        }
        return count(words);
    }

    private int count(int words) {
        int matches = 0;
        for (int kind = 0; kind < KINDS; kind++) {
            for (int a = 0; a < grid.slots; a++) {
                for (int word = 0; word < words; word++) {
                    matches += Long.bitCount(sets[kind * words + word] & sets[(KINDS + a) * words + word]);
                }
            }
        }
        return matches;
    }

    private void emit(int level, int count, DuetTable out, int boxChannel) {
        int step = grid.slotOrder == UnitGrid.SlotOrder.INNERMOST ? grid.slots : 1;
        float[] boxes = boxChannel < 0 ? null : out.extra[boxChannel];
        for (int kind = 0; kind < KINDS; kind++) {
            float ox = kind == LEFT ? reach : kind == RIGHT ? -reach : 0;
            float oy = kind == UP ? reach : kind == DOWN ? -reach : 0;
            CellLanes.locate(x, y, count, ox, oy, grid.width[level], grid.height[level], step, cell, dx, dy);
            for (int a = 0; a < grid.slots; a++) {
                int group = (level * KINDS + kind) * grid.slots + a;
                emit(group, kind, a, words(count), grid.unit(level, 0, 0, a), out, boxes);
            }
        }
    }

    /** Adds the GTs that have a cell of one kind and fit one anchor. */
    private void emit(int group, int kind, int slot, int words, int unit0, DuetTable out, float[] boxes) {
        int row = out.size;
        for (int word = 0; word < words; word++) {
            long set = sets[kind * words + word] & sets[(KINDS + slot) * words + word];
            for (; set != 0; set &= set - 1) {
                int g = word * WORD + Long.numberOfTrailingZeros(set);
                gts.candidates[g]++;
                out.unit[row] = unit0 + cell[g];
                out.gt[row] = g;
                out.group[row] = group;
                if (boxes != null) {
                    int at = row * 4;
                    boxes[at] = dx[g];
                    boxes[at + 1] = dy[g];
                    boxes[at + 2] = w[g];
                    boxes[at + 3] = h[g];
                }
                row++;
            }
        }
        out.size = row;
    }

    private static int words(int count) {
        return (count + WORD - 1) / WORD;
    }

    private void grow(int count) {
        if (cell.length < count) {
            int n = Lanes.padded(count + (count >> 1));
            x = new float[n];
            y = new float[n];
            w = new float[n];
            h = new float[n];
            dx = new float[n];
            dy = new float[n];
            cell = new int[n];
            sets = new long[words(n) * (KINDS + grid.slots)];
        }
    }
}
