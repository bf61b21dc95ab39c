package dev.duet.explorer;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Systems;
import dev.duet.io.JsonDocument;
import dev.duet.io.recipe.RecipeFile;
import dev.duet.report.EngineRuns;
import dev.duet.report.SimulatedPredictions;
import dev.duet.report.SimulatedPredictions.Quality;
import dev.duet.report.compare.Comparison;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** Engines of the page, kept for the next request, because a slider asks for the same ones again and again. For one thread at a time. */
final class ExploreRuns implements AutoCloseable {
    private static final int KEPT = 8;
    private static final int REPEATS = 9;
    /** The shortest of some runs is told: the first ones compile their code. The page asks again until it has settled. */
    private static final long MOST_NANOS = 60_000_000;

    private final Map<String, Duet> engines = new LinkedHashMap<>(16, 0.75f, true);

    /** Writes one system's answer. */
    void run(
            JsonGenerator json,
            JsonDocument request,
            int width,
            int height,
            GroundTruths labels,
            Quality quality,
            int image,
            int classes) {
        request.allow(List.of("name", "settings", "recipe", "warm_up"));
        boolean warmUp = request.has("warm_up") && request.get("warm_up").flag();
        Duet engine = engine(system(request, classes), width, height, warmUp);
        GroundTruths gts = EngineRuns.fit(engine, labels);
        Predictions[] predictions = SimulatedPredictions.of(engine, gts, quality, image);
        Comparison.Run run = EngineRuns.given(engine, gts, predictions, predictions.length > 0);
        long least = run.nanos();
        long spent = run.nanos();
        for (int n = 1; n < REPEATS && spent < MOST_NANOS; n++) {
            run = EngineRuns.given(engine, gts, predictions, predictions.length > 0);
            least = Math.min(least, run.nanos());
            spent += run.nanos();
        }
        json.writeNumberProperty("micros", least / 1e3);
        RunJson.write(json, run);
    }

    private static DetectionSystem system(JsonDocument request, int classes) {
        if (request.has("recipe")) {
            return RecipeFile.read(request.get("recipe"), "recipe");
        }
        DetectionSystem system = Systems.named(request.get("name").text());
        if (request.has("settings")) {
            JsonDocument settings = request.get("settings");
            for (String key : settings.keys()) {
                system = system.set(key, settings.get(key).setting());
            }
        }
        return system.classes(classes);
    }

    private Duet engine(DetectionSystem system, int width, int height, boolean warmUp) {
        StringBuilder key = new StringBuilder(RecipeFile.text(system) + width + " " + height + " " + warmUp);
        Duet engine = engines.get(key.toString());
        if (engine == null) {
            engine = EngineRuns.engine(system, height, width, 1);
            if (warmUp && system.recipe().warmUpEpochs() > 0) {
                engine.epoch(0);
            }
            engines.put(key.toString(), engine);
            List<String> old = new ArrayList<>(engines.keySet());
            for (int i = 0; i < old.size() - KEPT; i++) {
                engines.remove(old.get(i)).close();
            }
        }
        return engine;
    }

    @Override
    public void close() {
        engines.values().forEach(Duet::close);
        engines.clear();
    }
}
