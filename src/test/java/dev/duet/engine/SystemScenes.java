package dev.duet.engine;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Pyramid;
import dev.duet.api.Systems;
import dev.duet.assign.tal.AssignmentBits;
import dev.duet.report.EngineRuns;
import dev.duet.report.SimulatedPredictions;
import dev.duet.report.SimulatedPredictions.Quality;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Small batches for a system of the catalogue in one of its phases, each with the answer of a fresh engine on one thread. */
public final class SystemScenes {
    private static final int CLASSES = 4;

    private final DetectionSystem system;
    private final Pyramid pyramid;
    private final int side;
    private final int epoch;

    private SystemScenes(DetectionSystem system, int side, int epoch) {
        this.system = system;
        this.side = side;
        this.epoch = epoch;
        int[] strides = system.geometry().strides();
        pyramid = strides.length == 0 ? Pyramid.queries(side, side, 60) : Pyramid.of(side, side, strides);
    }

    /** Every system of the catalogue on images of {@code side} pixels; those with a warm-up rule twice. */
    public static List<SystemScenes> all(int side) {
        List<SystemScenes> all = new ArrayList<>();
        for (DetectionSystem system : Systems.list()) {
            DetectionSystem small = system.classes(CLASSES);
            all.add(new SystemScenes(small, side, Integer.MAX_VALUE));
            if (system.recipe().warmUpEpochs() > 0) {
                all.add(new SystemScenes(small, side, 0));
            }
        }
        return all;
    }

    /** A batch and what a fresh engine answers. */
    public record Scene(GroundTruths gts, Predictions[] predictions, int[] answer) {}

    public Duet engine(int threads) {
        return Duet.engine(system, pyramid).threads(threads).epoch(epoch);
    }

    /** A batch with the given numbers of GTs in its images. */
    public Scene scene(long seed, int... counts) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] offsets = new int[counts.length + 1];
        for (int b = 0; b < counts.length; b++) {
            offsets[b + 1] = offsets[b] + counts[b];
        }
        float[] rows = new float[4 * offsets[counts.length]];
        int[] labels = new int[offsets[counts.length]];
        for (int g = 0; g < labels.length; g++) {
            float x = (float) random.nextDouble() * (side - 8);
            float y = (float) random.nextDouble() * (side - 8);
            rows[4 * g] = x;
            rows[4 * g + 1] = y;
            rows[4 * g + 2] = x + 4 + (float) random.nextDouble() * 60;
            rows[4 * g + 3] = y + 4 + (float) random.nextDouble() * 60;
            labels[g] = random.nextInt(CLASSES);
        }
        try (Duet fresh = engine(1)) {
            GroundTruths gts = EngineRuns.fit(fresh, GroundTruths.ofRows(rows, labels, offsets));
            Predictions[] predictions = SimulatedPredictions.of(fresh, gts, new Quality(0.3f, seed), 0);
            return new Scene(gts, predictions, AssignmentBits.of(fresh.assign(gts, predictions)));
        }
    }

    @Override
    public String toString() {
        return system.name() + (epoch == 0 ? " (warm-up)" : "");
    }
}
