package dev.duet.random;

import dev.duet.api.Predictions;
import dev.duet.api.Predictions.BoxLayout;
import dev.duet.api.Predictions.ScoreForm;
import dev.duet.api.Predictions.ScoreLayout;
import dev.duet.oracle.OracleUnits;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/** One head's predictions for known ground truth, in a random layout. */
final class RandomPredictions {
    private final BatchOptions options;
    private final BatchKind kind;
    private final SplittableRandom random;
    private final BoxLayout boxLayout;
    private final ScoreLayout scoreLayout;
    private final ScoreForm form;
    private final boolean boxesOffHeap;
    private final boolean scoresOffHeap;
    private final boolean half;

    RandomPredictions(BatchOptions options, BatchKind kind, SplittableRandom random) {
        this.options = options;
        this.kind = kind;
        this.random = random;
        boxLayout = random.nextBoolean() ? BoxLayout.ROWS : BoxLayout.PLANES;
        scoreLayout = random.nextBoolean() ? ScoreLayout.UNIT_MAJOR : ScoreLayout.CLASS_MAJOR;
        form = random.nextInt(3) > 0 ? ScoreForm.PROBABILITY : ScoreForm.LOGIT;
        boxesOffHeap = random.nextInt(3) == 0;
        half = random.nextInt(4) == 0;
        scoresOffHeap = half || random.nextInt(3) == 0;
    }

    String layout() {
        return boxLayout + (boxesOffHeap ? " off heap, " : " on heap, ") + scoreLayout + " " + form
                + (half ? " half" : scoresOffHeap ? " off heap" : " on heap");
    }

    Predictions of(OracleUnits units, float[][][] gts, int[] labels, int[] offsets, int classes) {
        int images = gts.length;
        int n = units.size();
        int width = options.rotated ? 5 : 4;
        float[] boxes = new float[images * n * width];
        float[] scores = new float[images * n * classes];
        float[] objectness = new float[images * n];
        for (int b = 0; b < images; b++) {
            for (int u = 0; u < n; u++) {
                int g = target(units, u, gts[b]);
                float[] box = box(units, u, g < 0 ? null : gts[b][g]);
                for (int k = 0; k < width; k++) {
                    boxes[boxLayout == BoxLayout.ROWS ? (b * n + u) * width + k : (b * width + k) * n + u] = box[k];
                }
                for (int c = 0; c < classes; c++) {
                    boolean meant = g >= 0 && labels[offsets[b] + g] == c;
                    scores[
                                    scoreLayout == ScoreLayout.UNIT_MAJOR
                                            ? (b * n + u) * classes + c
                                            : (b * classes + c) * n + u] =
                            inForm(probability(meant));
                }
                objectness[b * n + u] = inForm(probability(g >= 0));
            }
        }
        Predictions p = Predictions.of(images, n);
        if (options.rotated) {
            p = boxesOffHeap ? p.rotatedBoxes(segment(boxes), boxLayout) : p.rotatedBoxes(boxes, boxLayout);
        } else {
            p = boxesOffHeap ? p.boxes(segment(boxes), boxLayout) : p.boxes(boxes, boxLayout);
        }
        if (half) {
            p = p.halfScores(halves(scores), classes, scoreLayout, form);
        } else if (scoresOffHeap) {
            p = p.scores(segment(scores), classes, scoreLayout, form);
        } else {
            p = p.scores(scores, classes, scoreLayout, form);
        }
        return options.objectness ? p.objectness(objectness, form) : p;
    }

    /** The GT a unit has in mind: one around its point, now and then any, or none (-1). */
    private int target(OracleUnits units, int u, float[][] gts) {
        if (gts.length == 0 || random.nextInt(10) == 0) {
            return -1;
        }
        int start = random.nextInt(gts.length);
        if (random.nextInt(12) == 0) {
            return start;
        }
        for (int i = 0; i < gts.length; i++) {
            int g = (start + i) % gts.length;
            float[] c = corners(gts[g]);
            if (units.x[u] > c[0] && units.x[u] < c[2] && units.y[u] > c[1] && units.y[u] < c[3]) {
                return g;
            }
        }
        return -1;
    }

