package dev.duet.io.recipe;

import dev.duet.api.DetectionSystem;
import dev.duet.api.DetectionSystem.UnitGeometry;
import dev.duet.api.Duet;
import dev.duet.api.Pyramid;
import dev.duet.api.Systems;
import dev.duet.assign.Strategies;
import dev.duet.assign.UnitGrid.PointRule;
import dev.duet.assign.reference.ReferenceStrategy;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Head;
import dev.duet.assign.stage.Interval;
import dev.duet.assign.stage.Preparation;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Recipe.Need;
import dev.duet.assign.stage.RecipeException;
import dev.duet.assign.stage.Resolve;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.SystemRecipe;
import dev.duet.assign.stage.Target;
import dev.duet.io.DataException;
import dev.duet.io.JsonDocument;
import dev.duet.io.Library;
import dev.duet.io.Names;
import dev.duet.io.TextFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.core.JsonGenerator;

/**
 * Systems as JSON. A short file changes a system of the catalogue: {@code {"base": "yolov8", "settings": {"topk": 13}}}. A full one
 * spells out strides and every head's stages, in any combination that has a meaning; {@link #text} of a system is the recipe to
 * start from. docs/see-it.md describes both.
 */
public final class RecipeFile {
    private static final long MOST_BYTES = 1 << 20;
    private static final List<String> SYSTEM_KEYS =
            List.of("name", "strides", "slots", "slots_outermost", "anchors", "heads", "warm_up_epochs", "warm_up");
    private static final List<String> HEAD_KEYS = List.of(
            "name",
            "predictions",
            "reads",
            "point",
            "preparation",
            "candidates",
            "score",
            "select",
            "resolve",
            "target");

    private RecipeFile() {}

    /**
     * What people write for a system: a name of the catalogue, or the name of a recipe file, which ends in .json.
     *
     * @throws IllegalArgumentException if there is no such system
     * @throws DataException as {@link #read(Path)}
     */
    public static DetectionSystem system(String name) {
        return name.toLowerCase(Locale.ROOT).endsWith(".json") ? read(Path.of(name)) : Systems.named(name);
    }

    /**
     * Reads a system and makes sure that the engine can carry it out.
     *
     * @throws DataException if the file is no recipe; the message names the path of the value, such as {@code heads[0].select.k}
     */
    public static DetectionSystem read(Path file) {
        try {
            TextFile.requireRegular(file);
            if (Files.size(file) > MOST_BYTES) {
                throw DataException.in(file, "is larger than a recipe can be");
            }
            try (InputStream in = Files.newInputStream(file)) {
                return read(file, in);
            }
        } catch (IOException e) {
            throw DataException.in(file, "cannot be read", e);
        }
    }

    private static DetectionSystem read(Path file, InputStream in) {
        try {
            return read(in, Names.stem(file.getFileName().toString()));
        } catch (DataException e) {
            // Whatever is wrong inside, the recipe is to be changed, and no data.
            throw new DataException(file + ": " + e.getMessage(), new RecipeException(e.getMessage(), e));
        }
    }

    /** Reads a system from a stream; {@code name} is used where the recipe gives none. */
    public static DetectionSystem read(InputStream in, String name) {
        return read(JsonDocument.parse(in, "recipe"), name);
    }

    /** Reads a system from a document that is already parsed. */
    public static DetectionSystem read(JsonDocument json, String name) {
        String own = json.has("name") ? json.get("name").text() : name;
        DetectionSystem system;
        try {
            system = json.has("base") ? changed(json).named(own) : full(json, own);
            requireStrategy(system);
        } catch (IllegalArgumentException e) {
            String message = "recipe '" + own + "': " + e.getMessage();
            throw new DataException(message, new RecipeException(message, e));
        }
        return system;
    }

    private static DetectionSystem changed(JsonDocument json) {
        json.allow(List.of("name", "base", "settings"));
        try {
            DetectionSystem system = Systems.named(json.get("base").text());
            if (json.has("settings")) {
                JsonDocument settings = json.get("settings");
                for (String key : settings.keys()) {
                    system = set(system, key, settings.get(key));
                }
            }
            return system;
        } catch (IllegalArgumentException e) {
            throw new DataException(e.getMessage(), e);
        }
    }

    private static DetectionSystem set(DetectionSystem system, String key, JsonDocument value) {
        try {
            return system.set(key, value.setting());
        } catch (RecipeException e) {
            throw value.fail("is refused: " + e.getMessage(), e);
        }
    }

    private static DetectionSystem full(JsonDocument json, String name) {
        if (!json.has("heads")) {
            throw json.fail("is no recipe: it has neither 'base' nor 'heads'");
        }
        json.allow(SYSTEM_KEYS);
        List<JsonDocument> items = json.get("strides").items();
        int[] strides = new int[items.size()];
        for (int i = 0; i < strides.length; i++) {
            strides[i] = atLeast(1, items.get(i));
        }
        int slots = json.has("slots") ? atLeast(1, json.get("slots")) : 1;
        float[] anchors = null;
        if (json.has("anchors")) {
            anchors = StageJson.numbers(json.get("anchors"));
            if (anchors.length != strides.length * slots * 2) {
                throw json.get("anchors")
                        .fail("has " + anchors.length + " numbers, expected " + strides.length * slots * 2
                                + " (width and height of each slot of each level)");
            }
        }
        boolean outermost =
                json.has("slots_outermost") && json.get("slots_outermost").flag();
        int epochs = json.has("warm_up_epochs") ? json.get("warm_up_epochs").integer() : 0;
        if (json.has("warm_up_epochs")) {
            Interval range = Interval.of(SystemRecipe.class, "warmUpEpochs");
            StageJson.requireIn(range, epochs, json.get("warm_up_epochs"));
        }
        List<Head> warmUp = json.has("warm_up") ? heads(json.get("warm_up"), anchors != null) : List.of();
        if (epochs > 0 && warmUp.isEmpty()) {
            throw json.fail("has warm_up_epochs, but no heads in 'warm_up'");
        }
        if (epochs == 0 && !warmUp.isEmpty()) {
            throw json.fail("has heads in 'warm_up', but no warm_up_epochs above 0: nobody would read them");
        }
        SystemRecipe recipe = new SystemRecipe(heads(json.get("heads"), anchors != null), warmUp, epochs);
        if (recipe.heads().isEmpty()) {
            throw json.get("heads").fail("is empty");
        }
        return DetectionSystem.custom(name, new UnitGeometry(strides, slots, anchors, outermost), recipe);
    }

