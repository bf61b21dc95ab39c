package dev.duet.assign.reference;

import dev.duet.assign.*;
import dev.duet.assign.reference.ResolveStage.Match;
import dev.duet.assign.stage.*;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Stage 5: what is a unit trained towards? Hands out the duets, GT by GT, or as nominated where GTs nominate. */
record TargetStage(Pairs pairs, Scene scene, Output out) {
    void train(List<Match> unordered) {
        Comparator<Match> byPlace =
                Comparator.comparingInt(match -> match.place().index());
        Comparator<Match> byGt = Comparator.comparingInt(match -> match.gt().index());
        boolean nominated = CandidateStage.nominates(scene.recipe.candidates());
        List<Match> matches = unordered.stream()
                .sorted(nominated ? byPlace : byGt.thenComparing(byPlace))
                .toList();
        switch (scene.recipe.target()) {
            case Target.Hard target -> matches.forEach(match -> out.duet(match, match.overlap(), 1));
            case Target.MatchedOverlap target ->
                matches.forEach(match -> out.duet(match, match.overlap(), predicted(target.overlap(), match)));
            case Target.NormalisedAlignment target -> normalised(matches, target);
            case Target.AnchorOverlap target -> {
                matches.forEach(match -> out.duet(match, match.overlap(), 1));
                if (target.mapped()) {
                    map();
                }
            }
            case Target.Centerness target -> matches.forEach(match -> centerness(match, target.normalised()));
            case Target.CellObjectness target -> new CellTargets(pairs, scene, out).train(matches);
            case Target.RegionObjectness target -> new CellTargets(pairs, scene, out).train(matches);
            case Target.WeightedObjectness target -> new CellTargets(pairs, scene, out).train(matches);
            case Target.Objectness target -> new CellTargets(pairs, scene, out).train(matches);
            case Target.LayerObjectness target -> new LayerTargets(pairs, scene, out, target).train(matches);
            case Target.PredictedObjectness target -> predictedObjectness(matches, target);
            case Target.Own target -> own(matches, target);
        }
        // What the selection or the score sets aside is ignored, unless a GT took it.
        pairs.places.stream()
                .filter(place -> pairs.ignorable[place.index()] || scene.isSetAside(place))
                .forEach(place -> out.ignoreUnlessTaken(place.unit(), 0));
    }

    /** The score's own overlap where it is of that kind, which it may have computed from boxes as the cost has them. */
    private float predicted(Overlap kind, Match match) {
        Overlap ofScore = switch (scene.recipe.score()) {
            case Score.Cost cost -> Costs.overlap(cost.kind());
            case Score.SoftLabelCost cost -> Overlap.iouFloor(1e-6f);
            default -> null;
        };
        return kind.equals(ofScore) ? match.overlap() : Overlaps.of(kind, match.gt(), scene.box(match.place()), scene);
    }

    /** A GT's best unit gets its best overlap. */
    private void normalised(List<Match> matches, Target.NormalisedAlignment target) {
        float[] bestMetric = new float[pairs.gts];
        float[] bestOverlap = new float[pairs.gts];
        for (Match match : matches) {
            int g = match.gt().index();
            bestMetric[g] = Math.max(bestMetric[g], (float) match.score());
            bestOverlap[g] = Math.max(bestOverlap[g], match.overlap());
        }
        for (Match match : matches) {
            float metric = (float) match.score();
            float norm = bestMetric[match.gt().index()] + target.eps();
            float best = bestOverlap[match.gt().index()];
            out.duet(match, match.overlap(), target.divideFirst() ? metric / norm * best : metric * best / norm);
        }
    }

    private void own(List<Match> matches, Target.Own target) {
        OwnRules rules = new OwnRules(pairs, scene);
        Map<Match, Float> targets = new HashMap<>();
        for (Gt gt : scene.gts) {
            List<Match> kept =
                    matches.stream().filter(match -> match.gt() == gt).toList();
            if (!kept.isEmpty()) {
                float[] ofGt = rules.targets(target, kept);
                for (int i = 0; i < ofGt.length; i++) {
                    targets.put(kept.get(i), ofGt[i]);
                }
            }
        }
        matches.forEach(match -> out.duet(match, match.overlap(), targets.get(match)));
    }

    /** Highest overlap of every unit, -1 where no GT may take it; an image without GTs has none. */
    private void map() {
        for (Place place : pairs.places) {
            float most = -1;
            for (int g = 0; g < pairs.gts && pairs.isAnyonesCandidate(place.index()); g++) {
                most = Math.max(most, pairs.overlap[g][place.index()]);
            }
            out.dense(0, place.unit(), pairs.gts > 0 ? most : 0);
        }
    }

    /** Distances to the sides, and how far from the middle; outside its GT a unit has centerness 0. */
    private void centerness(Match match, boolean normalised) {
        float[] b = match.gt().box();
        float x = scene.pointX(match.place());
        float y = scene.pointY(match.place());
        float unit = normalised ? scene.stride(match.place()) : 1;
        float[] d = {(x - b[0]) / unit, (y - b[1]) / unit, (b[2] - x) / unit, (b[3] - y) / unit};
        float across = Math.min(d[0], d[2]) / Math.max(d[0], d[2]);
        float down = Math.min(d[1], d[3]) / Math.max(d[1], d[3]);
        float centerness = across > 0 && down > 0 ? (float) Math.sqrt(across * down) : 0;
        out.duet(match, match.overlap(), centerness, d);
    }

    /** Complete IoU of prediction and GT in cells; every match of a unit shows what the last, or the highest, wrote. */
    private void predictedObjectness(List<Match> matches, Target.PredictedObjectness target) {
        boolean byCiou = scene.recipe.candidates() instanceof Candidates.FittingNeighbourCells;
        Map<Integer, Float> written = new HashMap<>();
        float[] ciou = new float[matches.size()];
        for (int i = 0; i < ciou.length; i++) {
            Match match = matches.get(i);
            float[] predicted = scene.boxInCells(match.place());
            ciou[i] = predicted == null ? 0 : Overlaps.completeInCells(predicted, boxInCells(match));
            float objectness = predicted == null ? 1 : 1 - target.share() + target.share() * ciou[i];
            written.merge(match.place().unit(), objectness, target.highestWins() ? Math::max : (old, last) -> last);
        }
        for (int i = 0; i < ciou.length; i++) {
            Match match = matches.get(i);
            float overlap = scene.recipe.score() instanceof Score.AnchorRatio ? ciou[i] : match.overlap();
            float[] channel = byCiou ? new float[] {ciou[i]} : boxInCells(match);
            out.duet(match, overlap, written.get(match.place().unit()), channel);
        }
    }

    /** Centre relative to the corner of the place's cell, and sides, in cells. */
    private float[] boxInCells(Match match) {
        float[] share = match.gt().shares();
        Place place = match.place();
        float w = scene.grid.width[place.level()];
        float h = scene.grid.height[place.level()];
        return new float[] {share[0] * w - place.x(), share[1] * h - place.y(), share[2] * w, share[3] * h};
    }
}
