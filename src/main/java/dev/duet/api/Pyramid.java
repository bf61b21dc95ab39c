package dev.duet.api;

import dev.duet.assign.UnitGrid;
import dev.duet.assign.UnitGrid.Anchors;
import dev.duet.assign.UnitGrid.Levels;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.workbench.Sizes;
import java.util.Arrays;

/**
 * The output grids of a detector for one image size: per level a stride in pixels and a grid of height x width cells, in the order
 * in which the predictions list them. Slots per cell, anchors or ready anchor boxes are given where they differ from the system's
 * own. Immutable.
 */
public final class Pyramid {
    /** Sides of anchors, in pixels: their products and ratios with GTs are finite. */
    private static final float LEAST_SIDE = 1e-6f;

    private static final float MOST_SIDE = 1e9f;

    /** Sides of images and of grids, in pixels: float32 tells smaller ones apart. */
    private static final int MOST_PIXELS = 1 << 24;
    /** Units of an image: eight numbers for each fit an array. */
    private static final int MOST_UNITS = (1 << 28) - 1;

    private final int imageHeight;
    private final int imageWidth;
    private final int[] strides;
    private final int[] heights;
    private final int[] widths;
    private final int slots;
    private final float[] anchors;
    private final float[] anchorBoxes;
    private final int queries;
    private final float[] anchorList;
    private final int[] anchorMasks;

    private Pyramid(int imageHeight, int imageWidth, Levels levels, int slots, Anchors anchors, int queries) {
        this.imageHeight = imageHeight;
        this.imageWidth = imageWidth;
        this.strides = levels.stride();
        this.heights = levels.height();
        this.widths = levels.width();
        this.slots = slots;
        this.anchors = anchors.sides();
        this.anchorBoxes = anchors.boxes();
        this.anchorList = anchors.list();
        this.anchorMasks = anchors.masks();
        this.queries = queries;
    }

    private Pyramid with(int count, Anchors others, int queryCount) {
        return new Pyramid(imageHeight, imageWidth, new Levels(strides, heights, widths), count, others, queryCount);
    }

    /**
     * Grids of {@code ceil(size / stride)} cells. Together they have at most 268,435,455 units (cells times slots).
     *
     * @param imageHeight pixels, at most 16,777,216
     * @param imageWidth pixels, likewise
     * @param strides pixels per cell, in the order in which predictions list the levels
     */
    public static Pyramid of(int imageHeight, int imageWidth, int... strides) {
        requirePixels("image height", imageHeight);
        requirePixels("image width", imageWidth);
        int[] heights = new int[strides.length];
        int[] widths = new int[strides.length];
        for (int l = 0; l < strides.length; l++) {
            requirePositive("strides[" + l + "]", strides[l]);
            heights[l] = Math.ceilDiv(imageHeight, strides[l]);
            widths[l] = Math.ceilDiv(imageWidth, strides[l]);
        }
        return of(imageHeight, imageWidth, strides, heights, widths);
    }

    /** Grids of given cells, {@code heights[l] x widths[l]} on level l. */
    public static Pyramid of(int imageHeight, int imageWidth, int[] strides, int[] heights, int[] widths) {
        requirePixels("image height", imageHeight);
        requirePixels("image width", imageWidth);
        if (strides.length == 0) {
            throw new IllegalArgumentException("strides: at least one level is needed");
        }
        if (heights.length != strides.length || widths.length != strides.length) {
            throw new IllegalArgumentException("grid: " + heights.length + " heights and " + widths.length
                    + " widths for " + strides.length + " strides");
        }
        for (int l = 0; l < strides.length; l++) {
            requirePositive("strides[" + l + "]", strides[l]);
            requirePositive("grid height of level " + l, heights[l]);
            requirePositive("grid width of level " + l, widths[l]);
            requireSpan("grid height of level " + l, heights[l], strides[l]);
            requireSpan("grid width of level " + l, widths[l], strides[l]);
        }
        requireUnits(heights, widths, 1);
        Levels levels = new Levels(strides.clone(), heights.clone(), widths.clone());
        return new Pyramid(imageHeight, imageWidth, levels, 0, Anchors.NONE, 0);
    }

    /** A set of {@code count} queries without a grid (DETR). */
    public static Pyramid queries(int imageHeight, int imageWidth, int count) {
        requirePixels("image height", imageHeight);
        requirePixels("image width", imageWidth);
        requirePositive("queries", count);
        if (count > MOST_UNITS) {
            throw new IllegalArgumentException("queries: " + count + "; at most " + MOST_UNITS + " are taken");
        }
        Levels none = new Levels(new int[0], new int[0], new int[0]);
        return new Pyramid(imageHeight, imageWidth, none, 1, Anchors.NONE, count);
    }

