package dev.duet.assign.darknet;

import dev.duet.assign.DuetTable;
import dev.duet.assign.GtBatch;
import dev.duet.assign.PredictionBatch;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Channel;
import dev.duet.assign.stage.Overlap;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Resolve;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.Target;
import dev.duet.assign.stage.Target.Smoothing;
import dev.duet.assign.workbench.Claims;
import dev.duet.assign.workbench.ImageGts;

/**
 * YOLOv3 and YOLOv4 (papers arXiv 1804.02767, section 2, and 2004.10934, section 3.4; pjreddie/darknet src/yolo_layer.c
 * forward_yolo_layer, AlexeyAB/darknet src/yolo_layer.c process_batch). All levels share one list of anchors; a GT takes the anchor of
 * the most similar shape and, where the recipe says so, every other over a threshold, each in the cell of its centre on the level that
 * owns the anchor. Units whose box overlaps a GT by more than a limit are ignored (in v4 only those with some class probability over a
 * gate), and by more than a second limit positive.
 *
 * <p>v3 has one duet per unit, the last GT's, and class bits for the others. v4 has one per match, level by level: units positive by
 * overlap first, then GT by GT, its best anchor first.
 */
final class DarknetLayers extends SlotLayers {
    /** What made a match: the overlap of prediction and GT, the best anchor, another anchor over the threshold. */
    private static final int BY_OVERLAP = 0;

    private static final int BY_BEST_ANCHOR = 1;
    private static final int BY_OTHER_ANCHOR = 2;

    private static final Channel[] OWNER_CHANNELS = {new Channel("box_target", 4), new Channel("box_weight", 1)};
    private static final Channel[] MATCH_CHANNELS = {
        new Channel("box_target", 4),
        new Channel("box_weight", 1),
        new Channel("box_divisor", 1),
        new Channel("class_target", 1),
        new Channel("match_kind", 1)
    };

    private final Target.LayerObjectness target;
    private final boolean keepsAll;
    /** Anchors beside the best must be over this; infinite where none is taken. */
    private final float othersOver;

    private final Overlap othersBy;
    private final AnchorList anchors;
    private final GatedUnits gate;
    private int[] bestAnchor = new int[64];
    /** Where the scan lists each unit that is positive by overlap, plus 1; 0 between calls. */
    private final int[] overlapping;

    private boolean anyOverlapping;
    /** What units over the limit are trained towards where overlaps are targets; 0 elsewhere. */
    private final float[] smoothed;

    DarknetLayers(Recipe recipe, UnitGrid grid, int classes) {
        super(
                grid,
                new CentredGts(grid, recipe.preparation(), false),
                scan((Target.LayerObjectness) recipe.target(), grid));
        this.target = (Target.LayerObjectness) recipe.target();
        this.keepsAll = recipe.resolve() instanceof Resolve.KeepAll;
        this.othersOver =
                recipe.select() instanceof Select.BestAndAbove some ? some.threshold() : Float.POSITIVE_INFINITY;
        this.othersBy = ((Score.AnchorShape) recipe.score()).others();
        this.anchors = new AnchorList(grid);
        this.gate = target.classGate() > 0 ? new GatedUnits(target.classGate(), classes, grid.units) : null;
        this.overlapping = new int[grid.units];
        this.smoothed = new float[target.smoothing() == Smoothing.OFF ? 0 : grid.units];
    }

    private static IgnoreScan scan(Target.LayerObjectness target, UnitGrid grid) {
        return new IgnoreScan(grid, IgnoreScan.Formula.CENTRES, Math.min(target.ignoreOver(), target.positiveOver()));
    }

    @Override
    public Channel[] duetChannels() {
        return keepsAll ? MATCH_CHANNELS : OWNER_CHANNELS;
    }

    @Override
    boolean keepsAll() {
        return keepsAll;
    }

    @Override
    boolean ignores(int i) {
        return scan.overlap[i] > target.ignoreOver() && (gate == null || gate.open[i]);
    }

    @Override
    public void assign(GtBatch batch, PredictionBatch given, int imageOfBatch, DuetTable table) {
        super.assign(batch, given, imageOfBatch, table);
        for (int i = 0; smoothed.length > 0 && i < scan.size; i++) {
            smoothed[scan.unit[i]] = 0;
        }
    }

    @Override
    void write() {
        if (gate != null) {
            gate.ask(scan, target.ignoreOver(), gts, predictions.scores, image);
        }
        for (int i = 0; smoothed.length > 0 && i < scan.size; i++) {
            smoothed[scan.unit[i]] = ignores(i) ? scan.overlap[i] : 0;
        }
        choose();
        markOverlapping();
        for (int level = 0; level < grid.levels(); level++) {
            writeOverlapping(level);
            for (int g = 0; g < gts.size; g++) {
                write(level, g);
            }
        }
    }

