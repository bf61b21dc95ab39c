package dev.duet.assign.ota;

import dev.duet.assign.Assigner;
import dev.duet.assign.DuetTable;
import dev.duet.assign.GtBatch;
import dev.duet.assign.PredictionBatch;
import dev.duet.assign.ScoreTensor;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Select;
import dev.duet.assign.workbench.Boxes;
import dev.duet.assign.workbench.ClassValues;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.assign.workbench.Runs;
import dev.duet.assign.workbench.Spans;
import dev.duet.lanes.cost.TransportCost;
import dev.duet.lanes.math.Logistic;
import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.overlap.PlainIou;
import dev.duet.lanes.select.LargestSum;
import java.util.Arrays;

/**
 * OTA (paper arXiv 2103.14259; Megvii-BaseDetection/OTA playground/detection/coco/ota.res50.fpn.coco.800size.1x/fcos.py): GTs supply as
 * many labels as the sum of their best overlaps says, the background supplies the rest, and a transport plan decides who serves
 * whom. A GT's free pairs are the unit points inside it and near its centre; other pairs cost a million more.
 */
final class TransportAssigner implements Assigner {
    /** Smallest union, and smallest overlap whose logarithm is taken: float32's epsilon. */
    private static final float FLOOR = 1.1920929e-7f;

    private final UnitGrid grid;
    private final ImageGts gts;
    private final Candidates.InsideAndCentre candidates;
    private final Select.Transport select;
    private final float overlapWeight;
    private final SinkhornPlan plan;
    private final LargestSum supply;

    private final Runs runs = new Runs();
    private final Boxes boxes = new Boxes();
    private final Runs allUnits = new Runs();
    /** Boxes of all units, for GTs without a free one. */
    private final Boxes allBoxes = new Boxes();

    private float[] value = new float[Lanes.padded(256)];
    private final Logistic classScores = new Logistic();
    private float[] overlap = new float[Lanes.padded(256)];
    private float[] cost = new float[Lanes.padded(256)];

    /** Free pairs of the image, GT by GT. */
    private int[] pairUnit = new int[1024];

    private float[] pairOverlap = new float[1024];
    private int[] pairFirst = new int[Lanes.padded(64)];

    TransportAssigner(UnitGrid grid, Candidates.InsideAndCentre candidates, Score.Cost score, Select.Transport select) {
        this.grid = grid;
        this.gts = new ImageGts(grid);
        this.candidates = candidates;
        this.select = select;
        this.overlapWeight = score.overlapWeight();
        this.plan = new SinkhornPlan(grid.units);
        this.supply = new LargestSum(Math.min(select.q(), grid.units));
        allUnits.add(0, grid.units);
    }

    @Override
    public void assign(GtBatch batch, PredictionBatch predictions, int image, DuetTable out) {
        gts.load(batch, image);
        int count = gts.size;
        if (count == 0) {
            return;
        }
        pairFirst = Lanes.grow(pairFirst, count + 1);
        plan.start();
        for (int g = 0; g < count; g++) {
            pairFirst[g + 1] = pairFirst[g] + addRow(g, predictions, image, pairFirst[g]);
            gts.wanted[g] = Math.max(1, (int) supply.of(overlap, pairFirst[g + 1] - pairFirst[g]));
            plan.row(gts.wanted[g]);
            if (pairFirst[g + 1] > pairFirst[g]) {
                plan.pairs(boxes.unit, cost, boxes.size, select.epsilon());
            } else {
                plan.markDense();
            }
        }
        plan.layOut();
        fillDense(predictions, image);
        plan.balance(select.iterations());
        for (int g = 0; g < count; g++) {
            emit(g, out);
        }
        gts.report(out);
    }

    /** Overlaps and costs of a GT's free pairs; returns their number. */
    private int addRow(int g, PredictionBatch predictions, int image, int at) {
        free(g);
        if (runs.units == 0) {
            return 0;
        }
        boxes.load(runs, predictions.boxes, image);
        price(boxes, g, predictions.scores, image);
        int n = boxes.size;
        if (pairUnit.length < at + n) {
            pairUnit = Arrays.copyOf(pairUnit, 2 * (at + n));
            pairOverlap = Arrays.copyOf(pairOverlap, 2 * (at + n));
        }
        System.arraycopy(boxes.unit, 0, pairUnit, at, n);
        System.arraycopy(overlap, 0, pairOverlap, at, n);
        return n;
    }

