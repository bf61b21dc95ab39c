package dev.duet.assign;

/**
 * A prediction that was read is none: NaN or infinite, no probability where one should be, or so large that nothing can be computed from
 * it. The message names the array, the image, the unit and the value.
 */
public final class BadPredictionException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int image;
    private final int unit;

    private BadPredictionException(String array, int image, int unit, float value, String why) {
        super(array + ": image " + image + ", unit " + unit + " is " + value + why);
        this.image = image;
        this.unit = unit;
    }

    /** A number that is NaN or infinite. */
    public static BadPredictionException notFinite(String array, int image, int unit, float value) {
        return new BadPredictionException(array, image, unit, value, "; predictions must be finite numbers");
    }

    /** A score or objectness outside the range of its form. */
    public static BadPredictionException of(ScoreTensor scores, int image, int unit, float value) {
        if (!Float.isFinite(value)) {
            return notFinite(scores.name, image, unit, value);
        }
        String why = scores.logits
                ? "; logits must lie within " + scores.least() + " .. " + scores.most()
                : ", no probability (0 .. 1); are these logits?";
        return new BadPredictionException(scores.name, image, unit, value, why);
    }

    /** A finite number of a box from which no finite cost comes. */
    public static BadPredictionException tooLarge(int image, int unit, float value) {
        return new BadPredictionException(
                "pred_boxes", image, unit, value, "; so large that no pair with this box has a finite cost");
    }

    /** Image index in the batch. */
    public int image() {
        return image;
    }

    /** Unit index in the image. */
    public int unit() {
        return unit;
    }
}
