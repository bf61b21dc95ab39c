package dev.duet.assign.reference;

import dev.duet.assign.*;
import dev.duet.assign.stage.*;
import dev.duet.assign.stage.Recipe.Need;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which combinations of stages have a meaning: what a stage needs, another one or the grid must provide, and nothing may go unread. */
final class Meaning {
    private final Recipe recipe;
    private final UnitGrid grid;
    private final boolean more;
    private final boolean hasOverlap;
    private final List<String> reasons = new ArrayList<>();

    private Meaning(Recipe recipe, UnitGrid grid) {
        this.recipe = recipe;
        this.grid = grid;
        more = ScoreStage.moreIsBetter(recipe.score());
        hasOverlap = !isAny(recipe.score(), Score.None.class, Score.AnchorRatio.class, Score.GtArea.class)
                && !(recipe.score() instanceof Score.Own own && own.rule().overlap() == null);
    }

    /** Why a recipe has no meaning on a grid, in one sentence; null if it has one. */
    static String reasonAgainst(Recipe recipe, UnitGrid grid) {
        Meaning meaning = new Meaning(recipe, grid);
        meaning.ofCells();
        meaning.ofRotation();
        meaning.ofSelection();
        meaning.ofResolution();
        meaning.ofTraining();
        meaning.ofReading();
        meaning.ofPoint();
        return meaning.reasons.isEmpty() ? null : meaning.reasons.get(0);
    }

    private static boolean isAny(Object stage, Class<?>... kinds) {
        return List.of(kinds).contains(stage.getClass());
    }

    /** A stage as recipe files write it: "score gt-area". */
    private static String words(Object stage) {
        if (stage instanceof OwnStage own) {
            return own.words();
        }
        Class<?> rule = stage.getClass();
        return Interval.words(rule.getInterfaces()[0].getSimpleName()) + " " + Interval.words(rule.getSimpleName());
    }

    /** Notes that {@code stage} cannot do without what the rest of the sentence says. */
    private void refuseIf(boolean bad, Object stage, String why) {
        if (bad) {
            reasons.add(words(stage) + " " + why);
        }
    }

    private void ofCells() {
        String cells = "needs cells, and a set of queries has none: give grids";
        boolean none = grid.levels() == 0;
        boolean byCells = !isAny(recipe.candidates(), Candidates.All.class, Candidates.Own.class);
        refuseIf(none && byCells, recipe.candidates(), cells);
        Class<?>[] byCell = {
            Score.AnchorRatio.class, Score.AnchorShape.class, Score.AnchorDistance.class, Score.SoftLabelCost.class
        };
        refuseIf(none && isAny(recipe.score(), byCell), recipe.score(), cells);
        boolean codes = Preparing.codesSides(recipe.target());
        Class<?>[] inCells = {Target.Centerness.class, Target.PredictedObjectness.class};
        refuseIf(none && (codes || isAny(recipe.target(), inCells)), recipe.target(), cells);
        String anchors = "needs anchors, and the grid has none: give the pyramid anchors";
        none = grid.anchors == null;
        boolean fitting = isAny(recipe.candidates(), Candidates.FittingNeighbourCells.class);
        refuseIf(none && fitting, recipe.candidates(), anchors);
        boolean setsAside = recipe.score() instanceof Score.OverlapScore score && score.ignoreThreshold() > 0;
        boolean byAnchor = isAny(recipe.score(), Score.AnchorRatio.class, Score.AnchorShape.class);
        refuseIf(none && (byAnchor || setsAside && grid.anchorBoxes == null), recipe.score(), anchors);
        refuseIf(none && codes && !isAny(recipe.target(), Target.CellObjectness.class), recipe.target(), anchors);
        int ranges = switch (recipe.candidates()) {
            case Candidates.InsideBoxInRange rule -> Math.max(1, rule.ranges().length);
            case Candidates.CentreRadiusInRange rule -> rule.ranges().length;
            case Candidates.CentreCellInRange rule -> rule.ranges().length;
            default -> 0;
        };
        String few = "has ranges for " + ranges / 2 + " levels, and the pyramid has " + grid.levels();
        refuseIf(ranges > 0 && ranges < 2 * grid.levels(), recipe.candidates(), few);
    }

