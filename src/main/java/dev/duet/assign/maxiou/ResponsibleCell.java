package dev.duet.assign.maxiou;

import dev.duet.assign.Assigner;
import dev.duet.assign.DuetTable;
import dev.duet.assign.GtBatch;
import dev.duet.assign.PredictionBatch;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Channel;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.Target;
import dev.duet.assign.workbench.Claims;
import dev.duet.assign.workbench.ImageGts;
import java.util.Arrays;

/**
 * mmdetection's grid rule (YOLOv3): as {@link MaxOverlap}, but only anchors of cells that hold some GT's centre may be positive, for
 * whichever GT overlaps them most. Any other anchor that overlaps a GT by the negative threshold or more is ignored.
 *
 * <p>Two passes: all anchors for who is not background, then the responsible anchors alone for who belongs to whom. A GT centred
 * outside the image makes no cell responsible. Source: mmdetection mmdet/core/bbox/assigners/grid_assigner.py,
 * mmdet/core/anchor/anchor_generator.py YOLOAnchorGenerator.responsible_flags.
 */
final class ResponsibleCell implements Assigner {
    private static final Channel[] MAX_IOU = {new Channel("max_iou", 1)};
    /** What {@code max_iou} says of an anchor that may not be positive. */
    private static final float NOT_RESPONSIBLE = -1;

    private final UnitGrid grid;
    private final ImageGts gts;
    private final Limits rule;
    private final boolean mapped;
    private final AnchorField field;
    private final BestOverlaps everywhere;
    private final AnchorRun responsible;
    private final BestOverlaps owners;
    private final Claims duets = new Claims();
    private final boolean[] flagged;

    /**
     * Binds a recipe that {@link MaxIouStrategies} found to fit.
     *
     * @throws IllegalArgumentException if the grid has no anchors
     */
    ResponsibleCell(Recipe recipe, UnitGrid grid) {
        this.grid = grid;
        gts = new ImageGts(grid);
        rule = Limits.of((Select.Thresholds) recipe.select());
        mapped = ((Target.AnchorOverlap) recipe.target()).mapped();
        field = new AnchorField(grid);
        everywhere = new BestOverlaps(field.blocks, rule.backgroundOnly(), false, null);
        responsible = new AnchorRun(grid.units);
        owners = new BestOverlaps(new AnchorBlock[] {responsible}, rule, true, null);
        flagged = new boolean[grid.units];
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
        flag();
        everywhere.start(gts);
        owners.start(gts);
        for (int g = 0; g < count; g++) {
            everywhere.add(g, out);
            owners.add(g, out);
        }
        own(out, image * grid.units);
        ignore(out);
        for (int g = 0; g < count; g++) {
            gts.candidates[g] = responsible.columns();
            gts.wanted[g] = gts.selected[g];
        }
        duets.handOnByGt(gts, out);
        gts.report(out);
    }

    /** Lists the anchors of every cell that holds a GT's centre, each once. */
    private void flag() {
        responsible.clear();
        for (int g = 0; g < gts.size; g++) {
            for (int l = 0; l < grid.levels(); l++) {
                double x = Math.floor(gts.cx[g] / grid.stride[l]);
                double y = Math.floor(gts.cy[g] / grid.stride[l]);
                if (x < 0 || y < 0 || x >= grid.width[l] || y >= grid.height[l]) {
                    continue;
                }
                int cell = grid.unit(l, (int) y, (int) x, 0);
                for (int a = 0; !flagged[cell] && a < grid.slots; a++) {
                    field.add(responsible, l, (int) y, (int) x, a);
                }
                flagged[cell] = true;
            }
        }
        responsible.end();
        for (int i = 0; i < responsible.columns(); i++) {
            flagged[responsible.unit(0, i)] = false;
        }
    }

    /** Gives the responsible anchors to their GTs and takes those out of the map of everything. */
    private void own(DuetTable out, int firstUnit) {
        OverlapMap map = owners.map;
        map.touchAll();
        if (mapped) {
            Arrays.fill(out.dense[0], firstUnit, firstUnit + grid.units, NOT_RESPONSIBLE);
        }
        for (int i = 0; i < responsible.columns(); i++) {
            int unit = responsible.unit(0, i);
            int gt = Math.max(map.claimed[i], owners.claimsAll);
            float overlap = map.best[i];
            if (mapped) {
                out.dense[0][firstUnit + unit] = overlap;
            }
            if (gt >= 0) {
                overlap = owners.highest[gt];
            } else if (overlap >= rule.positive()) {
                gt = map.gt[i];
            }
            if (gt >= 0) {
                duets.add(unit, gt, overlap, 0);
                field.leave(everywhere.map, unit);
            }
        }
    }

    /** Ignores what is neither background nor owned. */
    private void ignore(DuetTable out) {
        OverlapMap map = everywhere.map;
        if (rule.background() > 0 || rule.negative() <= 0) {
            map.touchAll();
        }
        for (int r = map.nextTouched(0); r >= 0; r = map.nextTouched(r + 1)) {
            AnchorBlock block = map.block(r);
            for (int column = map.from(r); column < map.to(r); column++) {
                float best = map.best[map.place(r) + column];
                if (best >= rule.negative() || best >= 0 && best < rule.background()) {
                    out.ignore(block.unit(map.rowOfBlock(r), column), 0);
                }
            }
        }
    }
}