    private float[] corners(float[] gt) {
        return options.rotated
                ? new float[] {gt[0] - gt[2] / 2, gt[1] - gt[3] / 2, gt[0] + gt[2] / 2, gt[1] + gt[3] / 2}
                : gt;
    }

    private float[] box(OracleUnits units, int u, float[] gt) {
        float stride = units.strides[units.level[u]];
        if (options.extreme && random.nextInt(8) == 0) {
            return extreme(units.x[u], units.y[u]);
        }
        boolean lost = kind == BatchKind.NO_OVERLAP && random.nextInt(12) > 0;
        if (lost) {
            return form(5000 + uniform(0, 9), 5000, 4, 4, 0);
        }
        boolean weak = kind == BatchKind.WEAK || gt == null || random.nextInt(8) == 0;
        if (weak) {
            float w = random.nextInt(20) == 0 ? 0 : stride * uniform(0.2f, 3);
            return form(
                    units.x[u] + stride * uniform(-2, 2),
                    units.y[u] + stride * uniform(-2, 2),
                    w,
                    stride * uniform(0.2f, 3),
                    uniform(-0.7f, 1.5f));
        }
        float[] c = corners(gt);
        float w = c[2] - c[0];
        float h = c[3] - c[1];
        if (kind == BatchKind.TIES) {
            return form(
                    (c[0] + c[2]) / 2 + 0.5f * random.nextInt(2), (c[1] + c[3]) / 2, w, h, options.rotated ? gt[4] : 0);
        }
        float loose = uniform(0.02f, 0.5f);
        return form(
                (c[0] + c[2]) / 2 + loose * w * uniform(-1, 1),
                (c[1] + c[3]) / 2 + loose * h * uniform(-1, 1),
                w * (1 + loose * uniform(-1, 1)),
                h * (1 + loose * uniform(-1, 1)),
                options.rotated ? gt[4] + loose * uniform(-1, 1) : 0);
    }

    /** Axis-aligned only. */
    private float[] extreme(float x, float y) {
        float side = uniform(1, 40);
        return switch (random.nextInt(5)) {
            case 0 -> new float[] {x + side, y - side, x - side, y + side};
            case 1 -> new float[] {x + side, y + side, x - side, y - side};
            case 2 -> new float[] {x, y, x, y};
            case 3 -> new float[] {-1e19f, -1e19f, 1e19f, 1e19f};
            default -> new float[] {x - 1, -1e25f, x + side, 1e25f};
        };
    }

    private float[] form(float cx, float cy, float w, float h, float angle) {
        if (options.rotated) {
            float width = Math.max(2, Math.max(w, h / 6));
            return new float[] {cx, cy, width, Math.max(2, Math.max(h, width / 6)), angle};
        }
        return new float[] {cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2};
    }

    private float probability(boolean meant) {
        if (kind == BatchKind.TIES) {
            return 0.25f * (1 + random.nextInt(2));
        }
        if (random.nextInt(30) == 0) {
            return random.nextInt(8) == 0 ? 1 : 0;
        }
        float u = (float) random.nextDouble();
        return meant ? 0.05f + 0.9f * u : u * u * u * u;
    }

    private float inForm(float probability) {
        if (form == ScoreForm.PROBABILITY) {
            return probability;
        }
        double p = Math.min(0.999, Math.max(1e-5, probability));
        return (float) Math.log(p / (1 - p));
    }

    private static MemorySegment segment(float[] values) {
        MemorySegment segment = Arena.ofAuto().allocate(ValueLayout.JAVA_FLOAT, values.length);
        MemorySegment.copy(values, 0, segment, ValueLayout.JAVA_FLOAT, 0, values.length);
        return segment;
    }

    private static MemorySegment halves(float[] values) {
        MemorySegment segment = Arena.ofAuto().allocate(ValueLayout.JAVA_SHORT, values.length);
        for (int i = 0; i < values.length; i++) {
            segment.setAtIndex(ValueLayout.JAVA_SHORT, i, Float.floatToFloat16(values[i]));
        }
        return segment;
    }

    private float uniform(float low, float high) {
        return low + (high - low) * (float) random.nextDouble();
    }
}
