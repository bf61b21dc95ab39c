package dev.duet.assign.reference;

import dev.duet.assign.*;
import dev.duet.assign.rule.ScoreRule;
import dev.duet.assign.stage.*;
import java.util.function.ToDoubleBiFunction;

/** Stage 2: how good is a (unit, GT) pair? Scores every GT with every place in play. */
record ScoreStage(Pairs pairs, Scene scene) {
    /** Where no box of a cell overlaps a GT, one this far away or farther is as good as any (YOLOv1). */
    private static final float FARTHEST = 20;

    /** What a cost knows of pairs and of the background. */
    interface PairCost {
        float overlap(Gt gt, Place place);

        /** @param overlap of the pair */
        double of(Gt gt, Place place, float overlap);

        /** What the place costs if no GT takes it; NaN if the cost does not say. */
        double background(Place place);
    }

    void fill() {
        pairs.moreIsBetter = moreIsBetter(scene.recipe.score());
        switch (scene.recipe.score()) {
            case Score.None none -> {}
            case Score.OverlapScore score -> overlaps((gt, place) -> overlapWithAnchor(score.overlap(), gt, place));
            case Score.Alignment score -> {
                overlaps((gt, place) -> Overlaps.of(score.overlap(), gt, scene.box(place), scene));
                scores((gt, place) -> alignment(score, gt, place));
            }
            case Score.AnchorRatio score ->
                scores((gt, place) -> Regions.ratio(gt, scene.grid, place.level(), place.slot()));
            case Score.AnchorShape score -> anchorShapes(score);
            case Score.PredictedShape score -> overlaps(this::predictedShape);
            case Score.OverlapOrDistance score -> {
                overlaps((gt, place) -> Overlaps.of(score.overlap(), gt, scene.box(place), scene));
                scores(this::overlapOrDistance);
            }
            case Score.AnchorDistance score ->
                overlaps((gt, place) ->
                        Overlaps.of(score.overlap(), gt, scene.square(place, score.anchorScale()), scene));
            case Score.GtArea score -> scores((gt, place) -> Regions.area(gt, score));
            case Score.Cost score -> costs(Costs.of(score, scene));
            case Score.QueryCost score -> costs(new Costs.Query(score, scene));
            case Score.SoftLabelCost score -> costs(new Costs.SoftLabel(score, scene));
            case Score.Own score -> {
                Overlap kind = score.rule().overlap();
                if (kind != null) {
                    overlaps((gt, place) -> Overlaps.of(kind, gt, scene.box(place), scene));
                }
                new OwnRules(pairs, scene).score(score);
            }
        }
    }

    /** Whether a higher score is better; a lower one is where it is a cost, a ratio or an area. */
    static boolean moreIsBetter(Score score) {
        return score instanceof Score.OverlapScore
                || score instanceof Score.Alignment
                || score instanceof Score.AnchorShape
                || score instanceof Score.PredictedShape
                || score instanceof Score.OverlapOrDistance
                || score instanceof Score.AnchorDistance
                || score instanceof Score.Own own && own.rule().order() != ScoreRule.Order.LESS_IS_BETTER;
    }

    /** Whether more is better and no score is below 0, so that 0 stands for no match. */
    static boolean isMetric(Score score) {
        boolean mayBeNegative = score instanceof Score.OverlapOrDistance
                || score instanceof Score.Own own && own.rule().order() != ScoreRule.Order.METRIC;
        return moreIsBetter(score) && !mayBeNegative;
    }

    private void costs(PairCost cost) {
        overlaps(cost::overlap);
        scores((gt, place) -> cost.of(gt, place, pairs.overlap[gt.index()][place.index()]));
        for (Place place : pairs.places) {
            pairs.background[place.index()] = pairs.inPlay[place.index()] ? cost.background(place) : 0;
        }
    }

    /** The score is the overlap, unless {@link #scores} follows. */
    private void overlaps(ToDoubleBiFunction<Gt, Place> overlap) {
        scores((gt, place) -> {
            float value = (float) overlap.applyAsDouble(gt, place);
            pairs.overlap[gt.index()][place.index()] = value;
            return value;
        });
    }

