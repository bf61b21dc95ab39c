import dev.duet.assign.rule.ImageView;
import dev.duet.assign.rule.PairsView;
import dev.duet.assign.rule.ScoreRule;
import dev.duet.assign.rule.SelectRule;
import dev.duet.assign.stage.Overlap;
import dev.duet.assign.stage.Recipe.Need;
import dev.duet.assign.stage.Within;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Two rules after "Probabilistic Anchor Assignment with IoU Prediction for Object Detection" (Kim and Lee, ECCV 2020, arXiv 2007.08103),
 * written from the paper: how well the head does at a unit is its score, and two Gaussians fitted to a GT's scores say where the good ones
 * begin - neither a number of positives nor a threshold is given. docs/own-rules.md runs them.
 */
public final class Paa {
    private static final double LEAST = 1e-6;

    private Paa() {}

    /** log(S_cls * S_loc^lambda): the class probability of the GT's class and the IoU of the predicted box. Up to sign, a loss. */
    public record AnchorScore(
            @Within(least = 0, most = 100, otherwise = 1, meaning = "exponent of the IoU")
            float lambda) implements ScoreRule {
        @Override
        public Set<Need> reads() {
            return Set.of(Need.BOXES, Need.SCORES);
        }

        @Override
        public Order order() {
            return Order.MORE_IS_BETTER; // a logarithm, below 0
        }

        @Override
        public Overlap overlap() {
            return Overlap.IOU; // for conflicts and targets
        }

        @Override
        public float[] scores(ImageView image, int gt, int[] units) {
            float[] scores = new float[units.length];
            for (int i = 0; i < units.length; i++) {
                double p = image.probability(units[i], image.label(gt));
                double iou = image.overlap(Overlap.IOU, image.gtBox(gt), image.predictedBox(units[i]));
                scores[i] = (float) (Math.log(Math.max(p, LEAST)) + lambda * Math.log(Math.max(iou, LEAST)));
            }
            return scores;
        }
    }

    /** The k best candidates of each level, split where the better of two Gaussians becomes the more probable one. */
    public record Mixture(
            @Within(
                    least = 1,
                    most = 1e6,
                    otherwise = 9,
                    meaning = "best candidates of a level that the mixture is fitted to")
            int k)
            implements SelectRule {
        @Override
        public boolean[] select(ImageView image, PairsView candidates) {
            int[] best = IntStream.range(0, image.levels())
                    .flatMap(level -> bestOf(level, image, candidates))
                    .toArray();
            double[] scores = Arrays.stream(best).mapToDouble(candidates::score).toArray();
            double from = new TwoGaussians(scores).boundary();
            boolean[] takes = new boolean[candidates.size()];
            for (int i : best) {
                takes[i] = candidates.score(i) >= from;
            }
            return takes;
        }

        private IntStream bestOf(int level, ImageView image, PairsView candidates) {
            return IntStream.range(0, candidates.size())
                    .filter(i -> image.level(candidates.unit(i)) == level)
                    .boxed()
                    .sorted(Comparator.comparing(i -> -candidates.score(i)))
                    .limit(k)
                    .mapToInt(i -> i);
        }
    }

    /** Two Gaussians in one dimension, fitted by expectation maximisation from the lowest and the highest number. */
    private static final class TwoGaussians {
        private static final int ROUNDS = 20;

        private final double[] numbers;
        private final double[] mean;
        private final double[] variance = {1, 1};
        private final double[] weight = {.5, .5};

        TwoGaussians(double[] numbers) {
            this.numbers = numbers;
            mean = new double[] {
                Arrays.stream(numbers).min().orElse(0),
                Arrays.stream(numbers).max().orElse(0)
            };
            for (int round = 0; round < ROUNDS && mean[1] - mean[0] > LEAST; round++) {
                double[] share = Arrays.stream(numbers).map(this::shareOfBetter).toArray();
                fit(0, Arrays.stream(share).map(s -> 1 - s).toArray());
                fit(1, share);
            }
        }

        private void fit(int j, double[] share) {
            double sum = Math.max(LEAST, Arrays.stream(share).sum());
            weight[j] = sum / numbers.length;
            mean[j] = IntStream.range(0, numbers.length)
                            .mapToDouble(i -> share[i] * numbers[i])
                            .sum()
                    / sum;
            variance[j] = Math.max(
                    LEAST,
                    IntStream.range(0, numbers.length)
                                    .mapToDouble(i -> share[i] * (numbers[i] - mean[j]) * (numbers[i] - mean[j]))
                                    .sum()
                            / sum);
        }

        private double logDensity(int j, double x) {
            double d = x - mean[j];
            return Math.log(Math.max(LEAST, weight[j])) - Math.log(variance[j]) / 2 - d * d / (2 * variance[j]);
        }

        private double shareOfBetter(double x) {
            return 1 / (1 + Math.exp(logDensity(0, x) - logDensity(1, x)));
        }

        /** The lowest number over the lower mean that belongs to the better Gaussian; the highest of all if there is none. */
        double boundary() {
            double highest = Arrays.stream(numbers).max().orElse(0);
            return Arrays.stream(numbers)
                    .filter(x -> x >= mean[0] && shareOfBetter(x) >= .5)
                    .min()
                    .orElse(highest);
        }
    }
}
