package dev.duet.assign.reference;

import dev.duet.assign.*;
import dev.duet.assign.stage.Overlap;
import dev.duet.assign.stage.Score;

/** DETR's cost of a query (facebookresearch/detr models/matcher.py; mmdetection match_cost.py), rounded to float32 as it enters the matching. */
record QueryCosts(Score.QueryCost score, Scene scene) implements ScoreStage.PairCost {
    private static final double EPS = 1e-12;
    private static final double ALPHA = 0.25;

    @Override
    public float overlap(Gt gt, Place place) {
        return Overlaps.of(Overlap.GIOU, gt.box(), scene.box(place));
    }

    @Override
    public double of(Gt gt, Place place, float giou) {
        double cls = score.softmax() ? -softmax(place, gt.label()) : focal(place, gt.label());
        float cost = (float) (score.classWeight() * cls
                + score.distanceWeight() * distance(gt, place)
                - score.overlapWeight() * giou);
        if (!Float.isFinite(cost)) {
            throw BadPredictionException.tooLarge(scene.image, place.unit(), largest(scene.box(place)));
        }
        return cost;
    }

    private static float largest(float[] box) {
        float most = box[0];
        for (float number : box) {
            most = Math.abs(number) > Math.abs(most) ? number : most;
        }
        return most;
    }

    @Override
    public double background(Place place) {
        return Double.NaN;
    }

    /** Probability of a class among all columns, the last of which is "no object"; probabilities are taken as they are. */
    private double softmax(Place place, int label) {
        if (!scene.hasLogits()) {
            return scene.probability(place, label);
        }
        double sum = 0;
        for (int c = 0; c < scene.scoreColumns(); c++) {
            sum += Math.exp(scene.logit(place, c) - scene.logit(place, label));
        }
        return 1 / sum;
    }

    /** Focal term of the class as present less that as absent. */
    private double focal(Place place, int label) {
        double p = scene.probability(place, label);
        double yes = -Math.log(p + EPS) * ALPHA * (1 - p) * (1 - p);
        double no = -Math.log(1 - p + EPS) * (1 - ALPHA) * p * p;
        return yes - no;
    }

    /** L1 distance of centres and sides, in shares of the image. */
    private double distance(Gt gt, Place place) {
        float[] a = scene.shares(gt.box());
        float[] b = scene.shares(scene.box(place));
        double sum = 0;
        for (int k = 0; k < 4; k++) {
            sum += Math.abs(a[k] - b[k]);
        }
        return sum;
    }
}
