package dev.duet.assign.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.DetectionSystem.UnitGeometry;
import dev.duet.api.Duet;
import dev.duet.api.Funnel;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Pyramid;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Overlap;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Recipe.Need;
import dev.duet.assign.stage.Resolve;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.SystemRecipe;
import dev.duet.assign.stage.Target;
import dev.duet.assign.stage.Within;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** A batch, a recipe of built-in rules, and rules of one's own that say what those say. */
final class OwnBatch {
    static final int IMAGES = 6;
    static final int CLASSES = 3;
    static final Pyramid PYRAMID = Pyramid.of(64, 64, 8, 16, 32);
    static final int UNITS = 84;

    /** A recipe of built-in rules, whose stages are exchanged. */
    static final Recipe BUILT_IN = new Recipe(
            new Candidates.InsideBox(1e-9f),
            new Score.Alignment(Overlap.CIOU, .5f, 2),
            new Select.TopK(4, 0, false),
            new Resolve.HighestOverlap(Resolve.Among.CLAIMANTS),
            new Target.MatchedOverlap(Overlap.CIOU),
            EnumSet.of(Need.BOXES, Need.SCORES));

    record Inside(float margin) implements CandidateRule {
        @Override
        public boolean[] candidates(ImageView image, int gt) {
            float[] b = image.gtBox(gt);
            boolean[] inside = new boolean[image.units()];
            for (int u = 0; u < inside.length; u++) {
                float x = image.x(u);
                float y = image.y(u);
                inside[u] = Math.min(Math.min(x - b[0], y - b[1]), Math.min(b[2] - x, b[3] - y)) > margin;
            }
            return inside;
        }
    }

    record Aligned(float beta) implements ScoreRule {
        @Override
        public Set<Need> reads() {
            return Set.of(Need.BOXES, Need.SCORES);
        }

        @Override
        public Overlap overlap() {
            return Overlap.CIOU;
        }

        @Override
        public float[] scores(ImageView image, int gt, int[] units) {
            float[] scores = new float[units.length];
            for (int i = 0; i < scores.length; i++) {
                float overlap = image.overlap(Overlap.CIOU, image.gtBox(gt), image.predictedBox(units[i]));
                scores[i] = (float) Math.sqrt(image.probability(units[i], image.label(gt)))
                        * (float) Math.pow(overlap, beta);
            }
            Arrays.fill(units, -1); // a copy, which is the rule's
            return scores;
        }
    }

    record Best(
            @Within(least = 1, most = 9, meaning = "units") int k) implements SelectRule {
        @Override
        public boolean[] select(ImageView image, PairsView candidates) {
            boolean[] best = new boolean[candidates.size()];
            IntStream.range(0, best.length)
                    .boxed()
                    .filter(i -> candidates.score(i) > 1e-9f)
                    .sorted((a, b) -> Float.compare(candidates.score(b), candidates.score(a)))
                    .limit(k)
                    .forEach(i -> best[i] = true);
            return best;
        }
    }

    record Highest() implements ResolveRule {
        @Override
        public int winner(ImageView image, PairsView claims) {
            int best = 0;
            for (int i = 1; i < claims.size(); i++) {
                assertThat(claims.unit(i)).isEqualTo(claims.unit(0));
                best = claims.overlap(i) > claims.overlap(best) ? i : best;
            }
            return best;
        }
    }

    record TheOverlap() implements TargetRule {
        @Override
        public float[] targets(ImageView image, PairsView kept) {
            float[] targets = new float[kept.size()];
            for (int i = 0; i < targets.length; i++) {
                targets[i] = kept.overlap(i);
            }
            return targets;
        }
    }

    static final GroundTruths GTS = gts();
    static final float[] BOXES = boxes();
    static final float[] SCORES = scores();

    private static GroundTruths gts() {
        SplittableRandom random = new SplittableRandom(5);
        float[] boxes = new float[IMAGES * 5 * 4];
        int[] labels = new int[IMAGES * 5];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = random.nextInt(CLASSES);
            box(random, boxes, 4 * i);
        }
        return GroundTruths.ofRows(
                boxes, labels, IntStream.rangeClosed(0, IMAGES).map(b -> 5 * b).toArray());
    }

    private static void box(SplittableRandom random, float[] boxes, int at) {
        for (int axis = 0; axis < 2; axis++) {
            boxes[at + axis] = (float) random.nextDouble(30);
            boxes[at + axis + 2] = boxes[at + axis] + 12 + (float) random.nextDouble(22);
        }
    }

    private static float[] boxes() {
        SplittableRandom random = new SplittableRandom(6);
        float[] boxes = new float[IMAGES * UNITS * 4];
        for (int at = 0; at < boxes.length; at += 4) {
            box(random, boxes, at);
        }
        return boxes;
    }

    private static float[] scores() {
        SplittableRandom random = new SplittableRandom(7);
        float[] scores = new float[IMAGES * UNITS * CLASSES];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) random.nextDouble(.01, .99);
        }
        return scores;
    }

    static Recipe with(Recipe r, Object... rules) {
        for (Object rule : rules) {
            r = new Recipe(
                    rule instanceof CandidateRule own ? new Candidates.Own(own) : r.candidates(),
                    rule instanceof ScoreRule own ? new Score.Own(own) : r.score(),
                    rule instanceof SelectRule own ? new Select.Own(own) : r.select(),
                    rule instanceof ResolveRule own ? new Resolve.Own(own) : r.resolve(),
                    rule instanceof TargetRule own ? new Target.Own(own) : r.target(),
                    r.needs());
        }
        return r;
    }

    static Recipe with(Object... rules) {
        return with(BUILT_IN, rules);
    }

    static DetectionSystem system(Recipe recipe) {
        UnitGeometry geometry = new UnitGeometry(new int[] {8, 16, 32}, 1, null, false);
        return DetectionSystem.custom("mine", geometry, SystemRecipe.of(recipe)).classes(CLASSES);
    }

    static List<String> answer(Recipe recipe, int threads) {
        try (Duet duet = Duet.engine(system(recipe), PYRAMID).threads(threads).explain(true)) {
            Assignment duets =
                    duet.assign(GTS, Predictions.of(IMAGES, UNITS).boxes(BOXES).scores(SCORES, CLASSES));
            List<String> lines = new ArrayList<>();
            for (int b = 0; b < IMAGES; b++) {
                for (int d = duets.offset(b); d < duets.offset(b + 1); d++) {
                    lines.add(b + ": " + duets.unit(d) + " <- " + duets.gt(d) + " " + duets.overlap(d) + " "
                            + duets.target(d));
                }
                Funnel funnel = Funnel.of(duets, b);
                for (int g = 0; g < funnel.gts(); g++) {
                    lines.add(b + ": GT " + g + " " + funnel.candidates(g) + " " + funnel.selected(g) + " "
                            + funnel.lost(g) + " " + funnel.units(g) + " " + funnel.outcome(g) + " "
                            + funnel.lostTo(g));
                }
            }
            return lines;
        }
    }

    private OwnBatch() {}
}
