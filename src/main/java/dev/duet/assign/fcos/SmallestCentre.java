package dev.duet.assign.fcos;

import dev.duet.assign.Assigner;
import dev.duet.assign.DuetTable;
import dev.duet.assign.GtBatch;
import dev.duet.assign.PredictionBatch;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.RecipeException;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.assign.workbench.Spans;
import dev.duet.lanes.memory.Lanes;

/**
 * The "multi positives" of the YOLOX paper (arXiv 2107.08430, section 2.1): the centre 3x3 cells of a GT, or its centre cell alone, on
 * every level or on those whose range of pixels fits; a cell of several GTs goes to the smallest. Reads no predictions. Duets come GT by
 * GT, a GT's by rising unit.
 */
public final class SmallestCentre implements Assigner {
    private final UnitGrid grid;
    private final ImageGts gts;
    /** Half side of the centre region in strides; 0 for the centre cell. */
    private final float radius;

    private final float[] ranges;
    private final AreaOrder order = new AreaOrder();
    private final int[] owner;
    /** Units that may answer, GT by GT; GT g has {@code first[g] .. first[g + 1]}. */
    private int[] unit = new int[Lanes.padded(256)];

    private int[] first = new int[Lanes.padded(64)];
    private int units;

    /** @throws RecipeException if the pyramid has more levels than the recipe has ranges */
    public SmallestCentre(Recipe recipe, UnitGrid grid) {
        if (recipe.candidates() instanceof Candidates.CentreRadiusInRange region) {
            radius = region.radius();
            ranges = region.ranges();
        } else {
            radius = 0;
            ranges = ((Candidates.CentreCellInRange) recipe.candidates()).ranges();
        }
        if (ranges.length > 0 && ranges.length < 2 * grid.levels()) {
            throw new RecipeException(
                    "ranges: " + ranges.length / 2 + " given, the pyramid has " + grid.levels() + " levels");
        }
        this.grid = grid;
        this.gts = new ImageGts(grid);
        this.owner = new int[grid.units];
    }

    @Override
    public void assign(GtBatch batch, PredictionBatch predictions, int image, DuetTable out) {
        gts.load(batch, image);
        int count = gts.size;
        first = Lanes.grow(first, count + 1);
        order.start(count);
        units = 0;
        for (int g = 0; g < count; g++) {
            first[g] = units;
            for (int l = 0; l < grid.levels(); l++) {
                collect(l, gts.x1[g], gts.y1[g], gts.x2[g], gts.y2[g]);
            }
            order.add(g, gts.area[g]);
        }
        first[count] = units;
        order.sort();
        for (int place = 0; place < order.size(); place++) {
            int g = order.gt(place);
            for (int i = first[g]; i < first[g + 1]; i++) {
                owner[unit[i]] = g;
            }
        }
        for (int g = 0; g < count; g++) {
            int before = out.size;
            for (int i = first[g]; i < first[g + 1]; i++) {
                out.claim(unit[i], g);
                if (owner[unit[i]] == g) {
                    out.duet(unit[i], g, 0, 1);
                }
            }
            gts.took(g, first[g + 1] - first[g]);
            gts.kept[g] = out.size - before;
        }
        gts.report(out);
    }

    private void collect(int level, float x1, float y1, float x2, float y2) {
        float cx = (x1 + x2) / 2;
        float cy = (y1 + y2) / 2;
        int x0;
        int xn;
        int y0;
        int yn;
        if (radius > 0) {
            float reach = radius * grid.stride[level];
            x0 = Spans.first(grid, level, grid.width[level], cx - reach, 0);
            xn = Spans.last(grid, level, grid.width[level], cx + reach, 0);
            y0 = Spans.first(grid, level, grid.height[level], cy - reach, 0);
            yn = Spans.last(grid, level, grid.height[level], cy + reach, 0);
        } else {
            x0 = (int) Math.floor(cx / grid.stride[level]);
            y0 = (int) Math.floor(cy / grid.stride[level]);
            xn = x0;
            yn = y0;
            if (x0 < 0 || y0 < 0 || x0 >= grid.width[level] || y0 >= grid.height[level]) {
                return;
            }
        }
        for (int y = y0; y <= yn; y++) {
            float py = grid.point(level, y);
            for (int x = x0; x <= xn; x++) {
                float px = grid.point(level, x);
                float farthest = Math.max(Math.max(px - x1, py - y1), Math.max(x2 - px, y2 - py));
                if (ranges.length == 0 || farthest >= ranges[2 * level] && farthest <= ranges[2 * level + 1]) {
                    unit = Lanes.grow(unit, units + 1);
                    unit[units++] = grid.unit(level, y, x, 0);
                }
            }
        }
    }
}
