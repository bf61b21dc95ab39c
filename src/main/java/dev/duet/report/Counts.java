package dev.duet.report;

import dev.duet.api.Assignment;
import dev.duet.api.Funnel;
import dev.duet.assign.GtBatch;
import dev.duet.assign.GtOutcome;
import dev.duet.assign.UnitGrid;
import dev.duet.report.audit.SizeClass;
import dev.duet.report.picture.GtShapes;
import java.util.BitSet;
import java.util.stream.IntStream;

/** Counts of one head of one system, added up batch by batch. */
public final class Counts {
    private final UnitGrid grid;
    private final boolean conflicts;
    private final long[] byOutcome = new long[GtOutcome.values().length];
    private final long[] gtsBySize = new long[SizeClass.values().length];
    private final long[] withoutBySize = new long[SizeClass.values().length];
    private final long[] duetsByLevel;
    private final BitSet seen = new BitSet();
    private long images;
    private long gts;
    private long duets;
    private long units;
    private long ignored;
    private long contested;
    private double overlaps;
    private double targets;

    /**
     * Nothing counted yet.
     *
     * @param conflicts also count contested units; the assignments must then hold claims
     */
    public Counts(UnitGrid grid, boolean conflicts) {
        this.grid = grid;
        this.conflicts = conflicts;
        duetsByLevel = new long[Math.max(1, grid.levels())];
    }

    /** Adds a batch. */
    public void add(Assignment head, GtBatch batch) {
        images += head.images();
        gts += head.gts();
        duets += head.duets();
        ignored += head.ignored();
        for (int row = 0; row < head.gts(); row++) {
            GtOutcome outcome = head.outcome(row);
            int size = SizeClass.of(GtShapes.area(batch, row)).ordinal();
            byOutcome[outcome.ordinal()]++;
            gtsBySize[size]++;
            if (outcome != GtOutcome.ASSIGNED) {
                withoutBySize[size]++;
            }
        }
        for (int b = 0; b < head.images(); b++) {
            seen.clear();
            for (int d = head.offset(b); d < head.offset(b + 1); d++) {
                duetsByLevel[Math.max(0, grid.level(head.unit(d)))]++;
                overlaps += head.overlap(d);
                targets += head.target(d);
                seen.set(head.unit(d));
            }
            units += seen.cardinality();
        }
        if (conflicts) {
            contested += IntStream.range(0, head.images())
                    .parallel()
                    .mapToLong(b -> Funnel.of(head, b).contested())
                    .sum();
        }
    }

    public long images() {
        return images;
    }

    public long gts() {
        return gts;
    }

    /** Assigned (unit, GT) pairs. */
    public long duets() {
        return duets;
    }

    /** Units with at least one duet. */
    public long units() {
        return units;
    }

    /** Units that are neither positive nor background. */
    public long ignored() {
        return ignored;
    }

    /** Units that several GTs selected; 0 where conflicts are not counted. */
    public long contested() {
        return contested;
    }

    public long count(GtOutcome outcome) {
        return byOutcome[outcome.ordinal()];
    }

    /** GTs without a unit. */
    public long without() {
        return gts - count(GtOutcome.ASSIGNED);
    }

    public long gts(SizeClass size) {
        return gtsBySize[size.ordinal()];
    }

    /** GTs of a size without a unit. */
    public long without(SizeClass size) {
        return withoutBySize[size.ordinal()];
    }

    /** Levels of the grid; 1 for a query set. */
    public int levels() {
        return duetsByLevel.length;
    }

    /** Pixels per cell of a level; 0 for a query set. */
    public int stride(int level) {
        return grid.levels() == 0 ? 0 : grid.stride[level];
    }

    public long duetsOfLevel(int level) {
        return duetsByLevel[level];
    }

    /** Duets per GT, 0 without GTs. */
    public double duetsPerGt() {
        return gts == 0 ? 0 : (double) duets / gts;
    }

    /** Mean of the overlaps the system used; 0 for systems that use none. */
    public double meanOverlap() {
        return duets == 0 ? 0 : overlaps / duets;
    }

    public double meanTarget() {
        return duets == 0 ? 0 : targets / duets;
    }
}
