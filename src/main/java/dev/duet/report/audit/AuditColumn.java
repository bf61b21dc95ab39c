package dev.duet.report.audit;

import dev.duet.api.Assignment;
import dev.duet.api.Duet;
import dev.duet.assign.GtBatch;
import dev.duet.assign.GtOutcome;
import dev.duet.assign.UnitGrid;
import dev.duet.io.labels.Labels;
import dev.duet.report.Counts;
import dev.duet.report.LabelSet;
import dev.duet.report.SimulatedPredictions;
import dev.duet.report.compare.Comparison;
import dev.duet.report.picture.GtShapes;
import dev.duet.report.picture.SvgSurface;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** A whole data set under the main head of one system: which GTs never get a unit. */
public final class AuditColumn {
    private static final int WORST = 20;
    private static final double[] SIDES = {4, 8, 16, 32, 64, 96, 192, 384};
    private static final double[] ASPECTS = {1.5, 2, 3, 5, 10};
    /** A GT belongs to the level whose stride is nearest to this share of its side. */
    private static final double SIDE_PER_STRIDE = 8;

    private static final double EDGE = 1;

    /**
     * An image with GTs that get nothing.
     *
     * @param image number in the data set
     */
    public record Worst(int image, String name, int gts, int without) {}

    private final String name;
    private final boolean simulated;
    private final Counts counts;
    private final UnitGrid grid;
    private final Breakdown byClass;
    private final Breakdown bySide;
    private final Breakdown byAspect;
    private final Breakdown byLevel;
    private final Breakdown byBorder;
    private final PriorityQueue<Worst> worst = new PriorityQueue<>(
            Comparator.comparingInt(Worst::without).thenComparing(Worst::image, Comparator.reverseOrder()));
    private long nanos;

    AuditColumn(Duet engine, List<String> classNames) {
        name = engine.system().name();
        simulated = SimulatedPredictions.needed(engine);
        grid = engine.grid();
        counts = new Counts(grid, false);
        byClass = new Breakdown("class", classNames.isEmpty() ? List.of("class 0") : classNames);
        bySide = new Breakdown("side (square root of the area, canvas pixels)", ranges(SIDES));
        byAspect = new Breakdown("aspect (longer side / shorter side)", ranges(ASPECTS));
        List<String> levels = new ArrayList<>();
        for (int stride : grid.stride) {
            levels.add("stride " + stride);
        }
        byLevel = new Breakdown(
                "level by size (stride nearest to an eighth of the side)",
                levels.isEmpty() ? List.of("queries") : levels);
        byBorder = new Breakdown("place", List.of("inside the photo", "touches its border"));
    }

    private static List<String> ranges(double[] ends) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i <= ends.length; i++) {
            String low = i == 0 ? "" : SvgSurface.number(ends[i - 1]);
            names.add(
                    i == 0
                            ? "under " + SvgSurface.number(ends[0])
                            : i == ends.length ? low + " and more" : low + " to " + SvgSurface.number(ends[i]));
        }
        return names;
    }

    void add(LabelSet set, LabelSet.Batch batch, Comparison.Run run) {
        Assignment head = run.result();
        GtBatch gts = run.gts().batch();
        nanos += run.nanos();
        counts.add(head, gts);
        Labels labels = set.labels();
        for (int b = 0; b < head.images(); b++) {
            int image = batch.firstImage() + b;
            int without = 0;
            for (int row = head.gtOffset(b); row < head.gtOffset(b + 1); row++) {
                boolean starved = head.outcome(row) != GtOutcome.ASSIGNED;
                without += starved ? 1 : 0;
                gt(gts, row, starved, border(labels, image, batch.boxes()[row]));
            }
            if (without > 0) {
                int n = head.gtOffset(b + 1) - head.gtOffset(b);
                worst.add(new Worst(image, labels.name(image), n, without));
                if (worst.size() > WORST) {
                    worst.poll();
                }
            }
        }
    }

    private void gt(GtBatch gts, int row, boolean starved, boolean border) {
        double w = GtShapes.width(gts, row);
        double h = GtShapes.height(gts, row);
        double side = Math.sqrt(w * h);
        byClass.add(gts.label[row], starved);
        bySide.add(bucket(SIDES, side), starved);
        byAspect.add(bucket(ASPECTS, Math.max(w, h) / Math.max(1e-9, Math.min(w, h))), starved);
        byLevel.add(home(side), starved);
        byBorder.add(border ? 1 : 0, starved);
    }

    private static int bucket(double[] ends, double value) {
        int i = 0;
        while (i < ends.length && value >= ends[i]) {
            i++;
        }
        return i;
    }

    private int home(double side) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int l = 0; l < grid.levels(); l++) {
            double off = Math.abs(Math.log(Math.max(1e-3, side) / (SIDE_PER_STRIDE * grid.stride[l])));
            if (off < least) {
                least = off;
                best = l;
            }
        }
        return best;
    }

    private static boolean border(Labels labels, int image, int box) {
        return labels.sizeKnown(image)
                && (labels.x1()[box] < EDGE
                        || labels.y1()[box] < EDGE
                        || labels.x2()[box] > labels.width(image) - EDGE
                        || labels.y2()[box] > labels.height(image) - EDGE);
    }

    public String name() {
        return name;
    }

    /** Whether the system looked at simulated predictions. */
    public boolean isSimulated() {
        return simulated;
    }

    public Counts counts() {
        return counts;
    }

    /** Time of the assignments alone. */
    public long nanos() {
        return nanos;
    }

    /** The properties, the most telling first. */
    public List<Breakdown> breakdowns() {
        return List.of(bySide, byAspect, byLevel, byBorder, byClass);
    }

    /** The images with most GTs without a unit, worst first, at most 20. */
    public List<Worst> worst() {
        List<Worst> list = new ArrayList<>(worst);
        list.sort(worst.comparator().reversed());
        return list;
    }
}
