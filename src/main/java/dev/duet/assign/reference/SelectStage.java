package dev.duet.assign.reference;

import dev.duet.assign.*;
import dev.duet.assign.stage.*;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Stage 3: which candidates does a GT take? */
record SelectStage(Pairs pairs, Scene scene) {
    /** Where zeros do not fill up, picks of a metric this weak are dropped (a development version of ultralytics). */
    private static final float DROPPED = 1e-9f;

    void fill() {
        switch (scene.recipe.select()) {
            case Select.All rule -> eachGt(g -> claim(g, places(p -> pairs.candidate[g][p])));
            case Select.Best rule -> eachGt(this::best);
            case Select.BestAndAbove rule -> eachGt(g -> bestAndAbove(g, rule.threshold()));
            case Select.Under rule ->
                eachGt(g -> claim(g, places(p -> pairs.candidate[g][p] && pairs.score[g][p] < rule.threshold())));
            case Select.Thresholds rule -> thresholds(rule);
            case Select.TopK rule -> eachGt(g -> topK(g, rule));
            case Select.TopKThenFilter rule -> eachGt(g -> topKThenFilter(g, rule.k()));
            case Select.DynamicK rule -> eachGt(g -> dynamicK(g, rule.q()));
            case Select.MeanPlusDeviation rule -> meanPlusDeviation(rule);
            case Select.Transport rule -> new Sinkhorn(pairs, scene, rule).select();
            case Select.OneToOne rule -> new Matching(pairs, scene).select();
            case Select.Own rule -> eachGt(g -> claim(g, own(g, rule)));
        }
        if (scene.recipe.target() instanceof Target.WeightedObjectness) {
            leaveTakenPlaces();
        }
        count();
    }

    private void eachGt(java.util.function.IntConsumer select) {
        scene.gts.stream().filter(Gt::selects).mapToInt(Gt::index).forEach(select);
    }

    private List<Place> places(IntPredicate which) {
        return pairs.places.stream().filter(place -> which.test(place.index())).toList();
    }

    private void claim(int g, List<Place> places) {
        places.forEach(place -> pairs.claimed[g][place.index()] = true);
    }

    /** Places from better to worse; equal ones in their order. */
    private List<Place> ranked(int g, List<Place> places) {
        return places.stream()
                .sorted((a, b) -> pairs.compare(g, a.index(), g, b.index()))
                .toList();
    }

    private static List<Place> first(int k, List<Place> places) {
        return places.subList(0, Math.min(k, places.size()));
    }

    /** The best candidate; where a GT chooses among anchors, the best anchor on every level that owns it. */
    private void best(int g) {
        List<Place> candidates = places(p -> pairs.candidate[g][p]);
        if (!isAnchorChoice()) {
            claim(g, first(1, ranked(g, candidates)));
        } else if (!pairs.bestIsNowhere[g]) {
            List<Place> byAnchor = candidates.stream()
                    .sorted(Comparator.comparingInt(scene.anchors::of))
                    .toList();
            for (Place best : first(1, ranked(g, byAnchor))) {
                int anchor = scene.anchors.of(best);
                claim(g, places(p -> pairs.candidate[g][p] && isFirstOf(anchor, pairs.places.get(p))));
            }
        }
    }

    private boolean isFirstOf(int anchor, Place place) {
        return scene.anchors.of(place) == anchor && scene.anchors.isFirst(place);
    }

    /** The slots of the cell that holds the centre stand for the anchors. */
    private boolean isAnchorChoice() {
        return scene.anchors != null
                && scene.recipe.candidates() instanceof Candidates.CentreCell
                && scene.recipe.score() instanceof Score.AnchorShape;
    }

    private List<Place> own(int g, Select.Own rule) {
        List<Place> candidates = places(p -> pairs.candidate[g][p]);
        return candidates.isEmpty() ? candidates : new OwnRules(pairs, scene).selected(rule, g, candidates);
    }

