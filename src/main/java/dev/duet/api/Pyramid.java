package dev.duet.api;

import dev.duet.assign.Recipe;
import dev.duet.assign.UnitGrid;
import java.util.Arrays;

/**
 * The output grids of a detector for one image size: per level a stride in pixels and a grid of height x width cells, in the order
 * in which the predictions list them. Slots per cell, anchors or ready anchor boxes are given where they differ from the system's
 * own. Immutable.
 */
public final class Pyramid {
    private final int imageHeight;
    private final int imageWidth;
    private final int[] strides;
    private final int[] heights;
    private final int[] widths;
    private final int slots;
    private final float[] anchors;
    private final float[] anchorBoxes;
    private final int queries;

    private Pyramid(
            int imageHeight,
            int imageWidth,
            int[] strides,
            int[] heights,
            int[] widths,
            int slots,
            float[] anchors,
            float[] anchorBoxes,
            int queries) {
        this.imageHeight = imageHeight;
        this.imageWidth = imageWidth;
        this.strides = strides;
        this.heights = heights;
        this.widths = widths;
        this.slots = slots;
        this.anchors = anchors;
        this.anchorBoxes = anchorBoxes;
        this.queries = queries;
    }

    /**
     * Grids of {@code ceil(size / stride)} cells.
     *
     * @param imageHeight pixels
     * @param imageWidth pixels
     * @param strides pixels per cell, in the order in which predictions list the levels
     */
    public static Pyramid of(int imageHeight, int imageWidth, int... strides) {
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
        requirePositive("image height", imageHeight);
        requirePositive("image width", imageWidth);
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
        }
        return new Pyramid(imageHeight, imageWidth, strides.clone(), heights.clone(), widths.clone(), 0, null, null, 0);
    }

    /** A set of {@code count} queries without a grid (DETR). */
    public static Pyramid queries(int imageHeight, int imageWidth, int count) {
        requirePositive("image height", imageHeight);
        requirePositive("image width", imageWidth);
        requirePositive("queries", count);
        return new Pyramid(imageHeight, imageWidth, new int[0], new int[0], new int[0], 1, null, null, count);
    }

    /** The same grids with {@code count} slots per cell, without anchors (YOLOv1's boxes). */
    public Pyramid slots(int count) {
        requirePositive("slots", count);
        return new Pyramid(imageHeight, imageWidth, strides, heights, widths, count, null, anchorBoxes, queries);
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
        for (int i = 0; i < widthHeight.length; i++) {
            if (!(widthHeight[i] > 0) || Float.isInfinite(widthHeight[i])) {
                throw new IllegalArgumentException(
                        "anchors[" + i + "]: " + widthHeight[i] + "; sides must be positive and finite");
            }
        }
        return new Pyramid(
                imageHeight, imageWidth, strides, heights, widths, perLevel, widthHeight.clone(), null, queries);
    }

    /**
     * The same grids with the anchor box of every unit given.
     *
     * @param boxes x1 y1 x2 y2 in pixels, {@code [units][4]} flattened; decides the slots per cell
     */
    public Pyramid anchorBoxes(float... boxes) {
        int cells = cells();
        if (boxes.length == 0 || boxes.length % (4 * cells) != 0) {
            throw new IllegalArgumentException(
                    "anchor_boxes: " + boxes.length / 4 + " boxes do not fill the slots of " + cells + " cells");
        }
        return new Pyramid(
                imageHeight, imageWidth, strides, heights, widths, boxes.length / (4 * cells), null, boxes.clone(), 0);
    }

    /** Cells of all levels. */
    public int cells() {
        int cells = 0;
        for (int l = 0; l < strides.length; l++) {
            cells = Math.addExact(cells, Math.multiplyExact(heights[l], widths[l]));
        }
        return cells;
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

    /** The units of a recipe on these grids; the system's own slots and anchors where the pyramid names none. */
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
                useAnchors = geometry.anchors();
            }
        }
        return new UnitGrid(
                imageHeight,
                imageWidth,
                strides,
                heights,
                widths,
                useSlots,
                geometry.slotsOutermost() ? UnitGrid.SlotOrder.OUTERMOST : UnitGrid.SlotOrder.INNERMOST,
                recipe.point(),
                useAnchors,
                anchorBoxes,
                queries);
    }

    private static void requirePositive(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + ": " + value + "; must be at least 1");
        }
    }
}
