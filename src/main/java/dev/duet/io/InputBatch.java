package dev.duet.io;

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

    /** The same batch with other GTs and image names. */
    InputBatch with(GroundTruths otherGts, int otherClasses, List<String> names, List<String> otherNotes) {
        return new InputBatch(pyramid, otherGts, predictions, otherClasses, names, otherNotes);
    }
}