    private void bestAndAbove(int g, float threshold) {
        best(g);
        for (Place place : places(p -> pairs.candidate[g][p] && !pairs.claimed[g][p])) {
            int p = place.index();
            boolean counts = !isAnchorChoice() || scene.anchors.isFirst(place);
            pairs.extra[g][p] = counts && pairs.further[g][p] > threshold;
            pairs.claimed[g][p] = pairs.extra[g][p];
        }
    }

    /** PaddleDetection writes GT by GT, and what a GT takes beside its best place must be free when it comes to it. */
    private void leaveTakenPlaces() {
        for (int p = 0; p < pairs.places.size(); p++) {
            boolean taken = false;
            for (int g = 0; g < pairs.gts; g++) {
                pairs.claimed[g][p] &= !(pairs.extra[g][p] && taken);
                pairs.extra[g][p] &= pairs.claimed[g][p];
                taken |= pairs.claimed[g][p];
            }
        }
    }

    /**
     * torch.topk looks at all places, where what is no candidate has the metric 0, and always returns k: where fewer candidates are above
     * 0, the lowest places of 0 fill up, and of these the candidates count.
     */
    private void topK(int g, Select.TopK rule) {
        if (!isMetric()) {
            claim(g, first(rule.k(), ranked(g, places(p -> pairs.candidate[g][p]))));
            return;
        }
        List<Place> order = pairs.places.stream()
                .sorted(Comparator.comparingDouble(place -> -masked(g, place.index())))
                .toList();
        for (Place place : first(rule.k(), order)) {
            int p = place.index();
            pairs.claimed[g][p] = pairs.candidate[g][p] && (rule.zeroFill() || pairs.score[g][p] > DROPPED);
        }
    }

    /** The score is from 0 on, so that a mask can set it to 0. */
    private boolean isMetric() {
        return ScoreStage.isMetric(scene.recipe.score());
    }

    private double masked(int g, int p) {
        return pairs.candidate[g][p] ? pairs.score[g][p] : 0;
    }

    private void topKThenFilter(int g, int k) {
        List<Place> order = pairs.places.stream()
                .sorted(Comparator.comparingDouble(place -> pairs.cost(g, place.index())))
                .toList();
        for (Place place : first(k, order)) {
            int p = place.index();
            pairs.claimed[g][p] = pairs.candidate[g][p] && (!isMetric() || pairs.score[g][p] > 0);
        }
    }

    /** k from the overlaps with all places in play, then the k best places that are anyone's candidates. */
    private void dynamicK(int g, int q) {
        List<Place> order = ranked(g, places(pairs::isAnyonesCandidate));
        pairs.wanted[g] = Math.min(order.size(), Math.max(1, (int) largestOverlaps(pairs, g, q, false)));
        claim(g, first(pairs.wanted[g], order));
    }

    /** Sum of the q largest overlaps of a GT; only those that are not penalised, if {@code free}. */
    static double largestOverlaps(Pairs pairs, int g, int q, boolean free) {
        double[] rising = IntStream.range(0, pairs.places.size())
                .filter(p -> pairs.overlap[g][p] > 0 && !(free && pairs.penalised[g][p]))
                .mapToDouble(p -> pairs.overlap[g][p])
                .sorted()
                .toArray();
        double sum = 0;
        for (int i = rising.length - 1; i >= Math.max(0, rising.length - q); i--) {
            sum += rising[i];
        }
        return sum;
    }

    private void meanPlusDeviation(Select.MeanPlusDeviation rule) {
        eachGt(g -> {
            float threshold = threshold(g);
            claim(g, places(p -> pairs.candidate[g][p] && reaches(pairs.overlap[g][p], threshold, rule.strict())));
        });
        if (rule.forceMatch()) {
            int[] sharing = new int[pairs.places.size()];
            eachGt(g -> sharing[highest(pairs.overlap[g])]++);
            // A GT insists on the place it overlaps most, unless it is that of another GT too.
            eachGt(g -> {
                int p = highest(pairs.overlap[g]);
                pairs.insisted[g][p] = sharing[p] == 1;
                pairs.claimed[g][p] |= sharing[p] == 1;
            });
        }
    }

