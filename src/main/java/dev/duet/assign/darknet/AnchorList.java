package dev.duet.assign.darknet;

import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Overlap;
import java.util.Arrays;

/**
 * The anchors of all levels in the one order that decides ties, as darknet lists them in its cfg files: the list given with the grid, or
 * the levels' anchors with the finest level first. A level owns some of them in its slots. They are compared with GTs by shape alone, as
 * shares of the image.
 */
final class AnchorList {
    /** Slot of an anchor that a level does not own. */
    static final int NONE = -1;

    private final UnitGrid grid;
    final int size;
    /** Width and height in pixels. */
    final float[] pixelWidth;

    final float[] pixelHeight;
    /** The same as shares of the image. */
    private final float[] width;

    private final float[] height;
    /** Index of each slot's anchor, {@code [levels][slots]} flattened. */
    final int[] mask;
    /** Slot of each anchor, {@code [levels][size]} flattened, the first where a level has it twice. */
    private final int[] slot;

    AnchorList(UnitGrid grid) {
        if (grid.anchors == null) {
            throw new IllegalArgumentException("anchors: the system needs some; give the pyramid anchors");
        }
        this.grid = grid;
        mask = grid.anchorMasks == null ? finestFirst(grid) : grid.anchorMasks;
        size = grid.anchorList == null ? mask.length : grid.anchorList.length / 2;
        pixelWidth = new float[size];
        pixelHeight = new float[size];
        slot = new int[grid.levels() * size];
        for (int i = 0; i < size && grid.anchorList != null; i++) {
            pixelWidth[i] = grid.anchorList[2 * i];
            pixelHeight[i] = grid.anchorList[2 * i + 1];
        }
        Arrays.fill(slot, NONE);
        for (int i = mask.length - 1; i >= 0; i--) {
            pixelWidth[mask[i]] = grid.anchors[2 * i];
            pixelHeight[mask[i]] = grid.anchors[2 * i + 1];
            slot[i / grid.slots * size + mask[i]] = i % grid.slots;
        }
        width = new float[size];
        height = new float[size];
        for (int n = 0; n < size; n++) {
            width[n] = pixelWidth[n] / grid.imageWidth;
            height[n] = pixelHeight[n] / grid.imageHeight;
        }
    }

    private static int[] finestFirst(UnitGrid grid) {
        int[] mask = new int[grid.levels() * grid.slots];
        for (int l = 0; l < grid.levels(); l++) {
            int finer = 0;
            for (int m = 0; m < grid.levels(); m++) {
                if (grid.stride[m] < grid.stride[l] || grid.stride[m] == grid.stride[l] && m < l) {
                    finer++;
                }
            }
            for (int a = 0; a < grid.slots; a++) {
                mask[l * grid.slots + a] = finer * grid.slots + a;
            }
        }
        return mask;
    }

    /** Slot that holds an anchor on a level, or {@link #NONE}. */
    int slot(int level, int anchor) {
        return slot[level * size + anchor];
    }

    /** Anchor of a unit. */
    int of(int level, int unit) {
        return mask[level * grid.slots + grid.slot(level, unit)];
    }

    /** The anchor of highest shape IoU, the first among equals. */
    int best(float w, float h) {
        int best = 0;
        float most = 0;
        for (int n = 0; n < size; n++) {
            float iou = shapeIou(width[n], height[n], w, h);
            if (iou > most) {
                most = iou;
                best = n;
            }
        }
        return best;
    }

    /** Overlap of an anchor's shape with another, any of AlexeyAB/darknet's iou_thresh_kind; DIoU of boxes about one point is their IoU. */
    float overlap(Overlap kind, int anchor, float w, float h) {
        float aw = width[anchor];
        float ah = height[anchor];
        float iou = shapeIou(aw, ah, w, h);
        if (kind.equals(Overlap.GIOU)) {
            float hull = Math.max(aw, w) * Math.max(ah, h);
            float both = Math.min(aw, w) * Math.min(ah, h);
            float union = aw * ah + w * h - both;
            return iou - (hull - union) / hull;
        }
        if (kind.equals(Overlap.CIOU)) {
            double angle = Math.atan(w / h) - Math.atan(aw / ah);
            float v = (float) (4 / (Math.PI * Math.PI) * angle * angle);
            return v == 0 ? iou : iou - v * v / (1 - iou + v);
        }
        return iou;
    }

    /**
     * IoU of two boxes about one point, in float32 as darknet's box_iou computes it.
     *
     * @param aw width of the one; a predicted one may be below zero and then overlaps nothing
     */
    static float shapeIou(float aw, float ah, float w, float h) {
        float both = aw < 0 || ah < 0 ? 0 : Math.min(aw, w) * Math.min(ah, h);
        return both / (aw * ah + w * h - both);
    }

    /** Logarithm of a ratio of sides; of the smallest float where the ratio is below it. */
    static float logOf(float ratio) {
        return (float) Math.log(ratio > 0 ? ratio : Float.MIN_VALUE);
    }
}
