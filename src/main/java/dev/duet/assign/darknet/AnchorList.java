package dev.duet.assign.darknet;

import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Overlap;
import java.util.Arrays;

/**
 * The anchors of all levels in the one order that decides ties, as darknet lists them in its cfg files: the list given with the grid, or
 * the levels' anchors with the finest level first. A level owns some of them in its slots.
 */
final class AnchorList {
    /** Slot of an anchor that a level does not own. */
    static final int NONE = -1;

    final int size;
    /** Width and height in pixels. */
    final float[] pixelWidth;

    final float[] pixelHeight;
    /** Index of each slot's anchor, {@code [levels][slots]} flattened. */
    final int[] mask;
    /** Slot of each anchor, {@code [levels][size]} flattened, the first where a level has it twice. */
    private final int[] slot;

    AnchorList(UnitGrid grid) {
        if (grid.anchors == null) {
            throw new IllegalArgumentException("anchors: the system needs some; give the pyramid anchors");
        }
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

    /**
     * IoU of two boxes about one point, in float32 as darknet's box_iou computes it.
     *
     * @param aw width of the one; a predicted one may be below zero and then overlaps nothing
     */
    static float shapeIou(float aw, float ah, float w, float h) {
        float both = aw < 0 || ah < 0 ? 0 : Math.min(aw, w) * Math.min(ah, h);
        return both / (aw * ah + w * h - both);
    }

    /** The same for any of the overlaps of AlexeyAB/darknet's iou_thresh_kind; DIoU of boxes about one point is their IoU. */
    static float shapeOverlap(Overlap kind, float aw, float ah, float w, float h) {
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
}
