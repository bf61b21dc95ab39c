package dev.duet.jmh;

import dev.duet.api.Assignment;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Predictions.ScoreForm;
import dev.duet.api.Predictions.ScoreLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Time per batch of YOLOv8's rule against GTs, units, classes and threads: four pictures and a table.
 * {@code Growth FOLDER} writes growth-*.svg there and prints the table.
 */
final class Growth {
    private static final int IMAGES = 4;
    private static final double WARM_UP = 1.2;
    private static final double SECONDS = 0.8;
    private static final double FIRST_WARM_UP = 5;

    /** One measured batch. */
    record Point(double x, Timing time, int duets, double targetSum) {}

    /** One line of a picture. */
    record Series(String name, List<Point> points) {}

    private final StringBuilder table = new StringBuilder();

    private Growth() {}

    public static void main(String[] args) throws IOException {
        System.out.print(draw(Path.of(args[0])));
    }

    /** Measures, writes the pictures and returns the table. */
    static String draw(Path folder) throws IOException {
        Files.createDirectories(folder);
        Growth growth = new Growth();
        warmUp();
        growth.table.append(
                "| grows | series | value | median µs | first to third quartile | against the line before | duets | target sum |\n");
        growth.table.append("|---|---|---:|---:|---:|---:|---:|---:|\n");
        growth.gts().write(folder.resolve("growth-gts.svg"));
        growth.units().write(folder.resolve("growth-units.svg"));
        growth.classes().write(folder.resolve("growth-classes.svg"));
        growth.threads().write(folder.resolve("growth-threads.svg"));
        return growth.table.toString();
    }

    /** All steps of the rule, conflicts too, until the compiler is through. */
    private static void warmUp() {
        BatchData batch = SeededBatch.of(IMAGES, 100, 80, 640, 640);
        GroundTruths gts = batch.gts();
        Predictions predictions = batch.predictions();
        try (Duet engine = batch.engine(1)) {
            Timing.of(() -> engine.assign(gts, predictions), FIRST_WARM_UP, 0);
        }
    }

    private GrowthChart gts() {
        Series large = series("sides of about 67 px");
        Series small = series("sides of about 9 px");
        for (int gts : new int[] {5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000}) {
            add(large, gts, SeededBatch.of(IMAGES, gts, 80, 640, 640), ScoreLayout.UNIT_MAJOR, 1);
            BatchData aerial = SeededBatch.of(IMAGES, gts, 80, 640, 640, SeededBatch.SMALL_LOG_SIDE);
            add(small, gts, aerial, ScoreLayout.UNIT_MAJOR, 1);
        }
        rows("GTs per image", large);
        rows("GTs per image", small);
        return GrowthChart.logarithmic("Time against GTs", "GTs per image", "ms per batch of " + IMAGES + " images")
                .with(large)
                .with(small)
                .proportional();
    }

    private GrowthChart units() {
        GrowthChart chart = GrowthChart.logarithmic(
                "Time against units (same boxes in pixels)",
                "units per image: canvas of 640, 1280, 2560 px",
                "ms per batch of " + IMAGES + " images");
        for (int gts : new int[] {20, 100}) {
            Series series = series(gts + " GTs per image");
            for (int canvas : new int[] {640, 1280, 2560}) {
                BatchData batch = SeededBatch.of(IMAGES, gts, 80, canvas, 640);
                add(series, batch.units, batch, ScoreLayout.UNIT_MAJOR, 1);
            }
            rows("units", series);
            chart.with(series);
        }
        return chart.proportional();
    }

    private GrowthChart classes() {
        Series rows = series("scores [B,N,C]");
        Series planes = series("scores [B,C,N]");
        for (int classes : new int[] {1, 10, 80, 365, 1203}) {
            BatchData batch = SeededBatch.of(IMAGES, 20, classes, 640, 640);
            add(rows, classes, batch, ScoreLayout.UNIT_MAJOR, 1);
            add(planes, classes, batch, ScoreLayout.CLASS_MAJOR, 1);
        }
        rows("classes", rows);
        rows("classes", planes);
        return GrowthChart.logarithmic("Time against classes", "classes", "ms per batch of " + IMAGES + " images")
                .with(rows)
                .with(planes);
    }

    private GrowthChart threads() {
        GrowthChart chart = GrowthChart.linear("Throughput against threads", "threads", "times one thread");
        for (String name : List.of("coco", "crowd", "one")) {
            BatchData batch = SeededBatch.named(name);
            Series series = series(name.equals("one") ? "1 image, 5,000 GTs" : name + ", " + batch.images + " images");
            int most = Runtime.getRuntime().availableProcessors();
            for (int threads = 1; threads <= most; threads = threads < most ? Math.min(most, 2 * threads) : most + 1) {
                add(series, threads, batch, ScoreLayout.UNIT_MAJOR, threads);
            }
            rows("threads", series);
            chart.with(series);
        }
        return chart.proportional();
    }

    private static Series series(String name) {
        return new Series(name, new ArrayList<>());
    }

    private static void add(Series series, double x, BatchData batch, ScoreLayout layout, int threads) {
        GroundTruths gts = batch.gts();
        float[] scores = layout == ScoreLayout.UNIT_MAJOR ? batch.scores : planes(batch);
        Predictions predictions = Predictions.of(batch.images, batch.units)
                .boxes(batch.boxes)
                .scores(scores, batch.classes, layout, ScoreForm.PROBABILITY);
        try (Duet engine = batch.engine(threads)) {
            Timing time = Timing.of(() -> engine.assign(gts, predictions), WARM_UP, SECONDS);
            Assignment result = engine.assign(gts, predictions);
            series.points().add(new Point(x, time, result.duets(), result.targetSum()));
        }
        System.err.printf(Locale.ROOT, "%s: %.0f%n", series.name(), x);
    }

    /** [images, units, classes] to [images, classes, units]. */
    private static float[] planes(BatchData batch) {
        float[] planes = new float[batch.scores.length];
        for (int b = 0; b < batch.images; b++) {
            int base = b * batch.units * batch.classes;
            for (int u = 0; u < batch.units; u++) {
                for (int c = 0; c < batch.classes; c++) {
                    planes[base + c * batch.units + u] = batch.scores[base + u * batch.classes + c];
                }
            }
        }
        return planes;
    }

    private void rows(String what, Series series) {
        double before = 0;
        for (Point p : series.points()) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %,.0f | %s | %s to %s | %s | %,d | %.2f |%n",
                    what,
                    series.name(),
                    p.x,
                    Timing.text(p.time.median()),
                    Timing.text(p.time.quantile(0.25)),
                    Timing.text(p.time.quantile(0.75)),
                    before > 0 ? String.format(Locale.ROOT, "%.2f", p.time.median() / before) : "",
                    p.duets,
                    p.targetSum));
            before = p.time.median();
        }
    }
}