    private static int atLeast(int least, JsonDocument json) {
        int value = json.integer();
        if (value < least) {
            throw json.fail("is " + value + "; at least " + least + " is needed");
        }
        return value;
    }

    private static List<Head> heads(JsonDocument list, boolean anchors) {
        List<Head> heads = new ArrayList<>();
        for (JsonDocument json : list.items()) {
            json.allow(HEAD_KEYS);
            String name = json.has("name") ? json.get("name").text() : "main";
            for (Head other : heads) {
                if (other.name().equals(name)) {
                    throw json.fail("has the name '" + name + "' of another head");
                }
            }
            int predictions = json.has("predictions") ? atLeast(0, json.get("predictions")) : 0;
            heads.add(new Head(name, recipe(json, anchors), predictions));
        }
        return heads;
    }

    /** What a file says it reads is checked where a fast strategy reads it; for the reference, what its stages read is added. */
    private static Recipe recipe(JsonDocument json, boolean anchors) {
        Recipe stages = stages(json);
        Set<Need> needs = EnumSet.noneOf(Need.class);
        if (json.has("reads")) {
            for (JsonDocument need : json.get("reads").items()) {
                needs.add(StageJson.word(need, Need.class));
            }
        }
        if (!json.has("reads") || Strategies.ofStages(stages) == ReferenceStrategy.REFERENCE) {
            needs.addAll(Strategies.reads(stages, anchors));
        }
        return stages.reading(needs);
    }

    /** The stages of a head; what they read is left open. */
    private static Recipe stages(JsonDocument json) {
        return new Recipe(
                StageJson.read(json.get("candidates"), Candidates.class),
                StageJson.read(json.get("score"), Score.class),
                StageJson.read(json.get("select"), Select.class),
                StageJson.read(json.get("resolve"), Resolve.class),
                StageJson.read(json.get("target"), Target.class),
                json.has("point") ? StageJson.word(json.get("point"), PointRule.class) : PointRule.CENTRE,
                Set.of(),
                json.has("preparation")
                        ? StageJson.read(json.get("preparation"), Preparation.class)
                        : new Preparation.None());
    }

    /** A small engine of it; whoever cannot be bound says why. */
    private static void requireStrategy(DetectionSystem system) {
        int[] strides = system.geometry().strides();
        Pyramid pyramid = strides.length == 0 ? Pyramid.queries(64, 64, 4) : Pyramid.of(64, 64, strides);
        Duet engine = Duet.engine(system, pyramid);
        if (system.recipe().warmUpEpochs() > 0) {
            engine.epoch(0);
        }
        engine.close();
    }

    /** A system as a full recipe, indented, with a line end; {@link #read} gives the same stages back. */
    public static String text(DetectionSystem system) {
        Library.JACKSON.require();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = IndentedJson.generator(out)) {
            write(json, system);
        }
        return out.toString(StandardCharsets.UTF_8) + "\n";
    }

    private static void write(JsonGenerator json, DetectionSystem system) {
        UnitGeometry geometry = system.geometry();
        SystemRecipe recipe = system.recipe();
        json.writeStartObject();
        json.writeStringProperty("name", system.name());
        json.writeArrayPropertyStart("strides");
        for (int stride : geometry.strides()) {
            json.writeNumber(stride);
        }
        json.writeEndArray();
        json.writeNumberProperty("slots", geometry.slots());
        if (geometry.slotsOutermost()) {
            json.writeBooleanProperty("slots_outermost", true);
        }
        if (geometry.anchors() != null) {
            json.writeArrayPropertyStart("anchors");
            for (float side : geometry.anchors()) {
                StageJson.number(json, side);
            }
            json.writeEndArray();
        }
        heads(json, "heads", recipe.heads());
        if (recipe.warmUpEpochs() > 0) {
            json.writeNumberProperty("warm_up_epochs", recipe.warmUpEpochs());
            heads(json, "warm_up", recipe.warmUp());
        }
        json.writeEndObject();
    }

    private static void heads(JsonGenerator json, String key, List<Head> heads) {
        json.writeArrayPropertyStart(key);
        for (Head head : heads) {
            Recipe r = head.recipe();
            json.writeStartObject();
            json.writeStringProperty("name", head.name());
            json.writeNumberProperty("predictions", head.predictions());
            json.writeArrayPropertyStart("reads");
            for (Need need : r.needs()) {
                json.writeString(StageJson.dashed(need));
            }
            json.writeEndArray();
            json.writeStringProperty("point", StageJson.dashed(r.point()));
            StageJson.write(json, "preparation", (Record) r.preparation());
            StageJson.write(json, "candidates", (Record) r.candidates());
            StageJson.write(json, "score", (Record) r.score());
            StageJson.write(json, "select", (Record) r.select());
            StageJson.write(json, "resolve", (Record) r.resolve());
            StageJson.write(json, "target", (Record) r.target());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
