package dev.duet.assign;

import dev.duet.lanes.memory.FloatSource;

/**
 * Predicted boxes of a batch where they lie: {@code [images, units, width]} (a box's numbers follow one another) or {@code
 * [images, width, units]} (planar). Width 4: x1 y1 x2 y2 in pixels; width 5: cx cy w h angle.
 */
public final class BoxTensor {
    /** As in messages and files: {@code pred_boxes} or {@code pred_raw_boxes}. */
    public final String name;

    public final FloatSource data;
    public final boolean planar;
    public final int images;
    public final int units;
    public final int width;

    public BoxTensor(String name, FloatSource data, boolean planar, int images, int units, int width) {
        this.name = name;
        this.data = data;
        this.planar = planar;
        this.images = images;
        this.units = units;
        this.width = width;
    }

    /** Number {@code k} of the box of one unit. */
    public float at(int image, int unit, int k) {
        long plane = (long) image * units * width;
        return data.get(planar ? plane + (long) k * units + unit : plane + (long) unit * width + k);
    }
}
