package dev.duet.assign.reference;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Systems;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Head;
import dev.duet.assign.stage.Preparation;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Recipe.Need;
import dev.duet.assign.stage.Resolve;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.Target;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** A part of a recipe that can be exchanged for another rule. */
public enum Stage {
    CANDIDATES(r -> (Record) r.candidates()),
    SCORE(r -> (Record) r.score()),
    SELECT(r -> (Record) r.select()),
    RESOLVE(r -> (Record) r.resolve()),
    TARGET(r -> (Record) r.target()),
    PREPARATION(r -> (Record) r.preparation());

    private static final Map<Stage, List<Record>> RULES = collect();

    private final Function<Recipe, Record> of;

    Stage(Function<Recipe, Record> of) {
        this.of = of;
    }

    /** The rule a recipe has for it. */
    public Record of(Recipe recipe) {
        return of.apply(recipe);
    }

    /** A recipe with another rule for it. */
    public Recipe with(Recipe r, Record rule) {
        return new Recipe(
                this == CANDIDATES ? (Candidates) rule : r.candidates(),
                this == SCORE ? (Score) rule : r.score(),
                this == SELECT ? (Select) rule : r.select(),
                this == RESOLVE ? (Resolve) rule : r.resolve(),
                this == TARGET ? (Target) rule : r.target(),
                r.point(),
                r.needs(),
                this == PREPARATION ? (Preparation) rule : r.preparation());
    }

    /** A recipe that names other parts of a prediction. */
    static Recipe reading(Recipe r, Set<Need> needs) {
        return new Recipe(
                r.candidates(), r.score(), r.select(), r.resolve(), r.target(), r.point(), needs, r.preparation());
    }

    /** The first rule of each name that the catalogue has for it, with official settings and with others. */
    public List<Record> rules() {
        Map<Class<?>, Record> rules = new LinkedHashMap<>();
        allRules().forEach(rule -> rules.putIfAbsent(rule.getClass(), rule));
        if (this == SCORE) {
            rules.put(Score.None.class, new Score.None()); // of no system
        } else if (this == TARGET) {
            rules.put(Target.Objectness.class, new Target.Objectness(true)); // of no system
        }
        return List.copyOf(rules.values());
    }

    /** The first rule of each name that a system has for it with official settings, warm-ups aside. */
    List<Record> officialRules() {
        Map<Class<?>, Record> rules = new LinkedHashMap<>();
        for (DetectionSystem system : Systems.list()) {
            for (Head head : system.recipe().heads()) {
                rules.putIfAbsent(of(head.recipe()).getClass(), of(head.recipe()));
            }
        }
        return List.copyOf(rules.values());
    }

    /** All rules that the catalogue has for it, with official settings and with others. */
    public List<Record> allRules() {
        return RULES.get(this);
    }

    private static Map<Stage, List<Record>> collect() {
        Map<Stage, List<Record>> all = new EnumMap<>(Stage.class);
        for (Stage stage : values()) {
            all.put(
                    stage,
                    Row.all().stream()
                            .flatMap(row -> row.heads().stream())
                            .map(head -> stage.of(head.recipe()))
                            .distinct()
                            .toList());
        }
        return all;
    }

    /** The first head of a system, and all of its warm-up. */
    public static List<Head> heads(DetectionSystem system) {
        List<Head> heads = new ArrayList<>(List.of(system.recipe().heads().get(0)));
        heads.addAll(system.recipe().warmUp());
        return heads;
    }
}
