package dev.duet.assign;

/**
 * How raw box outputs of an anchor-based head become a box, in cells: with the sigmoid s of each output, the centre is {@code
 * centreSpread * s - centreShift} from the cell's corner; the sides are anchor times {@code (2 s)^2}, or times {@code 0.2 + 4.8 s}.
 */
public enum BoxDecoding {
    /** ultralytics/yolov5 utils/loss.py ComputeLoss.__call__, and WongKinYiu/yolov7: centre -0.5 .. 1.5, sides up to 4 anchors. */
    YOLOV5(2, .5f),
    /** WongKinYiu/yolov9 utils/loss.py ComputeLoss.__call__: centre -0.3 .. 1.3, sides 0.2 to 5 anchors. */
    YOLOV9(1.6f, .3f);

    private final float centreSpread;
    private final float centreShift;

    BoxDecoding(float centreSpread, float centreShift) {
        this.centreSpread = centreSpread;
        this.centreShift = centreShift;
    }

    /** Offset of the centre from the cell's corner in cells. */
    public float centre(float raw) {
        return sigmoid(raw) * centreSpread - centreShift;
    }

    /** A side in the unit of {@code anchor}. */
    public float side(float raw, float anchor) {
        float s = sigmoid(raw);
        if (this == YOLOV9) {
            return (.2f + s * 4.8f) * anchor;
        }
        return (s * 2) * (s * 2) * anchor;
    }

    private static float sigmoid(float raw) {
        return (float) (1 / (1 + Math.exp(-raw)));
    }
}