    /** Units inside the GT by the margin and strictly inside its centre box: one rectangle per level. */
    private void free(int g) {
        runs.clear();
        float x1 = gts.x1[g];
        float y1 = gts.y1[g];
        float x2 = gts.x2[g];
        float y2 = gts.y2[g];
        float cx = gts.cx[g];
        float cy = gts.cy[g];
        for (int l = 0; l < grid.levels(); l++) {
            float reach = candidates.radius() * grid.stride[l];
            int fromX = first(l, grid.width[l], x1, cx - reach);
            int toX = last(l, grid.width[l], x2, cx + reach);
            if (fromX <= toX) {
                int fromY = first(l, grid.height[l], y1, cy - reach);
                int toY = last(l, grid.height[l], y2, cy + reach);
                runs.rectangle(grid, l, fromX, toX, fromY, toY);
            }
        }
    }

    private int first(int level, int cells, float side, float centreSide) {
        return Math.max(
                Spans.first(grid, level, cells, side, candidates.margin()),
                Spans.first(grid, level, cells, Math.max(centreSide, side), 0));
    }

    private int last(int level, int cells, float side, float centreSide) {
        return Math.min(
                Spans.last(grid, level, cells, side, candidates.margin()),
                Spans.last(grid, level, cells, Math.min(centreSide, side), 0));
    }

    /** Writes {@link #overlap} and {@link #cost} of the units in {@code of}. */
    private void price(Boxes of, int g, ScoreTensor scores, int image) {
        int n = of.size;
        reserve(n);
        if (!PlainIou.floored(of, 0, n, gts, g, FLOOR, overlap)) {
            // Boxes so large that their area overflows overlap nothing.
            for (int i = 0; i < n; i++) {
                overlap[i] = overlap[i] > 0 ? overlap[i] : 0;
            }
        }
        ClassValues.read(scores, image, gts.label[g], of.unit, n, value);
        classScores.of(value, scores.logits, n);
        TransportCost.relative(classScores, overlap, n, overlapWeight, FLOOR, cost);
    }

    private void fillDense(PredictionBatch predictions, int image) {
        int rows = plan.denseRows();
        if (rows > 0) {
            allBoxes.load(allUnits, predictions.boxes, image);
        }
        for (int d = 0; d < rows; d++) {
            price(allBoxes, plan.denseRow(d), predictions.scores, image);
            plan.denseCosts(d, cost, select.epsilon());
        }
    }

    private void emit(int g, DuetTable out) {
        int free = pairFirst[g + 1] - pairFirst[g];
        int from = out.size;
        for (int p = pairFirst[g]; p < pairFirst[g + 1]; p++) {
            if (plan.owner(pairUnit[p]) == g) {
                out.claim(pairUnit[p], g);
                out.duet(pairUnit[p], g, pairOverlap[p], pairOverlap[p]);
            }
        }
        if (free == 0) {
            emitDense(g, out);
        }
        int kept = out.size - from;
        gts.candidates[g] = free;
        gts.selected[g] = kept;
        gts.kept[g] = kept;
    }

    private void emitDense(int g, DuetTable out) {
        Boxes b = allBoxes;
        for (int unit = 0; unit < grid.units; unit++) {
            if (plan.owner(unit) == g) {
                float inter = PlainIou.intersection(
                        b.x1[unit], b.y1[unit], b.x2[unit], b.y2[unit], gts.x1[g], gts.y1[g], gts.x2[g], gts.y2[g]);
                float union =
                        PlainIou.area(b.x1[unit], b.y1[unit], b.x2[unit], b.y2[unit], false) + gts.area[g] - inter;
                float iou = inter > 0 ? inter / Math.max(union, FLOOR) : 0;
                out.claim(unit, g);
                out.duet(unit, g, iou, iou);
            }
        }
    }

    private void reserve(int n) {
        value = Lanes.grow(value, n);
        overlap = Lanes.grow(overlap, n);
        cost = Lanes.grow(cost, n);
    }
}
