package dev.duet.io.cases;

import dev.duet.api.Predictions;
import dev.duet.api.Predictions.BoxLayout;
import dev.duet.api.Predictions.ScoreForm;
import dev.duet.api.Predictions.ScoreLayout;
import dev.duet.assign.UnitGrid;
import dev.duet.io.npz.Npz;
import java.util.Arrays;
import java.util.SplittableRandom;

/** The tensors of one head of a benchmark, unit-major, and what is derived from them. */
final class BenchTensors {
    private static final float JITTER = 0.1f;

    final int images;
    final int units;
    final int classes;
    /** Numbers per box: 4, or 5 for rotated ones. */
    final int width;

    final float[] boxes;
    private final float[] scores;
    private final float[] objectness;
    private final float[] rawBoxes;

    private BenchTensors(
            int images,
            int units,
            int classes,
            int width,
            float[] boxes,
            float[] scores,
            float[] objectness,
            float[] rawBoxes) {
        this.images = images;
        this.units = units;
        this.classes = classes;
        this.width = width;
        this.boxes = boxes;
        this.scores = scores;
        this.objectness = objectness;
        this.rawBoxes = rawBoxes;
    }

    /** Straight boxes alone. */
    BenchTensors(float[] boxes, int images, int units) {
        this(images, units, 0, 4, boxes, null, null, null);
    }

    /** The first head of a case; class scores are probabilities. */
    BenchTensors(Npz npz, int images, int units) {
        this(
                images,
                units,
                npz.has("pred_scores") ? (int) last(npz, "pred_scores") : 0,
                (int) last(npz, "pred_boxes"),
                npz.floats("pred_boxes", images, units, last(npz, "pred_boxes") == 5 ? 5 : 4),
                npz.has("pred_scores") ? npz.floats("pred_scores", images, units, -1) : null,
                npz.has("pred_objectness") ? npz.floats("pred_objectness", images, units) : null,
                npz.has("pred_raw_boxes") ? npz.floats("pred_raw_boxes", images, units, 4) : null);
    }

    private static long last(Npz npz, String name) {
        long[] shape = npz.info(name).shape();
        return shape.length == 3 ? shape[2] : 0;
    }

    /** The units of each image with the best class scores, in rising order. */
    BenchUnits best(int count) {
        int[] chosen = new int[Math.multiplyExact(images, count)];
        for (int b = 0; b < images; b++) {
            float[] best = new float[units];
            for (int u = 0; u < units; u++) {
                best[u] = best(b, u);
            }
            float[] sorted = best.clone();
            Arrays.sort(sorted);
            float limit = sorted[units - count];
            int at = b * count;
            for (int pass = 0; pass < 2; pass++) {
                for (int u = 0; u < units && at < (b + 1) * count; u++) {
                    if (pass == 0 ? best[u] > limit : best[u] == limit) {
                        chosen[at++] = u;
                    }
                }
            }
            Arrays.sort(chosen, b * count, (b + 1) * count);
        }
        return new BenchUnits(chosen, count);
    }

    private float best(int image, int unit) {
        float best = 0;
        for (int c = 0; c < classes; c++) {
            best = Math.max(best, scores[(image * units + unit) * classes + c]);
        }
        return best;
    }

    /**
     * The tensors on other units.
     *
     * @param map null for the same units
     * @param jitterAll whether every unit differs a little from its source (a further head)
     */
    BenchTensors adapted(BenchUnits map, int unitCount, SplittableRandom random, boolean jitterAll) {
        if (map == null && !jitterAll) {
            return this;
        }
        float[] newBoxes = new float[Math.multiplyExact(Math.multiplyExact(images, unitCount), width)];
        float[] newScores =
                scores == null ? null : new float[Math.multiplyExact(Math.multiplyExact(images, unitCount), classes)];
        for (int b = 0; b < images; b++) {
            for (int u = 0; u < unitCount; u++) {
                int from = b * units + (map == null ? u : map.source(b, u));
                int to = b * unitCount + u;
                boolean jitter = jitterAll || map.jitter[u];
                box(from, newBoxes, to, map == null ? 1 : map.scale[u], jitter ? random : null);
                float factor = jitter ? 0.3f + 0.7f * (float) random.nextDouble() : 1;
                for (int c = 0; c < classes && newScores != null; c++) {
                    newScores[to * classes + c] = scores[from * classes + c] * factor;
                }
            }
        }
        return new BenchTensors(images, unitCount, classes, width, newBoxes, newScores, null, null);
    }

