package dev.duet.io.result;

import dev.duet.api.Assignment;
import dev.duet.api.Duet;
import dev.duet.api.FloatColumn;
import dev.duet.api.IntColumn;
import dev.duet.api.Pyramid;
import dev.duet.assign.GtOutcome;
import dev.duet.assign.stage.Channel;
import dev.duet.assign.stage.Head;
import dev.duet.assign.stage.Resolve;
import dev.duet.io.DataException;
import dev.duet.io.cases.InputBatch;
import dev.duet.io.npz.NpzWriter;
import java.nio.file.Path;
import java.util.Arrays;

/** An assignment as arrays; docs/formats.md lists them. Arrays of a head beside the first carry its suffix. */
final class AssignmentNpz {
    /** Entries a dense array may have. */
    private static final int MOST_UNITS = Integer.MAX_VALUE - 8;

    private final NpzWriter npz;
    private final Duet engine;
    private final Assignment main;

    private AssignmentNpz(NpzWriter npz, Duet engine, Assignment main) {
        this.npz = npz;
        this.engine = engine;
        this.main = main;
    }

    /** A writer that takes the whole batch as its one part. */
    static AssignmentWriter open(Path file, Duet engine) {
        NpzWriter npz = NpzWriter.create(file, true);
        return new AssignmentWriter() {
            private boolean full;

            @Override
            public void add(InputBatch batch, Assignment assignment) {
                if (full) {
                    throw new IllegalStateException(file + ": an .npz takes one part");
                }
                full = true;
                AssignmentNpz writer = new AssignmentNpz(npz, engine, assignment);
                writer.batch(batch);
                for (Head head : engine.heads()) {
                    writer.head(head, assignment.head(head.name()));
                }
            }

            @Override
            public void commit() {
                npz.commit();
            }

            @Override
            public void close() {
                npz.close();
            }
        };
    }

    /**
     * Refuses a batch whose dense arrays (assigned_gt and target_score lie in memory at the same time) have no room.
     *
     * @param memory bytes there are
     */
    static void requireRoom(Path file, long images, long units, long memory) {
        long entries = images * units;
        if (entries > MOST_UNITS) {
            throw DataException.in(
                    file,
                    images + " images of " + units
                            + " units are too many for the dense arrays of one .npz file; write .json, or assign in"
                            + " parts");
        }
        if (2 * Integer.BYTES * entries > memory / 4 * 3) {
            throw DataException.in(
                    file,
                    "the dense arrays of one .npz file take " + megabytes(2 * Integer.BYTES * entries) + " MB for "
                            + images
                            + " images of " + units + " units, the heap has " + megabytes(memory)
                            + " MB; write .json, which needs little memory, or give DUET_JAVA_OPTS=-Xmx"
                            + ((8 * Integer.BYTES * entries >> 30) + 1) + "g");
        }
    }

    private static long megabytes(long bytes) {
        return bytes >> 20;
    }

    private void batch(InputBatch batch) {
        Pyramid pyramid = batch.pyramid();
        npz.put("system", new String[] {engine.system().name()});
        npz.put("image_size", new int[] {pyramid.imageHeight(), pyramid.imageWidth()});
        npz.put("strides", pyramid.strides());
        int[] grid = new int[2 * pyramid.levels()];
        for (int l = 0; l < pyramid.levels(); l++) {
            grid[2 * l] = pyramid.height(l);
            grid[2 * l + 1] = pyramid.width(l);
        }
        npz.put("grid", grid, pyramid.levels(), 2);
        if (!batch.imageNames().isEmpty()) {
            npz.putNames("image_names", batch.imageNames());
        }
        npz.put("gt_offsets", Arrays.copyOf(batch.gts().batch().offset, main.images() + 1));
        npz.put("gt_labels", Arrays.copyOf(batch.gts().batch().label, main.gts()));
        npz.put(
                "gt_outcome_names",
                Arrays.stream(GtOutcome.values()).map(GtOutcome::text).toArray(String[]::new));
    }

    private void head(Head recipe, Assignment head) {
        String suffix = AssignmentFile.suffix(main, head.headName());
        sparse(head, suffix);
        dense(head, suffix);
        gts(head, suffix);
        if (recipe.recipe().resolve() instanceof Resolve.KeepAll) {
            matches(head, suffix);
        }
        if (head.labels() > 0) {
            labels(head, suffix);
        }
        if (head.explained()) {
            claims(head, suffix);
        }
    }

    private void sparse(Assignment head, String suffix) {
        int n = head.duets();
        npz.put("offsets" + suffix, head.column(IntColumn.OFFSETS)).put("unit" + suffix, head.column(IntColumn.UNIT));
        npz.put("gt" + suffix, head.column(IntColumn.GT));
        npz.put("overlap" + suffix, head.column(FloatColumn.OVERLAP));
        npz.put("target" + suffix, head.column(FloatColumn.TARGET));
        for (Channel channel : head.duetChannels()) {
            float[] values = new float[Math.multiplyExact(n, channel.width())];
            head.fillValues(channel.name(), values);
            npz.put(channel.name() + suffix, values, shape(channel, n));
        }
    }

    private static long[] shape(Channel channel, long... leading) {
        if (channel.width() == 1) {
            return leading;
        }
        long[] shape = Arrays.copyOf(leading, leading.length + 1);
        shape[leading.length] = channel.width();
        return shape;
    }

    private void dense(Assignment head, String suffix) {
        int images = head.images();
        int units = head.units();
        int[] assigned = new int[Math.multiplyExact(images, units)];
        head.fillAssignedGt(assigned);
        npz.put("assigned_gt" + suffix, assigned, images, units);
        float[] values = new float[assigned.length];
        head.fillTargets(values);
        npz.put("target_score" + suffix, values, images, units);
        for (Channel channel : head.unitChannels()) {
            float[] all = new float[Math.multiplyExact(assigned.length, channel.width())];
            head.fillUnitValues(channel.name(), all);
            npz.put(channel.name() + suffix, all, shape(channel, images, units));
        }
    }

    private void gts(Assignment head, String suffix) {
        npz.put("gt_outcome" + suffix, head.column(IntColumn.OUTCOME));
        npz.put("gt_candidates" + suffix, head.column(IntColumn.CANDIDATES));
        npz.put("gt_selected" + suffix, head.column(IntColumn.SELECTED));
        npz.put("gt_wanted" + suffix, head.column(IntColumn.WANTED));
    }

    private void matches(Assignment head, String suffix) {
        MatchList list = new MatchList(head, engine.grid());
        npz.put("match_image" + suffix, list.image).put("match_level" + suffix, list.level);
        npz.put("match_anchor" + suffix, list.anchor).put("match_y" + suffix, list.y);
        npz.put("match_x" + suffix, list.x).put("match_gt" + suffix, list.gt);
        npz.put("match_duet" + suffix, list.duet);
    }

    private void labels(Assignment head, String suffix) {
        npz.put("label_image" + suffix, head.column(IntColumn.LABEL_IMAGE));
        npz.put("label_du" + suffix, head.column(IntColumn.LABEL_UNIT));
        npz.put("label_class" + suffix, head.column(IntColumn.LABEL_CLASS));
    }

    private void claims(Assignment head, String suffix) {
        npz.put("claim_image" + suffix, head.column(IntColumn.CLAIM_IMAGE));
        npz.put("claim_unit" + suffix, head.column(IntColumn.CLAIM_UNIT));
        npz.put("claim_gt" + suffix, head.column(IntColumn.CLAIM_GT));
    }
}
