package dev.duet.assign.fcos;

import dev.duet.assign.Assigner;
import dev.duet.assign.DuetTable;
import dev.duet.assign.GtBatch;
import dev.duet.assign.PredictionBatch;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Channel;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.RecipeException;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Target;
import dev.duet.assign.workbench.ImageGts;
import java.util.Arrays;

/**
 * A location belongs to the smallest GT that may have it: FCOS, where a GT holds it at a fitting distance, and the "multi positives" of
 * the YOLOX paper (arXiv 2107.08430, section 2.1), where it lies near the GT's centre. GTs are painted into a map of owners from the
 * largest to the smallest, each as the row spans of its {@link RangeWindow}s; then each lists the locations it kept. The map is never
 * cleared: only painted places are read.
 *
 * <p>Duets come GT by GT, a GT's by rising unit. FCOS' target is the centerness; channel {@code reg_target} holds the distances to the
 * left, top, right and bottom side, in pixels or in strides. Reads no predictions. Source: tianzhi0549/FCOS
 * fcos_core/modeling/rpn/fcos/loss.py prepare_targets, compute_targets_for_locations, compute_centerness_targets.
 */
final class SmallestBox implements Assigner {
    private static final Channel[] CHANNELS = {new Channel("reg_target", 4)};
    /** Stands for "no GT" in the original's table of areas, so a GT of this area or more never gets a location. */
    private static final float NO_AREA = 1e8f;

    private final UnitGrid grid;
    private final ImageGts gts;
    private final Candidates rule;
    private final boolean plusOne;
    private final float radius;
    private final float[] ranges;
    /** Null where targets are 1. */
    private final DistanceTargets targets;

    private final AreaOrder order = new AreaOrder();
    private final int[] owner;
    /** Windows that are not empty, GT by GT; GT g has {@code firstWindow[g] .. firstWindow[g + 1]}. */
    private RangeWindow[] windows = {};

    private int[] firstWindow = new int[1];

    /**
     * Binds a recipe that {@link FcosStrategies} found to fit.
     *
     * @throws RecipeException if the pyramid has more levels than the recipe has ranges
     */
    SmallestBox(Recipe recipe, UnitGrid grid) {
        this.grid = grid;
        this.gts = new ImageGts(grid);
        this.rule = recipe.candidates();
        this.radius = switch (rule) {
            case Candidates.InsideBoxInRange inside -> inside.radius();
            case Candidates.CentreRadiusInRange centre -> centre.radius();
            default -> 0;
        };
        this.ranges = switch (rule) {
            case Candidates.InsideBoxInRange inside -> inside.ranges();
            case Candidates.CentreRadiusInRange centre -> centre.ranges();
            default -> ((Candidates.CentreCellInRange) rule).ranges();
        };
        boolean limitless = ranges.length == 0 && !(rule instanceof Candidates.InsideBoxInRange);
        if (!limitless && ranges.length < 2 * grid.levels()) {
            throw new RecipeException(
                    "ranges: " + ranges.length / 2 + " given, the pyramid has " + grid.levels() + " levels");
        }
        this.plusOne = ((Score.GtArea) recipe.score()).plusOne();
        this.targets =
                recipe.target() instanceof Target.Centerness c ? new DistanceTargets(grid, c.normalised()) : null;
        this.owner = new int[grid.units];
    }

    @Override
    public Channel[] duetChannels() {
        return targets == null ? Channel.NONE : CHANNELS;
    }

    @Override
    public void assign(GtBatch batch, PredictionBatch predictions, int image, DuetTable out) {
        gts.load(batch, image);
        measure();
        order.sort();
        for (int place = 0; place < order.size(); place++) {
            int g = order.gt(place);
            for (int w = firstWindow[g]; w < firstWindow[g + 1]; w++) {
                paint(windows[w], g);
            }
        }
        for (int g = 0; g < gts.size; g++) {
            list(g, out);
        }
        gts.report(out);
    }

