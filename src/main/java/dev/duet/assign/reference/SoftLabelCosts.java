package dev.duet.assign.reference;

import dev.duet.assign.stage.Overlap;
import dev.duet.assign.stage.Score;

/**
 * RTMDet's dynamic soft label cost (mmdetection dynamic_soft_label_assigner.py): of a class the cross-entropy towards the overlap, or
 * towards 0, times the squared error; -ln of the overlap; 10^(distance in strides - radius).
 */
record SoftLabelCosts(Score.SoftLabelCost score, Scene scene) implements ScoreStage.PairCost {
    @Override
    public float overlap(Gt gt, Place place) {
        return Overlaps.of(Overlap.iouFloor(1e-6f), gt.box(), scene.box(place));
    }

    @Override
    public double of(Gt gt, Place place, float overlap) {
        double soft = term(place, gt.label(), overlap);
        for (int c = 0; c < scene.scoreColumns() && score.allClasses(); c++) {
            soft += c == gt.label() ? 0 : term(place, c, 0);
        }
        float dx = scene.pointX(place) - gt.centre()[0];
        float dy = scene.pointY(place) - gt.centre()[1];
        double distance = (float) Math.sqrt(dx * dx + dy * dy) / scene.stride(place);
        double far = Math.min(Math.pow(10, distance - score.radius()), Float.MAX_VALUE);
        return soft - score.overlapWeight() * Math.log(overlap + 1e-7) + far;
    }

    @Override
    public double background(Place place) {
        double sum = 0;
        for (int c = 0; c < scene.scoreColumns(); c++) {
            sum += term(place, c, 0);
        }
        return sum;
    }

    /** What a class costs whose probability should be {@code y}. */
    private double term(Place place, int label, double y) {
        double z = scene.logit(place, label);
        double error = y - sigmoid(z);
        return Math.max(0, softplus(z) - z * y) * error * error;
    }

    static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }

    /** ln(1 + e^z). */
    static double softplus(double z) {
        return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
    }
}