    private void scores(ToDoubleBiFunction<Gt, Place> score) {
        for (Gt gt : scene.gts) {
            for (Place place : pairs.places) {
                if (gt.competes() && pairs.inPlay[place.index()]) {
                    pairs.score[gt.index()][place.index()] = score.applyAsDouble(gt, place);
                }
            }
        }
    }

    /** With the anchor, where the grid has some; else with the prediction. In a region to ignore it is -1. */
    private float overlapWithAnchor(Overlap kind, Gt gt, Place place) {
        float[] box = scene.hasAnchors() ? scene.anchorBox(place) : scene.box(place);
        return scene.isSetAside(place) ? -1 : Overlaps.of(kind, gt, box, scene);
    }

    /** s^alpha u^beta in float32: it underflows to 0 as the original's does. */
    private float alignment(Score.Alignment score, Gt gt, Place place) {
        float s = scene.probability(place, gt.label());
        float u = pairs.overlap[gt.index()][place.index()];
        float root = score.alpha() == 0.5f ? (float) Math.sqrt(s) : (float) Math.pow(s, score.alpha());
        return root * (float) Math.pow(u, score.beta());
    }

    private float predictedShape(Gt gt, Place place) {
        float[] predicted = scene.shares(scene.box(place));
        return Overlaps.ofShapes(predicted[2], predicted[3], gt.cellShares()[2], gt.cellShares()[3]);
    }

    /** Any overlap is better than none; without one, the nearest in centre and sides. */
    private double overlapOrDistance(Gt gt, Place place) {
        float overlap = pairs.overlap[gt.index()][place.index()];
        float[] predicted = scene.shares(scene.box(place));
        double squares = 0;
        for (int k = 0; k < 4; k++) {
            double d = predicted[k] - gt.cellShares()[k];
            squares += d * d;
        }
        float distance = (float) Math.sqrt(squares);
        return overlap > 0 ? overlap : distance < FARTHEST ? -distance : -FARTHEST;
    }

    private void anchorShapes(Score.AnchorShape score) {
        pairs.further = new double[pairs.gts][pairs.places.size()];
        overlaps((gt, place) -> {
            float[] sides = scene.anchors.sides(place);
            pairs.further[gt.index()][place.index()] = shape(score.others(), gt, sides, place.level());
            return shape(Overlap.IOU, gt, sides, place.level());
        });
        for (Gt gt : scene.gts) {
            double most = 0;
            for (int n = 0; n < scene.anchors.sides.length && gt.selects(); n++) {
                double shape = shape(Overlap.IOU, gt, scene.anchors.sides[n], 0);
                if (shape > most) {
                    most = shape;
                    pairs.bestIsNowhere[gt.index()] = !scene.anchors.isOwned(n);
                }
            }
        }
    }

    /** Shares of the image in float32 (darknet), of the grid (YOLOv2), or of the image in double (PaddleDetection). */
    private double shape(Overlap kind, Gt gt, float[] anchor, int level) {
        float w = gt.cellShares()[2];
        float h = gt.cellShares()[3];
        int imageWidth = scene.grid.imageWidth;
        int imageHeight = scene.grid.imageHeight;
        return switch (scene.recipe.target()) {
            case Target.WeightedObjectness target -> {
                double aw = (double) anchor[0] / imageWidth;
                double ah = (double) anchor[1] / imageHeight;
                double both = Math.min(aw, w) * Math.min(ah, h);
                yield kind.equals(Overlap.IOU)
                        ? both / ((double) w * h + aw * ah - both)
                        : Overlaps.ofShapes(kind, (float) aw, (float) ah, w, h);
            }
            case Target.RegionObjectness target -> {
                float stride = scene.grid.stride[level];
                float aw = anchor[0] / stride / scene.grid.width[level];
                float ah = anchor[1] / stride / scene.grid.height[level];
                yield Overlaps.ofShapes(kind, aw, ah, w, h);
            }
            default -> Overlaps.ofShapes(kind, anchor[0] / imageWidth, anchor[1] / imageHeight, w, h);
        };
    }
}
