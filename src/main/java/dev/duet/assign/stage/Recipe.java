package dev.duet.assign.stage;

import dev.duet.assign.UnitGrid;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One way to assign: the five stages, the geometry of the units it works on and what it reads of a prediction. Immutable.
 *
 * @param candidates where a unit may answer for a GT
 * @param score how good the pair is
 * @param select which candidates a GT takes
 * @param resolve who gets a contested unit
 * @param target what the unit is trained towards
 * @param point the pixel a unit stands for
 * @param needs parts of a prediction the recipe reads; empty where it looks at ground truth only
 * @param preparation what happens to GTs first
 */
public record Recipe(
        Candidates candidates,
        Score score,
        Select select,
        Resolve resolve,
        Target target,
        UnitGrid.PointRule point,
        Set<Need> needs,
        Preparation preparation) {
    public Recipe {
        needs = needs.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(needs));
    }

    /** Part of a prediction. */
    public enum Need {
        BOXES,
        SCORES,
        OBJECTNESS,
        RAW_BOXES,
        /** Raw box outputs or, without them, decoded boxes. */
        ANY_BOXES,
        /** Raw box outputs make the result richer; without them, and without any prediction, the recipe still works. */
        RAW_BOXES_IF_GIVEN
    }

    /** A recipe without GT preparation, on cell centres. */
    public Recipe(Candidates candidates, Score score, Select select, Resolve resolve, Target target, Set<Need> needs) {
        this(candidates, score, select, resolve, target, UnitGrid.PointRule.CENTRE, needs, new Preparation.None());
    }

    /** The same stages, reading these parts of a prediction. */
    public Recipe reading(Set<Need> parts) {
        return new Recipe(candidates, score, select, resolve, target, point, parts, preparation);
    }

    /** True if GTs and predictions are rotated boxes. */
    public boolean rotated() {
        return score instanceof Score.Alignment alignment && alignment.overlap().equals(Overlap.PROB_IOU);
    }

    /** Its stages that are rules of one's own, in the order of the stages. */
    public List<OwnStage> ownStages() {
        return Stream.of(candidates, score, select, resolve, target)
                .filter(OwnStage.class::isInstance)
                .map(OwnStage.class::cast)
                .toList();
    }

    /** True if all the recipe reads of a prediction is raw box outputs, and it works without them. */
    public boolean readsOnlyIfGiven() {
        return needs.size() == 1 && needs.contains(Need.RAW_BOXES_IF_GIVEN);
    }

    /** Boxes and class scores. */
    public static Set<Need> boxesAndScores() {
        return EnumSet.of(Need.BOXES, Need.SCORES);
    }
}
