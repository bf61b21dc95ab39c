package dev.duet.assign.rtmdet;

import dev.duet.assign.ScoreTensor;
import dev.duet.assign.stage.Score;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.lanes.cost.SoftLabel;

/** What the terms of RTMDet's cost are in one image: weights, class scores, and whether classes other than the GT's count. */
final class SoftLabelTerms {
    private final Score.SoftLabelCost score;
    private final SoftLabelColumns columns;
    private final SoftLabelPicks one;
    private final OtherClasses others = new OtherClasses();
    private ScoreTensor scores;
    private int image;

    SoftLabelTerms(Score.SoftLabelCost score, SoftLabelColumns columns) {
        this.score = score;
        this.columns = columns;
        this.one = new SoftLabelPicks(columns);
    }

    /** Begins an image, its columns being loaded. */
    void start(ScoreTensor tensor, int imageOfBatch) {
        scores = tensor;
        image = imageOfBatch;
        others.start(tensor, imageOfBatch, columns.size());
    }

    /** What the overlap costs where there is none. */
    float costWithoutOverlap() {
        return SoftLabel.overlapCost(0, score.overlapWeight());
    }

    /** Step 1. */
    void price(SoftLabelList list) {
        list.price(score.overlapWeight(), score.radius());
    }

    /** Reads what step 2 needs for some picks of a GT. */
    void take(SoftLabelPicks picks, SoftLabelList list, int from, int to, int label) {
        picks.take(list, from, to, scores, image, label);
    }

    /** Step 2 for the first {@code n} picks. */
    void price(SoftLabelPicks picks, int n) {
        picks.price(n, scores, image);
    }

    /** Asks for what step 3 needs for a pick; {@link #fetch} gets it. */
    void want(SoftLabelPicks picks, int j) {
        if (score.allClasses()) {
            picks.want(j, others);
        }
    }

    void fetch() {
        others.fetch();
    }

    /** Step 3: the cost of a pick. */
    float cost(SoftLabelPicks picks, int j) {
        return picks.cost(j, score.allClasses() ? others : null);
    }

    /** Cost of any selectable column for a GT, infinite if it is certainly more than {@code limit}. */
    float cost(int column, ImageGts gts, int g, float limit) {
        float overlap = columns.overlap(column, gts, g);
        float costOfOverlap = SoftLabel.overlapCost(overlap, score.overlapWeight());
        if (costOfOverlap > limit) {
            return Float.POSITIVE_INFINITY;
        }
        float costOfDistance = SoftLabel.prior(
                columns.x[column], columns.y[column], columns.stride[column], gts.cx[g], gts.cy[g], score.radius());
        if (costOfOverlap + costOfDistance > limit) {
            return Float.POSITIVE_INFINITY;
        }
        one.take(column, overlap, costOfOverlap, costOfDistance, scores, image, gts.label[g]);
        price(one, 1);
        want(one, 0);
        fetch();
        return cost(one, 0);
    }
}
