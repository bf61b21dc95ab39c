package dev.duet.report;

import dev.duet.api.GroundTruths;
import dev.duet.io.CanvasBoxes;
import dev.duet.io.Labels;
import dev.duet.io.Letterbox;

/** A data set's boxes on the canvas, handed out batch by batch. */
public final class LabelSet {
    private final Labels labels;
    private final CanvasBoxes canvas;
    private final Letterbox letterbox;

    /** Places all boxes; 16 bytes per box. */
    public LabelSet(Labels labels, Letterbox letterbox) {
        this.labels = labels;
        this.letterbox = letterbox;
        this.canvas = letterbox.apply(labels);
    }

    /**
     * Some images of the set.
     *
     * @param firstImage number of the first one in the set
     * @param gts their boxes
     * @param boxes row of each GT in {@link Labels}
     */
    public record Batch(int firstImage, GroundTruths gts, int[] boxes) {}

    public Labels labels() {
        return labels;
    }

    public CanvasBoxes canvas() {
        return canvas;
    }

    public Letterbox letterbox() {
        return letterbox;
    }

    public int images() {
        return labels.images();
    }

    /** Number of classes, at least 1. */
    public int classes() {
        return Math.max(1, labels.classNames().size());
    }

    /** The images {@code from} (inclusive) to {@code to} (exclusive). Allocates. */
    public Batch batch(int from, int to) {
        int[] offsets = new int[to - from + 1];
        int most = labels.offsets()[to] - labels.offsets()[from];
        float[][] corners = new float[4][most];
        int[] classes = new int[most];
        int[] boxes = new int[most];
        int n = 0;
        for (int image = from; image < to; image++) {
            for (int i = labels.offsets()[image]; i < labels.offsets()[image + 1]; i++) {
                corners[0][n] = canvas.x1()[i];
                corners[1][n] = canvas.y1()[i];
                corners[2][n] = canvas.x2()[i];
                corners[3][n] = canvas.y2()[i];
                classes[n] = labels.classIndex()[i];
                boxes[n++] = i;
            }
            offsets[image - from + 1] = n;
        }
        return new Batch(
                from, GroundTruths.of(corners[0], corners[1], corners[2], corners[3], classes, offsets), boxes);
    }
}
