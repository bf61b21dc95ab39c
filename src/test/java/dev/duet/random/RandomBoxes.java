package dev.duet.random;

import dev.duet.api.Pyramid;
import java.util.SplittableRandom;

/** Ground-truth boxes of one image, of the sorts that trouble assigners. */
final class RandomBoxes {
    private static final BatchKind[] SORTS = {
        BatchKind.ORDINARY,
        BatchKind.EDGES,
        BatchKind.TINY_GTS,
        BatchKind.HUGE_GTS,
        BatchKind.DUPLICATES,
        BatchKind.ZERO_AREA,
        BatchKind.OUTSIDE,
    };

    private final BatchOptions options;
    private final BatchKind kind;
    private final Pyramid pyramid;
    private final SplittableRandom random;
    /** Coordinates are multiples of a quarter pixel, so that arithmetic on them is exact. */
    private boolean quarters;

    RandomBoxes(BatchOptions options, BatchKind kind, Pyramid pyramid, SplittableRandom random) {
        this.options = options;
        this.kind = kind;
        this.pyramid = pyramid;
        this.random = random;
    }

    /** Rows x1 y1 x2 y2, or cx cy w h angle. */
    float[][] ofImage() {
        quarters = kind == BatchKind.EDGES || random.nextInt(3) == 0;
        float[][] boxes = new float[count()][];
        for (int g = 0; g < boxes.length; g++) {
            BatchKind sort = kind == BatchKind.MIXED ? SORTS[random.nextInt(SORTS.length)] : kind;
            if (kind != BatchKind.MIXED && random.nextInt(5) == 0) {
                sort = BatchKind.ORDINARY;
            }
            if (sort == BatchKind.DUPLICATES && g > 0) {
                boxes[g] = boxes[random.nextInt(g)].clone();
            } else {
                boxes[g] = options.rotated ? rotated(corners(sort), sort) : corners(sort);
            }
        }
        return boxes;
    }

    private int count() {
        return switch (kind) {
            case NO_GT -> 0;
            case ONE_GT -> 1;
            case MORE_GTS_THAN_UNITS -> 8 + Math.min(60, pyramid.cells() * options.slots);
            case CROWDED -> 2 * options.gts + random.nextInt(options.gts + 1);
            default -> random.nextInt(6) == 0 ? 0 : 1 + random.nextInt(options.gts);
        };
    }

    private float[] corners(BatchKind sort) {
        int width = pyramid.imageWidth();
        int height = pyramid.imageHeight();
        float cx = uniform(0, width);
        float cy = uniform(0, height);
        return switch (sort) {
            case EDGES -> edges();
            case TINY_GTS -> box(cx, cy, uniform(0.25f, 7), uniform(0.25f, 7));
            case HUGE_GTS -> box(cx, cy, uniform(0.7f, 3) * width, uniform(0.7f, 3) * height);
            case ZERO_AREA ->
                random.nextBoolean()
                        ? box(cx, cy, 0, random.nextBoolean() ? 0 : uniform(1, 60))
                        : box(cx, cy, uniform(1, 60), 0);
            case OUTSIDE ->
                random.nextBoolean()
                        ? box(cx + 2 * width, cy, uniform(4, 40), uniform(4, 40))
                        : box(-20, -20, uniform(20, 80), uniform(20, 80));
            default -> {
                float side = 4 * (float) Math.exp(uniform(0, 4));
                yield box(cx, cy, side * uniform(0.5f, 2), side * uniform(0.5f, 2));
            }
        };
    }

    /** Every edge on a unit point of some level, or 0.005 beside it. */
    private float[] edges() {
        float[] low = {point(pyramid.imageWidth()), point(pyramid.imageHeight())};
        float[] high = {point(pyramid.imageWidth()), point(pyramid.imageHeight())};
        return new float[] {
            Math.min(low[0], high[0]), Math.min(low[1], high[1]), Math.max(low[0], high[0]), Math.max(low[1], high[1]),
        };
    }

    private float point(int size) {
        int[] strides = pyramid.strides();
        int stride = strides[random.nextInt(strides.length)];
        float point = (random.nextInt(Math.ceilDiv(size, stride)) + options.pointOffset) * stride;
        if (options.rotated) {
            return point;
        }
        return switch (random.nextInt(6)) {
            case 0 -> point + 0.005f;
            case 1 -> point - 0.005f;
            case 2 -> point + 0.02f;
            case 3 -> point - 0.02f;
            default -> point;
        };
    }

    private float[] box(float cx, float cy, float w, float h) {
        float x1 = round(cx - w / 2);
        float y1 = round(cy - h / 2);
        return new float[] {x1, y1, x1 + round(w), y1 + round(h)};
    }

    /** Sides at least 2 and at most 6 to 1: outside, probIoU is rounding noise. */
    private float[] rotated(float[] c, BatchKind sort) {
        float w = Math.max(c[2] - c[0], 2);
        float h = Math.max(c[3] - c[1], 2);
        w = Math.max(w, h / 6);
        h = Math.max(h, w / 6);
        float angle = sort == BatchKind.EDGES ? 0 : uniform(-0.7f, 1.5f);
        return new float[] {(c[0] + c[2]) / 2, (c[1] + c[3]) / 2, w, h, angle};
    }

    private float round(float v) {
        return quarters ? Math.round(v * 4) / 4f : v;
    }

    private float uniform(float low, float high) {
        return low + (high - low) * (float) random.nextDouble();
    }
}
