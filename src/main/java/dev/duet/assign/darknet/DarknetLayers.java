package dev.duet.assign.darknet;

import dev.duet.assign.Assigner;
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
final class DarknetLayers implements Assigner {
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

    private final UnitGrid grid;
    private final Target.LayerObjectness target;
    /** Matches are kept side by side, not overwritten. */
    private final boolean keepsAll;
    /** Anchors beside the best must be over this; infinite where none is taken. */
    private final float othersOver;

    private final Overlap othersBy;
    private final DarknetTruths preparation;
    private final AnchorShapes shapes;
    private final IgnoreScan scan;
    private final GatedUnits gate;
    private final ImageGts truths;
    private final SlotWrites writes;
    private int[] bestAnchor = new int[64];
    /** Where the scan lists each unit that is positive by overlap, plus 1; 0 between calls. */
    private final int[] overlapping;

    private boolean anyOverlapping;
    /** What units over the limit are trained towards where overlaps are targets; 0 elsewhere. */
    private final float[] smoothed;

    DarknetLayers(Recipe recipe, UnitGrid grid, int classes) {
        this.grid = grid;
        this.truths = new ImageGts(grid);
        this.target = (Target.LayerObjectness) recipe.target();
        this.keepsAll = recipe.resolve() instanceof Resolve.KeepAll;
        this.othersOver =
                recipe.select() instanceof Select.BestAndAbove some ? some.threshold() : Float.POSITIVE_INFINITY;
        this.othersBy = ((Score.AnchorShape) recipe.score()).others();
        this.preparation = new DarknetTruths(grid, recipe.preparation());
        this.shapes = new AnchorShapes(grid);
        this.scan =
                new IgnoreScan(grid, IgnoreScan.Formula.CENTRES, Math.min(target.ignoreOver(), target.positiveOver()));
        this.gate = target.classGate() > 0 ? new GatedUnits(target.classGate(), classes, grid.units) : null;
        this.writes = new SlotWrites(grid.units);
        this.overlapping = new int[grid.units];
        this.smoothed = new float[target.smoothing() == Smoothing.OFF ? 0 : grid.units];
    }

    @Override
    public Channel[] duetChannels() {
        return keepsAll ? MATCH_CHANNELS : OWNER_CHANNELS;
    }

    @Override
    public void assign(GtBatch batch, PredictionBatch predictions, int image, DuetTable out) {
        preparation.prepare(batch, image, truths, out);
        writes.clear();
        scan.scan(predictions.boxes, image, truths);
        if (gate != null) {
            gate.ask(scan, target.ignoreOver(), batch, truths, predictions.scores, image);
        }
        smooth();
        choose();
        markOverlapping();
        for (int level = 0; level < grid.levels(); level++) {
            writeOverlapping(level, out);
            for (int t = 0; t < truths.size; t++) {
                write(level, t, out);
            }
        }
        for (int i = 0; i < writes.size; i++) {
            emit(i, batch, out);
        }
        for (int i = 0; i < scan.size; i++) {
            if (isIgnored(i) && writes.owner(scan.unit[i]) == SlotWrites.NONE) {
                out.ignore(scan.unit[i], scan.overlap[i]);
            }
        }
        for (int t = 0; t < truths.size; t++) {
            truths.candidates[t] = grid.levels() * grid.slots;
            truths.wanted[t] = Math.max(1, truths.selected[t]);
        }
        truths.report(out);
        unsmooth();
    }

    private boolean isIgnored(int i) {
        return scan.overlap[i] > target.ignoreOver() && (gate == null || gate.open[i]);
    }

    private void smooth() {
        if (smoothed.length > 0) {
            for (int i = 0; i < scan.size; i++) {
                smoothed[scan.unit[i]] = isIgnored(i) ? scan.overlap[i] : 0;
            }
        }
    }

    private void unsmooth() {
        if (smoothed.length > 0) {
            for (int i = 0; i < scan.size; i++) {
                smoothed[scan.unit[i]] = 0;
            }
        }
    }

    private void choose() {
        if (bestAnchor.length < truths.size) {
            bestAnchor = new int[truths.index.length];
        }
        for (int t = 0; t < truths.size; t++) {
            bestAnchor[t] = shapes.best(truths.shareW[t], truths.shareH[t]);
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
    private void writeOverlapping(int level, DuetTable out) {
        for (int u = grid.first[level]; anyOverlapping && u < grid.first[level + 1]; u++) {
            int i = overlapping[u] - 1;
            if (i >= 0) {
                write(u, scan.truth[i], scan.overlap[i], BY_OVERLAP, out);
                overlapping[u] = 0;
            }
        }
    }

    private void write(int level, int t, DuetTable out) {
        int column = ImageGts.cell(truths.shareX[t], grid.width[level]);
        int row = ImageGts.cell(truths.shareY[t], grid.height[level]);
        int best = bestAnchor[t];
        int slot = shapes.list.slot(level, best);
        if (slot != AnchorList.NONE) {
            float iou = shapes.iou(best, truths.shareW[t], truths.shareH[t]);
            write(grid.unit(level, row, column, slot), t, iou, BY_BEST_ANCHOR, out);
        }
        for (int n = 0; n < shapes.list.size && othersOver < 1; n++) {
            slot = shapes.list.slot(level, n);
            if (n == best || slot == AnchorList.NONE) {
                continue;
            }
            float overlap = shapes.overlap(othersBy, n, truths.shareW[t], truths.shareH[t]);
            if (overlap > othersOver) {
                write(grid.unit(level, row, column, slot), t, overlap, BY_OTHER_ANCHOR, out);
            }
        }
    }

    private void write(int unit, int t, float overlap, int kind, DuetTable out) {
        writes.write(unit, t, overlap, kind);
        truths.selected[t]++;
        out.claim(unit, truths.index[t]);
    }

    private void emit(int i, GtBatch batch, DuetTable out) {
        int unit = writes.unit[i];
        int t = writes.truth[i];
        if (!keepsAll && writes.owner(unit) != i) {
            if (writes.isLastOfClass(i, truths)) {
                out.label(unit, truths.label[t]);
            }
            return;
        }
        truths.kept[t]++;
        float overlap = writes.overlap[i];
        boolean byOverlap = writes.kind[i] == BY_OVERLAP;
        boolean smoothing = target.smoothing() != Smoothing.OFF;
        int duet = out.duet(unit, truths.index[t], overlap, objectness(unit));
        shapes.boxTarget(unit, truths, t, out.extra[0], 4 * duet);
        out.extra[1][duet] = 2 - truths.shareW[t] * truths.shareH[t];
        if (keepsAll) {
            out.extra[2][duet] = othersOver < 1 ? writes.classes(unit, truths) : 1;
            out.extra[3][duet] = byOverlap && smoothing ? overlap * overlap : 1;
            out.extra[4][duet] = writes.kind[i];
        }
    }

    /** A unit's objectness target: the first match by overlap settles it where overlaps are targets. */
    private float objectness(int unit) {
        if (target.smoothing() == Smoothing.OFF) {
            return 1;
        }
        boolean byAnchor = false;
        for (int i = writes.owner(unit); i != SlotWrites.NONE; i = writes.before[i]) {
            if (writes.kind[i] != BY_OVERLAP) {
                byAnchor = true;
            } else if (!byAnchor || target.smoothing() == Smoothing.REFERENCE) {
                return writes.overlap[i] * writes.overlap[i];
            }
        }
        return target.smoothing() == Smoothing.CORRECTED ? 1 : smoothed[unit];
    }
}
