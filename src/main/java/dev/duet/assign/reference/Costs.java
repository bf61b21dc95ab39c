package dev.duet.assign.reference;

import dev.duet.assign.BadPredictionException;
import dev.duet.assign.stage.Overlap;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Score.CostKind;

/**
 * Costs of the simOTA family (docs/systems.md has the formulas): overlaps and probabilities in float32, sums in double. The class cost of
 * a pair is what all classes cost as background, with the GT's own class taken out and put in as it should be.
 */
interface Costs extends ScoreStage.PairCost {
    /** No logarithm of a probability is below its negative. */
    double CLAMP = 100;

    double VARIFOCAL_ALPHA = 0.75;
    double FOCAL_ALPHA = 0.25;

    Score.Cost score();

    Scene scene();

    /** What a class costs that should not be there. */
    double no(Place place, int label);

    /** What the GT's class costs. */
    double yes(Place place, int label, float overlap);

    /** What the distance of prediction and GT costs. */
    double far(Gt gt, Place place, float overlap);

    static Costs of(Score.Cost score, Scene scene) {
        return switch (score.kind()) {
            case YOLOX, YOLOV7, YOLOV7_HEIGHT, YOLOV7_MMYOLO -> new CrossEntropy(score, scene, 1e-8);
            case MMDET -> new CrossEntropy(score, scene, 1e-7);
            case PICODET -> new Varifocal(score, scene);
            case OTA -> new Focal(score, scene);
        };
    }

    /** Whether a cost reads objectness where it is given. */
    static boolean readsObjectness(CostKind kind) {
        return kind != CostKind.PICODET && kind != CostKind.OTA;
    }

    /** The overlap a cost is made with. */
    static Overlap overlap(CostKind kind) {
        return switch (kind) {
            case YOLOX, YOLOV7, YOLOV7_HEIGHT -> Overlap.IOU;
            case MMDET, PICODET, YOLOV7_MMYOLO -> Overlap.iouFloor(1e-6f);
            case OTA -> Overlap.iouFloor(Math.ulp(1f));
        };
    }

    /** The box of a GT as the cost has it: from centre and sides (YOLOX), from shares of the image (YOLOv7), or as it is. */
    static float[] seenBox(Gt gt, Scene scene) {
        if (!(scene.recipe.score() instanceof Score.Cost cost)) {
            return gt.box();
        }
        return switch (cost.kind()) {
            case YOLOX -> Overlaps.throughCentre(gt.box());
            case MMDET, PICODET, OTA -> gt.box();
            case YOLOV7, YOLOV7_MMYOLO -> scaled(gt.shares(), scene.grid.imageWidth, scene.grid.imageHeight);
            case YOLOV7_HEIGHT -> scaled(gt.shares(), scene.grid.imageHeight, scene.grid.imageHeight);
        };
    }

    private static float[] scaled(float[] shares, float x, float y) {
        return Overlaps.corners(new float[] {shares[0] * x, shares[1] * y, shares[2] * x, shares[3] * y});
    }

    @Override
    default float overlap(Gt gt, Place place) {
        float[] seen = seenBox(gt, scene());
        float[] box = scene().box(place);
        return score().kind() == CostKind.YOLOX
                ? Overlaps.touching(seen, Overlaps.throughCentre(box), Overlaps.area(gt.box()), Overlaps.area(box))
                : Overlaps.of(overlap(score().kind()), seen, box);
    }

    @Override
    default double of(Gt gt, Place place, float overlap) {
        int label = gt.label();
        double cls = nothing(place) - no(place, label) + yes(place, label, overlap);
        return score().classWeight() * cls + score().overlapWeight() * far(gt, place, overlap);
    }

    @Override
    default double background(Place place) {
        return score().classWeight() * nothing(place);
    }

    private double nothing(Place place) {
        double sum = 0;
        for (int c = 0; c < scene().scoreColumns(); c++) {
            sum += no(place, c);
        }
        return sum;
    }

    private static double minusLog(double p) {
        return Math.min(-Math.log(p), CLAMP);
    }

    private static double minusLogOfRest(double p) {
        return Math.min(-Math.log1p(-p), CLAMP);
    }

    /** Binary cross-entropy of the root of class probability times objectness, and -ln(IoU + eps): YOLOX, mmdetection, YOLOv7. */
    record CrossEntropy(Score.Cost score, Scene scene, double eps) implements Costs {
        private float joint(Place place, int label) {
            return (float) Math.sqrt(scene.probability(place, label) * scene.objectness(place));
        }

        @Override
        public double no(Place place, int label) {
            return minusLogOfRest(joint(place, label));
        }

        @Override
        public double yes(Place place, int label, float overlap) {
            return minusLog(joint(place, label));
        }

        @Override
        public double far(Gt gt, Place place, float overlap) {
            return -Math.log(overlap + eps);
        }
    }

    /** Varifocal loss towards the overlap, and 1 - GIoU: PicoDet. */
    record Varifocal(Score.Cost score, Scene scene) implements Costs {
        @Override
        public double no(Place place, int label) {
            double p = scene.probability(place, label);
            return VARIFOCAL_ALPHA * p * p * minusLogOfRest(p);
        }

        @Override
        public double yes(Place place, int label, float overlap) {
            double p = scene.probability(place, label);
            double towards = overlap * (overlap * minusLog(p) + (1 - overlap) * minusLogOfRest(p));
            return overlap > 0 ? towards : no(place, label);
        }

        @Override
        public double far(Gt gt, Place place, float overlap) {
            return 1 - Overlaps.of(Overlap.GIOU, gt.box(), scene.box(place));
        }
    }

    /** Focal loss of the logits, and -ln of the overlap: OTA. */
    record Focal(Score.Cost score, Scene scene) implements Costs {
        @Override
        public double no(Place place, int label) {
            double z = scene.logit(place, label);
            double p = sigmoid(z);
            return (1 - FOCAL_ALPHA) * p * p * softplus(z);
        }

        @Override
        public double yes(Place place, int label, float overlap) {
            double z = scene.logit(place, label);
            double rest = 1 - sigmoid(z);
            return FOCAL_ALPHA * rest * rest * softplus(-z);
        }

        @Override
        public double far(Gt gt, Place place, float overlap) {
            return -Math.log(Math.max(overlap, Math.ulp(1f)));
        }
    }

    /**
     * RTMDet's dynamic soft label cost (mmdetection dynamic_soft_label_assigner.py): of a class the cross-entropy towards the overlap, or
     * towards 0, times the squared error; -ln of the overlap; 10^(distance in strides - radius).
     */
    record SoftLabel(Score.SoftLabelCost score, Scene scene) implements ScoreStage.PairCost {
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
    }

    /** DETR's cost of a query (facebookresearch/detr models/matcher.py; mmdetection match_cost.py), rounded to float32 as it enters the matching. */
    record Query(Score.QueryCost score, Scene scene) implements ScoreStage.PairCost {
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

    private static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }

    /** ln(1 + e^z). */
    private static double softplus(double z) {
        return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
    }
}
