package dev.duet.assign.reference;

import dev.duet.assign.*;
import dev.duet.assign.stage.*;
import dev.duet.assign.stage.Resolve.Among;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Stage 4: a unit claimed by several GTs. Ties go to the lowest GT. */
record ResolveStage(Resolve rule, Pairs pairs, Scene scene) {
    /**
     * A place that a GT has after conflicts.
     *
     * @param overlap of the pair, as the conflict saw it
     * @param score of the pair, as the conflict saw it
     */
    record Match(Gt gt, Place place, float overlap, double score) {}

    /** What GTs have in the end. */
    static List<Match> matches(Pairs pairs, Scene scene) {
        return new ResolveStage(scene.recipe.resolve(), pairs, scene).resolve();
    }

    private List<Match> resolve() {
        List<Match> matches = new ArrayList<>();
        for (List<Place> contest : contests()) {
            List<Gt> claimants =
                    scene.gts.stream().filter(gt -> isClaimed(gt, contest)).toList();
            boolean contested = claimants.size() > 1 && !(rule instanceof Resolve.KeepAll);
            for (Gt gt : contested ? winner(contest, claimants) : claimants) {
                // The winner of a contest may be a GT that did not ask.
                List<Place> kept = isClaimed(gt, contest) ? claims(gt, contest) : contest.subList(0, 1);
                kept.forEach(place -> matches.add(match(gt, place)));
            }
            if (contested && rule instanceof Resolve.FirstWritten) {
                claimAs(matches.getLast().place(), contest, claimants);
            }
        }
        if (scene.recipe.select() instanceof Select.TopK topK && topK.keep() > 0 && topK.keep() < topK.k()) {
            scene.gts.forEach(gt -> keepBest(matches, gt, topK.keep()));
        }
        return matches;
    }

    private boolean isClaimed(Gt gt, List<Place> contest) {
        for (Place place : contest) {
            if (pairs.claimed[gt.index()][place.index()]) {
                return true;
            }
        }
        return false;
    }

    private List<Place> claims(Gt gt, List<Place> contest) {
        return contest.stream()
                .filter(place -> pairs.claimed[gt.index()][place.index()])
                .toList();
    }

    /**
     * Places that only one GT can have: those of one unit; of one cell where the first GT owns it (YOLOv1); a place by itself where GTs
     * choose among the nominations of all, in which a unit stands as often as it was nominated (YOLOv7).
     */
    private Collection<List<Place>> contests() {
        boolean byPlace = scene.recipe.candidates() instanceof Candidates.FittingNeighbourCells
                && scene.recipe.select() instanceof Select.DynamicK;
        Map<Integer, List<Place>> contests = new LinkedHashMap<>();
        for (Place place : pairs.places) {
            int key = byPlace ? place.index() : place.unit();
            if (rule instanceof Resolve.FirstWritten && place.level() >= 0) {
                key = scene.grid.unit(place.level(), place.y(), place.x(), 0);
            }
            contests.computeIfAbsent(key, k -> new ArrayList<>()).add(place);
        }
        return contests.values();
    }

    /** The one GT that has what a contest is about; none, if a rule of one's own says so. */
    private List<Gt> winner(List<Place> contest, List<Gt> claimants) {
        List<Gt> insisting = claimants.stream()
                .filter(gt -> contest.stream().anyMatch(place -> pairs.insisted[gt.index()][place.index()]))
                .toList();
        if (!insisting.isEmpty()) {
            return List.of(insisting.getLast());
        }
        List<Gt> all = scene.gts.stream().filter(Gt::competes).toList();
        if (rule instanceof Resolve.Own own) {
            List<Place> places = claimants.stream()
                    .map(gt -> pairs.places.get(cheapest(gt, claims(gt, contest))))
                    .toList();
            return new OwnRules(pairs, scene).winner(own, claimants, places);
        }
        return List.of(
                switch (rule) {
                    case Resolve.KeepAll keep -> throw new AssertionError("nothing is contested");
                    case Resolve.Never never -> throw new AssertionError("nothing is contested");
                    case Resolve.Own own -> throw new AssertionError("asked above");
                    case Resolve.FirstWritten first -> claimants.getFirst();
                    case Resolve.LastWritten last -> claimants.getLast();
                    case Resolve.SmallestGt smallest ->
                        first(claimants, Comparator.comparing(gt -> Regions.area(gt, scene.recipe.score())));
                    case Resolve.HighestOverlap highest ->
                        first(
                                highest.among() == Among.CLAIMANTS ? claimants : all,
                                Comparator.comparing(gt -> -highest(gt, contest)));
                    case Resolve.LowestCost lowest ->
                        first(
                                all,
                                (a, b) -> pairs.compare(
                                        a.index(), cheapest(a, contest), b.index(), cheapest(b, contest)));
                });
    }

    private static Gt first(List<Gt> gts, Comparator<Gt> order) {
        return gts.stream().min(order).orElseThrow();
    }

    private float highest(Gt gt, List<Place> contest) {
        return contest.stream()
                .map(place -> overlap(gt, place))
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private int cheapest(Gt gt, List<Place> contest) {
        int g = gt.index();
        return contest.stream()
                .map(Place::index)
                .min((a, b) -> pairs.compare(g, a, g, b))
                .orElseThrow();
    }

    /** The overlap by which GTs compete: 0 where the place is no candidate, if only candidates count. */
    private float overlap(Gt gt, Place place) {
        return isMasked(gt, place) ? 0 : pairs.overlap[gt.index()][place.index()];
    }

    private boolean isMasked(Gt gt, Place place) {
        return rule instanceof Resolve.HighestOverlap highest
                && highest.among() == Among.CANDIDATES
                && !pairs.candidate[gt.index()][place.index()]
                && !pairs.claimed[gt.index()][place.index()];
    }

    private Match match(Gt gt, Place place) {
        int g = gt.index();
        int p = place.index();
        float overlap = pairs.extra[g][p] ? (float) pairs.further[g][p] : overlap(gt, place);
        return new Match(gt, place, overlap, isMasked(gt, place) ? 0 : pairs.score[g][p]);
    }

    /** What a GT asks for is the cell, so whoever comes second asks for the unit that stands for the cell by then. */
    private void claimAs(Place owner, List<Place> contest, List<Gt> claimants) {
        for (Gt gt : claimants) {
            contest.forEach(place -> pairs.claimed[gt.index()][place.index()] = place == owner);
        }
    }

    /** The second top-k: a GT keeps its best units. As in torch.topk, places that are not its own have the metric 0 and may fill up. */
    private void keepBest(List<Match> matches, Gt gt, int keep) {
        double[] own = new double[pairs.places.size()];
        java.util.Arrays.fill(own, ScoreStage.isMetric(scene.recipe.score()) ? 0 : Double.POSITIVE_INFINITY);
        for (Match match : matches) {
            if (match.gt() == gt) {
                own[match.place().index()] = pairs.moreIsBetter ? 0 - match.score() : match.score();
            }
        }
        List<Place> kept = pairs.places.stream()
                .sorted(Comparator.comparingDouble(place -> own[place.index()]))
                .limit(keep)
                .toList();
        matches.removeIf(match -> match.gt() == gt && !kept.contains(match.place()));
    }
}
