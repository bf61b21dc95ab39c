package dev.duet.assign.darknet;

import dev.duet.assign.Assigner;
import dev.duet.assign.BoxTensor;
import dev.duet.assign.DuetTable;
import dev.duet.assign.GtBatch;
import dev.duet.assign.PredictionBatch;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Channel;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Target;
import dev.duet.assign.workbench.ImageGts;

/**
 * YOLOv1 (paper arXiv 1506.02640, section 2.2; pjreddie/darknet src/detection_layer.c forward_detection_layer): the first GT centred in a
 * cell owns it, class targets of the whole cell included; of the cell's boxes the one that overlaps it most is responsible, or, where
 * none does, the nearest.
 *
 * <p>One duet per owned cell; its unit divided by the slots per cell is the cell. Only boxes of owned cells are read.
 */
final class CellBoxes implements Assigner {
    /** Where no box overlaps, one this far away or farther is not taken. */
    private static final float FARTHEST = 20;

    private static final Channel[] CHANNELS = {new Channel("box_target", 4)};

    private final UnitGrid grid;
    private final Target.CellObjectness target;
    private final CentredGts preparation;
    private final ImageGts gts;
    private final PredictedBox predicted;
    /** The call that saw each cell owned last. */
    private final int[] owned;
    /** The unit each cell's owner got in that call. */
    private final int[] unitOfCell;

    private int call;

    CellBoxes(Recipe recipe, UnitGrid grid) {
        this.grid = grid;
        this.gts = new ImageGts(grid);
        this.target = (Target.CellObjectness) recipe.target();
        this.preparation = new CentredGts(grid, recipe.preparation(), false);
        this.predicted = new PredictedBox(grid);
        this.owned = new int[grid.height[0] * grid.width[0]];
        this.unitOfCell = new int[owned.length];
    }

    @Override
    public Channel[] duetChannels() {
        return CHANNELS;
    }

    @Override
    public void assign(GtBatch batch, PredictionBatch predictions, int image, DuetTable out) {
        preparation.prepare(batch, image, gts, out);
        call++;
        for (int g = 0; g < gts.size; g++) {
            int column = ImageGts.cell(gts.shareX[g], grid.width[0]);
            int row = ImageGts.cell(gts.shareY[g], grid.height[0]);
            int cell = row * grid.width[0] + column;
            gts.selected[g] = 1;
            if (owned[cell] != call) {
                owned[cell] = call;
                unitOfCell[cell] = own(g, row, column, predictions.boxes, image, out);
                gts.kept[g] = 1;
            }
            // What a GT selects is its cell, so whoever comes second asks for the unit that stands for the cell by
            // then.
            out.claim(unitOfCell[cell], gts.index[g]);
            gts.candidates[g] = grid.slots;
            gts.wanted[g] = 1;
            gts.report(g, out);
        }
    }

    /** Writes the duet of a cell's owner and returns its unit. */
    private int own(int g, int row, int column, BoxTensor boxes, int image, DuetTable out) {
        int responsible = grid.unit(0, row, column, 0);
        float best = 0;
        float nearest = FARTHEST;
        for (int a = 0; a < grid.slots; a++) {
            int unit = grid.unit(0, row, column, a);
            predicted.load(boxes, image, unit);
            float iou = predicted.centreForm(gts, g);
            if (iou > best) {
                best = iou;
                responsible = unit;
            } else if (best == 0) {
                float distance = predicted.distance(gts, g);
                if (distance < nearest) {
                    nearest = distance;
                    responsible = unit;
                }
            }
        }
        int duet = out.duet(responsible, gts.index[g], best, target.rescore() ? best : 1);
        float[] box = out.extra[0];
        box[4 * duet] = gts.shareX[g] * grid.width[0] - column;
        box[4 * duet + 1] = gts.shareY[g] * grid.height[0] - row;
        box[4 * duet + 2] = target.squareRoots() ? (float) Math.sqrt(gts.shareW[g]) : gts.shareW[g];
        box[4 * duet + 3] = target.squareRoots() ? (float) Math.sqrt(gts.shareH[g]) : gts.shareH[g];
        return responsible;
    }
}
