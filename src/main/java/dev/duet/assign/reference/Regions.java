package dev.duet.assign.reference;

import dev.duet.assign.*;
import dev.duet.assign.stage.*;
import java.util.ArrayList;
import java.util.List;

/** Whether the point or the cell of a place lies where a GT looks, in float32 and in the order of the originals. */
record Regions(Scene scene) {
    /** Stands for "no GT" in FCOS's table of areas, so a GT of this area or more never gets a location. */
    private static final float NO_AREA = 1e8f;

    /** The cell of the centre, and its neighbours left, up, right and down, where the centre is near enough. */
    private static final int[][] KINDS = {{0, 0}, {1, 0}, {0, 1}, {-1, 0}, {0, -1}};

    /** Distance of the point to the nearest side, negative outside. */
    float depth(float[] box, Place place) {
        float x = scene.pointX(place);
        float y = scene.pointY(place);
        return Math.min(Math.min(x - box[0], box[2] - x), Math.min(y - box[1], box[3] - y));
    }

    /** Strictly inside the box as the cost sees it. */
    boolean isInside(Gt gt, Place place) {
        return depth(Costs.seenBox(gt, scene), place) > 0;
    }

    /** Inside by a margin, small sides widened first; rotated boxes without margin. */
    boolean isInside(Gt gt, Place place, Candidates.InsideBox rule) {
        float w = widened(gt.width(), rule);
        float h = widened(gt.height(), rule);
        if (gt.isRotated()) {
            return holds(gt.box(), w, h, scene.pointX(place), scene.pointY(place));
        }
        // Where sides may be widened, every edge is made anew from centre and side, as in the original.
        return depth(threshold(rule) > 0 ? about(gt, w / 2, h / 2) : gt.box(), place) > rule.margin();
    }

    /** True if a point lies in a box of other sides about the same centre; edges belong to it (RotatedTaskAlignedAssigner). */
    private static boolean holds(float[] box, float w, float h, float x, float y) {
        float cos = (float) Math.cos(box[4]);
        float sin = (float) Math.sin(box[4]);
        float alongX = w / 2 * cos;
        float alongY = w / 2 * sin;
        float acrossX = -h / 2 * sin;
        float acrossY = h / 2 * cos;
        float ax = box[0] + alongX + acrossX;
        float ay = box[1] + alongY + acrossY;
        float abx = box[0] + alongX - acrossX - ax;
        float aby = box[1] + alongY - acrossY - ay;
        float adx = box[0] - alongX + acrossX - ax;
        float ady = box[1] - alongY + acrossY - ay;
        float onAb = (x - ax) * abx + (y - ay) * aby;
        float onAd = (x - ax) * adx + (y - ay) * ady;
        return onAb >= 0 && onAb <= abx * abx + aby * aby && onAd >= 0 && onAd <= adx * adx + ady * ady;
    }

    private static float[] about(Gt gt, float halfW, float halfH) {
        float cx = gt.centreX();
        float cy = gt.centreY();
        return new float[] {cx - halfW, cy - halfH, cx + halfW, cy + halfH};
    }

    private float threshold(Candidates.InsideBox rule) {
        return rule.minimumSide() < 0 ? scene.grid.stride[0] : rule.minimumSide();
    }

    private float widened(float side, Candidates.InsideBox rule) {
        int second = scene.grid.stride[Math.min(1, scene.grid.levels() - 1)];
        return side < threshold(rule) ? rule.replacementSide() < 0 ? second : rule.replacementSide() : side;
    }

    /** Nearer than {@code radius} strides to the centre on both axes. */
    boolean isNearCentre(Gt gt, Place place, float radius) {
        float reach = radius * scene.stride(place);
        return depth(about(gt, reach, reach), place) > 0;
    }

    /** Strictly inside the GT and its box of {@code radius} strides about the centre; radius 0 stands for the GT alone. */
    boolean isInCentreBox(Gt gt, Place place, float radius) {
        return depth(gt.box(), place) > 0 && (radius == 0 || isNearCentre(gt, place, radius));
    }

    /** The side farthest from the point is as far away as the level's range wants, both ends included; no ranges want anything. */
    boolean isInRange(Gt gt, Place place, float[] ranges) {
        boolean locations = scene.recipe.candidates() instanceof Candidates.InsideBoxInRange;
        if (locations && !(area(gt, scene.recipe.score()) < NO_AREA)) {
            return false;
        }
        float[] b = gt.box();
        float x = scene.pointX(place);
        float y = scene.pointY(place);
        float farthest = Math.max(Math.max(x - b[0], y - b[1]), Math.max(b[2] - x, b[3] - y));
        int l = place.level();
        return ranges.length == 0 || farthest >= ranges[2 * l] && farthest <= ranges[2 * l + 1];
    }

