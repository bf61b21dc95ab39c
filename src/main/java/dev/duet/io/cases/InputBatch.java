package dev.duet.io.cases;

import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Pyramid;
import java.util.List;

/**
 * What one call of the engine takes, read from files for one system.
 *
 * @param pyramid grids of the predictions
 * @param gts ground truth of the batch
 * @param predictions one per head that has its own; empty where the system reads none and the files have none
 * @param classes number of classes: as the predictions have them, else one more than the largest label
 * @param imageNames a name per image; empty where the files give none
 * @param notes what was left out or assumed while reading, one sentence each
 */
public record InputBatch(
        Pyramid pyramid,
        GroundTruths gts,
        Predictions[] predictions,
        int classes,
        List<String> imageNames,
        List<String> notes) {

    /** Whether {@link #part} can take the batch apart: predictions lie in one piece. */
    public boolean hasParts() {
        return predictions.length == 0;
    }

    /**
     * The images {@code from} (inclusive) to {@code to} (exclusive) of a batch without predictions. Copies their GTs.
     *
     * @throws IllegalStateException if there are predictions
     */
    public InputBatch part(int from, int to) {
        if (!hasParts()) {
            throw new IllegalStateException("a batch with predictions is assigned as a whole");
        }
        List<String> names = imageNames.isEmpty() ? imageNames : imageNames.subList(from, to);
        return new InputBatch(pyramid, gts.part(from, to), predictions, classes, names, notes);
    }

    /** The same batch with other GTs and image names. */
    public InputBatch with(GroundTruths otherGts, int otherClasses, List<String> names, List<String> otherNotes) {
        return new InputBatch(pyramid, otherGts, predictions, otherClasses, names, otherNotes);
    }
}
