package dev.duet.assign.detr;

import dev.duet.assign.Assigner;
import dev.duet.assign.BadPredictionException;
import dev.duet.assign.DuetTable;
import dev.duet.assign.GtBatch;
import dev.duet.assign.GtOutcome;
import dev.duet.assign.PredictionBatch;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Score;
import dev.duet.assign.workbench.Boxes;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.assign.workbench.OneToOneSolver;
import dev.duet.assign.workbench.Runs;
import dev.duet.lanes.cost.QueryCost;
import dev.duet.lanes.memory.Lanes;

/**
 * DETR's set matching: every GT gets one query, at the least total cost of class, normalised L1 distance and GIoU over all ways to
 * match (mmdetection hungarian_assigner.py and match_cost.py; facebookresearch/detr models/matcher.py). With more GTs than queries,
 * every query gets a GT and the rest of the GTs go without.
 */
public final class HungarianAssigner implements Assigner {
    private final UnitGrid grid;
    private final ImageGts gts;
    private final Score.QueryCost score;
    private final QueryClassCost classCost;
    private final OneToOneSolver solver = new OneToOneSolver();
    private final Runs all = new Runs();
    private final Boxes boxes = new Boxes();
    /** Centre and size of every query's box in shares of the image. */
    private final float[][] share;

    private final float[] cost;
    private final float[] union;
    private final float[] iou;
    /** Costs GT by GT, where queries are the rows. */
    private float[] matrix = new float[0];

    private int[] queryOf = new int[16];

    public HungarianAssigner(UnitGrid grid, Score.QueryCost score) {
        this.grid = grid;
        this.gts = new ImageGts(grid);
        this.score = score;
        this.classCost = score.softmax()
                ? new QueryClassCost.Softmaxed(score.classWeight())
                : new QueryClassCost.Focal(score.classWeight());
        this.share = new float[4][Lanes.padded(grid.units)];
        this.cost = new float[Lanes.padded(grid.units)];
        this.union = new float[Lanes.padded(grid.units)];
        this.iou = new float[Lanes.padded(grid.units)];
        all.add(0, grid.units);
    }

    @Override
    public void assign(GtBatch batch, PredictionBatch predictions, int image, DuetTable out) {
        gts.load(batch, image);
        int count = gts.size;
        if (count == 0) {
            return;
        }
        boxes.load(all, predictions.boxes, image);
        QueryCost.normalise(
                boxes.x1,
                boxes.y1,
                boxes.x2,
                boxes.y2,
                boxes.size,
                grid.imageWidth,
                grid.imageHeight,
                share[0],
                share[1],
                share[2],
                share[3]);
        classCost.prepare(predictions.scores, image, boxes.unit, boxes.size);
        if (queryOf.length < count) {
            queryOf = new int[count + (count >> 1)];
        }
        out.totalCost[image] = count <= grid.units ? matchGts(predictions, image) : matchQueries(predictions, image);
        emit(out);
    }

    private double matchGts(PredictionBatch predictions, int image) {
        solver.start(grid.units);
        for (int g = 0; g < gts.size; g++) {
            write(g, predictions, image);
            solver.row();
            solver.denseRow(cost, 0);
        }
        double total = solver.solve();
        for (int g = 0; g < gts.size; g++) {
            queryOf[g] = solver.columnOf(g);
        }
        return total;
    }

    private double matchQueries(PredictionBatch predictions, int image) {
        int count = gts.size;
        int n = grid.units;
        int size = Math.multiplyExact(count, n);
        if (matrix.length < size) {
            matrix = new float[Math.addExact(size, size >> 1)];
        }
        for (int g = 0; g < count; g++) {
            write(g, predictions, image);
            for (int q = 0; q < n; q++) {
                matrix[q * count + g] = cost[q];
            }
            queryOf[g] = -1;
        }
        solver.start(count);
        for (int q = 0; q < n; q++) {
            solver.row();
            solver.denseRow(matrix, q * count);
        }
        double total = solver.solve();
        for (int q = 0; q < n; q++) {
            queryOf[solver.columnOf(q)] = q;
        }
        return total;
    }

    /** Costs of one GT with every query. */
    private void write(int g, PredictionBatch predictions, int image) {
        int n = boxes.size;
        classCost.write(predictions.scores, image, gts.label[g], boxes.unit, n, cost);
        QueryCost.addDistance(
                share[0],
                share[1],
                share[2],
                share[3],
                n,
                gts.cx[g] / grid.imageWidth,
                gts.cy[g] / grid.imageHeight,
                (gts.x2[g] - gts.x1[g]) / grid.imageWidth,
                (gts.y2[g] - gts.y1[g]) / grid.imageHeight,
                score.distanceWeight(),
                cost);
        QueryCost.subtractGiou(
                boxes.x1,
                boxes.y1,
                boxes.x2,
                boxes.y2,
                n,
                gts.x1[g],
                gts.y1[g],
                gts.x2[g],
                gts.y2[g],
                score.overlapWeight(),
                union,
                iou,
                cost);
        for (int q = 0; q < n; q++) {
            if (!(cost[q] <= Float.MAX_VALUE && cost[q] >= -Float.MAX_VALUE)) {
                throw BadPredictionException.tooLarge(image, q, largest(q));
            }
        }
    }

    /** The number of a query's box that is farthest from 0. */
    private float largest(int q) {
        float most = boxes.x1[q];
        for (int k = 1; k < 4; k++) {
            float v = boxes.column(k)[q];
            most = Math.abs(v) > Math.abs(most) ? v : most;
        }
        return most;
    }

    private void emit(DuetTable out) {
        for (int g = 0; g < gts.size; g++) {
            int q = queryOf[g];
            gts.candidates[g] = grid.units;
            gts.wanted[g] = 1;
            if (q < 0) {
                gts.report(g, GtOutcome.LOST, out);
                continue;
            }
            float giou = QueryCost.giou(
                    boxes.x1[q], boxes.y1[q], boxes.x2[q], boxes.y2[q], gts.x1[g], gts.y1[g], gts.x2[g], gts.y2[g]);
            out.claim(q, g);
            out.duet(q, g, giou, 1);
            gts.selected[g] = 1;
            gts.report(g, GtOutcome.ASSIGNED, out);
        }
    }
}
