package dev.duet.assign.workbench;

import dev.duet.lanes.select.LargestSum;

/**
 * How many units a GT takes: the sum of its q largest overlaps, cut to a whole number, at least 1 and at most the number of columns
 * (YOLOX yolo_head.py simota_matching, YOLOv7 loss.py build_targets, mmdet sim_ota_assigner.py dynamic_k_matching). The sum runs over
 * all columns of the image; columns of overlap 0 may be left out. It is taken in double: only a sum within a millionth of a whole
 * number can come out differently from the originals' float32 sum.
 */
public final class DynamicK {
    private final LargestSum largest;

    /** @param q overlaps summed, at least 1 */
    public DynamicK(int q) {
        largest = new LargestSum(q);
    }

    /**
     * k of one GT.
     *
     * @param overlaps padded, first {@code n} in 0..1; every overlap above 0 that the GT has with a column
     * @param columns candidate columns of the image
     */
    public int of(float[] overlaps, int n, int columns) {
        return Math.min(columns, Math.max(1, (int) largest.of(overlaps, n)));
    }
}
