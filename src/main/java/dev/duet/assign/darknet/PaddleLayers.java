package dev.duet.assign.darknet;

import dev.duet.assign.Assigner;
import dev.duet.assign.BoxTensor;
import dev.duet.assign.DuetTable;
import dev.duet.assign.GtBatch;
import dev.duet.assign.GtOutcome;
import dev.duet.assign.PredictionBatch;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Channel;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.Target;
import dev.duet.assign.workbench.ImageGts;

/**
 * PPYOLO, PPYOLOv2 and PaddleDetection's YOLOv3 (ppdet/data/transform/batch_operators.py Gt2YoloTarget,
 * ppdet/modeling/losses/yolo_loss.py YOLOv3Loss). A GT takes the slot of its best anchor in the cell of its centre, whoever holds it,
 * and, where the recipe says so, slots of other fitting anchors that are still free. Units whose box overlaps a GT by more than a limit
 * are ignored. Objectness is the GT's weight; the overlap of a duet, of prediction and GT, is the target of the IoU-aware branch.
 *
 * <p>Cells and shapes are in double, as numpy before 2 promotes them: in float32 some boxes of whole pixels fall into other cells.
 */
final class PaddleLayers implements Assigner {
    private static final Channel[] CHANNELS = {new Channel("box_target", 4), new Channel("box_weight", 1)};

    private final UnitGrid grid;
    private final float othersOver;
    private final PaddleTruths preparation;
    private final AnchorList anchors;
    private final IgnoreScan ignore;
    private final ImageGts truths;
    private final PredictedBox predicted;
    private final SlotWrites writes;
    private int[] bestAnchor = new int[64];

    PaddleLayers(Recipe recipe, UnitGrid grid) {
        this.grid = grid;
        this.truths = new ImageGts(grid);
        this.othersOver =
                recipe.select() instanceof Select.BestAndAbove some ? some.threshold() : Float.POSITIVE_INFINITY;
        this.preparation = new PaddleTruths(grid, recipe.preparation());
        this.anchors = new AnchorList(grid);
        this.ignore = new IgnoreScan(
                grid, IgnoreScan.Formula.GUARDED, ((Target.WeightedObjectness) recipe.target()).ignoreOver());
        this.predicted = new PredictedBox(grid);
        this.writes = new SlotWrites(grid.units);
    }

    @Override
    public Channel[] duetChannels() {
        return CHANNELS;
    }

    @Override
    public void assign(GtBatch batch, PredictionBatch predictions, int image, DuetTable out) {
        preparation.prepare(batch, image, truths, out);
        writes.clear();
        ignore.scan(predictions.boxes, image, truths);
        choose();
        for (int level = 0; level < grid.levels(); level++) {
            for (int t = 0; t < truths.size; t++) {
                if (truths.weight(t) > 0) {
                    writeLevel(level, t, out);
                }
            }
        }
        for (int i = 0; i < writes.size; i++) {
            if (writes.owner(writes.unit[i]) == i) {
                emit(i, predictions.boxes, image, out);
            } else if (writes.isLastOfClass(i, truths)) {
                out.label(writes.unit[i], truths.label[writes.truth[i]]);
            }
        }
        for (int i = 0; i < ignore.size; i++) {
            if (writes.owner(ignore.unit[i]) == SlotWrites.NONE) {
                out.ignore(ignore.unit[i], ignore.overlap[i]);
            }
        }
        for (int t = 0; t < truths.size; t++) {
            if (truths.weight(t) > 0) {
                truths.candidates[t] = grid.levels() * grid.slots;
                truths.wanted[t] = Math.max(1, truths.selected[t]);
                truths.report(t, out);
            } else {
                truths.report(t, GtOutcome.DROPPED, out);
            }
        }
    }

    private void choose() {
        if (bestAnchor.length < truths.size) {
            bestAnchor = new int[truths.index.length];
        }
        for (int t = 0; t < truths.size; t++) {
            int best = AnchorList.NONE;
            double most = 0;
            for (int n = 0; n < anchors.size; n++) {
                double iou = shapeIou(n, t);
                if (iou > most) {
                    most = iou;
                    best = n;
                }
            }
            bestAnchor[t] = best;
        }
    }

    private double shapeIou(int anchor, int t) {
        double aw = (double) anchors.pixelWidth[anchor] / grid.imageWidth;
        double ah = (double) anchors.pixelHeight[anchor] / grid.imageHeight;
        double w = truths.shareW[t];
        double h = truths.shareH[t];
        double both = Math.min(aw, w) * Math.min(ah, h);
        return both / (w * h + aw * ah - both);
    }

    private void writeLevel(int level, int t, DuetTable out) {
        int column = cell(truths.shareX[t], grid.width[level]);
        int row = cell(truths.shareY[t], grid.height[level]);
        int best = bestAnchor[t];
        for (int a = 0; a < grid.slots; a++) {
            if (anchors.mask[level * grid.slots + a] == best) {
                write(grid.unit(level, row, column, a), t, out);
                break;
            }
        }
        for (int a = 0; a < grid.slots && othersOver < 1; a++) {
            int anchor = anchors.mask[level * grid.slots + a];
            int unit = grid.unit(level, row, column, a);
            if (anchor != best && writes.owner(unit) == SlotWrites.NONE && shapeIou(anchor, t) > othersOver) {
                write(unit, t, out);
            }
        }
    }

    private void write(int unit, int t, DuetTable out) {
        writes.write(unit, t, 0, 0);
        truths.selected[t]++;
        out.claim(unit, truths.index[t]);
    }

    private static int cell(float share, int cells) {
        return Math.clamp((int) ((double) share * cells), 0, cells - 1);
    }

    private void emit(int i, BoxTensor boxes, int image, DuetTable out) {
        int unit = writes.unit[i];
        int t = writes.truth[i];
        truths.kept[t]++;
        predicted.load(boxes, image, unit);
        int duet = out.duet(unit, truths.index[t], predicted.guarded(truths, t), truths.weight(t));
        int level = grid.level(unit);
        int anchor = anchors.mask[level * grid.slots + grid.slot(level, unit)];
        float[] box = out.extra[0];
        box[4 * duet] = (float) ((double) truths.shareX[t] * grid.width[level] - grid.column(level, unit));
        box[4 * duet + 1] = (float) ((double) truths.shareY[t] * grid.height[level] - grid.row(level, unit));
        box[4 * duet + 2] = (float) Math.log((double) truths.shareW[t] * grid.imageWidth / anchors.pixelWidth[anchor]);
        box[4 * duet + 3] =
                (float) Math.log((double) truths.shareH[t] * grid.imageHeight / anchors.pixelHeight[anchor]);
        out.extra[1][duet] = (float) (2.0 - truths.shareW[t] * truths.shareH[t]);
    }
}
