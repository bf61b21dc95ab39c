package dev.duet.assign.darknet;

import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Channel;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.Target;
import dev.duet.assign.workbench.Claims;

/**
 * PPYOLO, PPYOLOv2 and PaddleDetection's YOLOv3 (ppdet/data/transform/batch_operators.py Gt2YoloTarget,
 * ppdet/modeling/losses/yolo_loss.py YOLOv3Loss). A GT takes the slot of its best anchor in the cell of its centre, whoever holds it,
 * and, where the recipe says so, slots of other fitting anchors that are still free. Units whose box overlaps a GT by more than a limit
 * are ignored. Objectness is the GT's weight; the overlap of a duet, of prediction and GT, is the target of the IoU-aware branch.
 *
 * <p>Cells and shapes are in double, as numpy before 2 promotes them: in float32 some boxes of whole pixels fall into other cells.
 */
final class PaddleLayers extends SlotLayers {
    private static final Channel[] CHANNELS = {new Channel("box_target", 4), new Channel("box_weight", 1)};

    private final float othersOver;
    private final AnchorList anchors;
    private final PredictedBox predicted;
    private int[] bestAnchor = new int[64];

    PaddleLayers(Recipe recipe, UnitGrid grid) {
        super(
                grid,
                new CentredGts(grid, recipe.preparation(), true),
                new IgnoreScan(
                        grid, IgnoreScan.Formula.GUARDED, ((Target.WeightedObjectness) recipe.target()).ignoreOver()));
        this.othersOver =
                recipe.select() instanceof Select.BestAndAbove some ? some.threshold() : Float.POSITIVE_INFINITY;
        this.anchors = new AnchorList(grid);
        this.predicted = new PredictedBox(grid);
    }

    @Override
    public Channel[] duetChannels() {
        return CHANNELS;
    }

    @Override
    void write() {
        choose();
        for (int level = 0; level < grid.levels(); level++) {
            for (int g = 0; g < gts.size; g++) {
                if (gts.weight(g) > 0) {
                    writeLevel(level, g);
                }
            }
        }
    }

    private void choose() {
        if (bestAnchor.length < gts.size) {
            bestAnchor = new int[gts.index.length];
        }
        for (int g = 0; g < gts.size; g++) {
            int best = AnchorList.NONE;
            double most = 0;
            for (int n = 0; n < anchors.size; n++) {
                double iou = shapeIou(n, g);
                if (iou > most) {
                    most = iou;
                    best = n;
                }
            }
            bestAnchor[g] = best;
        }
    }

    private double shapeIou(int anchor, int g) {
        double aw = (double) anchors.pixelWidth[anchor] / grid.imageWidth;
        double ah = (double) anchors.pixelHeight[anchor] / grid.imageHeight;
        double w = gts.shareW[g];
        double h = gts.shareH[g];
        double both = Math.min(aw, w) * Math.min(ah, h);
        return both / (w * h + aw * ah - both);
    }

    private void writeLevel(int level, int g) {
        int column = cell(gts.shareX[g], grid.width[level]);
        int row = cell(gts.shareY[g], grid.height[level]);
        int best = bestAnchor[g];
        for (int a = 0; a < grid.slots; a++) {
            if (anchors.mask[level * grid.slots + a] == best) {
                write(grid.unit(level, row, column, a), g, 0, 0);
                break;
            }
        }
        for (int a = 0; a < grid.slots && othersOver < 1; a++) {
            int anchor = anchors.mask[level * grid.slots + a];
            int unit = grid.unit(level, row, column, a);
            if (anchor != best && writes.holder(unit) == Claims.NONE && shapeIou(anchor, g) > othersOver) {
                write(unit, g, 0, 0);
            }
        }
    }

    private static int cell(float share, int cells) {
        return Math.clamp((int) ((double) share * cells), 0, cells - 1);
    }

    @Override
    void duet(int unit, int g, int write) {
        predicted.load(predictions.boxes, image, unit);
        int duet = out.duet(unit, gts.index[g], predicted.guarded(gts, g), gts.weight(g));
        int level = grid.level(unit);
        int anchor = anchors.of(level, unit);
        float[] box = out.extra[0];
        box[4 * duet] = (float) ((double) gts.shareX[g] * grid.width[level] - grid.column(level, unit));
        box[4 * duet + 1] = (float) ((double) gts.shareY[g] * grid.height[level] - grid.row(level, unit));
        box[4 * duet + 2] = (float) Math.log((double) gts.shareW[g] * grid.imageWidth / anchors.pixelWidth[anchor]);
        box[4 * duet + 3] = (float) Math.log((double) gts.shareH[g] * grid.imageHeight / anchors.pixelHeight[anchor]);
        out.extra[1][duet] = (float) (2.0 - gts.shareW[g] * gts.shareH[g]);
    }
}
