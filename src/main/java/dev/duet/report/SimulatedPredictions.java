package dev.duet.report;

import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Predictions.BoxLayout;
import dev.duet.api.Predictions.ScoreForm;
import dev.duet.assign.GtBatch;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Head;
import dev.duet.assign.stage.Recipe.Need;
import dev.duet.report.picture.GtShapes;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Predictions of a detector that does not exist, for looking at systems that read predictions where there are none. They say how a
 * rule behaves, not how a model does.
 *
 * <p>A unit looks at the smallest GT that holds its point or has its centre in the unit's cell. It predicts that GT's box with every
 * edge moved by {@code noise / 4} of the side times a normal number, and gives the GT's class a probability that falls from the
 * centre to the border and with the noise. A level whose stride is far from an eighth of the GT's side (more than a factor of two) is
 * noisier and less sure. Units that look at no GT predict a box of four strides about themselves and next to no class. Every number
 * depends on seed, image, unit and head only.
 */
public final class SimulatedPredictions {
    /**
     * How good the detector is.
     *
     * @param noise 0 (knows the GTs) to 1 (hardly anything)
     * @param seed of all random numbers
     */
    public record Quality(float noise, long seed) {
        /** A detector some way into its training. */
        public static final Quality DEFAULT = new Quality(0.2f, 1);

        public Quality {
            if (!(noise >= 0 && noise <= 1)) {
                throw new IllegalArgumentException("noise: " + noise + "; 0 to 1 is needed");
            }
        }
    }

    private static final float SURE = 0.95f;
    private static final float LEAST = 1e-4f;

    private final UnitGrid grid;
    private final GtBatch gts;
    private final int classes;
    private final Quality quality;
    private final int width;
    private final int[] owner;
    private final float[] boxes;
    private final float[] scores;
    private final float[] objectness;
    private final float[] raw;

    private SimulatedPredictions(Duet engine, GtBatch gts, Quality quality) {
        this.grid = engine.grid();
        this.gts = gts;
        this.quality = quality;
        classes = engine.system().classes();
        width = gts.isRotated() ? 5 : 4;
        boolean wantsObjectness = false;
        boolean wantsRaw = false;
        for (Head head : engine.heads()) {
            wantsObjectness |= head.recipe().needs().contains(Need.OBJECTNESS);
            wantsRaw |= head.recipe().needs().contains(Need.RAW_BOXES);
        }
        int rows = Math.multiplyExact(gts.images, grid.units);
        owner = new int[rows];
        boxes = new float[Math.multiplyExact(rows, width)];
        scores = new float[Math.multiplyExact(rows, classes)];
        objectness = wantsObjectness ? new float[rows] : null;
        raw = wantsRaw ? new float[Math.multiplyExact(rows, 4)] : null;
    }

