package dev.duet.assign.yolov5;

import dev.duet.assign.BoxTensor;
import dev.duet.assign.DuetTable;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Target;
import dev.duet.assign.workbench.NeighbourCellMatches;
import dev.duet.assign.workbench.Sane;
import dev.duet.lanes.math.Atan;

/**
 * The objectness target of a match list: complete IoU of the decoded prediction and the box target of each match, both in cells,
 * negative values counting as 0. A unit matched several times has one objectness output; it is trained towards the last match, or the
 * highest, and every duet of the unit gets that target. Source: ultralytics/yolov5 utils/loss.py ComputeLoss.__call__.
 */
final class MatchObjectness {
    private static final float EPS = 1e-7f;
    private static final float ASPECT_SCALE = (float) (4 / (Math.PI * Math.PI));

    private final UnitGrid grid;
    private final Target.PredictedObjectness rule;
    /** Target of each unit; only matched units are ever written or read. */
    private float[] ofUnit = new float[0];

    MatchObjectness(UnitGrid grid, Target.PredictedObjectness rule) {
        this.grid = grid;
        this.rule = rule;
    }

    /** Fills overlap and target of the duets from {@code start} on, whose box targets are in {@code boxes}. */
    void fill(BoxTensor raw, int image, DuetTable out, int start, float[] boxes) {
        if (ofUnit.length < grid.units) {
            ofUnit = new float[grid.units];
        }
        int rowsPerLevel = NeighbourCellMatches.KINDS * grid.slots;
        for (int row = start; row < out.size; row++) {
            int level = out.group[row] / rowsPerLevel;
            int slot = out.group[row] % grid.slots;
            out.overlap[row] = overlap(raw, image, out.unit[row], level, slot, boxes, row * 4);
            ofUnit[out.unit[row]] = 0;
        }
        for (int row = start; row < out.size; row++) {
            int unit = out.unit[row];
            float objectness = 1 - rule.share() + rule.share() * out.overlap[row];
            ofUnit[unit] = rule.highestWins() ? Math.max(ofUnit[unit], objectness) : objectness;
        }
        for (int row = start; row < out.size; row++) {
            out.target[row] = ofUnit[out.unit[row]];
        }
    }

    private float overlap(BoxTensor raw, int image, int unit, int level, int slot, float[] boxes, int at) {
        int anchor = (level * grid.slots + slot) * 2;
        float stride = grid.stride[level];
        Sane.box(raw, image, unit);
        float u = ciou(
                rule.decoding().centre(raw.at(image, unit, 0)),
                rule.decoding().centre(raw.at(image, unit, 1)),
                rule.decoding().side(raw.at(image, unit, 2), grid.anchors[anchor] / stride),
                rule.decoding().side(raw.at(image, unit, 3), grid.anchors[anchor + 1] / stride),
                boxes[at],
                boxes[at + 1],
                boxes[at + 2],
                boxes[at + 3]);
        // Also false for the NaN of a prediction whose sides underflow to 0.
        return u > 0 ? u : 0;
    }

    /** Complete IoU of two boxes given by centre and sides. */
    private static float ciou(float x, float y, float w, float h, float gx, float gy, float gw, float gh) {
        float x1 = x - w / 2;
        float x2 = x + w / 2;
        float y1 = y - h / 2;
        float y2 = y + h / 2;
        float gx1 = gx - gw / 2;
        float gx2 = gx + gw / 2;
        float gy1 = gy - gh / 2;
        float gy2 = gy + gh / 2;
        float across = Math.max(Math.min(x2, gx2) - Math.max(x1, gx1), 0);
        float down = Math.max(Math.min(y2, gy2) - Math.max(y1, gy1), 0);
        float inter = across * down;
        float iou = inter / (w * h + gw * gh - inter + EPS);
        float hullW = Math.max(x2, gx2) - Math.min(x1, gx1);
        float hullH = Math.max(y2, gy2) - Math.min(y1, gy1);
        float diagonal = hullW * hullW + hullH * hullH + EPS;
        float dx = gx1 + gx2 - x1 - x2;
        float dy = gy1 + gy2 - y1 - y2;
        float distance = (dx * dx + dy * dy) / 4;
        float turn = Atan.of(gw / gh) - Atan.of(w / h);
        float aspect = ASPECT_SCALE * turn * turn;
        float alpha = aspect / (aspect - iou + (1 + EPS));
        return iou - (distance / diagonal + aspect * alpha);
    }
}
