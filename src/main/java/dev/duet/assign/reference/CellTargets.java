package dev.duet.assign.reference;

import dev.duet.assign.reference.ResolveStage.Match;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Target;
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
        for (Match match : unites ? matches : List.<Match>of()) {
            int unit = match.place().unit();
            out.labels(unit, classes(unit, pairs, scene), match.gt().label());
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

    /** Classes of all GTs that claimed a unit, also of those that have lost it. */
    static Set<Integer> classes(int unit, Pairs pairs, Scene scene) {
        Set<Integer> classes = new TreeSet<>();
        for (Gt gt : scene.gts) {
            boolean claims = pairs.places.stream()
                    .anyMatch(place -> place.unit() == unit && pairs.claimed[gt.index()][place.index()]);
            if (claims) {
                classes.add(gt.label());
            }
        }
        return classes;
    }
}
