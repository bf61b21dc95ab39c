package dev.duet.api;

/** A GT that no engine takes: the message names array, row in the batch and value; the image is at hand for callers who know its name. */
public final class FaultyGtException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final int image;
    private final String array;
    private final int rowInImage;
    private final String fault;

    private FaultyGtException(String array, int row, String fault, int image, int rowInImage) {
        super(array + "[" + row + "]" + fault);
        this.array = array;
        this.fault = fault;
        this.image = image;
        this.rowInImage = rowInImage;
    }

    /**
     * A fault.
     *
     * @param fault what follows the row in the message
     * @param offsets where each image's rows start in the batch, checked
     */
    static FaultyGtException of(String array, int row, String fault, int[] offsets) {
        int image = 0;
        while (offsets[image + 1] <= row) {
            image++;
        }
        return new FaultyGtException(array, row, fault, image, row - offsets[image]);
    }

    /** The image of the batch, counted from 0. */
    public int image() {
        return image;
    }

    /** The message with the row counted in its image. */
    public String messageInImage() {
        return array + "[" + rowInImage + "]" + fault;
    }
}
