package dev.duet.assign;

/** A prediction among the candidates is NaN or infinite. The message names the array, the image, the unit and the value. */
public final class BadPredictionException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int image;
    private final int unit;

    public BadPredictionException(String array, int image, int unit, float value) {
        super(array + ": image " + image + ", unit " + unit + " is " + value + "; predictions must be finite numbers");
        this.image = image;
        this.unit = unit;
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
