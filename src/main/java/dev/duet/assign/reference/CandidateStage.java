package dev.duet.assign.reference;

import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Score;
import java.util.Comparator;
import java.util.List;

/** Stage 1: where may a unit answer for a GT? Makes the pairs: what a GT can take, and which of that it may. */
record CandidateStage(Candidates rule, Regions regions, Scene scene, Pairs pairs) {
    /** Distance of a unit that lies in a region to ignore: it is a candidate only where there are too few others. */
    private static final float SET_ASIDE = 1e8f;

    /** The pairs of an image, with stage 1 filled in. */
    static Pairs pairs(Scene scene) {
        Candidates rule = scene.recipe.candidates();
        Pairs pairs = new Pairs(places(rule, scene), scene.gts.size());
        new CandidateStage(rule, new Regions(scene), scene, pairs).fill();
        return pairs;
    }

    /** True where GTs nominate cells and anchors; a unit may then be nominated several times. */
    static boolean nominates(Candidates rule) {
        return rule instanceof Candidates.NeighbourCells || rule instanceof Candidates.FittingNeighbourCells;
    }

    private static List<Place> places(Candidates rule, Scene scene) {
        return switch (rule) {
            case Candidates.NeighbourCells cells ->
                new Regions(scene).nominations(cells.reach(), Float.POSITIVE_INFINITY, false);
            case Candidates.FittingNeighbourCells cells ->
                new Regions(scene).nominations(cells.reach(), cells.ratioLimit(), true);
            default -> Place.ofUnits(scene.grid);
        };
    }

    private void fill() {
        for (Gt gt : scene.gts) {
            int g = gt.index();
            if (rule instanceof Candidates.NearestPerLevel nearest && gt.selects()) {
                sampleNearest(gt, nearest.k());
            } else if (rule instanceof Candidates.Own own && gt.selects()) {
                new OwnRules(pairs, scene).sample(own, gt);
            }
            for (Place place : pairs.places) {
                boolean own = gt.selects() && !isSetAside(place) && isOwn(gt, place);
                pairs.candidate[g][place.index()] = own;
                pairs.penalised[g][place.index()] = isPenalised(gt, place, own);
                pairs.candidates[g] += own ? 1 : 0;
            }
        }
        boolean everything = ReferenceStrategy.looksAtEverything(scene.recipe) && !scene.gts.isEmpty();
        for (Place place : pairs.places) {
            int p = place.index();
            pairs.inPlay[p] = everything;
            boolean shared = rule instanceof Candidates.InsideAny && pairs.isAnyonesCandidate(p);
            for (Gt gt : scene.gts) {
                int g = gt.index();
                pairs.candidate[g][p] |= shared && gt.selects();
                pairs.penalised[g][p] &= !shared;
                pairs.sampled[g][p] |= pairs.candidate[g][p];
                pairs.inPlay[p] |= pairs.sampled[g][p];
            }
        }
    }

    private boolean isSetAside(Place place) {
        return scene.recipe.score() instanceof Score.AnchorDistance
                && !(rule instanceof Candidates.NearestPerLevel)
                && scene.isSetAside(place);
    }

    /** Does the place pass the GT's own prior? */
    private boolean isOwn(Gt gt, Place place) {
        return switch (rule) {
            case Candidates.All all -> true;
            case Candidates.CentreCell centre -> regions.isCentreCell(gt, place);
            case Candidates.NeighbourCells cells -> place.nominator() == gt.index();
            case Candidates.FittingNeighbourCells cells -> place.nominator() == gt.index();
            case Candidates.CentreRadius centre -> regions.isNearCentre(gt, place, centre.radius());
            case Candidates.CentreRadiusInRange centre ->
                regions.isNearCentre(gt, place, centre.radius()) && regions.isInRange(gt, place, centre.ranges());
            case Candidates.CentreCellInRange centre ->
                regions.holdsCentre(gt, place) && regions.isInRange(gt, place, centre.ranges());
            case Candidates.CentreDistance centre -> regions.distance(gt, place) / scene.stride(place) < centre.cells();
            case Candidates.InsideBox inside -> regions.isInside(gt, place, inside);
            case Candidates.InsideBoxInRange inside ->
                regions.isInCentreBox(gt, place, inside.radius()) && regions.isInRange(gt, place, inside.ranges());
            case Candidates.InsideOrCentre centre ->
                regions.isInside(gt, place) || regions.isNearCentre(gt, place, centre.radius());
            case Candidates.InsideAndCentre centre ->
                regions.depth(gt.box(), place) > centre.margin() && regions.isInCentreBox(gt, place, centre.radius());
            case Candidates.InsideAny any -> regions.isInside(gt, place);
            case Candidates.NearestPerLevel nearest ->
                pairs.sampled[gt.index()][place.index()] && regions.depth(gt.box(), place) > nearest.margin();
            case Candidates.Own own -> pairs.sampled[gt.index()][place.index()];
        };
    }

    /** All but the GT's own candidates, or but the best of these; nothing where GTs choose among the nominations of all. */
    private boolean isPenalised(Gt gt, Place place, boolean own) {
        return switch (rule) {
            case Candidates.InsideOrCentre centre ->
                !(own && regions.isInside(gt, place) && regions.isNearCentre(gt, place, centre.radius()));
            default -> !own && !nominates(rule);
        };
    }

    /** Marks the {@code k} places of each level whose points lie nearest to the centre of a GT. */
    private void sampleNearest(Gt gt, int k) {
        for (int l = 0; l < scene.grid.levels(); l++) {
            int level = l;
            pairs.places.stream()
                    .filter(place -> place.level() == level)
                    .sorted(Comparator.comparing(p -> scene.isSetAside(p) ? SET_ASIDE : regions.distance(gt, p)))
                    .limit(k)
                    .forEach(place -> pairs.sampled[gt.index()][place.index()] = true);
        }
    }
}