    private void box(int from, float[] out, int to, float scale, SplittableRandom random) {
        System.arraycopy(boxes, from * width, out, to * width, width);
        if (width != 4) {
            return;
        }
        for (int axis = 0; axis < 2; axis++) {
            float low = boxes[from * 4 + axis];
            float high = boxes[from * 4 + axis + 2];
            float centre = (low + high) / 2;
            float half = (high - low) / 2 * scale;
            float a = scale == 1 ? low : centre - half;
            float z = scale == 1 ? high : centre + half;
            if (random != null) {
                a += (float) random.nextGaussian() * JITTER * half * 2;
                z = Math.max(a + 1, z + (float) random.nextGaussian() * JITTER * half * 2);
            }
            out[to * 4 + axis] = a;
            out[to * 4 + axis + 2] = z;
        }
    }

    /** The same boxes as centre, sides and a random angle of at most {@code limit} radians either way. */
    BenchTensors turned(float limit, SplittableRandom random) {
        if (width == 5) {
            return this;
        }
        int n = boxes.length / 4;
        float[] turned = new float[Math.multiplyExact(n, 5)];
        for (int i = 0; i < n; i++) {
            turned[5 * i] = (boxes[4 * i] + boxes[4 * i + 2]) / 2;
            turned[5 * i + 1] = (boxes[4 * i + 1] + boxes[4 * i + 3]) / 2;
            turned[5 * i + 2] = boxes[4 * i + 2] - boxes[4 * i];
            turned[5 * i + 3] = boxes[4 * i + 3] - boxes[4 * i + 1];
            turned[5 * i + 4] = (float) ((2 * random.nextDouble() - 1) * limit);
        }
        return new BenchTensors(images, units, classes, 5, turned, scores, objectness, rawBoxes);
    }

    /**
     * The engine's view in the form asked for.
     *
     * @param withObjectness whether the system reads objectness
     * @param rawGrid grid with anchors if the system reads raw boxes, else null
     */
    Predictions predictions(BenchForm form, boolean withObjectness, UnitGrid rawGrid) {
        Predictions p = Predictions.of(images, units);
        float[] b = form.boxes() == BoxLayout.ROWS ? boxes : planes(boxes, width);
        p = width == 5 ? p.rotatedBoxes(b, form.boxes()) : p.boxes(b, form.boxes());
        boolean logits = form.form() == ScoreForm.LOGIT;
        if (scores != null) {
            float[] s = logits ? logits(scores) : scores;
            p = p.scores(
                    form.scores() == ScoreLayout.UNIT_MAJOR ? s : planes(s, classes),
                    classes,
                    form.scores(),
                    form.form());
        }
        if (withObjectness) {
            float[] o = objectness != null ? objectness : bestScores();
            p = p.objectness(logits ? logits(o) : o, form.form());
        }
        if (rawGrid != null) {
            float[] raw = rawBoxes != null ? rawBoxes : raw(rawGrid);
            p = p.rawBoxes(form.boxes() == BoxLayout.ROWS ? raw : planes(raw, 4), form.boxes());
        }
        return p;
    }

    private float[] bestScores() {
        float[] o = new float[images * units];
        for (int i = 0; i < o.length; i++) {
            o[i] = (float) Math.sqrt(best(i / units, i % units));
        }
        return o;
    }

    /** [images, units, n] to [images, n, units]. */
    private float[] planes(float[] rows, int n) {
        float[] planes = new float[rows.length];
        for (int i = 0; i < images * units; i++) {
            int at = i / units * units * n + i % units;
            for (int k = 0; k < n; k++) {
                planes[at + k * units] = rows[i * n + k];
            }
        }
        return planes;
    }

    private static float[] logits(float[] probabilities) {
        float[] logits = new float[probabilities.length];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) logit(probabilities[i]);
        }
        return logits;
    }

    private static double logit(double p) {
        double clamped = Math.min(1 - 1e-6, Math.max(1e-7, p));
        return Math.log(clamped / (1 - clamped));
    }

    /** Inverse of x = (2 sigmoid(t) - 0.5 + column) stride and w = (2 sigmoid(t))^2 anchor. */
    private float[] raw(UnitGrid grid) {
        float[] raw = new float[images * units * 4];
        for (int i = 0; i < images * units; i++) {
            int unit = i % units;
            int l = grid.level(unit);
            int anchor = (l * grid.slots + grid.slot(l, unit)) * 2;
            for (int axis = 0; axis < 2; axis++) {
                float low = boxes[4 * i + axis];
                float high = boxes[4 * i + axis + 2];
                int cell = axis == 0 ? grid.column(l, unit) : grid.row(l, unit);
                double centre = (low + high) / 2.0 / grid.stride[l] - cell + 0.5;
                double side = grid.anchors == null ? grid.stride[l] : grid.anchors[anchor + axis];
                raw[4 * i + axis] = (float) logit(centre / 2);
                raw[4 * i + 2 + axis] = (float) logit(Math.sqrt(Math.max(0, high - low) / side) / 2);
            }
        }
        return raw;
    }
}
