package dev.duet.assign.yolov7;

import dev.duet.assign.Assigner;
import dev.duet.assign.DuetTable;
import dev.duet.assign.GtBatch;
import dev.duet.assign.PredictionBatch;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Channel;
import dev.duet.assign.stage.Target;
import dev.duet.assign.workbench.Claims;
import dev.duet.assign.workbench.ClassColumns;
import dev.duet.assign.workbench.DynamicK;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.assign.workbench.UnitSet;
import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.overlap.CellBoxes;
import dev.duet.lanes.overlap.CellIou;
import dev.duet.lanes.select.LowestRanks;

/**
 * YOLOv7's OTA loss assignment of one image (yolov7 utils/loss.py ComputeLossOTA.build_targets; ComputeLossAuxOTA): simOTA's matching
 * over the units that GTs nominate as in YOLOv5. Columns are not tied to the GT that nominated them: every GT may take any column, and
 * there is no penalty. A unit nominated several times may end with several GTs, or with one GT several times; all these duets stay.
 *
 * <p>Duets come in the original's order: level by level (the duet's group), inside a level image by image, then as nominated.
 */
final class NominationAssigner implements Assigner, Claims.Costs {
    private static final Channel[] CHANNELS = {new Channel("match_ciou", 1)};
    private static final int NONE = -1;

    private final UnitGrid grid;
    private final Nominations columns;
    private final ClassColumns classes;
    private final NominationCosts costs;
    private final DynamicK dynamicK;
    private final boolean heightForBoth;
    private final Target.PredictedObjectness target;

    private final ImageGts gts;
    private final LowestRanks lowest = new LowestRanks();
    private final Claims claims = new Claims();
    private final CellIou completeIou = new CellIou();
    private final CellBoxes matchedPrediction = new CellBoxes();
    private final CellBoxes matchedTarget = new CellBoxes();
    private float[] rival = new float[Lanes.padded(64)];
    private int[] picked = new int[Lanes.padded(256)];
    private int[] matched = new int[Lanes.padded(256)];
    private int[] matchedGt = new int[Lanes.padded(256)];
    private float[] matchedCiou = new float[Lanes.padded(256)];
    /** Objectness target by distinct unit. */
    private float[] objectness = new float[Lanes.padded(256)];

    /**
     * @param heightForBoth scale normalised GTs by the image height on both axes, as the original does
     */
    NominationAssigner(
            UnitGrid grid,
            Nominations columns,
            ClassColumns classes,
            NominationCosts costs,
            int q,
            boolean heightForBoth,
            Target.PredictedObjectness target) {
        this.grid = grid;
        this.gts = new ImageGts(grid);
        this.columns = columns;
        this.classes = classes;
        this.costs = costs;
        this.dynamicK = new DynamicK(q);
        this.heightForBoth = heightForBoth;
        this.target = target;
    }

    @Override
    public Channel[] duetChannels() {
        return CHANNELS;
    }

    @Override
    public void assign(GtBatch batch, PredictionBatch predictions, int image, DuetTable out) {
        float scaleX = heightForBoth ? grid.imageHeight : grid.imageWidth;
        gts.load(batch, image);
        gts.shares();
        gts.rescale(scaleX, grid.imageHeight);
        if (gts.size == 0) {
            return;
        }
        columns.find(gts);
        claims.start(columns.size);
        reserve();
        if (columns.size > 0) {
            columns.load(predictions, image);
            UnitSet units = columns.units;
            classes.load(units.unit, units.size, predictions, image);
            classes.sumFirst(units.size);
            costs.load(gts, columns, classes);
            for (int g = 0; g < gts.size; g++) {
                select(g, out);
            }
            claims.resolve(this);
        }
        report(out);
    }

    private void reserve() {
        rival = Lanes.grow(rival, gts.size);
        if (picked.length < Lanes.padded(columns.size)) {
            picked = Lanes.grow(picked, columns.size);
            matched = Lanes.grow(matched, columns.size);
            matchedGt = Lanes.grow(matchedGt, columns.size);
            matchedCiou = Lanes.grow(matchedCiou, columns.size);
            objectness = Lanes.grow(objectness, columns.size);
        }
    }

    private void select(int g, DuetTable out) {
        costs.near(g);
        int k = dynamicK.of(costs.overlap, costs.listed, columns.size);
        costs.price(g);
        int n = lowest.select(costs.costs, costs.column, costs.listed, k, picked);
        if (n < k || dearest(n) >= costs.farthest()) {
            costs.all(g);
            costs.price(g);
            n = lowest.select(costs.costs, costs.column, costs.listed, k, picked);
        }
        for (int i = 0; i < n; i++) {
            int column = costs.column[picked[i]];
            claims.claim(column, g, 0, 0);
            out.claim(columns.unit(column), g);
        }
        gts.wanted[g] = k;
        gts.selected[g] = n;
    }

    private float dearest(int n) {
        float dearest = 0;
        for (int i = 0; i < n; i++) {
            float cost = costs.costs[picked[i]];
            dearest = cost > dearest ? cost : dearest;
        }
        return dearest;
    }

    @Override
    public int cheapestGt(int column) {
        costs.overlapsOfColumn(column, rival);
        int near = cheapest(column, 0);
        return near != NONE && costs.pair(near, column, rival[near]) < costs.farthest() ? near : cheapest(column, -1);
    }

    private int cheapest(int column, float overlapFloor) {
        int winner = NONE;
        float least = Float.POSITIVE_INFINITY;
        for (int g = 0; g < gts.size; g++) {
            if (rival[g] > overlapFloor) {
                float cost = costs.pair(g, column, rival[g]);
                if (cost < least) {
                    least = cost;
                    winner = g;
                }
            }
        }
        return winner;
    }

    private void report(DuetTable out) {
        int n = 0;
        for (int column = 0; column < columns.size; column++) {
            int g = claims.owner(column);
            if (g >= 0) {
                matched[n] = column;
                matchedGt[n++] = g;
                gts.kept[g]++;
            }
        }
        columns.gather(matched, matchedGt, n, gts, matchedPrediction, matchedTarget);
        completeIou.of(matchedPrediction, matchedTarget, n, matchedCiou);
        emit(n, out);
        gts.report(out);
    }

    /** The objectness of a unit matched several times is written by each match; all its duets show the last. */
    private void emit(int n, DuetTable out) {
        for (int i = 0; i < n; i++) {
            float share = target.share();
            float written = 1 - share + share * matchedCiou[i];
            int unit = columns.number[matched[i]];
            objectness[unit] = written;
        }
        for (int i = 0; i < n; i++) {
            int column = matched[i];
            int g = matchedGt[i];
            int row = out.duet(
                    columns.unit(column),
                    g,
                    costs.overlap(g, column),
                    objectness[columns.number[column]],
                    columns.level(column));
            out.extra[0][row] = matchedCiou[i];
        }
    }
}
