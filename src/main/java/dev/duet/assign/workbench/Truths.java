package dev.duet.assign.workbench;

import dev.duet.assign.DuetSink;
import dev.duet.assign.GtBatch;
import dev.duet.assign.GtOutcome;
import dev.duet.assign.UnitGrid;

/**
 * The GTs of one image that take part, in their given order: centre and sides as shares of the image, and the funnel of each. Grows
 * only.
 */
public final class Truths {
    public int size;
    /** Index in the batch. */
    public int[] row = new int[64];
    /** Index in the image. */
    public int[] gt = new int[64];

    public float[] x = new float[64];
    public float[] y = new float[64];
    public float[] w = new float[64];
    public float[] h = new float[64];
    public float[] weight = new float[64];

    /** Units a GT took, and those it still has in the end. */
    public int[] selected = new int[64];

    public int[] kept = new int[64];

    /** Starts anew with room for {@code most} GTs. */
    public void clear(int most) {
        size = 0;
        if (row.length < most) {
            int room = most + (most >> 1);
            row = new int[room];
            gt = new int[room];
            x = new float[room];
            y = new float[room];
            w = new float[room];
            h = new float[room];
            weight = new float[room];
            selected = new int[room];
            kept = new int[room];
        }
    }

    /** Adds a GT of weight 1; its centre and sides are shares of the image. */
    public void add(int batchRow, int imageRow, float centreX, float centreY, float width, float height) {
        int t = size++;
        row[t] = batchRow;
        gt[t] = imageRow;
        x[t] = centreX;
        y[t] = centreY;
        w[t] = width;
        h[t] = height;
        weight[t] = 1;
        selected[t] = 0;
        kept[t] = 0;
    }

    /** Column (or row) of the cell a share of the image falls in; a share outside counts for the border cell. */
    public static int cell(float share, int cells) {
        return Math.clamp((int) (share * cells), 0, cells - 1);
    }

    /** Records a GT that does not take part: empty, outside the image, or dropped. */
    public static void drop(GtBatch batch, int row, UnitGrid grid, DuetSink out) {
        GtOutcome outcome = Outcomes.of(batch, row, grid, true, 0, 0, 0);
        out.gt(row, outcome == GtOutcome.NO_CANDIDATE ? GtOutcome.DROPPED : outcome, 0, 0, 0);
    }

    /** Records the funnel of GT {@code t}. */
    public void record(int t, int candidates, int wanted, DuetSink out) {
        GtOutcome outcome;
        if (kept[t] > 0) {
            outcome = GtOutcome.ASSIGNED;
        } else if (selected[t] > 0) {
            outcome = GtOutcome.LOST;
        } else {
            outcome = candidates == 0 ? GtOutcome.NO_CANDIDATE : GtOutcome.NONE_SELECTED;
        }
        out.gt(row[t], outcome, candidates, selected[t], wanted);
    }
}
