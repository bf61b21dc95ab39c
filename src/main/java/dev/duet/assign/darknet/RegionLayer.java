package dev.duet.assign.darknet;

import dev.duet.assign.Assigner;
import dev.duet.assign.BoxTensor;
import dev.duet.assign.DuetTable;
import dev.duet.assign.GtBatch;
import dev.duet.assign.PredictionBatch;
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
final class RegionLayer implements Assigner {
    private static final float PRIOR_WEIGHT = .01f;
    private static final Channel[] DUET_CHANNELS = {new Channel("box_target", 4), new Channel("box_weight", 1)};
    private static final Channel[] UNIT_CHANNELS = {new Channel("unit_box_target", 4), new Channel("unit_box_weight", 1)
    };

    private final UnitGrid grid;
    private final Target.RegionObjectness target;
    private final boolean byPrediction;
    private final DarknetTruths preparation;
    private final IgnoreScan ignore;
    private final ImageGts truths;
    private final PredictedBox predicted;
    private final SlotWrites writes;
    /** Sides of the anchors in cells, and as shares of the grid. */
    private final float[] cellWidth;

    private final float[] cellHeight;
    private final float[] shareWidth;
    private final float[] shareHeight;

    RegionLayer(Recipe recipe, UnitGrid grid) {
        AnchorList anchors = new AnchorList(grid);
        this.grid = grid;
        this.truths = new ImageGts(grid);
        this.target = (Target.RegionObjectness) recipe.target();
        this.byPrediction = recipe.score() instanceof Score.PredictedShape;
        this.preparation = new DarknetTruths(grid, recipe.preparation());
        this.ignore = new IgnoreScan(grid, IgnoreScan.Formula.CENTRES, target.ignoreOver());
        this.predicted = new PredictedBox(grid);
        this.writes = new SlotWrites(grid.units);
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
    public void assign(GtBatch batch, PredictionBatch predictions, int image, DuetTable out) {
        preparation.prepare(batch, image, truths, out);
        writes.clear();
        if (target.prior()) {
            prior(image, out);
        }
        ignore.scan(predictions.boxes, image, truths);
        for (int t = 0; t < truths.size; t++) {
            int unit = slot(t, predictions.boxes, image);
            predicted.load(predictions.boxes, image, unit);
            writes.write(unit, t, predicted.centreForm(truths, t), 0);
            truths.selected[t]++;
            out.claim(unit, truths.index[t]);
        }
        emit(batch, image, out);
    }

    private void prior(int image, DuetTable out) {
        int from = image * grid.units;
        for (int u = from; u < from + grid.units; u++) {
            out.dense[0][4 * u] = .5f;
            out.dense[0][4 * u + 1] = .5f;
            out.dense[1][u] = PRIOR_WEIGHT;
        }
    }

    /** The slot of the centre's cell whose shape is most like the GT's; the lowest among equals. */
    private int slot(int t, BoxTensor boxes, int image) {
        int column = ImageGts.cell(truths.shareX[t], grid.width[0]);
        int row = ImageGts.cell(truths.shareY[t], grid.height[0]);
        int best = grid.unit(0, row, column, 0);
        float most = 0;
        for (int a = 0; a < grid.slots; a++) {
            int unit = grid.unit(0, row, column, a);
            float w = shareWidth[a];
            float h = shareHeight[a];
            if (byPrediction) {
                predicted.load(boxes, image, unit);
                w = predicted.width();
                h = predicted.height();
            }
            float iou = AnchorList.shapeIou(w, h, truths.shareW[t], truths.shareH[t]);
            if (iou > most) {
                most = iou;
                best = unit;
            }
        }
        return best;
    }

    private void emit(GtBatch batch, int image, DuetTable out) {
        for (int i = 0; i < writes.size; i++) {
            int unit = writes.unit[i];
            int owner = writes.owner(unit);
            if (owner == i) {
                emit(unit, writes.truth[i], writes.overlap[i], image, out);
            } else if (!target.lastClassOnly() && writes.isLastOfClass(i, truths)) {
                out.label(unit, truths.label[writes.truth[i]]);
            }
        }
        for (int i = 0; i < ignore.size; i++) {
            if (writes.owner(ignore.unit[i]) == SlotWrites.NONE) {
                out.ignore(ignore.unit[i], ignore.overlap[i]);
            }
        }
        for (int t = 0; t < truths.size; t++) {
            truths.candidates[t] = grid.slots;
            truths.wanted[t] = 1;
        }
        truths.report(out);
    }

    private void emit(int unit, int t, float overlap, int image, DuetTable out) {
        truths.kept[t]++;
        int a = grid.slot(0, unit);
        int duet = out.duet(unit, truths.index[t], overlap, target.rescore() ? overlap : 1);
        float[] box = out.extra[0];
        float weight = target.coordinateScale() * (2 - truths.shareW[t] * truths.shareH[t]);
        box[4 * duet] = truths.shareX[t] * grid.width[0] - grid.column(0, unit);
        box[4 * duet + 1] = truths.shareY[t] * grid.height[0] - grid.row(0, unit);
        box[4 * duet + 2] = AnchorShapes.logOf(truths.shareW[t] * grid.width[0] / cellWidth[a]);
        box[4 * duet + 3] = AnchorShapes.logOf(truths.shareH[t] * grid.height[0] / cellHeight[a]);
        out.extra[1][duet] = weight;
        if (target.prior()) {
            int u = image * grid.units + unit;
            System.arraycopy(box, 4 * duet, out.dense[0], 4 * u, 4);
            out.dense[1][u] = weight;
        }
    }
}
