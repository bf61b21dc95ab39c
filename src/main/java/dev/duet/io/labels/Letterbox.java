package dev.duet.io.labels;

import dev.duet.io.DataException;
import dev.duet.io.Names;

/**
 * Places photos on a detector's canvas, and with them their boxes.
 *
 * <p>Boxes are computed in float64 as {@code x * scale + left} and rounded to float32 once, which gives the bits that
 * trainers get from the same labels.
 *
 * @param mode how photos are placed
 * @param height the canvas' height in pixels
 * @param width the canvas' width in pixels
 */
public record Letterbox(Mode mode, int height, int width) {

    /** How a photo is placed. */
    public enum Mode {
        /** Scaled by one factor to fit, centred, bars on both sides; an odd pixel goes right or below (Ultralytics). */
        CENTRE,
        /** Scaled by one factor to fit, in the top left corner (YOLOX). */
        TOP_LEFT,
        /** Scaled to the canvas in both directions, proportions lost. */
        STRETCH,
        /** Not scaled, in the top left corner: canvas pixels are photo pixels, and sizes need not be known. */
        NONE
    }

    /**
     * Where a photo lies on the canvas: {@code canvas = photo * scale + offset}.
     *
     * @param scaleX canvas pixels per photo pixel, horizontally
     * @param scaleY canvas pixels per photo pixel, vertically
     * @param left the photo's left edge in canvas pixels
     * @param top the photo's top edge in canvas pixels
     */
    public record Placement(double scaleX, double scaleY, double left, double top) {}

    private static final Placement IDENTITY = new Placement(1, 1, 0, 0);

    /** Checks the canvas. */
    public Letterbox {
        if (height <= 0 || width <= 0) {
            throw new IllegalArgumentException(
                    "canvas " + height + " x " + width + " (height x width) is not positive");
        }
    }

    /** Where a photo of this size in pixels goes. */
    public Placement place(int photoWidth, int photoHeight) {
        if (mode == Mode.NONE) {
            return IDENTITY;
        }
        if (photoWidth <= 0 || photoHeight <= 0) {
            throw new IllegalArgumentException("photo size " + photoWidth + " x " + photoHeight + " is not positive");
        }
        double scaleX = (double) width / photoWidth;
        double scaleY = (double) height / photoHeight;
        if (mode == Mode.STRETCH) {
            return new Placement(scaleX, scaleY, 0, 0);
        }
        double scale = Math.min(scaleX, scaleY);
        if (mode == Mode.TOP_LEFT) {
            return new Placement(scale, scale, 0, 0);
        }
        return new Placement(scale, scale, margin(width, photoWidth * scale), margin(height, photoHeight * scale));
    }

    /** Half of what the photo, in whole pixels (halves to even, as Python rounds), leaves free. */
    private static double margin(int canvas, double photo) {
        return Math.floor((canvas - Math.rint(photo)) / 2);
    }

    /** The photo of an image that has boxes. */
    Placement place(Labels labels, int image) {
        if (mode != Mode.NONE && !labels.sizeKnown(image)) {
            throw new DataException(labels.file(image) + ": image '" + Names.shown(labels.name(image))
                    + "': the photo's size is not known, so its boxes cannot be placed on the canvas;"
                    + " --photos says where photos lie, --photo-size gives one size");
        }
        return place(labels.width(image), labels.height(image));
    }

    /**
     * All boxes of {@code labels} as rotated ones, in the same order. Allocates five arrays.
     *
     * @throws DataException as {@link #apply}
     */
    public RotatedBoxes rotate(Labels labels) {
        return RotatedBoxes.of(labels, this);
    }

    /**
     * All boxes of {@code labels} in pixels of the canvas, in the same order. Allocates four arrays.
     *
     * @throws DataException if an image that has boxes is of unknown size, unless the mode is {@link Mode#NONE}
     */
    public CanvasBoxes apply(Labels labels) {
        CanvasBoxes out = CanvasBoxes.allocate(labels.boxes());
        int[] offsets = labels.offsets();
        for (int image = 0; image < labels.images(); image++) {
            if (offsets[image] == offsets[image + 1]) {
                continue;
            }
            Placement at = place(labels, image);
            for (int i = offsets[image]; i < offsets[image + 1]; i++) {
                out.x1()[i] = (float) (labels.x1()[i] * at.scaleX() + at.left());
                out.y1()[i] = (float) (labels.y1()[i] * at.scaleY() + at.top());
                out.x2()[i] = (float) (labels.x2()[i] * at.scaleX() + at.left());
                out.y2()[i] = (float) (labels.y2()[i] * at.scaleY() + at.top());
            }
        }
        return out;
    }
}
