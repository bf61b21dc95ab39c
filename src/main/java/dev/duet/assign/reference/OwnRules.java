package dev.duet.assign.reference;

import dev.duet.assign.BadPredictionException;
import dev.duet.assign.reference.ResolveStage.Match;
import dev.duet.assign.rule.PairsView;
import dev.duet.assign.rule.ResolveRule;
import dev.duet.assign.rule.ScoreRule;
import dev.duet.assign.stage.*;
import java.lang.reflect.Array;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Asks rules of one's own, and makes sure that their answers can be. Whatever is wrong is told with stage, class, image and GT. */
record OwnRules(Pairs pairs, Scene scene) {
    /** Marks the places whose units a rule lets answer for a GT. */
    void sample(Candidates.Own stage, Gt gt) {
        String where = gt(gt.index());
        boolean[] may =
                ask(stage, where, scene.grid.units, image -> stage.rule().candidates(image, gt.index()));
        pairs.places.forEach(place -> pairs.sampled[gt.index()][place.index()] = may[place.unit()]);
    }

    /** Scores every GT that competes with every place in play. */
    void score(Score.Own stage) {
        List<Place> inPlay = pairs.places.stream()
                .filter(place -> pairs.inPlay[place.index()])
                .toList();
        int[] units = inPlay.stream().mapToInt(Place::unit).toArray();
        for (Gt gt : inPlay.isEmpty() ? List.<Gt>of() : scene.gts) {
            int g = gt.index();
            if (gt.competes()) {
                float[] scores =
                        ask(stage, gt(g), units.length, image -> stage.rule().scores(image, g, units.clone()));
                for (int i = 0; i < units.length; i++) {
                    requireFinite(stage, gt(g), units[i], scores[i]);
                    if (stage.rule().order() == ScoreRule.Order.METRIC && scores[i] < 0) {
                        throw refusal(
                                stage,
                                gt(g),
                                "returned " + scores[i] + " for unit " + units[i]
                                        + "; its order() is metric, from 0 on: say more-is-better if it may be below",
                                null);
                    }
                    pairs.score[g][inPlay.get(i).index()] = scores[i];
                }
            }
        }
    }

    /** The candidates that a GT takes. */
    List<Place> selected(Select.Own stage, int g, List<Place> candidates) {
        PairsView view = view(i -> g, candidates);
        boolean[] takes =
                ask(stage, gt(g), candidates.size(), image -> stage.rule().select(image, view));
        return IntStream.range(0, takes.length)
                .filter(i -> takes[i])
                .mapToObj(candidates::get)
                .toList();
    }

    /** The GT that gets a unit, or none; {@code places} are those of each claimant. */
    List<Gt> winner(Resolve.Own stage, List<Gt> claimants, List<Place> places) {
        PairsView view = view(i -> claimants.get(i).index(), places);
        String where = "unit " + view.unit(0);
        int winner = ask(stage, where, -1, image -> stage.rule().winner(image, view));
        if (winner == ResolveRule.NOBODY) {
            return List.of();
        }
        if (winner < 0 || winner >= claimants.size()) {
            throw refusal(
                    stage,
                    where,
                    "returned " + winner + "; expected 0 to " + (claimants.size() - 1)
                            + ", which of the claims stays, or " + ResolveRule.NOBODY + " for none",
                    null);
        }
        return List.of(claimants.get(winner));
    }

    /** Targets of what one GT has. */
    float[] targets(Target.Own stage, List<Match> kept) {
        int g = kept.getFirst().gt().index();
        int n = kept.size();
        int[] units = new int[n];
        float[] scores = new float[n];
        float[] overlaps = new float[n];
        for (int i = 0; i < n; i++) {
            units[i] = kept.get(i).place().unit();
            scores[i] = (float) kept.get(i).score();
            overlaps[i] = kept.get(i).overlap();
        }
        PairsView view = new PairsView(IntStream.generate(() -> g).limit(n).toArray(), units, scores, overlaps);
        float[] targets = ask(stage, gt(g), n, image -> stage.rule().targets(image, view));
        for (int i = 0; i < n; i++) {
            requireFinite(stage, gt(g), units[i], targets[i]);
        }
        return targets;
    }

    private PairsView view(java.util.function.IntUnaryOperator gtOf, List<Place> places) {
        int n = places.size();
        int[] gts = IntStream.range(0, n).map(gtOf).toArray();
        float[] scores = new float[n];
        float[] overlaps = new float[n];
        for (int i = 0; i < n; i++) {
            int p = places.get(i).index();
            scores[i] = (float) pairs.score[gts[i]][p];
            overlaps[i] = pairs.overlap[gts[i]][p];
        }
        return new PairsView(gts, places.stream().mapToInt(Place::unit).toArray(), scores, overlaps);
    }

    /** @param length of the array that must come back; -1 where it is none */
    private <T> T ask(OwnStage stage, String where, int length, Function<SceneView, T> rule) {
        T answer;
        try {
            answer = rule.apply(new SceneView(scene, stage));
        } catch (BadPredictionException | CancellationException e) {
            throw e;
        } catch (SceneView.Unnamed e) {
            throw refusal(stage, where, e.getMessage(), e);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            throw refusal(stage, where, "threw " + e, e);
        }
        if (answer == null) {
            throw refusal(stage, where, "returned null", null);
        }
        if (length >= 0 && Array.getLength(answer) != length) {
            throw refusal(
                    stage,
                    where,
                    "returned " + Array.getLength(answer) + " values; " + length
                            + " are needed, one for each it was asked about",
                    null);
        }
        return answer;
    }

    private void requireFinite(OwnStage stage, String where, int unit, float value) {
        if (!Float.isFinite(value)) {
            throw refusal(
                    stage,
                    where,
                    "returned " + value + " for unit " + unit + "; only finite numbers can be ranked",
                    null);
        }
    }

    private static String gt(int g) {
        return "GT " + g;
    }

    private RecipeException refusal(OwnStage stage, String where, String what, Throwable cause) {
        return new RecipeException(stage.words() + ": image " + scene.image + ", " + where + ": " + what, cause);
    }
}
