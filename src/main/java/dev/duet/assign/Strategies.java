package dev.duet.assign;

import dev.duet.assign.atss.AtssStrategies;
import dev.duet.assign.darknet.DarknetStrategies;
import dev.duet.assign.detr.DetrStrategies;
import dev.duet.assign.fcos.FcosStrategies;
import dev.duet.assign.maxiou.MaxIouStrategies;
import dev.duet.assign.ota.OtaStrategies;
import dev.duet.assign.rtmdet.RtmdetStrategies;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.RecipeException;
import dev.duet.assign.tal.TalStrategies;
import dev.duet.assign.yolov5.Yolov5Strategies;
import dev.duet.assign.yolov7.Yolov7Strategies;
import dev.duet.assign.yolox.YoloxStrategies;
import java.util.List;
import java.util.stream.Stream;

/** Finds the strategy that carries out a recipe: the one place that compares what a recipe says with what a strategy reads. */
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

    /** Where more than this stands against every strategy, none is near enough to say what it would take. */
    private static final int NEAR = 2;

    private Strategies() {}

    /**
     * The strategy that carries out all of a recipe.
     *
     * @throws RecipeException if there is none; says what the nearest one takes instead
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
        List<String> fewest = null;
        for (Strategy strategy : ALL) {
            List<String> complaints = strategy.complaints(recipe);
            if (complaints.isEmpty()) {
                return strategy;
            }
            if (fewest == null || complaints.size() < fewest.size()) {
                fewest = complaints;
            }
        }
        if (fewest.size() <= NEAR) {
            throw new RecipeException(String.join(", and ", fewest));
        }
        throw new RecipeException("no strategy combines " + recipe.candidates() + ", " + recipe.score() + ", "
                + recipe.select() + ", " + recipe.resolve() + " and " + recipe.target());
    }

    /**
     * Binds a recipe to a grid. Allocates the workspace of one worker.
     *
     * @param classes number of classes C; labels are 0 .. C-1
     * @throws RecipeException as {@link #of}
     * @throws IllegalArgumentException if the strategy does not work on such a grid
     */
    public static Assigner bind(Recipe recipe, UnitGrid grid, int classes) {
        return of(recipe).bind(recipe, grid, classes);
    }
}
