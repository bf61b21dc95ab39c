package programs;

import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Systems;
import dev.duet.io.image.ImageSize;
import dev.duet.io.labels.Labels;
import dev.duet.io.recipe.RecipeFile;
import dev.duet.report.EngineRuns;
import dev.duet.report.SimulatedPredictions;
import dev.duet.report.compare.Comparison;
import dev.duet.report.compare.ComparisonJson;
import dev.duet.report.picture.Pictures;
import dev.duet.report.picture.Scene;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Touches each part that needs a library, and says what it says. */
public class Parts {
    private interface Part {
        void run() throws Exception;
    }

    public static void main(String[] args) throws Exception {
        Path folder = Files.createDirectories(Path.of(args[0]));
        Files.writeString(folder.resolve("labels.json"), "{}");
        Files.writeString(folder.resolve("recipe.json"), "{\"base\": \"yolov8\"}");
        Files.writeString(folder.resolve("photo.gif"), "GIF89a");
        Files.createDirectories(folder.resolve("yolo"));
        Files.writeString(folder.resolve("yolo/a.txt"), "");
        Files.createDirectories(folder.resolve("named"));
        Files.writeString(folder.resolve("named/a.txt"), "");
        Files.writeString(folder.resolve("named/data.yaml"), "names: [cat]");
        Files.createDirectories(folder.resolve("voc"));
        Files.writeString(folder.resolve("voc/a.xml"), "<annotation/>");
        tell("COCO", () -> Labels.open(folder.resolve("labels.json")));
        tell("YOLO", () -> Labels.open(folder.resolve("yolo")));
        tell("recipe", () -> RecipeFile.read(folder.resolve("recipe.json")));
        tell("recipe's text", () -> RecipeFile.text(Systems.YOLOV8));
        tell("comparison", () -> ComparisonJson.text(new Comparison(), List.of(), null));
        tell("GIF", () -> ImageSize.read(folder.resolve("photo.gif")));
        report(folder);
        tell("YOLO with names", () -> Labels.open(folder.resolve("named")));
        tell("VOC", () -> Labels.open(folder.resolve("voc")));
    }

    /** As the package's own example. */
    private static void report(Path folder) throws Exception {
        GroundTruths gts = GroundTruths.ofRows(
                new float[] {20, 30, 180, 220, 300, 40, 420, 400}, new int[] {0, 1}, new int[] {0, 2});
        Comparison comparison = new Comparison();
        List<Comparison.Run> runs = new ArrayList<>();
        List<Scene> scenes = new ArrayList<>();
        for (String name : List.of("yolov8", "fcos")) {
            Duet engine = EngineRuns.engine(Systems.named(name).classes(2), 640, 640, 1);
            Comparison.Run run = EngineRuns.simulated(engine, gts, SimulatedPredictions.Quality.DEFAULT, 0);
            runs.add(run);
            scenes.add(Scene.of(name, engine.grid(), run.gts().batch(), run.result(), 0, List.of("cat", "dog"), null));
        }
        comparison.add(runs);
        for (String form : List.of("html", "svg", "png")) {
            tell(form, () -> Pictures.write(folder.resolve("a." + form), "two systems", scenes, comparison));
        }
    }

    private static void tell(String what, Part part) throws Exception {
        try {
            part.run();
            System.out.println(what + ": done");
        } catch (IllegalStateException | LinkageError e) {
            System.out.println(what + ": " + e.getMessage());
        }
    }
}
