package dev.duet.assign;

import dev.duet.assign.atss.AtssStrategies;
import dev.duet.assign.darknet.DarknetStrategies;
import dev.duet.assign.detr.DetrStrategies;
import dev.duet.assign.fcos.FcosStrategies;
import dev.duet.assign.maxiou.MaxIouStrategies;
import dev.duet.assign.ota.OtaStrategies;
import dev.duet.assign.reference.ReferenceStrategy;
import dev.duet.assign.rtmdet.RtmdetStrategies;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Recipe.Need;
import dev.duet.assign.stage.RecipeException;
import dev.duet.assign.tal.TalStrategies;
import dev.duet.assign.yolov5.Yolov5Strategies;
import dev.duet.assign.yolov7.Yolov7Strategies;
import dev.duet.assign.yolox.YoloxStrategies;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the strategy that carries out a recipe: the one place that compares what a recipe says with what a strategy reads. A fast one
 * where it carries out all of the recipe, else the reference.
 */
public final class Strategies {
    private static final List<Strategy> ALL = Stream.of(
                    TalStrategies.ALL,
                    AtssStrategies.ALL,
                    DarknetStrategies.ALL,
                    Yolov5Strategies.ALL,
                    FcosStrategies.ALL,
                    MaxIouStrategies.ALL,
                    RtmdetStrategies.ALL,
                    Yolov7Strategies.ALL,
                    YoloxStrategies.ALL,
                    OtaStrategies.ALL,
                    DetrStrategies.ALL)
            .flatMap(List::stream)
            .toList();

    private Strategies() {}

    /**
     * The strategy that carries out all of a recipe.
     *
     * @throws RecipeException if the recipe does not name what its stages read of a prediction
     */
    public static Strategy of(Recipe recipe) {
        Strategy strategy = ofStages(recipe);
        List<String> complaints = strategy.complaintsOfNeeds(recipe);
        if (!complaints.isEmpty()) {
            throw new RecipeException(String.join(", ", complaints));
        }
        return strategy;
    }

    /** As {@link #of}, whatever the recipe says it reads of a prediction. */
    public static Strategy ofStages(Recipe recipe) {
        if (!recipe.ownStages().isEmpty()) {
            return ReferenceStrategy.REFERENCE;
        }
        for (Strategy strategy : ALL) {
            if (strategy.takes(recipe)) {
                return strategy;
            }
        }
        return ReferenceStrategy.REFERENCE;
    }

    /** Whether a fast strategy carries out a recipe on such units. */
    public static boolean isFast(Recipe recipe, UnitGrid grid) {
        return ALL.stream().anyMatch(strategy -> strategy.takes(recipe) && strategy.worksOn(grid));
    }

    /**
     * Why no fast strategy carries out a recipe, so that the reference does: what the nearest one takes instead, a part of a sentence
     * each. Empty where one does.
     */
    public static List<String> whyNotFast(Recipe recipe) {
        return ALL.stream()
                .map(strategy -> strategy.complaints(recipe))
                .min(Comparator.comparingInt(List::size))
                .orElseThrow();
    }

    /**
     * Parts of a prediction that the stages of a recipe read, whatever the recipe says.
     *
     * @param anchors the units have anchors
     */
    public static Set<Need> reads(Recipe stages, boolean anchors) {
        Strategy strategy = ofStages(stages);
        Set<Need> reads = EnumSet.noneOf(Need.class);
        reads.addAll(strategy.needs(stages));
        if (strategy.ifGiven(stages).contains(Need.RAW_BOXES_IF_GIVEN)) {
            reads.add(Need.RAW_BOXES_IF_GIVEN);
        }
        if (strategy == ReferenceStrategy.REFERENCE) {
            reads.addAll(ReferenceStrategy.reads(stages, anchors));
        }
        return reads;
    }

    /**
     * Binds a recipe to a grid. Allocates the workspace of one worker.
     *
     * @param classes number of classes C; labels are 0 .. C-1
     * @throws RecipeException as {@link #of}, or if the recipe has no meaning on the grid, with the reason
     */
    public static Assigner bind(Recipe recipe, UnitGrid grid, int classes) {
        Strategy strategy = of(recipe);
        return (strategy.worksOn(grid) ? strategy : ReferenceStrategy.REFERENCE).bind(recipe, grid, classes);
    }
}
