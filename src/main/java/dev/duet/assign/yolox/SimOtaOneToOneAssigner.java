package dev.duet.assign.yolox;

import dev.duet.assign.Assigner;
import dev.duet.assign.DuetTable;
import dev.duet.assign.GtBatch;
import dev.duet.assign.GtOutcome;
import dev.duet.assign.PredictionBatch;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.workbench.Boxes;
import dev.duet.assign.workbench.CellRects;
import dev.duet.assign.workbench.ClassColumns;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.assign.workbench.OneToOneSolver;
import dev.duet.assign.workbench.UnitSet;
import java.util.Arrays;

/**
 * The best one-to-one assignment under YOLOX's cost: every GT gets one unit of the grid, so that the total cost is least. Pairs outside
 * the GT's centre region cost a million more. No published system does this; it is what simOTA's greedy choice is measured by.
 *
 * <p>Not all units are columns of the matching. In an image of G GTs only the G cheapest units of a GT can matter, because the others
 * take at most G - 1 of them. GTs have up to 9 free units per level, all cheaper than any penalised one; a GT with fewer than G of
 * them first gets a substitute of its own at the bare penalty, which is less than any penalised unit costs. If the best matching does
 * without substitutes it is the answer. If not, which takes more GTs than free units around one place, the cheapest penalised units
 * of all the grid come in.
 */
final class SimOtaOneToOneAssigner implements Assigner {
    private static final double PENALTY = 1e6;

    private final UnitGrid grid;
    private final SpatialPrior prior;
    private final ClassColumns classes;
    private final PairCosts costs;
    private final PenalisedColumns penalised;
    private final OneToOneSolver solver = new OneToOneSolver();
    private final LowestCosts lowest = new LowestCosts();
    private final UnitSet freeUnits;
    private final UnitSet allUnits;
    private final ImageGts gts;
    private final Boxes boxes = new Boxes();
    /** Column each GT got; -1 for none. */
    private int[] columnOf = new int[64];

    SimOtaOneToOneAssigner(UnitGrid grid, SpatialPrior prior, ClassColumns classes, PairCosts costs) {
        this.grid = grid;
        this.gts = new ImageGts(grid);
        this.prior = prior;
        this.classes = classes;
        this.costs = costs;
        this.freeUnits = new UnitSet(grid.units);
        this.allUnits = new UnitSet(grid.units);
        allUnits.markAll();
        allUnits.addMarked();
        allUnits.index();
        this.penalised = new PenalisedColumns(prior, allUnits, costs);
    }

    @Override
    public void assign(GtBatch batch, PredictionBatch predictions, int image, DuetTable out) {
        gts.load(batch, image);
        if (gts.size == 0) {
            return;
        }
        gts.throughCentre();
        if (columnOf.length < gts.size) {
            columnOf = new int[gts.size + (gts.size >> 1)];
        }
        prior.load(gts);
        UnitSet columns;
        if (gts.size > grid.units) {
            columns = load(allUnits, predictions, image);
            out.totalCost[image] = matchUnits();
        } else {
            prior.collect(freeUnits, gts.size);
            columns = load(freeUnits, predictions, image);
            classes.sumFirst(freeUnits.size);
            double total = matchFree();
            if (Double.isNaN(total)) {
                columns = load(allUnits, predictions, image);
                total = matchAll();
            }
            out.totalCost[image] = total;
        }
        report(columns, out);
    }

    private UnitSet load(UnitSet columns, PredictionBatch predictions, int image) {
        boxes.load(columns.runs, predictions.boxes, image);
        boxes.throughCentre();
        classes.load(columns.unit, columns.size, predictions, image);
        costs.load(gts, boxes, classes);
        return columns;
    }

    /** Matches GTs with free units; NaN if some GT would rather pay the penalty. */
    private double matchFree() {
        int columns = freeUnits.size;
        solver.start(columns + gts.size);
        for (int g = 0; g < gts.size; g++) {
            solver.row();
            if (addFree(g, freeUnits) < gts.size) {
                solver.entry(columns + g, PENALTY);
            }
        }
        double total = solver.solve();
        for (int g = 0; g < gts.size; g++) {
            columnOf[g] = solver.columnOf(g);
            if (columnOf[g] >= columns) {
                return Double.NaN;
            }
        }
        return total;
    }

    /** Lists the cheapest free columns of a GT; returns how many, at most one per GT. */
    private int addFree(int g, UnitSet columns) {
        CellRects rects = prior.free();
        lowest.start(gts.size);
        for (int l = 0; l < grid.levels(); l++) {
            for (int y = rects.y0[l][g]; y <= rects.y1[l][g]; y++) {
                for (int x = rects.x0[l][g]; x <= rects.x1[l][g]; x++) {
                    int column = columns.column(grid.unit(l, y, x, 0));
                    lowest.offer(costs.pair(g, column), column);
                }
            }
        }
        addLowest(lowest, 0);
        return lowest.size();
    }

    private void addLowest(LowestCosts some, double penalty) {
        for (int i = 0; i < some.size(); i++) {
            solver.entry(some.column(i), penalty + some.cost(i));
        }
    }

    /** Matches GTs with all units, free or not. */
    private double matchAll() {
        solver.start(grid.units);
        for (int g = 0; g < gts.size; g++) {
            solver.row();
            int own = addFree(g, allUnits);
            if (own < gts.size) {
                addLowest(penalised.select(g, gts.size - own), PENALTY);
            }
        }
        double total = solver.solve();
        for (int g = 0; g < gts.size; g++) {
            columnOf[g] = solver.columnOf(g);
        }
        return total;
    }

    /** Matches units with GTs, of which there are more. */
    private double matchUnits() {
        Arrays.fill(columnOf, 0, gts.size, -1);
        solver.start(gts.size);
        for (int unit = 0; unit < grid.units; unit++) {
            solver.row();
            for (int g = 0; g < gts.size; g++) {
                double penalty = prior.isFree(g, unit) ? 0 : PENALTY;
                solver.entry(g, penalty + costs.pair(g, unit));
            }
        }
        double total = solver.solve();
        for (int unit = 0; unit < grid.units; unit++) {
            columnOf[solver.columnOf(unit)] = unit;
        }
        return total;
    }

    private void report(UnitSet columns, DuetTable out) {
        for (int g = 0; g < gts.size; g++) {
            gts.candidates[g] = prior.candidates(g);
            gts.wanted[g] = 1;
            if (columnOf[g] < 0) {
                gts.report(g, GtOutcome.LOST, out);
                continue;
            }
            int unit = columns.unit[columnOf[g]];
            float overlap = costs.overlap(g, columnOf[g]);
            out.claim(unit, g);
            out.duet(unit, g, overlap, overlap);
            gts.selected[g] = 1;
            gts.report(g, GtOutcome.ASSIGNED, out);
        }
    }
}
