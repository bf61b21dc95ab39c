package dev.duet.report;

import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.io.Reads;
import dev.duet.io.labels.CanvasBoxes;
import dev.duet.io.labels.Labels;
import dev.duet.io.labels.Letterbox;
import dev.duet.io.labels.RotatedBoxes;
import java.util.Arrays;

/** A data set's boxes on the canvas, handed out batch by batch. */
public final class LabelSet {
    private final Labels labels;
    private final CanvasBoxes canvas;
    private final RotatedBoxes rotated;
    private final Letterbox letterbox;

    /** Places all boxes; 16 bytes per box, 36 where labels were read for systems on rotated boxes. */
    public LabelSet(Labels labels, Letterbox letterbox) {
        this.labels = labels;
        this.letterbox = letterbox;
        this.canvas = letterbox.apply(labels);
        this.rotated = labels.isRotated() ? letterbox.rotate(labels) : null;
    }

    /**
     * Some images of the set.
     *
     * @param firstImage number of the first one in the set
     * @param gts their boxes
     * @param rotated the same for systems on rotated boxes; null where labels were not read for one
     * @param boxes row of each GT in {@link Labels}
     */
    public record Batch(int firstImage, GroundTruths gts, GroundTruths rotated, int[] boxes) {
        /** The boxes in the form that an engine takes. */
        public GroundTruths gts(Duet engine) {
            return rotated != null && Reads.rotatedBoxes(engine.system()) ? rotated : gts;
        }
    }

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
        GroundTruths gts = GroundTruths.of(corners[0], corners[1], corners[2], corners[3], classes, offsets);
        return new Batch(from, gts, rotated == null ? null : rotated(from, to, classes, offsets), boxes);
    }

    /** The boxes of images next to each other are next to each other. */
    private GroundTruths rotated(int fromImage, int toImage, int[] classes, int[] offsets) {
        int from = labels.offsets()[fromImage];
        int to = labels.offsets()[toImage];
        return GroundTruths.rotated(
                Arrays.copyOfRange(rotated.cx(), from, to),
                Arrays.copyOfRange(rotated.cy(), from, to),
                Arrays.copyOfRange(rotated.w(), from, to),
                Arrays.copyOfRange(rotated.h(), from, to),
                Arrays.copyOfRange(rotated.angle(), from, to),
                classes,
                offsets);
    }
}
