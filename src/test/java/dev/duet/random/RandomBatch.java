package dev.duet.random;

import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Pyramid;
import dev.duet.oracle.OracleUnits;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A batch made from a seed: the seed modulo the number of {@link BatchKind}s decides what is awkward about it, the rest decides
 * sizes, layouts, where the numbers lie (array or segment, full or half precision) and their form (probability or logit). GT arrays
 * are longer than needed, with values after the end that must not be read.
 */
public final class RandomBatch {
    public final long seed;
    public final BatchKind kind;
    public final Pyramid pyramid;
    public final int classes;
    public final GroundTruths gts;
    /** One per head. */
    public final Predictions[] predictions;
    /** How the predictions lie, for messages. */
    public final String layout;

    private RandomBatch(
            long seed,
            BatchKind kind,
            Pyramid pyramid,
            int classes,
            GroundTruths gts,
            Predictions[] predictions,
            String layout) {
        this.seed = seed;
        this.kind = kind;
        this.pyramid = pyramid;
        this.classes = classes;
        this.gts = gts;
        this.predictions = predictions;
        this.layout = layout;
    }

    public static RandomBatch of(BatchOptions options, long seed) {
        return of(options, seed, null);
    }

    /** Another batch for the grids and the classes of this one. */
    public RandomBatch next(BatchOptions options, long nextSeed) {
        return of(options, nextSeed, this);
    }

    private static RandomBatch of(BatchOptions options, long seed, RandomBatch like) {
        SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + 1);
        BatchKind[] kinds = BatchKind.values();
        BatchKind kind = kinds[(int) Math.floorMod(seed, (long) kinds.length)];
        Pyramid pyramid = like == null ? pyramid(options, kind, random) : like.pyramid;
        int classes = like == null ? classes(options, random) : like.classes;
        int images = kind == BatchKind.NO_IMAGE ? 0 : 1 + random.nextInt(4);
        RandomBoxes boxes = new RandomBoxes(options, kind, pyramid, random);
        int[] offsets = new int[images + 1];
        float[][][] perImage = new float[images][][];
        for (int b = 0; b < images; b++) {
            perImage[b] = boxes.ofImage();
            offsets[b + 1] = offsets[b] + perImage[b].length;
        }
        int n = offsets[images];
        int spare = random.nextInt(8);
        int width = options.rotated ? 5 : 4;
        float[][] columns = new float[width][n + spare];
        int[] labels = new int[n + spare];
        for (float[] column : columns) {
            Arrays.fill(column, Float.NaN);
        }
        Arrays.fill(labels, -9);
        for (int b = 0; b < images; b++) {
            for (int g = 0; g < perImage[b].length; g++) {
                int row = offsets[b] + g;
                for (int k = 0; k < width; k++) {
                    columns[k][row] = perImage[b][g][k];
                }
                boolean same = kind == BatchKind.DUPLICATES && g > 0 && random.nextInt(3) > 0;
                labels[row] = same ? labels[row - 1] : random.nextInt(classes);
            }
        }
        GroundTruths gts = options.rotated
                ? GroundTruths.rotated(columns[0], columns[1], columns[2], columns[3], columns[4], labels, offsets)
                : GroundTruths.of(columns[0], columns[1], columns[2], columns[3], labels, offsets);
        if (options.ignored) {
            gts = ignoring(gts, images, pyramid, random);
        }
        Predictions[] predictions = new Predictions[options.heads];
        StringBuilder layout = new StringBuilder();
        OracleUnits units = units(pyramid, options.pointOffset, options.slots, false);
        for (int h = 0; h < predictions.length; h++) {
            RandomPredictions made = new RandomPredictions(options, kind, random);
            predictions[h] = made.of(units, perImage, labels, offsets, classes);
            layout.append(h == 0 ? "" : "; ").append(made.layout());
        }
        return new RandomBatch(seed, kind, pyramid, classes, gts, predictions, layout.toString());
    }

    /** Unit points of a pyramid, with {@code slots} per cell. */
    public static OracleUnits units(Pyramid pyramid, float pointOffset, int slots, boolean slotsOutermost) {
        int levels = pyramid.levels();
        int[] heights = new int[levels];
        int[] widths = new int[levels];
        for (int l = 0; l < levels; l++) {
            heights[l] = pyramid.height(l);
            widths[l] = pyramid.width(l);
        }
        return OracleUnits.of(pyramid.strides(), heights, widths, pointOffset, slots, slotsOutermost);
    }

    private static int classes(BatchOptions options, SplittableRandom random) {
        return options.classes == null
                ? 1 + random.nextInt(5)
                : options.classes[random.nextInt(options.classes.length)];
    }

    private static Pyramid pyramid(BatchOptions options, BatchKind kind, SplittableRandom random) {
        int[] strides = options.strides.clone();
        if (!options.allLevels && random.nextInt(4) == 0) {
            int from = random.nextInt(strides.length);
            strides = Arrays.copyOfRange(strides, from, Math.min(strides.length, from + 1 + random.nextInt(2)));
        }
        int low = 40;
        int high = options.side;
        if (kind == BatchKind.TINY_GRID || kind == BatchKind.MORE_GTS_THAN_UNITS) {
            low = 1;
            high = 48;
        } else if (kind == BatchKind.CROWDED) {
            low = high;
            high = 2 * high;
        }
        int imageHeight = low + random.nextInt(high - low + 1);
        int imageWidth = random.nextInt(4) == 0 ? imageHeight : low + random.nextInt(high - low + 1);
        Pyramid pyramid = Pyramid.of(imageHeight, imageWidth, strides);
        if (options.anchors) {
            float[] anchors = new float[strides.length * options.slots * 2];
            for (int i = 0; i < anchors.length; i++) {
                int level = i / (2 * options.slots);
                anchors[i] = strides[level] * (1 + 4 * (float) random.nextDouble());
            }
            return pyramid.anchors(anchors);
        }
        return options.slots > 1 ? pyramid.slots(options.slots) : pyramid;
    }

    private static GroundTruths ignoring(GroundTruths gts, int images, Pyramid pyramid, SplittableRandom random) {
        int[] offsets = new int[images + 1];
        for (int b = 0; b < images; b++) {
            offsets[b + 1] = offsets[b] + random.nextInt(3);
        }
        float[] boxes = new float[4 * offsets[images]];
        for (int i = 0; i < boxes.length; i += 4) {
            boxes[i] = random.nextInt(pyramid.imageWidth());
            boxes[i + 1] = random.nextInt(pyramid.imageHeight());
            boxes[i + 2] = boxes[i] + random.nextInt(100);
            boxes[i + 3] = boxes[i + 1] + random.nextInt(100);
        }
        return gts.ignoring(boxes, offsets);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("seed " + seed + " " + kind + ", " + pyramid.imageHeight() + "x"
                + pyramid.imageWidth() + " strides " + Arrays.toString(pyramid.strides()) + ", " + gts.images()
                + " images, GTs");
        for (int b = 0; b < gts.images(); b++) {
            text.append(' ').append(gts.size(b));
        }
        return text + ", " + classes + " classes, " + layout;
    }
}
