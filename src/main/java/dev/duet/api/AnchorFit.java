package dev.duet.api;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Fits anchors to the boxes of a data set: k-means from several seeds, then an evolution that keeps what raises the fitness. The same
 * input, settings and seed give the same anchors on any machine. Allocates; not for the training loop.
 *
 * <pre>{@code
 * AnchorFit fit = AnchorFit.of(widths, heights).levels(3).perLevel(3);
 * AnchorFit.Metrics now = fit.measure(currentAnchors);
 * AnchorFit.Result fitted = fit.run((step, steps, best) -> bar.stepTo(step));
 * float[] anchors = fitted.forStrides(8, 16, 32);
 * }</pre>
 *
 * <p>Metrics and evolution: ultralytics/yolov5 utils/autoanchor.py check_anchors, kmean_anchors; k-means: YOLOv2 (1612.08242), section
 * 2, with k-means++ seeds.
 */
public final class AnchorFit {
    /** Shapes with both sides under this, in pixels, are left out of the fit (not out of the metrics). */
    public static final float MINIMUM_SIDE = 2;

    private static final int RESTARTS = 8;
    private static final int MOST_GENERATIONS = 1_000_000_000;

    /**
     * How anchors fit. A box fits an anchor as well as the worse of its two side ratios, each taken to be at most 1.
     *
     * @param recall best possible recall: share of boxes that fit some anchor by more than 1 / threshold
     * @param anchorsAbove mean number of anchors a box fits by more than 1 / threshold
     * @param fitness mean over all boxes of the best fit, fits under 1 / threshold counting as 0
     */
    public record Metrics(float recall, float anchorsAbove, float fitness) {}

    /**
     * Fitted anchors.
     *
     * @param anchors width and height in pixels, none under {@link #MINIMUM_SIDE}, by rising area, {@code [levels * perLevel][2]} flattened
     * @param levels levels they are for
     * @param metrics how they fit all boxes
     */
    public record Result(float[] anchors, int levels, Metrics metrics) {
        public Result {
            anchors = anchors.clone();
        }

        /** A copy. */
        @Override
        public float[] anchors() {
            return anchors.clone();
        }

        /**
         * The anchors in the order of a pyramid's levels: the smallest on the level of the smallest stride.
         *
         * @return {@code [levels][perLevel][2]} flattened, as {@link Pyramid#anchors} takes it
         */
        public float[] forStrides(int... strides) {
            if (strides.length != levels) {
                throw new IllegalArgumentException("strides: " + strides.length + " given, fitted for " + levels);
            }
            int perLevel = anchors.length / levels;
            float[] ordered = new float[anchors.length];
            for (int l = 0; l < levels; l++) {
                int rank = 0;
                for (int other = 0; other < levels; other++) {
                    rank += strides[other] < strides[l] || strides[other] == strides[l] && other < l ? 1 : 0;
                }
                System.arraycopy(anchors, rank * perLevel, ordered, l * perLevel, perLevel);
            }
            return ordered;
        }
    }

    /** Told about every step of {@link #run}. */
    public interface Progress {
        /**
         * @param step steps done, 1 .. steps
         * @param steps k-means runs and generations together
         * @param best metrics of the best anchors so far, on the boxes that take part in the fit
         */
        void step(int step, int steps, Metrics best);
    }

    private final BoxShapes all;
    private final BoxShapes shapes;
    private int levels = 3;
    private int perLevel = 3;
    private float threshold = 4;
    private int generations = 1000;
    private long seed;

    private AnchorFit(float[] widths, float[] heights) {
        all = BoxShapes.of(widths, heights, 0);
        shapes = BoxShapes.of(widths, heights, MINIMUM_SIDE);
    }

    /**
     * A fit to boxes.
     *
     * @param widths in pixels of the training image, the photo's longer side scaled to its size; so are the heights
     * @throws IllegalArgumentException if a side is negative or not finite
     */
    public static AnchorFit of(float[] widths, float[] heights) {
        return new AnchorFit(widths, heights);
    }

    /** Levels of the pyramid; 3 unless told. Returns this fit. */
    public AnchorFit levels(int count) {
        levels = requirePositive("levels", count);
        return this;
    }

    /** Anchors per level; 3 unless told. Returns this fit. */
    public AnchorFit perLevel(int count) {
        perLevel = requirePositive("per level", count);
        return this;
    }

