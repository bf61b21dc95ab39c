package dev.duet.report;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Pyramid;
import dev.duet.assign.GtBatch;
import dev.duet.assign.stage.RecipeException;
import dev.duet.report.SimulatedPredictions.Quality;
import dev.duet.report.compare.Comparison;

/** Makes engines for a canvas, and runs them on labels with simulated predictions where a system wants some. */
public final class EngineRuns {
    /** Queries of systems without a grid. */
    private static final int QUERIES = 300;

    private EngineRuns() {}

    /**
     * An engine on the system's own strides that explains.
     *
     * @throws RecipeException if the canvas is too large for the system, or for the memory of this JVM
     */
    public static Duet engine(DetectionSystem system, int height, int width, int threads) {
        int[] strides = system.geometry().strides();
        try {
            Pyramid pyramid =
                    strides.length == 0 ? Pyramid.queries(height, width, QUERIES) : Pyramid.of(height, width, strides);
            return Duet.engine(system, pyramid).threads(threads).explain(true);
        } catch (RecipeException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new RecipeException("canvas " + width + "x" + height + ": " + e.getMessage(), e);
        }
    }

    /** Straight boxes as rotated ones of angle 0, for systems on rotated boxes. */
    public static GroundTruths fit(Duet engine, GroundTruths gts) {
        if (gts.isRotated() || !engine.heads().get(0).recipe().rotated()) {
            return gts;
        }
        GtBatch b = gts.batch();
        int n = b.size();
        float[][] c = new float[5][n];
        for (int i = 0; i < n; i++) {
            c[0][i] = (b.x1[i] + b.x2[i]) / 2;
            c[1][i] = (b.y1[i] + b.y2[i]) / 2;
            c[2][i] = b.x2[i] - b.x1[i];
            c[3][i] = b.y2[i] - b.y1[i];
        }
        return GroundTruths.rotated(c[0], c[1], c[2], c[3], c[4], b.label, b.offset);
    }

    /** One call on labels alone; the time is that of the assignment, not of the simulation. */
    public static Comparison.Run simulated(Duet engine, GroundTruths labels, Quality quality, int firstImage) {
        GroundTruths gts = fit(engine, labels);
        Predictions[] predictions = SimulatedPredictions.of(engine, gts, quality, firstImage);
        return given(engine, gts, predictions, predictions.length > 0);
    }

    /** One call on predictions that are there. */
    public static Comparison.Run given(Duet engine, GroundTruths gts, Predictions[] predictions, boolean simulated) {
        long start = System.nanoTime();
        Assignment result = engine.assign(gts, predictions);
        return new Comparison.Run(engine, gts, result, simulated, System.nanoTime() - start);
    }
}
