package dev.duet.assign;

import dev.duet.lanes.FloatSource;

/**
 * Class scores (or objectness, with one class) of a batch where they lie: {@code [images, units, classes]} or, class-major,
 * {@code [images, classes, units]}; probabilities in 0..1 or the logits behind them. Only candidates' values are ever read.
 */
public final class ScoreTensor {
    public final FloatSource data;
    public final boolean classMajor;
    public final boolean logits;
    public final int images;
    public final int units;
    public final int classes;

    public ScoreTensor(FloatSource data, boolean classMajor, boolean logits, int images, int units, int classes) {
        this.data = data;
        this.classMajor = classMajor;
        this.logits = logits;
        this.images = images;
        this.units = units;
        this.classes = classes;
    }

    /** Index in {@link #data} of one unit's score for one class. */
    public long index(int image, int unit, int label) {
        long plane = (long) image * units * classes;
        return classMajor ? plane + (long) label * units + unit : plane + (long) unit * classes + label;
    }

    /** The stored value, a probability or a logit. */
    public float raw(int image, int unit, int label) {
        return data.get(index(image, unit, label));
    }
}
