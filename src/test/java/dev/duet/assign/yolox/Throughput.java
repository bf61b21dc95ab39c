package dev.duet.assign.yolox;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Predictions.BoxLayout;
import dev.duet.api.Predictions.ScoreForm;
import dev.duet.api.Predictions.ScoreLayout;
import dev.duet.api.Pyramid;
import dev.duet.api.Systems;
import dev.duet.golden.NpzArrays;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A quick look at the time per batch of systems on one case file, one thread; no benchmark harness, no test. Arguments: the npz file,
 * then system names. Systems with anchors get seeded raw outputs, because the case has none.
 */
final class Throughput {
    private static final int ROUNDS = Integer.getInteger("rounds", 300);
    private static final int SLOTS = 3;

    private Throughput() {}

    public static void main(String[] args) {
        NpzArrays file = NpzArrays.read(Path.of(args[0]));
        for (String name : Arrays.copyOfRange(args, 1, args.length)) {
            String[] words = name.split(":");
            DetectionSystem system = Systems.named(words[0]).classes(file.shape("pred_scores")[2]);
            for (int i = 1; i < words.length; i++) {
                String[] setting = words[i].split("=");
                system = system.set(setting[0], setting[1]);
            }
            measure(name, system, file);
        }
    }

    private static void measure(String name, DetectionSystem system, NpzArrays file) {
        int[] size = file.ints("image_size");
        Pyramid pyramid = Pyramid.of(size[0], size[1], system.geometry().strides());
        GroundTruths gts =
                GroundTruths.ofRows(file.floats("gt_boxes"), file.ints("gt_labels"), file.ints("gt_offsets"));
        try (Duet duet = Duet.engine(system, pyramid).threads(1)) {
            Predictions predictions = predictions(file, duet.units());
            int[] shape = file.shape("pred_scores");
            if (System.getProperty("class.major") != null) {
                predictions = classMajor(predictions, file, shape);
            }
            double[] micros = new double[ROUNDS];
            Assignment result = null;
            for (int phase = 0; phase < 2; phase++) {
                for (int i = 0; i < ROUNDS; i++) {
                    long start = System.nanoTime();
                    result = duet.assign(gts, predictions);
                    micros[i] = (System.nanoTime() - start) / 1e3;
                }
            }
            Arrays.sort(micros);
            System.out.printf(
                    Locale.ROOT,
                    "%-24s us_per_batch median=%.1f min=%.1f duets=%d target_sum=%.4f%n",
                    name,
                    micros[ROUNDS / 2],
                    micros[0],
                    result.duets(),
                    result.targetSum());
        }
    }

    private static Predictions classMajor(Predictions p, NpzArrays file, int[] shape) {
        float[] scores = file.floats("pred_scores");
        float[] turned = new float[scores.length];
        for (int b = 0; b < shape[0]; b++) {
            for (int u = 0; u < shape[1]; u++) {
                for (int c = 0; c < shape[2]; c++) {
                    turned[(b * shape[2] + c) * shape[1] + u] = scores[(b * shape[1] + u) * shape[2] + c];
                }
            }
        }
        return p.scores(turned, shape[2], ScoreLayout.CLASS_MAJOR, ScoreForm.PROBABILITY);
    }

    private static Predictions predictions(NpzArrays file, int units) {
        int[] shape = file.shape("pred_scores");
        if (units == shape[1]) {
            return Predictions.of(shape[0], units)
                    .boxes(file.floats("pred_boxes"))
                    .scores(file.floats("pred_scores"), shape[2]);
        }
        if (units != SLOTS * shape[1]) {
            throw new IllegalArgumentException("no predictions for " + units + " units");
        }
        SplittableRandom random = new SplittableRandom(1);
        boolean logits = System.getProperty("logits") != null;
        int rows = shape[0] * units;
        float[] raw = gaussians(random, rows * 4, 0, 1);
        float[] objectness = gaussians(random, rows, -3, 1);
        float[] scores = gaussians(random, rows * shape[2], -4, 1);
        if (!logits) {
            for (int i = 0; i < scores.length; i++) {
                scores[i] = (float) (1 / (1 + Math.exp(-scores[i])));
            }
        }
        return Predictions.of(shape[0], units)
                .rawBoxes(raw, BoxLayout.ROWS)
                .objectness(objectness, ScoreForm.LOGIT)
                .scores(scores, shape[2], ScoreLayout.UNIT_MAJOR, logits ? ScoreForm.LOGIT : ScoreForm.PROBABILITY);
    }

    private static float[] gaussians(SplittableRandom random, int n, double mean, double deviation) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) (mean + deviation * random.nextGaussian());
        }
        return values;
    }
}
