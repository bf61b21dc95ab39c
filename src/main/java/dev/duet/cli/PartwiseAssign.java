package dev.duet.cli;

import dev.duet.api.Assignment;
import dev.duet.api.Duet;
import dev.duet.api.FaultyGtException;
import dev.duet.cli.text.FunnelTable;
import dev.duet.cli.text.Totals;
import dev.duet.io.Progress;
import dev.duet.io.cases.InputBatch;
import dev.duet.io.result.AssignmentFile;
import dev.duet.io.result.AssignmentWriter;
import java.nio.file.Path;

/**
 * Assigns a batch a number of images at a time and writes every part before the next, so that memory is that of the labels and of one
 * part. The file, the sums and the table do not depend on the size of the parts.
 */
final class PartwiseAssign {
    private final Duet engine;
    private final InputBatch batch;
    private final Totals totals = new Totals();
    private final FunnelTable funnels = new FunnelTable();

    PartwiseAssign(Duet engine, InputBatch batch) {
        this.engine = engine;
        this.batch = batch;
    }

    /**
     * Does it; the file is there at the end, or none.
     *
     * @param images at a time; all at once where the batch or the file's form cannot be taken apart
     * @param explain whether the funnels are wanted
     * @param progress told in images
     * @throws IllegalArgumentException if a GT or a prediction breaks the engine's contract; in a batch of several parts the message
     *     names the image, and counts from its first GT
     */
    void write(Path output, int images, boolean explain, Progress progress) {
        int all = batch.gts().images();
        int step = batch.hasParts() && AssignmentFile.takesParts(output) ? images : Math.max(1, all);
        try (AssignmentWriter writer = AssignmentFile.open(output, engine, all)) {
            int from = 0;
            do {
                int to = Math.min(all, from + step);
                InputBatch part = to - from == all ? batch : batch.part(from, to);
                long start = System.nanoTime();
                Assignment result = assign(part, from);
                totals.add(result, System.nanoTime() - start);
                writer.add(part, result);
                if (explain) {
                    funnels.add(part, result);
                }
                progress.at(to, all);
                from = to;
            } while (from < all);
            writer.commit();
        }
    }

    private Assignment assign(InputBatch part, int first) {
        try {
            return engine.assign(part.gts(), part.predictions());
        } catch (FaultyGtException e) {
            if (part == batch) {
                throw e;
            }
            String name = part.imageNames().isEmpty()
                    ? String.valueOf(first + e.image())
                    : "'" + part.imageNames().get(e.image()) + "'";
            throw new IllegalArgumentException("image " + name + ": " + e.messageInImage(), e);
        }
    }

    Totals totals() {
        return totals;
    }

    FunnelTable funnels() {
        return funnels;
    }
}
