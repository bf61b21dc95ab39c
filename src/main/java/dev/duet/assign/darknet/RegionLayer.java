package dev.duet.assign.darknet;

import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Channel;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Target;
import dev.duet.assign.workbench.ImageGts;

/**
 * YOLOv2 (paper arXiv 1612.08242, section 2; pjreddie/darknet src/region_layer.c forward_region_layer): a GT takes the slot of its
 * centre's cell whose anchor (or predicted box) has the most similar shape; later GTs overwrite earlier ones; units that overlap some GT
 * by more than a limit are ignored.
 *
 * <p>While the prior holds, every unit has a box target, its own anchor centred in its cell, at a hundredth of the weight: these, and
 * only these, are dense outputs.
 */
final class RegionLayer extends SlotLayers {
    private static final float PRIOR_WEIGHT = .01f;
    private static final Channel[] DUET_CHANNELS = {new Channel("box_target", 4), new Channel("box_weight", 1)};
    private static final Channel[] UNIT_CHANNELS = {new Channel("unit_box_target", 4), new Channel("unit_box_weight", 1)
    };

    private final Target.RegionObjectness target;
    private final boolean byPrediction;
    private final PredictedBox predicted;
    /** Sides of the anchors in cells, and as shares of the grid. */
    private final float[] cellWidth;

    private final float[] cellHeight;
    private final float[] shareWidth;
    private final float[] shareHeight;

    RegionLayer(Recipe recipe, UnitGrid grid) {
        super(
                grid,
                new CentredGts(grid, recipe.preparation(), false),
                new IgnoreScan(
                        grid, IgnoreScan.Formula.CENTRES, ((Target.RegionObjectness) recipe.target()).ignoreOver()));
        AnchorList anchors = new AnchorList(grid);
        this.target = (Target.RegionObjectness) recipe.target();
        this.byPrediction = recipe.score() instanceof Score.PredictedShape;
        this.predicted = new PredictedBox(grid);
        this.cellWidth = new float[grid.slots];
        this.cellHeight = new float[grid.slots];
        this.shareWidth = new float[grid.slots];
        this.shareHeight = new float[grid.slots];
        for (int a = 0; a < grid.slots; a++) {
            cellWidth[a] = anchors.pixelWidth[anchors.mask[a]] / grid.stride[0];
            cellHeight[a] = anchors.pixelHeight[anchors.mask[a]] / grid.stride[0];
            shareWidth[a] = cellWidth[a] / grid.width[0];
            shareHeight[a] = cellHeight[a] / grid.height[0];
        }
    }

    @Override
    public Channel[] duetChannels() {
        return DUET_CHANNELS;
    }

    @Override
    public Channel[] unitChannels() {
        return target.prior() ? UNIT_CHANNELS : Channel.NONE;
    }

    @Override
    boolean unitesClasses() {
        return !target.lastClassOnly();
    }

    @Override
    void write() {
        if (target.prior()) {
            prior();
        }
        for (int g = 0; g < gts.size; g++) {
            int unit = slot(g);
            predicted.load(predictions.boxes, image, unit);
            write(unit, g, predicted.centreForm(gts, g), 0);
        }
    }

    private void prior() {
        int from = image * grid.units;
        for (int u = from; u < from + grid.units; u++) {
            out.dense[0][4 * u] = .5f;
            out.dense[0][4 * u + 1] = .5f;
            out.dense[1][u] = PRIOR_WEIGHT;
        }
    }

    /** The slot of the centre's cell whose shape is most like the GT's; the lowest among equals. */
    private int slot(int g) {
        int column = ImageGts.cell(gts.shareX[g], grid.width[0]);
        int row = ImageGts.cell(gts.shareY[g], grid.height[0]);
        int best = grid.unit(0, row, column, 0);
        float most = 0;
        for (int a = 0; a < grid.slots; a++) {
            int unit = grid.unit(0, row, column, a);
            float w = shareWidth[a];
            float h = shareHeight[a];
            if (byPrediction) {
                predicted.load(predictions.boxes, image, unit);
                w = predicted.width();
                h = predicted.height();
            }
            float iou = AnchorList.shapeIou(w, h, gts.shareW[g], gts.shareH[g]);
            if (iou > most) {
                most = iou;
                best = unit;
            }
        }
        return best;
    }

    @Override
    void duet(int unit, int g, int write) {
        float overlap = writes.overlap[write];
        int a = grid.slot(0, unit);
        int duet = out.duet(unit, gts.index[g], overlap, target.rescore() ? overlap : 1);
        float[] box = out.extra[0];
        float weight = target.coordinateScale() * (2 - gts.shareW[g] * gts.shareH[g]);
        box[4 * duet] = gts.shareX[g] * grid.width[0] - grid.column(0, unit);
        box[4 * duet + 1] = gts.shareY[g] * grid.height[0] - grid.row(0, unit);
        box[4 * duet + 2] = AnchorList.logOf(gts.shareW[g] * grid.width[0] / cellWidth[a]);
        box[4 * duet + 3] = AnchorList.logOf(gts.shareH[g] * grid.height[0] / cellHeight[a]);
        out.extra[1][duet] = weight;
        if (target.prior()) {
            int u = image * grid.units + unit;
            System.arraycopy(box, 4 * duet, out.dense[0], 4 * u, 4);
            out.dense[1][u] = weight;
        }
    }
}
