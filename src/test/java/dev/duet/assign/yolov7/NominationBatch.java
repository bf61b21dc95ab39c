package dev.duet.assign.yolov7;

import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Predictions.BoxLayout;
import dev.duet.api.Predictions.ScoreForm;
import dev.duet.api.Pyramid;
import dev.duet.api.Systems;
import dev.duet.assign.GtBatch;
import dev.duet.assign.ScoreTensor;
import dev.duet.assign.yolov5.MatchOracle;
import dev.duet.random.BatchOptions;
import dev.duet.random.RandomBatch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A {@link RandomBatch} for YOLOv7: anchors (for some seeds the system's own), raw outputs beside the boxes, objectness in the other
 * form than the scores or off the heap, and GTs given as shares.
 */
public final class NominationBatch {
    public final Pyramid pyramid;
    public final float[] anchors;
    public final int classes;
    public final GroundTruths gts;
    public final Predictions[] predictions;
    /** Heads read raw outputs. */
    public final boolean raw;

    private final RandomBatch made;
    private final SplittableRandom random;

    private NominationBatch(NominationCase row, RandomBatch made, Pyramid pyramid, float[] anchors, boolean raw) {
        random = new SplittableRandom(made.seed * 0x9E3779B97F4A7C15L + 5);
        this.made = made;
        this.pyramid = pyramid;
        this.anchors = anchors == null ? Systems.named(row.system()).geometry().anchors() : anchors;
        this.raw = raw;
        classes = made.classes;
        gts = random.nextInt(4) == 0 ? byShares(made.gts) : made.gts;
        predictions = new Predictions[made.predictions.length];
        for (int h = 0; h < predictions.length; h++) {
            predictions[h] = prepared(made.predictions[h]);
        }
    }

    static NominationBatch of(NominationCase row, long seed) {
        return of(row, seed, row.options(seed));
    }

    static NominationBatch of(NominationCase row, long seed, BatchOptions options) {
        boolean official = seed % 6 == 4 && options.slots == 3;
        options.allLevels |= official;
        RandomBatch batch = RandomBatch.of(options, seed);
        Pyramid grids = Pyramid.of(batch.pyramid.imageHeight(), batch.pyramid.imageWidth(), batch.pyramid.strides());
        float[] anchors = official ? null : anchors(grids, options.slots, seed);
        Pyramid pyramid = official ? grids : grids.anchors(anchors);
        return new NominationBatch(row, batch, pyramid, anchors, seed % 3 != 1);
    }

    /** Another batch for these grids, anchors and classes. */
    NominationBatch next(NominationCase row, long seed) {
        return new NominationBatch(row, made.next(row.options(made.seed), seed), pyramid, anchors, !raw);
    }

    private static float[] anchors(Pyramid grids, int slots, long seed) {
        SplittableRandom random = new SplittableRandom(seed * 31 + 3);
        float[] anchors = new float[grids.levels() * slots * 2];
        for (int i = 0; i < anchors.length; i++) {
            float stride = grids.strides()[i / (2 * slots)];
            float times = .5f + 4.5f * (float) random.nextDouble();
            anchors[i] = seed % 2 == 0 ? Math.round(stride * times) : stride * times;
        }
        return anchors;
    }

    NominationScene scene(int image, int prediction) {
        return NominationScene.of(pyramid, anchors, gts, predictions[prediction], image);
    }

    private GroundTruths byShares(GroundTruths given) {
        GtBatch batch = given.batch();
        float[] rows = new float[4 * batch.x1.length];
        for (int row = 0; row < given.size(); row++) {
            float[] box = {batch.x1[row], batch.y1[row], batch.x2[row], batch.y2[row]};
            float[] share = MatchOracle.shares(box, pyramid);
            for (int i = 0; i < 4; i++) {
                rows[4 * row + i] = share[i] * (i < 2 ? 1 + 1e-4f : 1); // not quite the boxes
            }
        }
        return given.shares(Arrays.copyOf(rows, 4 * given.size()));
    }

    private Predictions prepared(Predictions given) {
        Predictions p = given;
        ScoreTensor objectness = given.batch().objectness;
        if (objectness != null && random.nextInt(2) == 0) {
            p = otherObjectness(p, objectness);
        }
        if (raw) {
            BoxLayout layout = random.nextBoolean() ? BoxLayout.ROWS : BoxLayout.PLANES;
            float[] values = rawBoxes(given, layout);
            p = random.nextInt(3) == 0 ? p.rawBoxes(segment(values), layout) : p.rawBoxes(values, layout);
        }
        return p;
    }

    /** Logits for probabilities and the other way round, maybe off the heap. */
    private Predictions otherObjectness(Predictions p, ScoreTensor given) {
        float[] values = new float[p.images() * p.units()];
        for (int i = 0; i < values.length; i++) {
            double value = given.raw(i / p.units(), i % p.units(), 0);
            values[i] = (float) (given.logits ? NominationScene.sigmoid(value) : logit(value, 1e-5));
        }
        ScoreForm form = given.logits ? ScoreForm.PROBABILITY : ScoreForm.LOGIT;
        return random.nextBoolean() ? p.objectness(values, form) : p.objectness(segment(values), form);
    }

    /** What decodes to the predicted boxes, as far as a cell's outputs reach. */
    private float[] rawBoxes(Predictions given, BoxLayout layout) {
        int units = given.units();
        int slots = anchors.length / 2 / pyramid.levels();
        float[] values = new float[4 * given.images() * units];
        int unit = 0;
        for (int l = 0; l < pyramid.levels(); l++) {
            float s = pyramid.strides()[l];
            for (int i = 0; i < pyramid.height(l) * pyramid.width(l) * slots; i++, unit++) {
                int x = i / slots % pyramid.width(l);
                int y = i / slots / pyramid.width(l);
                int anchor = 2 * (l * slots + i % slots);
                for (int b = 0; b < given.images(); b++) {
                    float[] box = new float[4];
                    for (int k = 0; k < 4; k++) {
                        box[k] = given.batch().boxes.at(b, unit, k);
                    }
                    double[] t = {
                        logit(((box[0] + box[2]) / 2 / s - x + .5) / 2, .004),
                        logit(((box[1] + box[3]) / 2 / s - y + .5) / 2, .004),
                        logit(Math.sqrt((box[2] - box[0]) / anchors[anchor]) / 2, .01),
                        logit(Math.sqrt((box[3] - box[1]) / anchors[anchor + 1]) / 2, .01)
                    };
                    for (int k = 0; k < 4; k++) {
                        values[layout == BoxLayout.ROWS ? (b * units + unit) * 4 + k : (b * 4 + k) * units + unit] =
                                (float) t[k];
                    }
                }
            }
        }
        return values;
    }

    private static double logit(double p, double margin) {
        double q = Math.min(Math.max(p, margin), 1 - margin);
        return Math.log(q / (1 - q));
    }

    private static MemorySegment segment(float[] values) {
        MemorySegment segment = Arena.ofAuto().allocate(ValueLayout.JAVA_FLOAT, values.length);
        MemorySegment.copy(values, 0, segment, ValueLayout.JAVA_FLOAT, 0, values.length);
        return segment;
    }

    @Override
    public String toString() {
        return made + (raw ? ", raw" : "") + ", anchors " + anchors.length / 2 + (gts == made.gts ? "" : ", shares");
    }
}
