/**
 * What people look at: counts of an assignment, agreement of systems, audits of data sets, pictures; for reading, not for the hot path.
 *
 * <p>Start reading at {@link EngineRuns}. Two systems on boxes of one's own, as a page with pictures:
 *
 * <pre>{@code
 * Comparison comparison = new Comparison();
 * List<Comparison.Run> runs = new ArrayList<>();
 * List<Scene> scenes = new ArrayList<>();
 * for (String name : List.of("yolov8", "fcos")) {
 *     Duet engine = EngineRuns.engine(Systems.named(name).classes(2), 640, 640, 1); // explains, on the system's own strides
 *     Comparison.Run run = EngineRuns.simulated(engine, gts, SimulatedPredictions.Quality.DEFAULT, 0);
 *     runs.add(run);
 *     scenes.add(Scene.of(name, engine.grid(), run.gts().batch(), run.result(), 0, List.of("cat", "dog"), null));
 * }
 * comparison.add(runs); // agreement, units per GT, GTs without a unit and why
 * Pictures.write(Path.of("report.html"), "two systems", scenes, comparison);
 * }</pre>
 *
 * <p>{@link dev.duet.report.audit.Audit} runs systems over a whole data set. Everything here allocates freely, and takes one thread at
 * a time; results that it keeps are copies.
 */
package dev.duet.report;
