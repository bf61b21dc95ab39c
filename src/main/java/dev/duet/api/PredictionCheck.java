package dev.duet.api;

import dev.duet.assign.GtBatch;
import dev.duet.assign.PredictionBatch;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Head;
import dev.duet.assign.stage.Recipe;
import java.util.StringJoiner;

/** The checks of predictions at the boundary: the parts a head needs are there and their shapes agree. */
final class PredictionCheck {
    private static final Recipe.Need[] NEEDS = Recipe.Need.values();

    private PredictionCheck() {}

    /** The predictions of one head, or null if its recipe reads none of them. */
    static PredictionBatch check(Head head, Predictions[] given, GtBatch gts, UnitGrid grid, int classes) {
        Recipe recipe = head.recipe();
        if (recipe.needs().isEmpty()) {
            return head.predictions() < given.length ? given[head.predictions()].batch() : null;
        }
        if (recipe.readsOnlyIfGiven()
                && (head.predictions() >= given.length || given[head.predictions()].batch().rawBoxes == null)) {
            return null;
        }
        if (head.predictions() >= given.length) {
            throw new IllegalArgumentException("predictions: head " + head.name() + " reads predictions "
                    + head.predictions() + ", " + given.length + " given; it needs " + needs(recipe));
        }
        Predictions p = given[head.predictions()];
        if (p.images() != gts.images) {
            throw new IllegalArgumentException("predictions: " + p.images() + " images, gt_offsets have " + gts.images);
        }
        if (p.units() != grid.units) {
            throw new IllegalArgumentException("predictions: " + p.units() + " units per image, the pyramid has "
                    + grid.units + (grid.slots > 1 ? ", " + grid.slots + " per cell" : ""));
        }
        PredictionBatch batch = p.batch();
        for (Recipe.Need need : NEEDS) {
            boolean needed = recipe.needs().contains(need) && need != Recipe.Need.RAW_BOXES_IF_GIVEN;
            if (needed && part(batch, need) == null) {
                throw new IllegalArgumentException("predictions: head " + head.name() + " needs " + arrayName(need));
            }
        }
        if (recipe.needs().contains(Recipe.Need.SCORES) && batch.scores.classes < classes) {
            throw new IllegalArgumentException(
                    "pred_scores: " + batch.scores.classes + " classes, the system has " + classes);
        }
        if (recipe.needs().contains(Recipe.Need.BOXES)) {
            int width = gts.isRotated() ? 5 : 4;
            if (batch.boxes.width != width) {
                throw new IllegalArgumentException(
                        "pred_boxes: " + batch.boxes.width + " numbers per box, gt_boxes have " + width);
            }
        }
        return batch;
    }

    /** A part of predictions, null where it is not there. */
    static Object part(PredictionBatch batch, Recipe.Need need) {
        return switch (need) {
            case BOXES -> batch.boxes;
            case SCORES -> batch.scores;
            case OBJECTNESS -> batch.objectness;
            case RAW_BOXES, RAW_BOXES_IF_GIVEN -> batch.rawBoxes;
            case ANY_BOXES -> batch.rawBoxes == null ? batch.boxes : batch.rawBoxes;
        };
    }

    private static String needs(Recipe recipe) {
        StringJoiner names = new StringJoiner(" and ");
        for (Recipe.Need need : NEEDS) {
            if (recipe.needs().contains(need) && need != Recipe.Need.RAW_BOXES_IF_GIVEN) {
                names.add(arrayName(need));
            }
        }
        return names.toString();
    }

    /** Name in files and messages. */
    static String arrayName(Recipe.Need need) {
        return switch (need) {
            case BOXES -> "pred_boxes";
            case SCORES -> "pred_scores";
            case OBJECTNESS -> "pred_objectness";
            case RAW_BOXES, RAW_BOXES_IF_GIVEN -> "pred_raw_boxes";
            case ANY_BOXES -> "pred_raw_boxes, or pred_boxes";
        };
    }
}
