package dev.duet.api;

import dev.duet.assign.Strategy;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.RecipeException;
import dev.duet.assign.stage.SystemRecipe;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A named recipe with its official hyperparameters: one row of the catalogue. Immutable; {@link #set} and {@link #classes} return
 * changed copies.
 */
public final class DetectionSystem {
    /** Most classes a system takes. */
    public static final int MOST_CLASSES = 1 << 24;

    private final String name;
    private final About about;
    private final UnitGeometry geometry;
    private final Settings settings;
    private final Function<Settings, SystemRecipe> build;
    private final int classes;

    DetectionSystem(
            String name,
            About about,
            UnitGeometry geometry,
            Settings settings,
            Function<Settings, SystemRecipe> build,
            int classes) {
        this.name = name;
        this.about = about;
        this.geometry = geometry;
        this.settings = settings;
        this.build = build;
        this.classes = classes;
    }

    /**
     * What the catalogue says about a system beside its stages.
     *
     * @param summary one line
     * @param source repository, file and commit, or paper section, of the rule and the hyperparameters
     * @param ties how ties are broken
     * @param quirks oddities of the original that are kept, one sentence each
     * @param alias the system of which this is another name; empty where it has a recipe of its own
     */
    public record About(String summary, String source, String ties, List<String> quirks, Optional<Alias> alias) {
        public About {
            quirks = List.copyOf(quirks);
        }
    }

    /**
     * That a system is another name for the recipe of one of the catalogue.
     *
     * @param of name of that one
     * @param reason why it may stand for both, a part of a sentence
     */
    public record Alias(String of, String reason) {}

    /**
     * Units the system works on unless the pyramid says otherwise. Arrays are copied on their way in and out.
     *
     * @param strides official strides in the official level order
     * @param slots slots per cell
     * @param anchors official anchors in pixels, {@code [levels][slots][2]} flattened; null where there are none
     * @param slotsOutermost a level is numbered slot by slot
     */
    public record UnitGeometry(int[] strides, int slots, float[] anchors, boolean slotsOutermost) {
        public UnitGeometry {
            strides = strides.clone();
            anchors = anchors == null ? null : anchors.clone();
        }

        /** A copy. */
        @Override
        public int[] strides() {
            return strides.clone();
        }

        /** A copy; null where there are none. */
        @Override
        public float[] anchors() {
            return anchors == null ? null : anchors.clone();
        }

        static UnitGeometry of(int... strides) {
            return new UnitGeometry(strides, 1, null, false);
        }
    }

    /**
     * A system that is not in the catalogue: any combination of stages that has a meaning. Whether it has one is said when an
     * engine is made.
     *
     * @param name for messages and results
     * @param geometry strides, slots and anchors it works on
     * @param recipe its heads
     */
    public static DetectionSystem custom(String name, UnitGeometry geometry, SystemRecipe recipe) {
        About about = new About(
                "a recipe of your own", "recipe file", "as its stages break them", List.of(), Optional.empty());
        return new DetectionSystem(name, about, geometry, Settings.NONE, s -> recipe, 80);
    }

    /** The same system under another name. */
    public DetectionSystem named(String other) {
        return under(other, about);
    }

    DetectionSystem under(String other, About itself) {
        return new DetectionSystem(other, itself, geometry, settings, build, classes);
    }

    /** As in {@code --system}. */
    public String name() {
        return name;
    }

    public About about() {
        return about;
    }

    public UnitGeometry geometry() {
        return geometry;
    }

    public Settings settings() {
        return settings;
    }

    /** Number of classes; 80 unless {@link #classes(int)} said otherwise. */
    public int classes() {
        return classes;
    }

    /**
     * The same system for {@code count} classes: labels are 0 .. count-1.
     *
     * @param count 1 to {@link #MOST_CLASSES}
     */
    public DetectionSystem classes(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("classes: " + count + "; at least 1 is needed");
        }
        if (count > MOST_CLASSES) {
            throw new IllegalArgumentException("classes: " + count + "; at most " + MOST_CLASSES + " are taken");
        }
        return new DetectionSystem(name, about, geometry, settings, build, count);
    }

    /**
     * The same system with one setting changed, for example {@code set("topk", 13)}. Whether it goes with the other settings is said by
     * {@link #recipe}, so that several can be set in any order.
     *
     * @throws RecipeException if there is no such setting, or the value is out of its range ({@link Setting#range})
     */
    public DetectionSystem set(String key, Object value) {
        Settings changed;
        try {
            changed = settings.with(key, String.valueOf(value));
        } catch (RecipeException e) {
            throw new RecipeException(name + ": " + e.getMessage(), e);
        }
        return new DetectionSystem(name, about, geometry, changed, build, classes);
    }

    /**
     * The stages, with the current settings.
     *
     * @throws RecipeException if settings contradict each other, or one was changed that has no effect beside the others
     */
    public SystemRecipe recipe() {
        try {
            return build.apply(settings);
        } catch (RecipeException e) {
            throw new RecipeException(name + ": " + e.getMessage(), e);
        }
    }

    /** Whether a head, or the warm-up, reads an optional input; others are refused when given. */
    public boolean reads(Strategy.Input input) {
        return new InputCheck(this).reads(input);
    }

    /**
     * Whether a head, or the warm-up, reads a part of predictions; others are passed over.
     *
     * @param predictions number of the predictions, 0 for the first
     * @param rawGiven whether they have raw boxes, which some systems read instead of decoded ones
     */
    public boolean reads(int predictions, Recipe.Need part, boolean rawGiven) {
        return new InputCheck(this).reads(predictions, part, rawGiven);
    }

    @Override
    public String toString() {
        return name;
    }
}
