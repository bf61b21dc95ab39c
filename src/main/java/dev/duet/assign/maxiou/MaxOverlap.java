package dev.duet.assign.maxiou;

import dev.duet.assign.Assigner;
import dev.duet.assign.DuetTable;
import dev.duet.assign.GtBatch;
import dev.duet.assign.PredictionBatch;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Channel;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.Target;
import dev.duet.assign.workbench.Claims;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.lanes.overlap.LatticeIou;

/**
 * mmdetection's MaxIoU rule: an anchor belongs to the GT it overlaps most, if that reaches the positive threshold; under the negative
 * threshold it is background, between them ignored. Anchors in a region to ignore are ignored whatever they overlap, in images with GTs. Then every GT takes the anchors it overlaps most, if that reaches the minimum:
 * later GTs take from earlier ones. Reads no predictions.
 *
 * <p>Duets come GT by GT. Source: mmdetection mmdet/core/bbox/assigners/max_iou_assigner.py.
 */
final class MaxOverlap implements Assigner {
    private static final Channel[] MAX_IOU = {new Channel("max_iou", 1)};

    private final UnitGrid grid;
    private final ImageGts gts;
    private final Limits rule;
    private final RegionsToIgnore ignored;
    private final boolean mapped;
    private final AnchorField field;
    private final BestOverlaps overlaps;
    private final Claims duets = new Claims();

    /**
     * Binds a recipe that {@link MaxIouStrategies} found to fit.
     *
     * @throws IllegalArgumentException if the grid has no anchors
     */
    MaxOverlap(Recipe recipe, UnitGrid grid) {
        this.grid = grid;
        gts = new ImageGts(grid);
        rule = Limits.of((Select.Thresholds) recipe.select());
        mapped = ((Target.AnchorOverlap) recipe.target()).mapped();
        AnchorField anchors = new AnchorField(grid);
        ignored = new RegionsToIgnore(grid, anchors, (Score.OverlapScore) recipe.score());
        field = anchors;
        overlaps = new BestOverlaps(anchors.blocks, rule, mapped, ignored);
    }

    @Override
    public Channel[] unitChannels() {
        return mapped ? MAX_IOU : Channel.NONE;
    }

    @Override
    public void assign(GtBatch batch, PredictionBatch predictions, int image, DuetTable out) {
        gts.load(batch, image);
        int count = gts.size;
        if (count == 0) {
            return;
        }
        ignored.load(batch, image);
        overlaps.start(gts);
        for (int g = 0; g < count; g++) {
            overlaps.add(g, out);
        }
        if (overlaps.claimsAll >= 0 || rule.judgesUntouched()) {
            overlaps.map.touchAll();
        }
        for (int unit = 0; ignored.any() && unit < grid.units; unit++) {
            if (ignored.has(unit)) {
                field.leave(overlaps.map, unit);
            }
        }
        label(out, mapped ? out.dense[0] : null, image * grid.units);
        for (int g = 0; g < count; g++) {
            gts.candidates[g] = grid.units;
            gts.wanted[g] = gts.selected[g];
        }
        duets.handOnByGt(gts, out);
        gts.report(out);
    }

    /** Gives every touched anchor its GT, or ignores it, or leaves it to the background. */
    private void label(DuetTable out, float[] highest, int firstUnit) {
        OverlapMap map = overlaps.map;
        boolean anyJudged = overlaps.claimsAll >= 0 || rule.judgesUntouched() || ignored.any();
        float noBackground = anyJudged ? Float.NEGATIVE_INFINITY : Math.min(rule.negative(), rule.positive());
        for (int r = map.nextTouched(0); r >= 0; r = map.nextTouched(r + 1)) {
            AnchorBlock block = map.block(r);
            int row = map.rowOfBlock(r);
            int end = map.to(r);
            for (int column = map.from(r); column < end; column += Long.SIZE) {
                int place = map.place(r) + column;
                int n = Math.min(Long.SIZE, end - column);
                long marked = LatticeIou.marked(map.best, map.claimed, place, n, noBackground);
                for (; marked != 0; marked &= marked - 1) {
                    int i = Long.numberOfTrailingZeros(marked);
                    label(block.unit(row, column + i), place + i, out);
                }
            }
            for (int column = map.from(r); highest != null && column < end; column++) {
                highest[firstUnit + block.unit(row, column)] = map.best[map.place(r) + column];
            }
        }
    }

    private void label(int unit, int place, DuetTable out) {
        float best = overlaps.map.best[place];
        int claimed = Math.max(overlaps.map.claimed[place], overlaps.claimsAll);
        if (best < 0) {
            out.ignore(unit, 0);
        } else if (claimed >= 0) {
            duets.add(unit, claimed, overlaps.highest[claimed], 0);
        } else if (best >= rule.positive()) {
            duets.add(unit, overlaps.map.gt[place], best, 0);
        } else if (best >= rule.negative() || best < rule.background()) {
            out.ignore(unit, 0);
        }
    }
}
