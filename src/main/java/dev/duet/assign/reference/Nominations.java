package dev.duet.assign.reference;

import dev.duet.assign.UnitGrid;
import java.util.ArrayList;
import java.util.List;

/**
 * The cells and anchors that GTs nominate in YOLOv5 and its descendants (ultralytics/yolov5 utils/loss.py build_targets; WongKinYiu/yolov7
 * find_3_positive, find_5_positive), in the original's order: level, kind of cell, anchor, GT. float32, from shares of the image.
 *
 * @param ratioLimit only anchors nominated whose sides differ by a smaller factor; infinite for all
 */
record Nominations(Scene scene, float reach, float ratioLimit) {
    /** The cell of the centre, and its neighbours left, up, right and down, where the centre is near enough. */
    private static final int[][] KINDS = {{0, 0}, {1, 0}, {0, 1}, {-1, 0}, {0, -1}};

    /** @param byLevel places of a level are one group (YOLOv7), else those of a level, kind and anchor (YOLOv5) */
    List<Place> places(boolean byLevel) {
        UnitGrid grid = scene.grid;
        List<Place> places = new ArrayList<>();
        for (int l = 0; l < grid.levels(); l++) {
            for (int kind = 0; kind < KINDS.length; kind++) {
                for (int a = 0; a < grid.slots; a++) {
                    int group = byLevel ? l : (l * KINDS.length + kind) * grid.slots + a;
                    for (Gt gt : scene.gts) {
                        if (gt.selects() && isNear(gt, l, KINDS[kind]) && fits(gt, l, a)) {
                            int x = cell(gt.shares()[0], grid.width[l], KINDS[kind][0]);
                            int y = cell(gt.shares()[1], grid.height[l], KINDS[kind][1]);
                            places.add(new Place(places.size(), grid.unit(l, y, x, a), l, x, y, a, group, gt.index()));
                        }
                    }
                }
            }
        }
        return places;
    }

    private int cell(float share, int cells, int direction) {
        return Math.clamp((int) (share * cells - reach * direction), 0, cells - 1);
    }

    private boolean isNear(Gt gt, int level, int[] kind) {
        return isNear(gt.shares()[0], scene.grid.width[level], kind[0])
                && isNear(gt.shares()[1], scene.grid.height[level], kind[1]);
    }

    /** The border on that side is less than {@code reach} away, and not that of the grid. */
    private boolean isNear(float share, int cells, int direction) {
        float v = direction > 0 ? share * cells : cells - share * cells;
        return direction == 0 || v - (float) Math.floor(v) < reach && v > 1;
    }

    private boolean fits(Gt gt, int level, int slot) {
        return ratioLimit == Float.POSITIVE_INFINITY || ratio(gt, scene.grid, level, slot) < ratioLimit;
    }

    /** Largest factor between a side of the GT and that of an anchor, either way. */
    static float ratio(Gt gt, UnitGrid grid, int level, int slot) {
        int at = 2 * (level * grid.slots + slot);
        float stride = grid.stride[level];
        float w = gt.shares()[2] * grid.width[level] / (grid.anchors[at] / stride);
        float h = gt.shares()[3] * grid.height[level] / (grid.anchors[at + 1] / stride);
        return Math.max(Math.max(w, 1 / w), Math.max(h, 1 / h));
    }
}