    /** The same grids with {@code count} slots per cell, without anchors (YOLOv1's boxes). */
    public Pyramid slots(int count) {
        requirePositive("slots", count);
        requireUnits(heights, widths, count);
        return with(count, new Anchors(null, anchorBoxes, null, null), queries);
    }

    /**
     * The same grids with anchors.
     *
     * @param widthHeight width and height in pixels, {@code [levels][slots][2]} flattened
     */
    public Pyramid anchors(float... widthHeight) {
        int perLevel = strides.length == 0 ? 0 : widthHeight.length / (2 * strides.length);
        if (perLevel == 0 || widthHeight.length != perLevel * 2 * strides.length) {
            throw new IllegalArgumentException(
                    "anchors: " + widthHeight.length + " numbers do not make pairs for " + strides.length + " levels");
        }
        requireSides(widthHeight);
        requireUnits(heights, widths, perLevel);
        return with(perLevel, new Anchors(widthHeight.clone(), null, null, null), queries);
    }

    /**
     * The same grids with one list of anchors for all levels, as darknet's cfg files have it ({@code anchors} and {@code mask}).
     * Without a list, systems that compare the anchors of all levels order them by level, finest first, then by slot.
     *
     * @param list width and height in pixels, {@code [K][2]} flattened; its order decides ties; an anchor no mask names can be a GT's
     *     best and then leaves it without a unit
     * @param masks index in the list of each slot's anchor, {@code [levels][slots]} flattened; an anchor may stand on several levels
     */
    public Pyramid anchors(float[] list, int[] masks) {
        requireSides(list);
        if (list.length % 2 != 0) {
            throw new IllegalArgumentException("anchors: " + list.length + " numbers do not make pairs");
        }
        float[] bySlot = new float[Sizes.length("anchor_masks", masks.length, 2)];
        for (int i = 0; i < masks.length; i++) {
            if (masks[i] < 0 || masks[i] >= list.length / 2) {
                throw new IllegalArgumentException(
                        "anchor_masks[" + i + "]: " + masks[i] + "; there are " + list.length / 2 + " anchors");
            }
            bySlot[2 * i] = list[2 * masks[i]];
            bySlot[2 * i + 1] = list[2 * masks[i] + 1];
        }
        Pyramid plain = anchors(bySlot);
        return with(plain.slots, new Anchors(plain.anchors, null, list.clone(), masks.clone()), queries);
    }

    /**
     * The same grids with the order of the anchors over all levels.
     *
     * @param masks as in {@link #anchors(float[], int[])}, for the anchors these grids have; from 0 without gaps
     */
    public Pyramid anchorMasks(int... masks) {
        if (anchors == null || anchors.length != 2 * masks.length) {
            throw new IllegalArgumentException("anchor_masks: " + masks.length + " indices for "
                    + (anchors == null ? 0 : anchors.length / 2) + " anchors");
        }
        for (int i = 0; i < masks.length; i++) {
            if (masks[i] < 0 || masks[i] >= masks.length) {
                throw new IllegalArgumentException("anchor_masks[" + i + "]: " + masks[i] + "; 0 to "
                        + (masks.length - 1) + " are needed, one index for each of the anchors");
            }
        }
        int most = Arrays.stream(masks).max().orElse(-1);
        float[] list = new float[2 * (most + 1)];
        for (int i = 0; i < masks.length; i++) {
            int at = 2 * masks[i];
            if (list[at] != 0 && (list[at] != anchors[2 * i] || list[at + 1] != anchors[2 * i + 1])) {
                throw new IllegalArgumentException(
                        "anchor_masks[" + i + "]: " + masks[i] + " stands for anchors of different sides");
            }
            list[at] = anchors[2 * i];
            list[at + 1] = anchors[2 * i + 1];
        }
        return anchors(list, masks);
    }

    private static void requireSides(float[] widthHeight) {
        for (int i = 0; i < widthHeight.length; i++) {
            if (!(widthHeight[i] > 0) || Float.isInfinite(widthHeight[i])) {
                throw new IllegalArgumentException(
                        "anchors[" + i + "]: " + widthHeight[i] + "; sides must be positive and finite");
            }
            if (widthHeight[i] < LEAST_SIDE || widthHeight[i] > MOST_SIDE) {
                throw new IllegalArgumentException("anchors[" + i + "]: " + widthHeight[i] + "; sides must lie within "
                        + LEAST_SIDE + " .. " + MOST_SIDE + " pixels");
            }
        }
    }

