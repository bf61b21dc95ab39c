package dev.duet.assign.stage;

import java.util.List;

/**
 * A whole system: one or more heads and, where the original has one, a warm-up with other heads for the first epochs.
 *
 * @param heads heads of the main rule, the main one first
 * @param warmUp heads used while {@code epoch < warmUpEpochs}; empty where there is no warm-up
 * @param warmUpEpochs official length of the warm-up in epochs, counted from 0
 */
public record SystemRecipe(
        List<Head> heads,
        List<Head> warmUp,

        @Within(least = 0, most = 1e6, meaning = "epochs of the warm-up rule first")
        int warmUpEpochs) {
    public SystemRecipe {
        heads = List.copyOf(heads);
        warmUp = List.copyOf(warmUp);
        Interval.require(SystemRecipe.class, warmUpEpochs);
        int most = Math.max(heads.size(), warmUp.size()) - 1;
        requirePredictions(heads, most);
        requirePredictions(warmUp, most);
    }

    private static void requirePredictions(List<Head> heads, int most) {
        for (Head head : heads) {
            if (head.predictions() < 0 || head.predictions() > most) {
                throw new RecipeException("head " + head.name() + ": predictions is " + head.predictions()
                        + "; expected 0 to " + most + ", as each head has one set of predictions at most");
            }
        }
    }

    /** A system of one head and one phase. */
    public static SystemRecipe of(Recipe recipe) {
        return new SystemRecipe(List.of(new Head("main", recipe, 0)), List.of(), 0);
    }

    /** Several heads, one phase. */
    public static SystemRecipe of(Head... heads) {
        return new SystemRecipe(List.of(heads), List.of(), 0);
    }

    /** Heads that hold in an epoch. */
    public List<Head> at(int epoch) {
        return epoch < warmUpEpochs ? warmUp : heads;
    }
}