    /** The point of a unit, where it is not the cell's centre, must be looked at. */
    private void ofPoint() {
        Class<?>[] byCell = {
            Candidates.All.class,
            Candidates.CentreCell.class,
            Candidates.NeighbourCells.class,
            Candidates.FittingNeighbourCells.class,
            Candidates.CentreCellInRange.class
        };
        boolean ranges = recipe.candidates() instanceof Candidates.CentreCellInRange rule && rule.ranges().length > 0;
        boolean scored = isAny(recipe.score(), Score.AnchorDistance.class, Score.SoftLabelCost.class)
                || isAny(recipe.score(), Score.OverlapScore.class)
                        && (grid.anchors != null || grid.anchorBoxes != null);
        boolean read = !isAny(recipe.candidates(), byCell)
                || !recipe.ownStages().isEmpty()
                || ranges
                || scored
                || isAny(recipe.target(), Target.Centerness.class);
        if (recipe.point() != UnitGrid.PointRule.CENTRE && !(read && grid.levels() > 0)) {
            String point = recipe.point().name().toLowerCase(Locale.ROOT).replace('_', '-');
            reasons.add("point " + point + " is read by no stage: say centre");
        }
    }

    private void ofRotation() {
        Overlap ofTarget = recipe.target() instanceof Target.MatchedOverlap matched ? matched.overlap() : null;
        Overlap ofScore = switch (recipe.score()) {
            case Score.OverlapScore rule -> rule.overlap();
            case Score.OverlapOrDistance rule -> rule.overlap();
            case Score.AnchorDistance rule -> rule.overlap();
            default -> null;
        };
        String rotated = "by prob-iou is of rotated boxes, which only score alignment by prob-iou takes";
        refuseIf(Overlap.PROB_IOU.equals(ofScore), recipe.score(), rotated);
        if (!recipe.rotated()) {
            refuseIf(Overlap.PROB_IOU.equals(ofTarget), recipe.target(), rotated);
            return;
        }
        String upright = "needs boxes with upright sides, and score alignment by prob-iou takes rotated ones";
        refuseIf(isAny(recipe.preparation(), Preparation.Darknet.class), recipe.preparation(), upright);
        recipe.ownStages().forEach(own -> refuseIf(true, own, upright));
        Class<?>[] byCentre = {
            Candidates.All.class,
            Candidates.CentreCell.class,
            Candidates.CentreRadius.class,
            Candidates.CentreDistance.class,
            Candidates.InsideBox.class
        };
        refuseIf(!isAny(recipe.candidates(), byCentre), recipe.candidates(), upright);
        Class<?>[] anyBox = {Target.Hard.class, Target.NormalisedAlignment.class, Target.AnchorOverlap.class};
        refuseIf(!isAny(recipe.target(), anyBox) && !Overlap.PROB_IOU.equals(ofTarget), recipe.target(), upright);
    }

    private void ofSelection() {
        String score = words(recipe.score());
        Select select = recipe.select();
        boolean once = isAny(select, Select.Transport.class, Select.OneToOne.class);
        Class<?>[] ranking = {
            Select.Best.class,
            Select.BestAndAbove.class,
            Select.TopK.class,
            Select.TopKThenFilter.class,
            Select.DynamicK.class
        };
        boolean alike = isAny(recipe.score(), Score.None.class, Score.GtArea.class);
        refuseIf(
                alike && (once || isAny(select, ranking)),
                select,
                "ranks the units of a GT, and " + score + " is the same for all");
        boolean overlaps =
                isAny(select, Select.Thresholds.class, Select.DynamicK.class, Select.MeanPlusDeviation.class);
        refuseIf(overlaps && !hasOverlap, select, "needs an overlap, and " + score + " has none");
        refuseIf(
                !more && isAny(select, Select.BestAndAbove.class),
                select,
                "needs a score of which more is better, and " + score + " is none");
        refuseIf(
                (more || isAny(recipe.score(), Score.None.class)) && isAny(select, Select.Under.class),
                select,
                "needs a score of which less is better, and " + score + " is none");
        boolean known = isAny(recipe.score(), Score.Cost.class, Score.SoftLabelCost.class);
        refuseIf(
                !known && isAny(select, Select.Transport.class),
                select,
                "needs a cost that the background has too, and " + score + " has none for it");
        refuseIf(
                once && CandidateStage.nominates(recipe.candidates()),
                select,
                "gives a unit away once, and " + words(recipe.candidates()) + " list a unit several times");
    }

