package dev.duet.assign.reference;

import dev.duet.assign.*;
import dev.duet.assign.stage.*;
import dev.duet.assign.stage.Recipe.Need;
import java.util.Arrays;
import java.util.List;

/** One image: its units, its prepared GTs, and what the head predicted. Predictions are checked as they are read. */
final class Scene {
    final Recipe recipe;
    final UnitGrid grid;
    /** Null where the grid has no anchors. */
    final Anchors anchors;

    final int image;
    final List<Gt> gts;
    private final GtBatch batch;
    private final PredictionBatch predictions;

    Scene(Recipe recipe, UnitGrid grid, GtBatch batch, PredictionBatch predictions, int image) {
        this.recipe = recipe;
        this.grid = grid;
        this.anchors = grid.anchors == null ? null : new Anchors(grid);
        this.image = image;
        this.gts = new Preparing(recipe, grid, batch).gts(image);
        this.batch = batch;
        this.predictions = predictions;
    }

    /** The pixel a place stands for. */
    float pointX(Place place) {
        return grid.point(place.level(), place.x());
    }

    float pointY(Place place) {
        return grid.point(place.level(), place.y());
    }

    float stride(Place place) {
        return grid.stride[place.level()];
    }

    /** Corners of the square of {@code scale} strides about the point of a place. */
    float[] square(Place place, float scale) {
        float half = scale * stride(place) / 2;
        float x = pointX(place);
        float y = pointY(place);
        return new float[] {x - half, y - half, x + half, y + half};
    }

    boolean hasAnchors() {
        return grid.anchors != null || grid.anchorBoxes != null;
    }

    /** Corners of the anchor of a place: as given with the grid, or its sides about the point. */
    float[] anchorBox(Place place) {
        if (grid.anchorBoxes != null) {
            return Arrays.copyOfRange(grid.anchorBoxes, 4 * place.unit(), 4 * place.unit() + 4);
        }
        int at = 2 * (place.level() * grid.slots + place.slot());
        float origin = grid.point(place.level(), 0);
        float[] box = new float[4];
        for (int k = 0; k < 4; k++) {
            float half = grid.anchors[at + k % 2] * .5f;
            int cell = k % 2 == 0 ? place.x() : place.y();
            box[k] = (k < 2 ? origin - half : origin + half) + cell * stride(place);
        }
        return box;
    }

    /** True where the anchor of a place lies in a region to ignore by more than the score allows; an image without GTs has none. */
    boolean isSetAside(Place place) {
        return switch (recipe.score()) {
            case Score.AnchorDistance score ->
                score.ignoreThreshold() > 0
                        && isCovered(square(place, score.anchorScale()), score.ignoreThreshold(), false);
            case Score.OverlapScore score ->
                score.ignoreThreshold() > 0 && isCovered(anchorBox(place), score.ignoreThreshold(), score.ofRegion());
            default -> false;
        };
    }

    private boolean isCovered(float[] anchor, float threshold, boolean ofRegion) {
        int to = batch.ignoreBoxes == null || gts.isEmpty() ? 0 : batch.ignoreOffset[image + 1];
        for (int i = to == 0 ? 0 : batch.ignoreOffset[image]; i < to; i++) {
            float[] region = Arrays.copyOfRange(batch.ignoreBoxes, 4 * i, 4 * i + 4);
            float whole = Math.max(Overlaps.area(ofRegion ? region : anchor), 1e-6f);
            if (Overlaps.intersection(region, anchor) / whole > threshold) {
                return true;
            }
        }
        return false;
    }

    /** The predicted box of a unit in pixels; decoded from raw outputs where the recipe takes either and they are given. */
    float[] box(Place place) {
        if (recipe.needs().contains(Need.ANY_BOXES) && hasRawBoxes()) {
            float[] b = decodedInCells(place);
            float stride = stride(place);
            return Overlaps.corners(
                    new float[] {(b[0] + place.x()) * stride, (b[1] + place.y()) * stride, b[2] * stride, b[3] * stride
                    });
        }
        return finite("pred_boxes", predictions.boxes, place.unit());
    }

