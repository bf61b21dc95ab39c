package dev.duet.assign;

import dev.duet.lanes.math.Sigmoids;
import dev.duet.lanes.memory.FloatSource;

/**
 * Class scores (or objectness, with one class) of a batch where they lie: {@code [images, units, classes]} or, class-major,
 * {@code [images, classes, units]}; probabilities in 0..1 or the logits behind them, {@link Sigmoids#MOST_LOGIT} from 0 at most. Only
 * candidates' values are ever read, and what is read is checked.
 */
public final class ScoreTensor {
    /** As in messages and files: {@code pred_scores}, {@code pred_logits}, {@code pred_objectness} or {@code pred_obj_logits}. */
    public final String name;

    public final FloatSource data;
    public final boolean classMajor;
    public final boolean logits;
    public final int images;
    public final int units;
    public final int classes;

    public ScoreTensor(
            String name, FloatSource data, boolean classMajor, boolean logits, int images, int units, int classes) {
        this.name = name;
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

    /** Least value a score of this form may have. */
    public float least() {
        return logits ? -Sigmoids.MOST_LOGIT : 0;
    }

    /** Largest value a score of this form may have. */
    public float most() {
        return logits ? Sigmoids.MOST_LOGIT : 1;
    }

    /** True if a stored value is in the range of its form. */
    public boolean isGood(float raw) {
        return raw >= least() && raw <= most();
    }

    /** The stored value, a probability or a logit. */
    public float raw(int image, int unit, int label) {
        return data.get(index(image, unit, label));
    }
}
