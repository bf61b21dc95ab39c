package dev.duet.api;

import dev.duet.api.Change.Option;
import dev.duet.api.DetectionSystem.About;
import dev.duet.api.DetectionSystem.Alias;
import dev.duet.api.DetectionSystem.UnitGeometry;
import dev.duet.api.Knob.Effect;
import dev.duet.assign.Strategies;
import dev.duet.assign.UnitGrid.PointRule;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Head;
import dev.duet.assign.stage.Interval;
import dev.duet.assign.stage.Preparation;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.RecipeException;
import dev.duet.assign.stage.Resolve;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.SystemRecipe;
import dev.duet.assign.stage.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * One row of the catalogue while it is written: what a paper or a repository says, in this order. {@link #done} makes the system. What
 * it reads of predictions follows from its stages; official values of settings are those of its stages.
 */
final class Row {
    private static final int COCO_CLASSES = 80;

    private final String name;
    private final SequencedMap<String, Knob> knobs = new LinkedHashMap<>();
    private final List<Head> heads = new ArrayList<>();
    private final List<Head> warmUp = new ArrayList<>();
    private final List<String> quirks = new ArrayList<>();
    private String summary;
    private String source;
    private String ties;
    private DetectionSystem original;
    private String reason;
    private int[] strides = {};
    private int slots = 1;
    private float[] anchors;
    private boolean slotsOutermost;
    private PointRule point = PointRule.CENTRE;
    private Preparation preparation = new Preparation.None();
    private int epochs;
    private int classes = COCO_CLASSES;

    private Row(String name) {
        this.name = name;
    }

    /** A row that says nothing yet; {@code name} as in {@code --system}. */
    static Row of(String name) {
        return new Row(name);
    }

    /**
     * Another name for a system: all that is not said here is the original's, units, stages and settings always.
     *
     * @param why the original may stand for it
     */
    static Row alias(String name, DetectionSystem original, String why) {
        Row row = new Row(name);
        row.original = original;
        row.reason = why;
        row.summary = original.about().summary();
        row.source = original.about().source();
        row.ties = original.about().ties();
        row.kept(original.about().quirks().toArray(String[]::new));
        return row;
    }

    /** Five stages; what they read is left open. */
    static Recipe stages(Candidates candidates, Score score, Select select, Resolve resolve, Target target) {
        return new Recipe(candidates, score, select, resolve, target, Set.of());
    }

    /** What several rows have in common. */
    Row with(Consumer<Row> common) {
        common.accept(this);
        return this;
    }

    /** One line. */
    Row says(String line) {
        summary = line;
        return this;
    }

    /** Repository, file and commit, or paper section. */
    Row source(String of) {
        source = of;
        return this;
    }

    /** How ties are broken. */
    Row ties(String how) {
        ties = how;
        return this;
    }

    /** Oddities of the original that are kept, one sentence each. */
    Row kept(String... oddities) {
        quirks.addAll(List.of(oddities));
        return this;
    }

    /** Strides in pixels in the official level order, none for queries. */
    Row strides(int... pixels) {
        strides = pixels;
        return this;
    }

    /** Slots per cell, without anchors. */
    Row slots(int perCell) {
        slots = perCell;
        return this;
    }

    /** Levels are numbered slot by slot. */
    Row slotBySlot() {
        slotsOutermost = true;
        return this;
    }

    /** Widths and heights in pixels of the anchors, {@code [levels][slots][2]}; the slots follow from their number. */
    Row anchors(float... pixels) {
        anchors = pixels;
        slots = pixels.length / (2 * strides.length);
        return this;
    }

    /** As {@link #anchors}, in cells of the only level. */
    Row anchorsInCells(float... cells) {
        float[] pixels = new float[cells.length];
        for (int i = 0; i < cells.length; i++) {
            pixels[i] = cells[i] * strides[0];
        }
        return anchors(pixels);
    }

    /** Classes of the data set it was published with, where that is not COCO. */
    Row classes(int count) {
        classes = count;
        return this;
    }

    /** The pixel a unit stands for, of all heads that follow; cell centres without a word. */
    Row points(PointRule rule) {
        point = rule;
        return this;
    }

    /** What happens to GTs first, on all heads that follow. */
    Row prepares(Preparation how) {
        preparation = how;
        return this;
    }

    /** Its only head. */
    Row stages(Recipe stages) {
        return head("main", 0, stages);
    }

    /**
     * A head.
     *
     * @param predictions which of the given predictions it looks at
     */
    Row head(String called, int predictions, Recipe stages) {
        heads.add(new Head(called, placed(stages), predictions));
        return this;
    }

    /** The rule of the first epochs; 0 for a warm-up that is off. */
    Row warmUp(int officialEpochs, Recipe stages) {
        epochs = officialEpochs;
        warmUp.add(new Head("main", placed(stages), 0));
        return this;
    }

    private Recipe placed(Recipe r) {
        return new Recipe(r.candidates(), r.score(), r.select(), r.resolve(), r.target(), point, Set.of(), preparation);
    }

    /** A setting: the value at a path of {@link Draft}; official value, range, words and meaning are found there. */
    Row setting(String key, String path) {
        return setting(key, path, null);
    }

    /** As {@link #setting(String, String)}, with a meaning of its own. */
    Row setting(String key, String path, String meaning) {
        return setting(key, path, UnaryOperator.identity(), meaning);
    }

    /** As {@link #setting(String, String, String)}, in another range than the value's own. */
    Row setting(String key, String path, UnaryOperator<Interval> range, String meaning) {
        return knob(Knob.at(path, key, place(path), range, meaning));
    }

    /** A setting: the switch at a path, off in the stages as they are written, officially on. */
    Row on(String key, String path, String meaning) {
        if (!place(path).value().equals(false)) {
            throw new AssertionError(name + ": " + path + " is no switch that is off");
        }
        return knob(Knob.at(path, new Setting(key, true, null, List.of(), meaning)));
    }

    /** A setting that is the opposite of the switch at a path. */
    Row unless(String key, String path, String meaning) {
        boolean official = place(path).value().equals(false);
        Setting setting = new Setting(key, official, null, List.of(), meaning);
        return knob(new Knob(setting, path, (draft, value) -> draft.set(path, value.equals(false))));
    }

    /** A setting that is a number, with an effect of its own. */
    <T extends Number> Row setting(String key, T official, Interval range, String meaning, Effect<T> effect) {
        Class<? extends Number> type = official.getClass();
        @SuppressWarnings("unchecked")
        Effect<Object> any = (draft, value) -> effect.of(draft, (T) type.cast(value));
        return knob(new Knob(new Setting(key, official, range, List.of(), meaning), null, any));
    }

    /** Ranges of levels at a path, as {@code low:high} of each. */
    Row levels(String key, String path, String official, String meaning) {
        Setting setting = new Setting(key, official, null, List.of(), meaning);
        return knob(new Knob(setting, path, (draft, text) -> draft.set(path, Knob.levels(key, (String) text))));
    }

    /** As {@link #levels}; "none" stands for no ranges. */
    Row levelsOrNone(String key, String path, String official, String meaning) {
        levels(key, path, official, meaning);
        Knob ranges = knobs.get(key);
        Effect<Object> none = (draft, text) -> text.equals("none")
                ? draft.set(path, new float[0])
                : ranges.effect().of(draft, text);
        return knob(new Knob(ranges.setting(), path, none));
    }

    /** A setting that takes one of a few words, the first being the official one. */
    Row choice(String key, String meaning, Option... options) {
        List<String> words = Arrays.stream(options).map(Option::word).toList();
        Setting setting = new Setting(key, words.getFirst(), null, words, meaning);
        return knob(new Knob(
                setting, null, (draft, word) -> Change.all(options[words.indexOf(word)].changes(), draft)));
    }

    /** A switch that changes the recipe where it is not as it officially is. */
    Row flag(String key, boolean official, String meaning, Change... otherwise) {
        Setting setting = new Setting(key, official, null, List.of(), meaning);
        List<Change> changes = List.of(otherwise);
        return knob(new Knob(setting, null, (draft, on) -> on.equals(official) || Change.all(changes, draft)));
    }

    /** The last setting counts only where a choice before it is this word. */
    Row onlyFor(String choice, String word) {
        return knob(knobs.lastEntry().getValue().onlyFor(choice, word));
    }

    private Row knob(Knob knob) {
        knobs.put(knob.setting().key(), knob);
        return this;
    }

    private Draft.Place place(String path) {
        List<Draft.Place> places = new Draft(official()).places(path);
        if (places.isEmpty()) {
            throw new AssertionError(name + " has nothing at " + path);
        }
        return places.getFirst();
    }

    private SystemRecipe official() {
        return new SystemRecipe(heads, warmUp, epochs);
    }

    /** The system. */
    DetectionSystem done() {
        if (original != null) {
            Alias alias = new Alias(original.name(), reason);
            return original.under(name, new About(summary, source, ties, quirks, Optional.of(alias)));
        }
        List<Knob> all = List.copyOf(knobs.values());
        SystemRecipe official = official();
        Settings settings = Settings.of(all.stream().map(Knob::setting).toList());
        return new DetectionSystem(
                name,
                new About(summary, source, ties, quirks, Optional.empty()),
                new UnitGeometry(strides, slots, anchors, slotsOutermost),
                settings,
                values -> recipe(official, all, values, anchors != null),
                classes);
    }

    private static SystemRecipe recipe(SystemRecipe official, List<Knob> knobs, Settings settings, boolean anchored) {
        Draft draft = new Draft(official);
        List<Knob> idle = new ArrayList<>();
        for (Knob knob : knobs) {
            if (!knob.turn(draft, settings)) {
                idle.add(knob);
            }
        }
        for (Knob knob : knobs) {
            Object value = settings.value(knob.setting().key());
            boolean changed = !value.equals(knob.setting().value());
            if (changed && (idle.contains(knob) || !knob.stands(draft))) {
                throw new RecipeException(knob.setting().key() + "=" + value
                        + ": changes nothing with the other settings as they are; leave it out");
            }
        }
        SystemRecipe made = draft.made();
        return new SystemRecipe(reading(made.heads(), anchored), reading(made.warmUp(), anchored), made.warmUpEpochs());
    }

    private static List<Head> reading(List<Head> heads, boolean anchored) {
        List<Head> reading = new ArrayList<>();
        for (Head head : heads) {
            Recipe stages = head.recipe();
            reading.add(new Head(head.name(), stages.reading(Strategies.reads(stages, anchored)), head.predictions()));
        }
        return reading;
    }
}