    /** Largest side ratio that still counts as fitting (anchor_t), over 1; 4 unless told. Returns this fit. */
    public AnchorFit threshold(float ratio) {
        if (!(ratio > 1) || Float.isInfinite(ratio)) {
            throw new IllegalArgumentException("threshold: " + ratio + "; must be over 1");
        }
        threshold = ratio;
        return this;
    }

    /** Mutations to try, 0 for k-means alone, at most 1,000,000,000; 1000 unless told. Returns this fit. */
    public AnchorFit generations(int count) {
        if (count < 0 || count > MOST_GENERATIONS) {
            throw new IllegalArgumentException("generations: " + count + "; 0 to " + MOST_GENERATIONS + " are taken");
        }
        generations = count;
        return this;
    }

    /** Seed of all that is random; 0 unless told. Returns this fit. */
    public AnchorFit seed(long value) {
        seed = value;
        return this;
    }

    /** Boxes given. */
    public int boxes() {
        return all.size;
    }

    /** Boxes that take part in the fit. */
    public int boxesFitted() {
        return shapes.size;
    }

    /**
     * How anchors fit all boxes.
     *
     * @param anchors width and height in pixels, {@code [k][2]} flattened, in any order
     */
    public Metrics measure(float... anchors) {
        if (anchors.length == 0 || anchors.length % 2 != 0) {
            throw new IllegalArgumentException("anchors: " + anchors.length + " numbers do not make pairs");
        }
        return all.measure(anchors, threshold);
    }

    /** Fits without telling anyone; see {@link #run(Progress)}. */
    public Result run() {
        return run((step, steps, best) -> {});
    }

    /**
     * Fits anchors.
     *
     * @throws IllegalArgumentException if there are fewer boxes than anchors
     */
    public Result run(Progress progress) {
        long wanted = (long) levels * perLevel;
        if (shapes.size < wanted) {
            throw new IllegalArgumentException("box shapes: " + shapes.size + " with a side of " + MINIMUM_SIDE
                    + " pixels or more, fewer than the " + wanted + " anchors");
        }
        int count = (int) wanted;
        SplittableRandom random = new SplittableRandom(seed);
        AnchorClusters clusters = new AnchorClusters(shapes, count, random);
        int steps = RESTARTS + generations;
        float[] best = null;
        Metrics metrics = null;
        for (int run = 1; run <= RESTARTS; run++) {
            float[] anchors = clusters.run();
            for (int i = 0; i < anchors.length; i++) {
                anchors[i] = Math.max(MINIMUM_SIDE, anchors[i]); // shapes may have one side under it
            }
            Metrics fit = shapes.measure(anchors, threshold);
            if (best == null || fit.fitness() > metrics.fitness()) {
                best = anchors;
                metrics = fit;
            }
            progress.step(run, steps, metrics);
        }
        for (int generation = 1; generation <= generations; generation++) {
            float[] mutant = mutate(best, random);
            Metrics fit = shapes.measure(mutant, threshold);
            if (fit.fitness() > metrics.fitness()) {
                best = mutant;
                metrics = fit;
            }
            progress.step(RESTARTS + generation, steps, metrics);
        }
        sortByArea(best);
        return new Result(best, levels, all.measure(best, threshold));
    }

    /** Most numbers times 1 and some noise, of a strength that differs from generation to generation; never all unchanged. */
    private static float[] mutate(float[] anchors, SplittableRandom random) {
        float[] mutant = new float[anchors.length];
        boolean changed = false;
        while (!changed) {
            double strength = random.nextDouble();
            for (int i = 0; i < anchors.length; i++) {
                double noise = random.nextDouble() < .9 ? strength * random.nextGaussian() * .1 : 0;
                double factor = Math.max(.3, Math.min(3, 1 + noise));
                mutant[i] = (float) Math.max(MINIMUM_SIDE, anchors[i] * factor);
                changed |= factor != 1;
            }
        }
        return mutant;
    }

    /** Sorts pairs by rising product. */
    private static void sortByArea(float[] anchors) {
        float[][] pairs = new float[anchors.length / 2][];
        Arrays.setAll(pairs, k -> new float[] {anchors[2 * k], anchors[2 * k + 1]});
        Arrays.sort(pairs, (a, b) -> Float.compare(a[0] * a[1], b[0] * b[1]));
        for (int k = 0; k < pairs.length; k++) {
            System.arraycopy(pairs[k], 0, anchors, 2 * k, 2);
        }
    }

    private static int requirePositive(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + ": " + value + "; must be at least 1");
        }
        return value;
    }
}
