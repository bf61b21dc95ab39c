package dev.duet.assign;

/**
 * Where the detection units of one image lie. Units are numbered level by level in the order of {@link #stride}, row-major in a
 * level (y, then x); the slots of a cell are innermost, or outermost where {@link SlotOrder#OUTERMOST} says so (all cells of
 * slot 0, then all of slot 1). Immutable; the arrays are shared for speed and must not be changed.
 */
public final class UnitGrid {
    /** The pixel a unit stands for, in a cell of column i and stride s. */
    public enum PointRule {
        /** {@code (i + 0.5) * s}. */
        CENTRE,
        /** {@code i * s}: mmdetection's anchors, RTMDet, OTA. */
        CORNER,
        /** {@code i * s + floor(s / 2)}: FCOS. */
        FLOOR_HALF
    }

    /** How the slots of a cell are numbered. */
    public enum SlotOrder {
        /** Slots of a cell follow one another. */
        INNERMOST,
        /** A level is stored slot by slot (YOLOv6's anchor-aided branch). */
        OUTERMOST
    }

    /** Image height and width in pixels. */
    public final int imageHeight;

    public final int imageWidth;
    /** Pixels per cell, per level. */
    public final int[] stride;
    /** Cells per level. */
    public final int[] height;

    public final int[] width;
    /** First unit of each level, and after the last level the number of units: length {@code levels + 1}. */
    public final int[] first;
    /** Slots per cell, at least 1, the same on every level. */
    public final int slots;

    public final SlotOrder slotOrder;
    public final PointRule pointRule;
    /** Anchor width and height in pixels, {@code [levels][slots][2]} flattened; null where the system has none. */
    public final float[] anchors;
    /**
     * Width and height in pixels of the anchors all levels share, {@code [K][2]} flattened, in the order that decides ties; null where
     * none was given.
     */
    public final float[] anchorList;
    /** Index in {@link #anchorList} of each slot's anchor, {@code [levels][slots]} flattened; null where there is no list. */
    public final int[] anchorMasks;
    /** Anchor boxes x1 y1 x2 y2 in pixels, {@code [units][4]} flattened, where a case brings its own; else null. */
    public final float[] anchorBoxes;
    /** Units of one image. */
    public final int units;
    /** Point coordinate of column (or row) 0 per level, in pixels. */
    private final float[] origin;

    /**
     * Sizes of levels.
     *
     * @param stride pixels per cell
     * @param height cells
     * @param width cells
     */
    public record Levels(int[] stride, int[] height, int[] width) {}

    /**
     * What is known of anchors, each null where it is not.
     *
     * @param sides width and height per slot, as {@link UnitGrid#anchors}
     * @param boxes of every unit, as {@link UnitGrid#anchorBoxes}
     * @param list of all levels, as {@link UnitGrid#anchorList}
     * @param masks as {@link UnitGrid#anchorMasks}
     */
    public record Anchors(float[] sides, float[] boxes, float[] list, int[] masks) {
        public static final Anchors NONE = new Anchors(null, null, null, null);
    }

    /**
     * A grid.
     *
     * @param imageHeight pixels
     * @param imageWidth pixels
     * @param slots per cell
     * @param queries units where there are no levels
     */
    public UnitGrid(
            int imageHeight,
            int imageWidth,
            Levels levels,
            int slots,
            SlotOrder slotOrder,
            PointRule pointRule,
            Anchors anchors,
            int queries) {
        this.anchorList = anchors.list;
        this.anchorMasks = anchors.masks;
        this.imageHeight = imageHeight;
        this.imageWidth = imageWidth;
        this.stride = levels.stride;
        this.height = levels.height;
        this.width = levels.width;
        this.slots = slots;
        this.slotOrder = slotOrder;
        this.pointRule = pointRule;
        this.anchors = anchors.sides;
        this.anchorBoxes = anchors.boxes;
        this.origin = new float[stride.length];
        for (int l = 0; l < stride.length; l++) {
            origin[l] = switch (pointRule) {
                case CENTRE -> stride[l] / 2f;
                case CORNER -> 0;
                case FLOOR_HALF -> stride[l] / 2;
            };
        }
        this.first = new int[stride.length + 1];
        for (int l = 0; l < stride.length; l++) {
            first[l + 1] = Math.addExact(first[l], Math.multiplyExact(Math.multiplyExact(height[l], width[l]), slots));
        }
        this.units = stride.length == 0 ? queries : first[stride.length];
    }

    /** The same grid with arrays of its own. */
    public UnitGrid copy() {
        return new UnitGrid(
                imageHeight,
                imageWidth,
                new Levels(stride.clone(), height.clone(), width.clone()),
                slots,
                slotOrder,
                pointRule,
                new Anchors(
                        clone(anchors),
                        clone(anchorBoxes),
                        clone(anchorList),
                        anchorMasks == null ? null : anchorMasks.clone()),
                units);
    }

    private static float[] clone(float[] numbers) {
        return numbers == null ? null : numbers.clone();
    }

    public int levels() {
        return stride.length;
    }

    /** Level of a unit; -1 in a query set without levels. */
    public int level(int unit) {
        int l = stride.length - 1;
        while (l > 0 && unit < first[l]) {
            l--;
        }
        return l;
    }

    /** Column of a unit's cell on its level. */
    public int column(int level, int unit) {
        return cell(level, unit) % width[level];
    }

    /** Row of a unit's cell on its level. */
    public int row(int level, int unit) {
        return cell(level, unit) / width[level];
    }

    /** Slot of a unit in its cell, 0 .. slots-1. */
    public int slot(int level, int unit) {
        int local = unit - first[level];
        return slotOrder == SlotOrder.INNERMOST ? local % slots : local / (height[level] * width[level]);
    }

    private int cell(int level, int unit) {
        int local = unit - first[level];
        return slotOrder == SlotOrder.INNERMOST ? local / slots : local % (height[level] * width[level]);
    }

    /** Unit in row y, column x, slot a of a level. */
    public int unit(int level, int y, int x, int a) {
        int cell = y * width[level] + x;
        return first[level]
                + (slotOrder == SlotOrder.INNERMOST ? cell * slots + a : a * height[level] * width[level] + cell);
    }

    /** Unit point coordinate of column (or row) {@code i} on a level, in pixels; exact in float32 for real grids. */
    public float point(int level, int i) {
        return (float) (i * stride[level]) + origin[level];
    }
}
