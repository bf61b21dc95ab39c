package dev.duet.assign.atss;

import dev.duet.assign.Assigner;
import dev.duet.assign.DuetTable;
import dev.duet.assign.GtBatch;
import dev.duet.assign.PredictionBatch;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Channel;
import dev.duet.assign.stage.Preparation;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Resolve;
import dev.duet.assign.stage.Resolve.Among;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.Target;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.assign.workbench.Sane;
import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.overlap.PlainIou;
import java.util.Arrays;

/**
 * Adaptive training sample selection (ATSS paper, arXiv 1912.02424, algorithm 1): of the k nearest anchors per level a GT takes those
 * whose overlap reaches mean + standard deviation and whose point lies inside it. Flavours (mmdetection; YOLOv6 and PPYOLOE) differ in
 * anchor size, epsilon, strictness and in who competes for a contested unit; all of that is in the recipe.
 */
final class AtssAssigner implements Assigner {
    private static final Channel[] CHANNELS = {new Channel("anchor_iou", 1)};

    private final UnitGrid grid;
    private final Select.MeanPlusDeviation select;
    private final Among among;
    private final boolean softTarget;
    private final boolean positiveSum;
    private final AnchorOverlap anchors;
    private final NearestCells nearest;
    private final IgnoredUnits ignored;
    private final int k;
    /** Candidates of a GT on all levels, if they have so many. */
    private final int wanted;

    private final int[] near;
    private final ImageGts gts;

    /** Claims of the image in hand, and per unit the row of its claim plus 1, or 0. */
    private int claims;

    private int[] claimUnit = new int[256];
    private int[] claimGt = new int[256];
    private float[] claimOverlap = new float[256];
    private final int[] rowOfUnit;
    private final boolean[] contested;
    private int[] best = new int[0];

    AtssAssigner(Recipe recipe, UnitGrid grid) {
        this.grid = grid;
        gts = new ImageGts(grid);
        Candidates.NearestPerLevel rule = (Candidates.NearestPerLevel) recipe.candidates();
        wanted = rule.k() * grid.levels();
        k = Math.min(rule.k(), mostCells(grid));
        select = (Select.MeanPlusDeviation) recipe.select();
        among = ((Resolve.HighestOverlap) recipe.resolve()).among();
        softTarget = recipe.target() instanceof Target.MatchedOverlap;
        positiveSum = recipe.preparation() instanceof Preparation.PositiveSum;
        Score.AnchorDistance score = (Score.AnchorDistance) recipe.score();
        anchors = new AnchorOverlap(grid, score.anchorScale(), score.overlap());
        nearest = new NearestCells(grid, k, anchors, rule.margin());
        ignored = new IgnoredUnits(grid, score.anchorScale(), score.ignoreThreshold());
        near = new int[k];
        rowOfUnit = new int[grid.units];
        contested = new boolean[grid.units];
    }

    /** Cells of the largest level. */
    private static int mostCells(UnitGrid grid) {
        int most = 1;
        for (int l = 0; l < grid.levels(); l++) {
            most = Math.max(most, grid.height[l] * grid.width[l]);
        }
        return most;
    }

    @Override
    public Channel[] duetChannels() {
        return CHANNELS;
    }

    @Override
    public void assign(GtBatch batch, PredictionBatch predictions, int image, DuetTable out) {
        gts.load(batch, image);
        if (positiveSum) {
            gts.dropPadding();
        }
        int n = gts.size;
        claims = 0;
        // Without GTs the original returns before it looks at regions to ignore.
        boolean ignoring = n > 0 && ignored.load(batch, image);
        nearest.start(gts);
        for (int l = 0; l < grid.levels(); l++) {
            if (ignoring) {
                nearestFree(l, n);
            } else {
                nearest.find(l, gts);
            }
        }
        for (int g = 0; g < n; g++) {
            int from = claims;
            if (gts.isValid(g)) {
                claim(g, out);
            }
            gts.selected[g] = claims - from;
        }
        if (select.forceMatch()) {
            forceMatch(out);
        }
        emit(predictions, image, out);
        if (ignoring) {
            ignored.emit(rowOfUnit, out);
        }
        for (int i = 0; i < claims; i++) {
            rowOfUnit[claimUnit[i]] = 0;
            contested[claimUnit[i]] = false;
        }
        Arrays.fill(gts.wanted, 0, n, wanted);
        gts.report(out);
    }