    private boolean hasRawBoxes() {
        return predictions.rawBoxes != null
                && grid.anchors != null
                && (recipe.needs().contains(Need.RAW_BOXES_IF_GIVEN)
                        || recipe.needs().contains(Need.ANY_BOXES));
    }

    /** The predicted box in cells: centre relative to the corner of the place's cell, width and height; null if there is none. */
    float[] boxInCells(Place place) {
        if (predictions == null || !hasRawBoxes() && !ReferenceStrategy.namesBoxes(recipe)) {
            return null;
        }
        if (hasRawBoxes()) {
            return decodedInCells(place);
        }
        float[] b = box(place);
        float stride = stride(place);
        return new float[] {
            (b[0] + b[2]) / 2 / stride - place.x(),
            (b[1] + b[3]) / 2 / stride - place.y(),
            (b[2] - b[0]) / stride,
            (b[3] - b[1]) / stride
        };
    }

    private float[] decodedInCells(Place place) {
        BoxDecoding decoding =
                recipe.target() instanceof Target.PredictedObjectness target ? target.decoding() : BoxDecoding.YOLOV5;
        float[] raw = finite("pred_raw_boxes", predictions.rawBoxes, place.unit());
        int at = 2 * (place.level() * grid.slots + place.slot());
        return new float[] {
            decoding.centre(raw[0]),
            decoding.centre(raw[1]),
            decoding.side(raw[2], grid.anchors[at] / stride(place)),
            decoding.side(raw[3], grid.anchors[at + 1] / stride(place))
        };
    }

    private float[] finite(String array, BoxTensor boxes, int unit) {
        float[] box = new float[boxes.width];
        for (int k = 0; k < box.length; k++) {
            box[k] = boxes.at(image, unit, k);
            if (!Float.isFinite(box[k])) {
                throw BadPredictionException.notFinite(array, image, unit, box[k]);
            }
        }
        return box;
    }

    /** Centre and sides of a box of corners as shares of the image, as darknet takes them. */
    float[] shares(float[] box) {
        float left = box[0] / grid.imageWidth;
        float top = box[1] / grid.imageHeight;
        float right = box[2] / grid.imageWidth;
        float bottom = box[3] / grid.imageHeight;
        return new float[] {(left + right) / 2, (top + bottom) / 2, right - left, bottom - top};
    }

    /** Score columns of a unit: classes, and where softmax is taken one more for "no object". */
    int scoreColumns() {
        return predictions.scores.classes;
    }

    boolean hasLogits() {
        return predictions.scores.logits;
    }

    /** Probability of a class at a place. */
    float probability(Place place, int label) {
        return probability(predictions.scores, place, label);
    }

    /** Probability that a place holds an object; 1 where the head does not say. */
    float objectness(Place place) {
        return predictions.objectness == null ? 1 : probability(predictions.objectness, place, 0);
    }

    private float probability(ScoreTensor tensor, Place place, int label) {
        float raw = checked(tensor, place, label);
        return tensor.logits ? (float) (1 / (1 + Math.exp(-raw))) : raw;
    }

    private float checked(ScoreTensor tensor, Place place, int label) {
        float raw = tensor.raw(image, place.unit(), label);
        if (!tensor.isGood(raw)) {
            throw BadPredictionException.of(tensor, image, place.unit(), raw);
        }
        return raw;
    }

    /** Logit of a class at a place; of a probability of 0 or 1 that of the nearest float that has one. */
    double logit(Place place, int label) {
        double raw = checked(predictions.scores, place, label);
        double p = Math.clamp(raw, Float.MIN_NORMAL, 1 - 0x1p-24);
        return hasLogits() ? raw : Math.log(p) - Math.log1p(-p);
    }
}
