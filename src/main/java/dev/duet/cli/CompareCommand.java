package dev.duet.cli;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions.BoxLayout;
import dev.duet.api.Predictions.ScoreForm;
import dev.duet.api.Predictions.ScoreLayout;
import dev.duet.assign.stage.RecipeException;
import dev.duet.cli.options.ClassPathOption;
import dev.duet.cli.options.LabelSource;
import dev.duet.cli.options.LimitOptions;
import dev.duet.cli.options.SimulationOptions;
import dev.duet.cli.options.StrictOption;
import dev.duet.cli.options.SystemNames;
import dev.duet.cli.options.Useless;
import dev.duet.cli.text.Notes;
import dev.duet.cli.text.ProgressLine;
import dev.duet.cli.text.TextTable;
import dev.duet.io.DataException;
import dev.duet.io.Reads;
import dev.duet.io.cases.BenchCase;
import dev.duet.io.cases.BenchForm;
import dev.duet.io.cases.CaseFile;
import dev.duet.io.cases.InputBatch;
import dev.duet.io.image.PhotoIndex;
import dev.duet.io.labels.Labels;
import dev.duet.report.EngineRuns;
import dev.duet.report.LabelSet;
import dev.duet.report.SimulatedPredictions;
import dev.duet.report.SimulatedPredictions.Quality;
import dev.duet.report.compare.Comparison;
import dev.duet.report.compare.ComparisonJson;
import dev.duet.report.compare.ComparisonTable;
import dev.duet.report.picture.Photo;
import dev.duet.report.picture.Pictures;
import dev.duet.report.picture.Scene;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Several systems on the same images: a table, and pictures of one image. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Runs several systems on the same images and says what each does with them.",
            "With --labels, systems that read predictions get simulated ones; docs/see-it.md says how they are made."
        },
        footer = {
            "",
            "Examples:",
            "  duet compare --systems yolov5,fcos,yolox,yolov8 --labels labels/ \\",
            "               --picture report.html",
            "  duet compare --systems yolov8,yolov8:topk=13,my.json --input case.npz \\",
            "               --image 0 --picture a.svg"
        })
final class CompareCommand implements Callable<Integer> {
    private static final long CHUNK_FLOATS = 16L << 20;
    private static final int MOST_IMAGES = 256;

    @Spec
    private CommandSpec spec;

    @Mixin
    private LabelSource source;

    @Mixin
    private StrictOption strict;

    @Mixin
    private SimulationOptions simulation;

    @Mixin
    private ClassPathOption classPath;

    @Mixin
    private LimitOptions limits;

    @Option(
            names = {"-s", "--systems"},
            required = true,
            split = ",",
            paramLabel = "NAME[:KEY=VALUE...]",
            description = "Systems of the catalogue or recipe files, each with settings behind it.")
    private List<String> names;

    @Option(
            names = {"-i", "--input"},
            paramLabel = "CASE.npz",
            description = "Labels and predictions in one file; predictions are fitted to each system's units.")
    private Path input;

    @Option(
            names = "--picture",
            paramLabel = "FILE",
            description = "Picture of one image, .svg, .png or .html (with the tables); may be repeated.")
    private List<Path> pictures = new ArrayList<>();

    @Option(
            names = "--image",
            paramLabel = "NAME|N",
            description = "The image of the picture; the one with most GTs by default.")
    private String image;

    @Option(names = "--json", description = "Print the counts as JSON.")
    private boolean json;

    @Option(names = "--threads", paramLabel = "N", description = "Threads to use; as many as processors by default.")
    private int threads = Runtime.getRuntime().availableProcessors();

    private final Comparison comparison = new Comparison();
    private final List<Scene> scenes = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    /** The labels; null for a case. */
    private Labels read;