    private void ofResolution() {
        Resolve resolve = recipe.resolve();
        String score = words(recipe.score());
        boolean once = isAny(recipe.select(), Select.Transport.class, Select.OneToOne.class);
        boolean never = isAny(resolve, Resolve.Never.class);
        String select = words(recipe.select());
        refuseIf(once && !never, resolve, "has nothing to do, as " + select + " gives a unit away once: say never");
        refuseIf(!once && never, resolve, "needs a selection that gives a unit away once, and " + select + " may not");
        boolean highest = isAny(resolve, Resolve.HighestOverlap.class);
        refuseIf(highest && !hasOverlap, resolve, "needs an overlap, and " + score + " has none");
        boolean lowest = isAny(resolve, Resolve.LowestCost.class);
        refuseIf(lowest && isAny(recipe.score(), Score.None.class), resolve, "needs a score, and there is none");
        boolean area = isAny(recipe.score(), Score.GtArea.class);
        refuseIf(lowest && area, resolve, "of " + score + " is resolve smallest-gt: say that");
        Class<?>[] overlap = {
            Score.OverlapScore.class, Score.AnchorShape.class, Score.PredictedShape.class, Score.AnchorDistance.class
        };
        boolean byOverlap = isAny(recipe.score(), overlap);
        refuseIf(lowest && byOverlap, resolve, "of " + score + ", an overlap, is resolve highest-overlap: say that");
        boolean smallest = isAny(resolve, Resolve.SmallestGt.class);
        boolean unread = isAny(recipe.select(), Select.All.class)
                && !lowest
                && (isAny(recipe.score(), Score.AnchorRatio.class)
                        || isAny(recipe.score(), Score.GtArea.class) && !smallest);
        refuseIf(unread, recipe.score(), "is read by no other stage");
    }

    private void ofTraining() {
        Target target = recipe.target();
        String score = words(recipe.score());
        Set<Overlap> shapes = Set.of(Overlap.IOU, Overlap.GIOU, Overlap.DIOU, Overlap.CIOU);
        boolean others = recipe.score() instanceof Score.AnchorShape shape && !shapes.contains(shape.others());
        refuseIf(others, recipe.score(), "judges further anchors by iou, giou, diou or ciou");
        boolean metric = ScoreStage.isMetric(recipe.score());
        boolean normalised = isAny(target, Target.NormalisedAlignment.class);
        refuseIf(normalised && !metric, target, "needs a metric from 0 on, and " + score + " is none");
        refuseIf(normalised && !hasOverlap, target, "needs an overlap, and " + score + " has none");
        if (target instanceof Target.AnchorOverlap rule) {
            refuseIf(rule.mapped() && !hasOverlap, target, "needs an overlap, and " + score + " has none");
            boolean hard = !rule.mapped() && !isAny(recipe.select(), Select.Thresholds.class);
            refuseIf(hard, target, "without its map is target hard: say hard, or mapped true");
        }
    }

    private void ofReading() {
        for (OwnStage own : recipe.ownStages()) {
            for (Need need : own.reads()) {
                boolean named =
                        recipe.needs().contains(need) || need == Need.BOXES && ReferenceStrategy.namesBoxes(recipe);
                refuseIf(!named, own, "reads " + need.name().toLowerCase(Locale.ROOT) + ", which reads must name");
            }
        }
        Set<Need> needs = ReferenceStrategy.reads(recipe, grid.anchors != null || grid.anchorBoxes != null);
        String stages = words(recipe.score()) + " or " + words(recipe.target());
        if (needs.contains(Need.BOXES) && !ReferenceStrategy.namesBoxes(recipe)) {
            boolean noAnchors = isAny(recipe.score(), Score.OverlapScore.class);
            reasons.add("reads must name boxes: "
                    + (noAnchors ? words(recipe.score()) + ", where the grid has no anchors," : stages)
                    + " reads them");
        }
        if (needs.contains(Need.SCORES) && !recipe.needs().contains(Need.SCORES)) {
            reasons.add("reads must name scores: " + stages + " reads them");
        }
    }
}
