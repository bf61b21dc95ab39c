package dev.duet.report.audit;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.io.Progress;
import dev.duet.io.Remarks;
import dev.duet.report.EngineRuns;
import dev.duet.report.LabelFaults;
import dev.duet.report.LabelSet;
import dev.duet.report.SimulatedPredictions;
import dev.duet.report.SimulatedPredictions.Quality;
import dev.duet.report.compare.Comparison;
import java.util.ArrayList;
import java.util.List;

/**
 * A whole data set under some systems, without augmentation: what is odd about the labels, and which GTs get no unit. Images are taken
 * in chunks, so memory is that of the labels (about 100 bytes per box) and of one chunk.
 *
 * @param images in the data set
 * @param remarks what was left out while the labels were read
 * @param faults of the labels
 * @param columns one per system
 * @param nanos time of it all, reading excepted
 */
public record Audit(int images, Remarks remarks, LabelFaults faults, List<AuditColumn> columns, long nanos) {
    private static final int CHUNK = 512;
    private static final long CHUNK_FLOATS = 16L << 20;

    /**
     * Runs an audit.
     *
     * @param progress told in images, all systems together
     */
    public static Audit run(
            LabelSet set, List<DetectionSystem> systems, int threads, Quality quality, Progress progress) {
        long start = System.nanoTime();
        List<Duet> engines = new ArrayList<>();
        List<AuditColumn> columns = new ArrayList<>();
        LabelFaults faults = new LabelFaults();
        try {
            int chunk = CHUNK;
            for (DetectionSystem system : systems) {
                Duet engine = EngineRuns.engine(
                                system.classes(set.classes()),
                                set.letterbox().height(),
                                set.letterbox().width(),
                                threads)
                        .explain(false);
                engines.add(engine);
                columns.add(new AuditColumn(engine, set.labels().classNames()));
                if (SimulatedPredictions.needed(engine)) {
                    chunk = Math.min(chunk, SimulatedPredictions.chunk(engine, CHUNK_FLOATS));
                }
            }
            for (int from = 0; from < set.images(); from += chunk) {
                int to = Math.min(set.images(), from + chunk);
                LabelSet.Batch batch = set.batch(from, to);
                for (int i = 0; i < engines.size(); i++) {
                    Comparison.Run run = EngineRuns.simulated(engines.get(i), batch.gts(engines.get(i)), quality, from);
                    columns.get(i).add(set, batch, run);
                }
                for (int image = from; image < to; image++) {
                    faults.add(set, image);
                }
                progress.at(to, set.images());
            }
        } finally {
            engines.forEach(Duet::close);
        }
        return new Audit(set.images(), set.labels().remarks(), faults, columns, System.nanoTime() - start);
    }
}
