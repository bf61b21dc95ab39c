package dev.duet.assign.reference;

import dev.duet.assign.reference.ResolveStage.Match;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Stage 5 of YOLOv1, YOLOv2 and PPYOLO: objectness with a coded box; units that overlap a GT are ignored. */
record CellTargets(Pairs pairs, Scene scene, Output out) {
    private static final float PRIOR_WEIGHT = .01f;

    void train(List<Match> matches) {
        BoxCodes codes = new BoxCodes(scene);
        if (scene.recipe.target() instanceof Target.RegionObjectness target && target.prior()) {
            for (int unit = 0; unit < scene.grid.units; unit++) {
                out.dense(0, unit, .5f, .5f, 0, 0);
                out.dense(1, unit, PRIOR_WEIGHT);
            }
        }
        matches.forEach(match -> train(match, codes));
        if (scene.recipe.target() instanceof Target.RegionObjectness target) {
            ignoreOver(target.ignoreOver(), codes);
        } else if (scene.recipe.target() instanceof Target.WeightedObjectness target) {
            ignoreOver(target.ignoreOver(), codes);
        }
        boolean unites = scene.recipe.target() instanceof Target.WeightedObjectness
                || scene.recipe.target() instanceof Target.RegionObjectness target && !target.lastClassOnly();
        List<Set<Integer>> classes = classes(pairs, scene);
        for (Match match : unites ? matches : List.<Match>of()) {
            int unit = match.place().unit();
            out.labels(unit, classes.get(unit), match.gt().label());
        }
    }

    private void train(Match match, BoxCodes codes) {
        float[] box = codes.box(match);
        float[] weight = {codes.weight(match)};
        boolean own = scene.recipe.score() instanceof Score.OverlapOrDistance;
        switch (scene.recipe.target()) {
            case Target.CellObjectness target -> {
                float overlap = own || !target.rescore() ? match.overlap() : codes.overlap(match.gt(), match.place());
                out.duet(match, overlap, target.rescore() ? overlap : 1, box);
            }
            case Target.Objectness target -> {
                float overlap = target.rescore() ? codes.overlap(match.gt(), match.place()) : match.overlap();
                out.duet(match, overlap, target.rescore() ? overlap : 1, box, weight);
            }
            case Target.RegionObjectness target -> {
                float overlap = codes.overlap(match.gt(), match.place());
                out.duet(match, overlap, target.rescore() ? overlap : 1, box, weight);
                if (target.prior()) {
                    out.dense(0, match.place().unit(), box);
                    out.dense(1, match.place().unit(), weight);
                }
            }
            default -> {
                float overlap = codes.overlap(match.gt(), match.place());
                out.duet(match, overlap, match.gt().weight(), box, weight);
            }
        }
    }

    private void ignoreOver(float limit, BoxCodes codes) {
        for (Place place : Place.ofUnits(scene.grid)) {
            float overlap = codes.highest(place);
            if (overlap > limit) {
                out.ignoreUnlessTaken(place.unit(), overlap);
            }
        }
    }

    /** Of every unit the classes of all GTs that claimed it, also of those that have lost it. */
    static List<Set<Integer>> classes(Pairs pairs, Scene scene) {
        List<Set<Integer>> classes = new ArrayList<>();
        for (int unit = 0; unit < scene.grid.units; unit++) {
            classes.add(new TreeSet<>());
        }
        for (Gt gt : scene.gts) {
            pairs.places.stream()
                    .filter(place -> pairs.claimed[gt.index()][place.index()])
                    .forEach(place -> classes.get(place.unit()).add(gt.label()));
        }
        return classes;
    }
}