    /** Candidates of all GTs on one level where some units are to be ignored. */
    private void nearestFree(int level, int n) {
        for (int g = 0; g < n; g++) {
            nearest.append(near, ignored.nearestFree(level, gts.cx[g], gts.cy[g], k, near), g, gts);
        }
    }

    private void claim(int g, DuetTable out) {
        int from = g * nearest.room;
        int to = from + nearest.count[g];
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += nearest.overlap[i];
        }
        double mean = sum / (to - from);
        double squares = 0;
        for (int i = from; i < to; i++) {
            squares += (nearest.overlap[i] - mean) * (nearest.overlap[i] - mean);
        }
        float threshold = (float) mean + (float) Math.sqrt(squares / (to - from - 1));
        for (int i = from; i < to; i++) {
            if (!nearest.isInside[i]) {
                continue;
            }
            gts.candidates[g]++;
            float o = nearest.overlap[i];
            if (select.strict() ? o > threshold : o >= threshold) {
                out.claim(nearest.unit[i], g);
                add(nearest.unit[i], g, o);
            }
        }
    }

    private void add(int unit, int g, float o) {
        if (claims == claimUnit.length) {
            claimUnit = Arrays.copyOf(claimUnit, claims * 2);
            claimGt = Arrays.copyOf(claimGt, claims * 2);
            claimOverlap = Arrays.copyOf(claimOverlap, claims * 2);
        }
        claimUnit[claims] = unit;
        claimGt[claims] = g;
        claimOverlap[claims] = o;
        int row = rowOfUnit[unit] - 1;
        contested[unit] |= row >= 0;
        if (row < 0 || o > claimOverlap[row]) {
            rowOfUnit[unit] = claims + 1;
        }
        claims++;
    }

    /** Every valid GT's unit of highest anchor overlap becomes its own, unless several GTs share it. */
    private void forceMatch(DuetTable out) {
        best = Lanes.grow(best, gts.size);
        for (int g = 0; g < gts.size; g++) {
            best[g] = gts.isValid(g) ? anchors.bestUnit(gts, g) : -1;
        }
        for (int g = 0; g < gts.size; g++) {
            int sharing = 0;
            for (int other = 0; other < gts.size; other++) {
                sharing += best[other] == best[g] ? 1 : 0;
            }
            if (best[g] >= 0 && sharing == 1) {
                anchors.gt(gts, g);
                if (!hasClaimed(g, best[g])) {
                    out.claim(best[g], g);
                    gts.selected[g]++;
                }
                add(best[g], g, anchors.with(best[g]));
                rowOfUnit[best[g]] = claims;
                contested[best[g]] = false;
            }
        }
    }

    private boolean hasClaimed(int g, int unit) {
        for (int i = 0; i < claims; i++) {
            if (claimGt[i] == g && claimUnit[i] == unit) {
                return true;
            }
        }
        return false;
    }

    private void emit(PredictionBatch predictions, int image, DuetTable out) {
        for (int i = 0; i < claims; i++) {
            int unit = claimUnit[i];
            if (rowOfUnit[unit] != i + 1) {
                continue;
            }
            int g = claimGt[i];
            float o = claimOverlap[i];
            if (contested[unit] && among == Among.ALL) {
                g = anchors.bestGt(gts, unit);
                anchors.gt(gts, g);
                o = anchors.with(unit);
            }
            gts.kept[g]++;
            float target = softTarget ? predictedOverlap(g, predictions, image, unit) : 1;
            int row = out.duet(unit, g, o, target);
            out.extra[0][row] = o;
        }
    }

    /** IoU + 1e-9 of the assigned GT and the unit's prediction: the warm-up's soft target. */
    private float predictedOverlap(int g, PredictionBatch predictions, int image, int unit) {
        float px1 = predictions.boxes.at(image, unit, 0);
        float py1 = predictions.boxes.at(image, unit, 1);
        float px2 = predictions.boxes.at(image, unit, 2);
        float py2 = predictions.boxes.at(image, unit, 3);
        Sane.box(predictions.boxes, image, unit);
        float x1 = gts.x1[g];
        float y1 = gts.y1[g];
        float x2 = gts.x2[g];
        float y2 = gts.y2[g];
        float inter = PlainIou.intersection(px1, py1, px2, py2, x1, y1, x2, y2);
        float union = PlainIou.area(x1, y1, x2, y2, true) + PlainIou.area(px1, py1, px2, py2, true) - inter;
        float overlap = inter / (union + 1e-9f);
        // Not so for the NaN of a box without height and of infinite width.
        return overlap > 0 ? overlap : 0;
    }
}