    /** Of a single place there is no deviation: it is not a number, and nothing reaches it. */
    private float threshold(int g) {
        List<Place> sample = places(p -> pairs.sampled[g][p]);
        double sum = 0;
        for (Place place : sample) {
            sum += pairs.overlap[g][place.index()];
        }
        double mean = sum / sample.size();
        double squares = 0;
        for (Place place : sample) {
            double d = pairs.overlap[g][place.index()] - mean;
            squares += d * d;
        }
        return (float) mean + (float) Math.sqrt(squares / (sample.size() - 1));
    }

    private static int highest(float[] overlaps) {
        int best = 0;
        for (int p = 1; p < overlaps.length; p++) {
            best = overlaps[p] > overlaps[best] ? p : best;
        }
        return best;
    }

    private static boolean reaches(float overlap, float end, boolean strict) {
        return strict ? overlap > end : overlap >= end;
    }

    /**
     * Anyone may take what is anyone's candidate, from the positive threshold on; then every GT insists on its best places, if they reach
     * the minimum. What nobody takes and is no background, by its highest overlap, is ignored.
     */
    private void thresholds(Select.Thresholds rule) {
        List<Place> open = places(pairs::isAnyonesCandidate);
        for (int p = 0; p < pairs.places.size() && pairs.gts > 0; p++) {
            float most = -1;
            for (int g = 0; g < pairs.gts; g++) {
                most = Math.max(most, pairs.overlap[g][p]);
            }
            boolean low = rule.background() >= 0 && !reaches(most, rule.background(), rule.strict());
            pairs.ignorable[p] = low || reaches(most, rule.negative(), rule.strict());
        }
        eachGt(g -> {
            pairs.candidates[g] = open.size();
            float best = Float.NEGATIVE_INFINITY;
            for (Place place : open) {
                float overlap = pairs.overlap[g][place.index()];
                pairs.claimed[g][place.index()] = reaches(overlap, rule.positive(), rule.strict());
                best = Math.max(best, overlap);
            }
            if (reaches(best, rule.minimum(), rule.strict() || rule.strictMinimum())) {
                insist(g, best, open, rule.allBest());
            }
        });
    }

    private void insist(int g, float best, List<Place> open, boolean all) {
        List<Place> equal = open.stream()
                .filter(place -> pairs.overlap[g][place.index()] == best)
                .toList();
        for (Place place : all ? equal : first(1, equal)) {
            pairs.insisted[g][place.index()] = true;
            pairs.claimed[g][place.index()] = true;
        }
    }

    /** Counts what was selected; where no number was asked for, what was selected was wanted. */
    private void count() {
        for (Gt gt : scene.gts) {
            int g = gt.index();
            pairs.selected[g] = places(p -> pairs.claimed[g][p]).size();
            if (gt.competes()) {
                pairs.wanted[g] = wanted(g);
            }
        }
    }

    private int wanted(int g) {
        return switch (scene.recipe.select()) {
            case Select.Under rule -> pairs.candidates[g] = pairs.selected[g];
            case Select.All rule -> pairs.selected[g];
            case Select.Own rule -> pairs.selected[g];
            case Select.Thresholds rule -> pairs.selected[g];
            case Select.TopK topK -> topK.k();
            case Select.TopKThenFilter topK -> topK.k();
            case Select.MeanPlusDeviation rule ->
                scene.recipe.candidates() instanceof Candidates.NearestPerLevel nearest
                        ? nearest.k() * scene.grid.levels()
                        : pairs.candidates[g];
            case Select.Best rule -> Math.max(1, pairs.selected[g]);
            case Select.BestAndAbove rule -> Math.max(1, pairs.selected[g]);
            default -> pairs.wanted[g];
        };
    }
}
