package dev.duet.assign.darknet;

/** YOLOv1. */
final class CellOracle extends SlotOracle {
    boolean rescore = true;
    boolean roots = true;
    double leastSide = .005;
    /** A later GT takes a cell from an earlier one. */
    boolean lastOwns;
    /** Without overlap the first box answers, not the nearest. */
    boolean noDistance;

    @Override
    SlotResult assign(SlotScene s) {
        SlotResult r = new SlotResult(s.boxes().length, s.gts().length);
        int rows = s.heights()[0];
        int columns = s.widths()[0];
        Truth[] owner = new Truth[rows * columns];
        for (Truth t : darknet(s, 0, leastSide, leastSide, r)) {
            int cell = cell(t.y(), rows) * columns + cell(t.x(), columns);
            r.selected[t.index()]++;
            if (owner[cell] == null || lastOwns) {
                owner[cell] = t;
            }
        }
        for (int cell = 0; cell < owner.length; cell++) {
            if (owner[cell] != null) {
                own(s, r, cell, owner[cell]);
            }
        }
        return r;
    }

    private void own(SlotScene s, SlotResult r, int cell, Truth t) {
        int column = cell % s.widths()[0];
        int row = cell / s.widths()[0];
        int best = -1;
        float bestIou = 0;
        float bestDistance = 20;
        for (int a = 0; a < s.slots(); a++) {
            float[] p = s.shares(cell * s.slots() + a);
            float iou = centreIou(p, t.box());
            if (bestIou > 0 || iou > 0) {
                if (iou > bestIou) {
                    bestIou = iou;
                    best = a;
                }
            } else {
                double sum = 0;
                for (int k = 0; k < 4; k++) {
                    float d = p[k] - t.box()[k];
                    sum += (double) d * d;
                }
                float distance = (float) Math.sqrt(sum);
                if (distance < bestDistance && !noDistance) {
                    bestDistance = distance;
                    best = a;
                }
            }
        }
        int unit = cell * s.slots() + Math.max(best, 0);
        r.gt[unit] = t.index();
        r.overlap[unit] = bestIou;
        r.objectness[unit] = rescore ? bestIou : 1;
        r.box[unit] = new float[] {
            t.x() * s.widths()[0] - column,
            t.y() * s.heights()[0] - row,
            roots ? (float) Math.sqrt(t.w()) : t.w(),
            roots ? (float) Math.sqrt(t.h()) : t.h()
        };
        r.bit(unit, s.labels()[t.index()]);
    }
}