    /**
     * The same grids with the anchor box of every unit given.
     *
     * @param boxes x1 y1 x2 y2 in pixels, {@code [units][4]} flattened; decides the slots per cell
     */
    public Pyramid anchorBoxes(float... boxes) {
        int cells = cells();
        if (cells == 0 || boxes.length == 0 || boxes.length % (4L * cells) != 0) {
            throw new IllegalArgumentException(
                    "anchor_boxes: " + boxes.length / 4 + " boxes do not fill the slots of " + cells + " cells");
        }
        return with(boxes.length / (4 * cells), new Anchors(null, boxes.clone(), null, null), 0);
    }

    /** Whether anchors were given. */
    boolean hasAnchors() {
        return anchors != null;
    }

    /** Whether the order of anchors over all levels was given. */
    boolean hasAnchorList() {
        return anchorList != null;
    }

    /** Whether the anchor box of every unit was given. */
    boolean hasAnchorBoxes() {
        return anchorBoxes != null;
    }

    /** Cells of all levels. */
    public int cells() {
        return requireUnits(heights, widths, 1);
    }

    /** The one place that multiplies sides and slots: units of an image, if there are not too many. */
    private static int requireUnits(int[] heights, int[] widths, int slots) {
        long units = 0;
        for (int l = 0; l < heights.length; l++) {
            long cells = (long) heights[l] * widths[l]; // at most 2^48, as a side is at most 2^24
            units += cells > MOST_UNITS ? cells : cells * slots;
            if (units > MOST_UNITS) {
                throw new IllegalArgumentException("grid: " + heights[l] + " x " + widths[l] + " cells on level " + l
                        + (slots == 1 ? "" : " of " + slots + " slots") + "; an image has at most " + MOST_UNITS
                        + " units");
            }
        }
        return (int) units;
    }

    private static void requirePixels(String what, int value) {
        requirePositive(what, value);
        if (value > MOST_PIXELS) {
            throw new IllegalArgumentException(what + ": " + value + "; at most " + MOST_PIXELS + " pixels are taken");
        }
    }

    private static void requireSpan(String what, int cells, int stride) {
        if ((long) cells * stride > 2L * MOST_PIXELS) {
            throw new IllegalArgumentException(what + ": " + cells + " cells of " + stride
                    + " pixels; a grid spans at most " + 2L * MOST_PIXELS + " pixels");
        }
    }

    public int imageHeight() {
        return imageHeight;
    }

    public int imageWidth() {
        return imageWidth;
    }

    /** A copy of the strides. */
    public int[] strides() {
        return strides.clone();
    }

    /** Height in cells of a level. */
    public int height(int level) {
        return heights[level];
    }

    /** Width in cells of a level. */
    public int width(int level) {
        return widths[level];
    }

    public int levels() {
        return strides.length;
    }

    /** The units of a recipe on these grids; where the pyramid names none, the system's own slots, and its anchors by stride. */
    UnitGrid grid(Recipe recipe, DetectionSystem.UnitGeometry geometry) {
        float[] useAnchors = anchors;
        int useSlots = slots;
        if (useSlots == 0) {
            useSlots = geometry.slots();
            if (geometry.anchors() != null) {
                if (geometry.strides().length != strides.length) {
                    throw new IllegalArgumentException("anchors: the system's own are for strides "
                            + Arrays.toString(geometry.strides()) + ", the pyramid has " + Arrays.toString(strides)
                            + "; give the pyramid anchors");
                }
                useAnchors = onTheseLevels(geometry);
            }
        }
        requireUnits(heights, widths, useSlots);
        return new UnitGrid(
                imageHeight,
                imageWidth,
                new Levels(strides, heights, widths),
                useSlots,
                geometry.slotsOutermost() ? UnitGrid.SlotOrder.OUTERMOST : UnitGrid.SlotOrder.INNERMOST,
                recipe.point(),
                new Anchors(useAnchors, anchorBoxes, anchorList, anchorMasks),
                queries);
    }

    /** A system's own anchors on the levels of its strides; in its order where the strides are others. */
    private float[] onTheseLevels(DetectionSystem.UnitGeometry geometry) {
        float[] own = geometry.anchors();
        int perLevel = own.length / strides.length;
        float[] arranged = new float[own.length];
        for (int l = 0; l < strides.length; l++) {
            int from = 0;
            while (from < strides.length && geometry.strides()[from] != strides[l]) {
                from++;
            }
            if (from == strides.length) {
                return own;
            }
            System.arraycopy(own, from * perLevel, arranged, l * perLevel, perLevel);
        }
        return arranged;
    }

    private static void requirePositive(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + ": " + value + "; must be at least 1");
        }
    }
}
