package dev.duet.assign.stage;

/**
 * A recipe, or a setting of one, that cannot be: a number out of its range, numbers that contradict each other, stages that no strategy
 * carries out together. Whoever wrote it must change it; no input is to blame.
 */
public final class RecipeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public RecipeException(String message) {
        super(message);
    }

    public RecipeException(String message, Throwable cause) {
        super(message, cause);
    }
}
