package dev.duet.report.compare;

import dev.duet.api.Assignment;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.assign.UnitGrid;
import dev.duet.report.CellPairs;
import dev.duet.report.Counts;
import dev.duet.report.SimulatedPredictions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Several systems on the same images: counts of each, and how far each two agree. Agreement of two heads is the share of (cell, GT)
 * pairs, a cell being told by stride, row and column, that both have among those that either has.
 */
public final class Comparison {
    /** One column: a head of a system. */
    public static final class Column {
        private final String name;
        private final String system;
        private final String head;
        private final Counts counts;
        private final String predictions;
        private long nanos;

        private Column(Run run, String head) {
            Duet engine = run.engine();
            Assignment main = run.result();
            String system = engine.system().name();
            this.name = main.headNames().size() == 1 ? system : system + " " + head;
            this.system = system;
            this.head = head;
            this.counts = new Counts(engine.grid(), true);
            this.predictions = run.simulated() ? "simulated" : SimulatedPredictions.needed(engine) ? "given" : "none";
        }

        /** System, and head where there are several. */
        public String name() {
            return name;
        }

        public String system() {
            return system;
        }

        public String head() {
            return head;
        }

        public Counts counts() {
            return counts;
        }

        /** Where the predictions came from: given, simulated, or none, as the system reads none. */
        public String predictions() {
            return predictions;
        }

        /** Time of the engine for the whole system, all heads. */
        public long nanos() {
            return nanos;
        }
    }

    private final List<Column> columns = new ArrayList<>();
    private final List<long[]> shared = new ArrayList<>();
    private final List<long[]> either = new ArrayList<>();

    /**
     * One system's result on one batch.
     *
     * @param simulated whether the predictions were made up
     * @param nanos time of the call
     */
    public record Run(Duet engine, GroundTruths gts, Assignment result, boolean simulated, long nanos) {}

    /** Adds a batch: the same images under every system, in the same order as in the batches before. */
    public void add(List<Run> runs) {
        if (columns.isEmpty()) {
            start(runs);
        }
        int images = runs.get(0).gts().images();
        long[][][] pairs = new long[columns.size()][images][];
        int at = 0;
        for (Run run : runs) {
            for (String name : run.result().headNames()) {
                Assignment head = run.result().head(name);
                Column column = columns.get(at);
                column.counts.add(head, run.gts().batch());
                column.nanos += run.nanos();
                long[][] ofColumn = pairs[at];
                UnitGrid grid = run.engine().grid();
                IntStream.range(0, images).parallel().forEach(b -> ofColumn[b] = CellPairs.of(head, b, grid));
                at++;
            }
        }
        for (int i = 0; i < at; i++) {
            for (int j = 0; j <= i; j++) {
                long both = 0;
                long all = 0;
                for (int b = 0; b < images; b++) {
                    both += CellPairs.shared(pairs[i][b], pairs[j][b]);
                    all += pairs[i][b].length + pairs[j][b].length;
                }
                agree(i, j, both, all - both);
                if (i != j) {
                    agree(j, i, both, all - both);
                }
            }
        }
    }

    private void agree(int i, int j, long both, long any) {
        shared.get(i)[j] += both;
        either.get(i)[j] += any;
    }

    private void start(List<Run> runs) {
        for (Run run : runs) {
            for (String head : run.result().headNames()) {
                columns.add(new Column(run, head));
            }
        }
        for (int i = 0; i < columns.size(); i++) {
            shared.add(new long[columns.size()]);
            either.add(new long[columns.size()]);
        }
    }

    /** A column per head of each system. */
    public List<Column> columns() {
        return columns;
    }

    /** Agreement of two columns, 0 to 1; NaN where neither has a pair. */
    public double agreement(int a, int b) {
        return either.get(a)[b] == 0 ? Double.NaN : (double) shared.get(a)[b] / either.get(a)[b];
    }
}
