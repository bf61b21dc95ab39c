package dev.duet.assign.darknet;

import dev.duet.assign.Assigner;
import dev.duet.assign.DuetTable;
import dev.duet.assign.GtBatch;
import dev.duet.assign.GtOutcome;
import dev.duet.assign.PredictionBatch;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.UnitRows;
import dev.duet.assign.workbench.Claims;
import dev.duet.assign.workbench.ImageGts;

/**
 * What YOLOv2 to YOLOv4 and PPYOLO have in common: GTs write slots of the cell of their centre; the last one that writes a slot has it,
 * the others may add the bits of their classes; units that nobody wrote and whose box overlaps a GT by more than a limit are ignored.
 */
abstract class SlotLayers implements Assigner {
    final UnitGrid grid;
    final ImageGts gts;
    /** Who wrote which slot, with the overlap by which it came to write and, as metric, what made it. */
    final Claims writes = new Claims();

    final IgnoreScan scan;
    private final CentredGts preparation;

    /** The image in hand. */
    PredictionBatch predictions;

    int image;
    DuetTable out;

    SlotLayers(UnitGrid grid, CentredGts preparation, IgnoreScan scan) {
        this.grid = grid;
        this.gts = new ImageGts(grid);
        this.preparation = preparation;
        this.scan = scan;
    }

    /** Lets all GTs write, by {@link #write(int, int, float, int)}; the scan has been made. */
    abstract void write();

    /** Writes the duet of a write that has its slot. */
    abstract void duet(int unit, int g, int write);

    /** True if matches are kept side by side, not overwritten. */
    boolean keepsAll() {
        return false;
    }

    /** True if a slot has the classes of all GTs that wrote it. */
    boolean unitesClasses() {
        return true;
    }

    /** True if unit {@code i} of the scan is to be ignored where nobody wrote it. */
    boolean ignores(int i) {
        return true;
    }

    @Override
    public void assign(GtBatch batch, PredictionBatch given, int imageOfBatch, DuetTable table) {
        predictions = given;
        image = imageOfBatch;
        out = table;
        preparation.prepare(batch, image, gts, out);
        writes.start(grid.units);
        scan.scan(predictions.boxes, image, gts);
        write();
        for (int i = 0; i < writes.size; i++) {
            int written = writes.unit[i];
            int g = writes.gt[i];
            if (keepsAll() || writes.holder(written) == i) {
                gts.kept[g]++;
                duet(written, g, i);
            } else if (unitesClasses() && writes.isLastOfClass(i, gts.label)) {
                out.label(written, gts.label[g]);
            }
        }
        ignoreRest();
        report();
    }

    /** What the scan found and nobody wrote is ignored. Rows are written whether they stay or not: there is no branch to mispredict. */
    private void ignoreRest() {
        UnitRows ignored = out.ignored;
        ignored.reserve(scan.size);
        int rows = ignored.size;
        for (int i = 0; i < scan.size; i++) {
            ignored.unit[rows] = scan.unit[i];
            ignored.overlap[rows] = scan.overlap[i];
            rows += writes.holder(scan.unit[i]) == Claims.NONE && ignores(i) ? 1 : 0;
        }
        ignored.size = rows;
    }

    private void report() {
        for (int g = 0; g < gts.size; g++) {
            if (gts.weight(g) > 0) {
                gts.candidates[g] = grid.levels() * grid.slots;
                gts.wanted[g] = Math.max(1, gts.selected[g]);
                gts.report(g, out);
            } else {
                gts.report(g, GtOutcome.DROPPED, out);
            }
        }
    }

    /** GT {@code g} writes a unit. */
    final void write(int unit, int g, float overlap, int kind) {
        writes.claim(unit, g, overlap, kind);
        gts.selected[g]++;
        out.claim(unit, gts.index[g]);
    }
}