    /** Finds the windows of every GT and its place in the order of areas. */
    private void measure() {
        int count = gts.size;
        order.start(count);
        grow(count);
        int n = 0;
        for (int g = 0; g < count; g++) {
            float x1 = gts.x1[g];
            float y1 = gts.y1[g];
            float x2 = gts.x2[g];
            float y2 = gts.y2[g];
            firstWindow[g] = n;
            float area = plusOne ? (x2 - x1 + 1) * (y2 - y1 + 1) : gts.area[g];
            for (int l = 0; (targets == null || area < NO_AREA) && l < grid.levels(); l++) {
                n += windows[n].set(l, x1, y1, x2, y2) ? 1 : 0;
            }
            if (n > firstWindow[g]) {
                order.add(g, area);
            }
        }
        firstWindow[count] = n;
    }

    private void paint(RangeWindow w, int g) {
        for (int y = w.firstRow; y <= w.lastRow; y++) {
            int row = grid.unit(w.level, y, 0, 0);
            if (w.isCut(y)) {
                fill(row, w.firstColumn, Math.min(w.lastColumn, w.firstCutColumn - 1), g);
                fill(row, Math.max(w.firstColumn, w.lastCutColumn + 1), w.lastColumn, g);
            } else {
                fill(row, w.firstColumn, w.lastColumn, g);
            }
        }
    }

    private void fill(int row, int first, int last, int g) {
        for (int i = row + first; i <= row + last; i++) {
            owner[i] = g;
        }
    }

    /** Adds the locations a GT kept. */
    private void list(int g, DuetTable out) {
        int start = out.size;
        int candidates = 0;
        for (int w = firstWindow[g]; w < firstWindow[g + 1]; w++) {
            if (targets == null) {
                add(windows[w], g, out);
            } else {
                targets.add(windows[w], owner, g, gts.x1[g], gts.y1[g], gts.x2[g], gts.y2[g], out);
            }
            candidates += windows[w].size();
        }
        if (targets == null) {
            Arrays.fill(out.target, start, out.size, 1);
        }
        Arrays.fill(out.gt, start, out.size, g);
        Arrays.fill(out.overlap, start, out.size, 0);
        Arrays.fill(out.group, start, out.size, 0);
        gts.took(g, candidates);
        gts.kept[g] = out.size - start;
        if (out.explain) {
            for (int w = firstWindow[g]; w < firstWindow[g + 1]; w++) {
                claim(windows[w], g, out);
            }
        }
    }

    private void add(RangeWindow w, int g, DuetTable out) {
        for (int y = w.firstRow; y <= w.lastRow; y++) {
            int row = grid.unit(w.level, y, 0, 0);
            // A location that is not kept is written all the same and overwritten by the next: no branch to mispredict.
            out.reserve(w.lastColumn - w.firstColumn + 2);
            int at = out.size;
            for (int x = w.firstColumn; x <= w.lastColumn; x++) {
                out.unit[at] = row + x;
                at += owner[row + x] == g && !w.isCut(y, x) ? 1 : 0;
            }
            out.size = at;
        }
    }

    private void claim(RangeWindow w, int g, DuetTable out) {
        for (int y = w.firstRow; y <= w.lastRow; y++) {
            for (int x = w.firstColumn; x <= w.lastColumn; x++) {
                if (!w.isCut(y, x)) {
                    out.claim(grid.unit(w.level, y, x, 0), g);
                }
            }
        }
    }

    private void grow(int count) {
        if (firstWindow.length < count + 1) {
            firstWindow = new int[count + (count >> 1) + 1];
        }
        // One more than can be filled: the window after the last is set and found empty.
        int most = count * grid.levels() + 1;
        if (windows.length < most) {
            int old = windows.length;
            windows = Arrays.copyOf(windows, most + (most >> 1));
            for (int w = old; w < windows.length; w++) {
                windows[w] = new RangeWindow(grid, rule, radius, ranges);
            }
        }
    }
}
