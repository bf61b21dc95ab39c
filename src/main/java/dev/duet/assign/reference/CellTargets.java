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
        if (scene.recipe.target() instanceof Target.RegionObjectness target && target.prior()) {
            for (int unit = 0; unit < scene.grid.units; unit++) {
                out.dense(0, unit, .5f, .5f, 0, 0);
                out.dense(1, unit, PRIOR_WEIGHT);
            }
        }
        matches.forEach(this::train);
        if (scene.recipe.target() instanceof Target.RegionObjectness target) {
            ignoreOver(target.ignoreOver());
        } else if (scene.recipe.target() instanceof Target.WeightedObjectness target) {
            ignoreOver(target.ignoreOver());
        }
        boolean unites = scene.recipe.target() instanceof Target.WeightedObjectness
                || scene.recipe.target() instanceof Target.RegionObjectness target && !target.lastClassOnly();
        List<Set<Integer>> classes = classes(pairs, scene);
        for (Match match : unites ? matches : List.<Match>of()) {
            int unit = match.place().unit();
            out.labels(unit, classes.get(unit), match.gt().label());
        }
    }

    private void train(Match match) {
        float[] box = box(match);
        float[] weight = {weight(match)};
        boolean own = scene.recipe.score() instanceof Score.OverlapOrDistance;
        switch (scene.recipe.target()) {
            case Target.CellObjectness target -> {
                float overlap = own || !target.rescore() ? match.overlap() : overlap(match.gt(), match.place());
                out.duet(match, overlap, target.rescore() ? overlap : 1, box);
            }
            case Target.Objectness target -> {
                float overlap = target.rescore() ? overlap(match.gt(), match.place()) : match.overlap();
                out.duet(match, overlap, target.rescore() ? overlap : 1, box, weight);
            }
            case Target.RegionObjectness target -> {
                float overlap = overlap(match.gt(), match.place());
                out.duet(match, overlap, target.rescore() ? overlap : 1, box, weight);
                if (target.prior()) {
                    out.dense(0, match.place().unit(), box);
                    out.dense(1, match.place().unit(), weight);
                }
            }
            default -> {
                float overlap = overlap(match.gt(), match.place());
                out.duet(match, overlap, match.gt().weight(), box, weight);
            }
        }
    }

    private void ignoreOver(float limit) {
        for (Place place : Place.ofUnits(scene.grid)) {
            float overlap = highest(place);
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

    /** Box target of darknet's line: the centre's offset in the unit's cell, and sides as logarithms or roots. */
    float[] box(Match match) {
        float[] share = match.gt().cellShares();
        Place place = match.place();
        int gw = scene.grid.width[place.level()];
        int gh = scene.grid.height[place.level()];
        float[] anchor = scene.anchors == null ? null : scene.anchors.sides(place);
        float w = share[2] * scene.grid.imageWidth;
        float h = share[3] * scene.grid.imageHeight;
        float dx = share[0] * gw - place.x();
        float dy = share[1] * gh - place.y();
        return switch (scene.recipe.target()) {
            case Target.CellObjectness target ->
                target.squareRoots()
                        ? new float[] {dx, dy, (float) Math.sqrt(share[2]), (float) Math.sqrt(share[3])}
                        : new float[] {dx, dy, share[2], share[3]};
            case Target.RegionObjectness target -> {
                float stride = scene.stride(place);
                yield new float[] {
                    dx, dy, log(share[2] * gw / (anchor[0] / stride)), log(share[3] * gh / (anchor[1] / stride))
                };
            }
            case Target.WeightedObjectness target ->
                new float[] {
                    (float) ((double) share[0] * gw - place.x()),
                    (float) ((double) share[1] * gh - place.y()),
                    log((double) share[2] * scene.grid.imageWidth / anchor[0]),
                    log((double) share[3] * scene.grid.imageHeight / anchor[1])
                };
            default -> new float[] {dx, dy, log(w / anchor[0]), log(h / anchor[1])};
        };
    }

    private static float log(double ratio) {
        return (float) Math.log(ratio > 0 ? ratio : Float.MIN_VALUE);
    }

    /** Small boxes weigh up to 2. */
    float weight(Match match) {
        float[] share = match.gt().cellShares();
        float scale = scene.recipe.target() instanceof Target.RegionObjectness target ? target.coordinateScale() : 1;
        return scale * (2 - share[2] * share[3]);
    }

    /** Overlap of a unit's prediction with a GT, as the target's original takes it. */
    float overlap(Gt gt, Place place) {
        return scene.recipe.target() instanceof Target.WeightedObjectness
                ? guarded(scene.box(place), gt.cellShares())
                : Overlaps.ofCentres(scene.shares(scene.box(place)), gt.cellShares());
    }

    /** Highest overlap of a unit's prediction with a GT for which it may be ignored, from 0. */
    float highest(Place place) {
        float most = 0;
        for (Gt gt : scene.gts) {
            most = gt.shields() ? Math.max(most, overlap(gt, place)) : most;
        }
        return most;
    }

    /** PaddleDetection's IoU of corners as shares of the image, + 1e-9. */
    private float guarded(float[] box, float[] share) {
        float left = box[0] / scene.grid.imageWidth;
        float top = box[1] / scene.grid.imageHeight;
        float right = box[2] / scene.grid.imageWidth;
        float bottom = box[3] / scene.grid.imageHeight;
        float[] gt = Overlaps.corners(share);
        float both = Math.max(0, Math.min(right, gt[2]) - Math.max(left, gt[0]))
                * Math.max(0, Math.min(bottom, gt[3]) - Math.max(top, gt[1]));
        float own = Math.max(0, right - left) * Math.max(0, bottom - top);
        float other = Math.max(0, gt[2] - gt[0]) * Math.max(0, gt[3] - gt[1]);
        return both / (own + other - both + 1e-9f);
    }
}