    /** Area of a GT; FCOS's counts pixels. */
    static float area(Gt gt, Score score) {
        boolean plusOne = score instanceof Score.GtArea area && area.plusOne();
        return plusOne ? (gt.width() + 1) * (gt.height() + 1) : gt.width() * gt.height();
    }

    /** Straight-line distance of point and centre in pixels. */
    float distance(Gt gt, Place place) {
        float dx = scene.pointX(place) - gt.centreX();
        float dy = scene.pointY(place) - gt.centreY();
        return (float) Math.sqrt(dx * dx + dy * dy);
    }

    /** The place's cell holds the centre, by pixels; a centre outside the grid has no cell. */
    boolean holdsCentre(Gt gt, Place place) {
        return Math.floor(gt.centreX() / scene.stride(place)) == place.x()
                && Math.floor(gt.centreY() / scene.stride(place)) == place.y();
    }

    /** The cell of the centre; for targets that code boxes by shares of the image, where one outside counts for the border cell. */
    boolean isCentreCell(Gt gt, Place place) {
        if (!Preparing.codesSides(scene.recipe.target())) {
            return holdsCentre(gt, place);
        }
        int l = place.level();
        return cell(gt.cellShares()[0], scene.grid.width[l]) == place.x()
                && cell(gt.cellShares()[1], scene.grid.height[l]) == place.y();
    }

    /** PaddleDetection multiplies in double, as numpy before 2 does; some boxes of whole pixels fall into other cells then. */
    private int cell(float share, int cells) {
        boolean isDouble = scene.recipe.target() instanceof Target.WeightedObjectness;
        return Math.clamp(isDouble ? (int) ((double) share * cells) : (int) (share * cells), 0, cells - 1);
    }

    /**
     * The cells and anchors that GTs nominate in YOLOv5 and its descendants (ultralytics/yolov5 utils/loss.py build_targets;
     * WongKinYiu/yolov7 find_3_positive, find_5_positive), in the original's order: level, kind of cell, anchor, GT. float32, from shares
     * of the image.
     *
     * @param limit only anchors are nominated whose sides differ by a smaller factor; infinite for all
     * @param byLevel places of a level are one group (YOLOv7), else those of a level, kind and anchor (YOLOv5)
     */
    List<Place> nominations(float reach, float limit, boolean byLevel) {
        UnitGrid grid = scene.grid;
        List<Place> places = new ArrayList<>();
        for (int l = 0; l < grid.levels(); l++) {
            for (int kind = 0; kind < KINDS.length; kind++) {
                for (int a = 0; a < grid.slots; a++) {
                    int group = byLevel ? l : (l * KINDS.length + kind) * grid.slots + a;
                    for (Gt gt : scene.gts) {
                        if (gt.selects() && isNear(gt, l, KINDS[kind], reach) && fits(gt, l, a, limit)) {
                            int x = cell(gt.shares()[0], grid.width[l], KINDS[kind][0] * reach);
                            int y = cell(gt.shares()[1], grid.height[l], KINDS[kind][1] * reach);
                            places.add(new Place(places.size(), grid.unit(l, y, x, a), l, x, y, a, group, gt.index()));
                        }
                    }
                }
            }
        }
        return places;
    }

    private static int cell(float share, int cells, float away) {
        return Math.clamp((int) (share * cells - away), 0, cells - 1);
    }

    private boolean isNear(Gt gt, int level, int[] kind, float reach) {
        return isNear(gt.shares()[0], scene.grid.width[level], kind[0], reach)
                && isNear(gt.shares()[1], scene.grid.height[level], kind[1], reach);
    }

    /** The border on that side is less than {@code reach} away, and not that of the grid. */
    private static boolean isNear(float share, int cells, int direction, float reach) {
        float v = direction > 0 ? share * cells : cells - share * cells;
        return direction == 0 || v - (float) Math.floor(v) < reach && v > 1;
    }

    private boolean fits(Gt gt, int level, int slot, float limit) {
        return limit == Float.POSITIVE_INFINITY || ratio(gt, scene.grid, level, slot) < limit;
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