    private void choose() {
        if (bestAnchor.length < gts.size) {
            bestAnchor = new int[gts.index.length];
        }
        for (int g = 0; g < gts.size; g++) {
            bestAnchor[g] = anchors.best(gts.shareW[g], gts.shareH[g]);
        }
    }

    /** Notes which units are positive by their own overlap. */
    private void markOverlapping() {
        anyOverlapping = false;
        for (int i = 0; i < scan.size; i++) {
            if (scan.overlap[i] > target.positiveOver()) {
                overlapping[scan.unit[i]] = i + 1;
                anyOverlapping = true;
            }
        }
    }

    /** The units of a level that are positive by their own overlap, rising. */
    private void writeOverlapping(int level) {
        for (int u = grid.first[level]; anyOverlapping && u < grid.first[level + 1]; u++) {
            int i = overlapping[u] - 1;
            if (i >= 0) {
                write(u, scan.gt[i], scan.overlap[i], BY_OVERLAP);
                overlapping[u] = 0;
            }
        }
    }

    private void write(int level, int g) {
        int column = ImageGts.cell(gts.shareX[g], grid.width[level]);
        int row = ImageGts.cell(gts.shareY[g], grid.height[level]);
        int best = bestAnchor[g];
        int slot = anchors.slot(level, best);
        if (slot != AnchorList.NONE) {
            float iou = anchors.overlap(Overlap.IOU, best, gts.shareW[g], gts.shareH[g]);
            write(grid.unit(level, row, column, slot), g, iou, BY_BEST_ANCHOR);
        }
        for (int n = 0; n < anchors.size && othersOver < 1; n++) {
            slot = anchors.slot(level, n);
            if (n == best || slot == AnchorList.NONE) {
                continue;
            }
            float overlap = anchors.overlap(othersBy, n, gts.shareW[g], gts.shareH[g]);
            if (overlap > othersOver) {
                write(grid.unit(level, row, column, slot), g, overlap, BY_OTHER_ANCHOR);
            }
        }
    }

    @Override
    void duet(int unit, int g, int i) {
        float overlap = writes.overlap[i];
        boolean byOverlap = writes.metric[i] == BY_OVERLAP;
        boolean smoothing = target.smoothing() != Smoothing.OFF;
        int duet = out.duet(unit, gts.index[g], overlap, objectness(unit));
        boxTarget(unit, g, out.extra[0], 4 * duet);
        out.extra[1][duet] = 2 - gts.shareW[g] * gts.shareH[g];
        if (keepsAll) {
            out.extra[2][duet] = othersOver < 1 ? classes(unit) : 1;
            out.extra[3][duet] = byOverlap && smoothing ? overlap * overlap : 1;
            out.extra[4][duet] = writes.metric[i];
        }
    }

    /** Offset of the centre in the unit's cell, in cells, and logarithms of the sides over the anchor's, to {@code box[at ..]}. */
    private void boxTarget(int unit, int g, float[] box, int at) {
        int level = grid.level(unit);
        int anchor = anchors.of(level, unit);
        box[at] = gts.shareX[g] * grid.width[level] - grid.column(level, unit);
        box[at + 1] = gts.shareY[g] * grid.height[level] - grid.row(level, unit);
        box[at + 2] = AnchorList.logOf(gts.shareW[g] * grid.imageWidth / anchors.pixelWidth[anchor]);
        box[at + 3] = AnchorList.logOf(gts.shareH[g] * grid.imageHeight / anchors.pixelHeight[anchor]);
    }

    /** Number of classes among the GTs that wrote a unit. */
    private int classes(int unit) {
        int classes = 0;
        for (int i = writes.holder(unit); i != Claims.NONE; i = writes.before[i]) {
            classes += writes.isLastOfClass(i, gts.label) ? 1 : 0;
        }
        return classes;
    }

    /** A unit's objectness target: the first match by overlap settles it where overlaps are targets. */
    private float objectness(int unit) {
        if (target.smoothing() == Smoothing.OFF) {
            return 1;
        }
        boolean byAnchor = false;
        for (int i = writes.holder(unit); i != Claims.NONE; i = writes.before[i]) {
            if (writes.metric[i] != BY_OVERLAP) {
                byAnchor = true;
            } else if (!byAnchor || target.smoothing() == Smoothing.REFERENCE) {
                return writes.overlap[i] * writes.overlap[i];
            }
        }
        return target.smoothing() == Smoothing.CORRECTED ? 1 : smoothed[unit];
    }
}
