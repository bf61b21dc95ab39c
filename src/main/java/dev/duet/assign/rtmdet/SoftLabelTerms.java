package dev.duet.assign.rtmdet;

import dev.duet.assign.ScoreTensor;
import dev.duet.assign.stage.Score;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.lanes.cost.SoftLabel;

/** What RTMDet's cost is made of in one image: weights, columns, class scores, and the class terms other than the GT's where they count. */
final class SoftLabelTerms {
    final Score.SoftLabelCost score;
    final SoftLabelColumns columns;
    final OtherClasses others = new OtherClasses();
    private final SoftLabelPicks one = new SoftLabelPicks(this);
    ScoreTensor scores;
    int image;

    SoftLabelTerms(Score.SoftLabelCost score, SoftLabelColumns columns) {
        this.score = score;
        this.columns = columns;
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
        one.set(0, column, overlap, costOfOverlap, costOfDistance);
        one.read(0, 1, gts.label[g]);
        one.price(1);
        one.want(0);
        others.fetch();
        return one.cost(0);
    }
}