    /** Whether a system cannot do without predictions in its current epoch. */
    public static boolean needed(Duet engine) {
        for (Head head : engine.heads()) {
            for (Need need : head.recipe().needs()) {
                if (!need.name().endsWith("_IF_GIVEN")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Largest number of images whose predictions together stay under {@code floats} numbers, at least 1. */
    public static int chunk(Duet engine, long floats) {
        long perImage = (long) engine.units() * (engine.system().classes() + 9);
        return (int) Math.max(1, Math.min(1 << 20, floats / Math.max(1, perImage)));
    }

    /**
     * Predictions of every head for a batch. Allocates {@code images * units * (classes + 5)} floats and more per head.
     *
     * @param firstImage number of the batch's first image in the data set, so that chunks of any size give the same numbers
     * @throws IllegalArgumentException if the batch is too large for one array; see {@link #chunk}
     */
    public static Predictions[] of(Duet engine, GroundTruths gts, Quality quality, int firstImage) {
        if (!needed(engine)) {
            return new Predictions[0];
        }
        int count = 0;
        for (Head head : engine.heads()) {
            count = Math.max(count, head.predictions() + 1);
        }
        Predictions[] all = new Predictions[count];
        try {
            for (int h = 0; h < count; h++) {
                all[h] = new SimulatedPredictions(engine, gts.batch(), quality).fill(h, firstImage);
            }
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    gts.images() + " images of " + engine.units() + " units and "
                            + engine.system().classes()
                            + " classes are too much for one array of simulated predictions",
                    e);
        }
        return all;
    }

    private Predictions fill(int head, int firstImage) {
        IntStream.range(0, gts.images).parallel().forEach(b -> {
            look(b);
            for (int u = 0; u < grid.units; u++) {
                unit(b, u, new Noise(quality.seed, firstImage + b, u, head));
            }
        });
        Predictions p = Predictions.of(gts.images, grid.units);
        p = width == 5 ? p.rotatedBoxes(boxes, BoxLayout.ROWS) : p.boxes(boxes);
        p = p.scores(scores, classes);
        p = objectness == null ? p : p.objectness(objectness, ScoreForm.PROBABILITY);
        return raw == null ? p : p.rawBoxes(raw, BoxLayout.ROWS);
    }

    /** Who looks at what: larger GTs first, so that smaller ones take their units over. */
    private void look(int image) {
        int from = gts.offset[image];
        int n = gts.offset[image + 1] - from;
        int base = image * grid.units;
        Arrays.fill(owner, base, base + grid.units, -1);
        if (grid.levels() == 0) {
            for (int q = 0; n > 0 && q < Math.min(grid.units, 2 * n); q++) {
                owner[base + q] = from + q % n;
            }
            return;
        }
        Integer[] order = new Integer[n];
        for (int i = 0; i < n; i++) {
            order[i] = from + i;
        }
        Arrays.sort(order, (a, b) -> Double.compare(GtShapes.area(gts, b), GtShapes.area(gts, a)));
        for (int row : order) {
            for (int l = 0; l < grid.levels(); l++) {
                paint(row, l, base);
            }
        }
    }

    private void paint(int row, int l, int base) {
        double[] c = GtShapes.corners(gts, row);
        double left = Math.min(Math.min(c[0], c[2]), Math.min(c[4], c[6]));
        double right = Math.max(Math.max(c[0], c[2]), Math.max(c[4], c[6]));
        double top = Math.min(Math.min(c[1], c[3]), Math.min(c[5], c[7]));
        double bottom = Math.max(Math.max(c[1], c[3]), Math.max(c[5], c[7]));
        int s = grid.stride[l];
        float zero = grid.point(l, 0);
        int x1 = (int) Math.max(0, Math.ceil((left - zero) / s));
        int x2 = (int) Math.min(grid.width[l] - 1.0, Math.floor((right - zero) / s));
        int y1 = (int) Math.max(0, Math.ceil((top - zero) / s));
        int y2 = (int) Math.min(grid.height[l] - 1.0, Math.floor((bottom - zero) / s));
        for (int y = y1; y <= y2; y++) {
            for (int x = x1; x <= x2; x++) {
                take(row, l, y, x, base);
            }
        }
        int x = (int) Math.floor((left + right) / 2 / s);
        int y = (int) Math.floor((top + bottom) / 2 / s);
        if (x >= 0 && y >= 0 && x < grid.width[l] && y < grid.height[l]) {
            take(row, l, y, x, base);
        }
    }

    private void take(int row, int l, int y, int x, int base) {
        for (int a = 0; a < grid.slots; a++) {
            owner[base + grid.unit(l, y, x, a)] = row;
        }
    }

    private void unit(int image, int u, Noise random) {
        int at = image * grid.units + u;
        int row = owner[at];
        int l = grid.level(u);
        int stride = l < 0 ? 32 : grid.stride[l];
        double px = l < 0 ? random.uniform() * grid.imageWidth : grid.point(l, grid.column(l, u));
        double py = l < 0 ? random.uniform() * grid.imageHeight : grid.point(l, grid.row(l, u));
        float rest = LEAST + 0.03f * quality.noise * (float) random.uniform();
        Arrays.fill(scores, at * classes, (at + 1) * classes, rest);
        double cx = px;
        double cy = py;
        double w = stride * 4.0;
        double h = stride * 4.0;
        double angle = 0;
        double noise = quality.noise;
        float sure = rest;
        if (row >= 0) {
            double[] c = GtShapes.corners(gts, row);
            cx = (c[0] + c[4]) / 2;
            cy = (c[1] + c[5]) / 2;
            w = Math.max(1, GtShapes.width(gts, row));
            h = Math.max(1, GtShapes.height(gts, row));
            angle = width == 5 ? gts.angle[row] : 0;
            double off = l < 0 ? 0 : Math.min(1, Math.max(2 * Math.abs(px - cx) / w, 2 * Math.abs(py - cy) / h));
            double fit =
                    l < 0 ? 0 : Math.max(0, Math.abs(Math.log(Math.sqrt(w * h) / (8.0 * stride)) / Math.log(2)) - 1);
            noise = Math.min(1, noise + 0.1 * fit);
            double p = SURE * (1 - 0.6 * off) / (1 + 0.4 * fit);
            sure = (float) Math.max(LEAST, p * (1 - noise) + noise * SURE * random.uniform());
            scores[at * classes + gts.label[row]] = sure;
        }
        box(at, random, cx, cy, w, h, angle, noise);
        if (objectness != null) {
            objectness[at] = (float) Math.sqrt(sure);
        }
        if (raw != null) {
            rawBox(at, u, l);
        }
    }

    private void box(int at, Noise random, double cx, double cy, double w, double h, double angle, double noise) {
        double spread = noise / 4;
        double x1 = cx - w / 2 + spread * w * random.normal();
        double x2 = Math.max(x1 + 1, cx + w / 2 + spread * w * random.normal());
        double y1 = cy - h / 2 + spread * h * random.normal();
        double y2 = Math.max(y1 + 1, cy + h / 2 + spread * h * random.normal());
        int to = at * width;
        if (width == 5) {
            boxes[to] = (float) ((x1 + x2) / 2);
            boxes[to + 1] = (float) ((y1 + y2) / 2);
            boxes[to + 2] = (float) (x2 - x1);
            boxes[to + 3] = (float) (y2 - y1);
            boxes[to + 4] = (float) (angle + spread * random.normal());
            return;
        }
        boxes[to] = (float) x1;
        boxes[to + 1] = (float) y1;
        boxes[to + 2] = (float) x2;
        boxes[to + 3] = (float) y2;
    }

    /** Inverse of centre = (2 sigmoid - 0.5 + cell) stride and side = (2 sigmoid)^2 anchor. */
    private void rawBox(int at, int u, int l) {
        for (int axis = 0; axis < 2; axis++) {
            double low = boxes[at * width + axis];
            double high = boxes[at * width + axis + 2];
            int cell = axis == 0 ? grid.column(l, u) : grid.row(l, u);
            double anchor =
                    grid.anchors == null ? grid.stride[l] : grid.anchors[(l * grid.slots + grid.slot(l, u)) * 2 + axis];
            raw[4 * at + axis] = logit(((low + high) / 2 / grid.stride[l] - cell + 0.5) / 2);
            raw[4 * at + 2 + axis] = logit(Math.sqrt((high - low) / anchor) / 2);
        }
    }

    private static float logit(double p) {
        double clamped = Math.min(1 - 1e-6, Math.max(1e-6, p));
        return (float) Math.log(clamped / (1 - clamped));
    }

    /** Random numbers of one unit (the mixing of SplittableRandom), the same whatever came before. */
    private static final class Noise {
        private long state;

        Noise(long seed, int image, int unit, int head) {
            state = mix(mix(seed * 31 + head) + ((long) image << 32 | unit));
        }

        double uniform() {
            state += 0x9E3779B97F4A7C15L;
            return (mix(state) >>> 11) * 0x1p-53;
        }

        /** About normal: the sum of three uniform numbers, scaled; at most 3 either way. */
        double normal() {
            return (uniform() + uniform() + uniform() - 1.5) * 2;
        }

        private static long mix(long z) {
            z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
            z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
            return z ^ (z >>> 31);
        }
    }
}