    @Override
    public Integer call() {
        if ((input == null) == (source.path() == null)) {
            throw usage("give either --input or --labels");
        }
        if (threads < 1 || threads > Duet.MOST_THREADS) {
            throw usage("--threads: " + threads + "; 1 to " + Duet.MOST_THREADS + " are taken");
        }
        limits.set();
        List<DetectionSystem> systems;
        try {
            systems = classPath.reading(() -> SystemNames.list(names));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        refuseUseless(systems);
        for (Path picture : pictures) {
            Outputs.require(spec, "--picture", picture, List.of(".svg", ".png", ".html"), input, source.path());
        }
        try {
            if (input != null) {
                ofCase(systems);
            } else {
                ofLabels(systems);
            }
        } catch (RecipeException e) {
            throw e; // no file is to blame
        } catch (IllegalArgumentException e) {
            throw DataException.of(input != null ? input : source.path(), e);
        }
        report();
        if (read != null) {
            strict.check(read);
        }
        return Main.OK;
    }

    private void refuseUseless(List<DetectionSystem> systems) {
        if (input != null) {
            String why = "with --input, whose boxes are on the canvas";
            Useless.refuseAll(spec, source.spec(), "--labels", why);
            Useless.refuse(spec, why, "--strict");
        } else {
            Useless.refuse(spec, "without an .npz to read", "--max-unpacked", "--max-units");
        }
        if (pictures.isEmpty()) {
            Useless.refuse(spec, "without --picture", "--image");
        }
        if (systems.stream().noneMatch(Reads::predictions)) {
            simulation.refuse("for systems that read no predictions");
        }
    }

    private void ofLabels(List<DetectionSystem> systems) {
        Labels labels;
        try (ProgressLine progress = new ProgressLine("reading labels")) {
            labels = source.read(progress, systems);
        }
        read = labels;
        notes.addAll(labels.remarks().notes());
        LabelSet set = new LabelSet(labels, source.letterbox());
        if (set.images() == 0) {
            throw new DataException(source.path() + ": holds no images");
        }
        int wanted = wanted(labels);
        Quality quality = simulation.quality();
        List<Duet> engines = new ArrayList<>();
        try (ProgressLine progress = new ProgressLine("comparing")) {
            int chunk = MOST_IMAGES;
            for (DetectionSystem system : systems) {
                Duet engine = EngineRuns.engine(
                        system.classes(set.classes()),
                        set.letterbox().height(),
                        set.letterbox().width(),
                        threads);
                engines.add(engine);
                if (SimulatedPredictions.needed(engine)) {
                    chunk = Math.min(chunk, SimulatedPredictions.chunk(engine, CHUNK_FLOATS));
                }
            }
            for (int from = 0; from < set.images(); from += chunk) {
                LabelSet.Batch batch = set.batch(from, Math.min(set.images(), from + chunk));
                List<Comparison.Run> runs = new ArrayList<>();
                for (Duet engine : engines) {
                    runs.add(EngineRuns.simulated(engine, batch.gts(engine), quality, from));
                }
                comparison.add(runs);
                if (wanted >= from && wanted < from + batch.gts().images() && !pictures.isEmpty()) {
                    Photo photo = photo(labels, wanted, set);
                    scenes(runs, wanted - from, labels.name(wanted), labels.classNames(), photo);
                }
                progress.at(from + batch.gts().images(), set.images());
            }
        } finally {
            engines.forEach(Duet::close);
        }
    }

    private int wanted(Labels labels) {
        if (image != null) {
            int found = labels.find(image);
            return found >= 0 ? found : number(labels.images());
        }
        int most = 0;
        for (int b = 0; b < labels.images(); b++) {
            int[] o = labels.offsets();
            most = o[b + 1] - o[b] > o[most + 1] - o[most] ? b : most;
        }
        return most;
    }

    private int number(int images) {
        if (image.matches("[0-9]{1,9}") && Integer.parseInt(image) < images) {
            return Integer.parseInt(image);
        }
        throw usage("--image: '" + image + "' is neither the name of an image nor a number below " + images);
    }

    private Photo photo(Labels labels, int wanted, LabelSet set) {
        Optional<Path> file = new PhotoIndex(labels, source.photos()).find(labels, wanted);
        if (file.isEmpty()) {
            notes.add("no photo of " + labels.name(wanted) + " was found; the picture shows the canvas");
            return null;
        }
        return Photo.read(file.get(), set.letterbox());
    }

    private int wanted(CaseFile.Truths truths) {
        int first = truths.imageNames().indexOf(image);
        int last = truths.imageNames().lastIndexOf(image);
        if (first != last) {
            throw new DataException(input + ": image_names has '" + image + "' as image " + first + " and as image "
                    + last + "; give --image the number of the one that is meant");
        }
        return first >= 0 ? first : number(truths.gts().images());
    }

    private void ofCase(List<DetectionSystem> systems) {
        CaseFile.Truths truths = CaseFile.readTruths(input);
        if (truths.hasPredictions()) {
            simulation.refuse("with an --input that has predictions");
        }
        int most = 0;
        for (int b = 1; b < truths.gts().images(); b++) {
            most = truths.gts().size(b) > truths.gts().size(most) ? b : most;
        }
        int wanted = image == null ? most : wanted(truths);
        List<Comparison.Run> runs = new ArrayList<>();
        List<Duet> engines = new ArrayList<>();
        BenchForm form = new BenchForm(BoxLayout.ROWS, ScoreLayout.UNIT_MAJOR, ScoreForm.PROBABILITY);
        try {
            for (DetectionSystem system : systems) {
                if (truths.hasPredictions() && Reads.predictions(system)) {
                    InputBatch batch = BenchCase.read(input, system, form);
                    Duet engine = Duet.engine(system.classes(batch.classes()), batch.pyramid())
                            .threads(threads)
                            .explain(true);
                    engines.add(engine);
                    batch.notes().forEach(note -> notes.add(system.name() + ": " + note));
                    runs.add(EngineRuns.given(engine, batch.gts(), batch.predictions(), false));
                } else {
                    Duet engine = EngineRuns.engine(
                            system.classes(truths.classes()), truths.height(), truths.width(), threads);
                    engines.add(engine);
                    List<String> ofSystem = new ArrayList<>();
                    GroundTruths gts = CaseFile.readTruths(input, system, ofSystem);
                    ofSystem.forEach(note -> notes.add(system.name() + ": " + note));
                    runs.add(EngineRuns.simulated(engine, gts, simulation.quality(), 0));
                }
            }
            comparison.add(runs);
            if (!pictures.isEmpty() && truths.gts().images() > 0) {
                String name = truths.imageNames().isEmpty()
                        ? "image " + wanted
                        : truths.imageNames().get(wanted);
                scenes(runs, wanted, name, List.of(), null);
            }
        } finally {
            engines.forEach(Duet::close);
        }
    }

    private void scenes(List<Comparison.Run> runs, int at, String name, List<String> classNames, Photo photo) {
        for (Comparison.Run run : runs) {
            for (String headName : run.result().headNames()) {
                Assignment head = run.result().head(headName);
                String system =
                        run.engine().system().name() + (run.result().headNames().size() > 1 ? " " + headName : "");
                String title = system + (run.simulated() ? " (simulated predictions)" : "") + ", " + name;
                scenes.add(Scene.of(title, run.engine().grid(), run.gts().batch(), head, at, classNames, photo));
            }
        }
    }

    private void report() {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.print(ComparisonJson.text(comparison, notes, read == null ? null : read.remarks()));
        } else {
            Notes.print(out, notes);
            TextTable table = new TextTable();
            for (List<String> row : ComparisonTable.rows(comparison)) {
                table.row(row.toArray());
            }
            table.print(out);
            agreement(out);
        }
        for (Path picture : pictures) {
            Pictures.write(picture, "Duet: " + String.join(", ", names), scenes, comparison);
            if (!json) {
                out.println("written to " + picture);
            }
        }
        out.flush();
    }

    private void agreement(PrintWriter out) {
        int n = comparison.columns().size();
        if (n < 2) {
            return;
        }
        out.println();
        TextTable table = new TextTable();
        Object[] heading = new Object[n + 1];
        heading[0] = "agreement";
        for (int j = 0; j < n; j++) {
            heading[j + 1] = comparison.columns().get(j).name();
        }
        table.row(heading);
        for (int i = 0; i < n; i++) {
            Object[] row = new Object[n + 1];
            row[0] = comparison.columns().get(i).name();
            for (int j = 0; j < n; j++) {
                row[j + 1] = ComparisonTable.percent(comparison.agreement(i, j));
            }
            table.row(row);
        }
        table.print(out);
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
