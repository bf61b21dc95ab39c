package dev.duet.assign.reference;

import dev.duet.assign.*;
import dev.duet.assign.reference.ResolveStage.Match;
import dev.duet.assign.stage.*;
import java.util.List;

/**
 * Assigns by carrying out a recipe's five stages one after another, as the papers describe them: every GT with everything it could take,
 * no shortcut. Slow (it grows with GTs times units), allocating, and plain; it shares no arithmetic with the fast strategies, which are
 * tested against it. It carries out every combination of stages that has a meaning and refuses the others.
 *
 * <p>Safe to use from several threads: a call keeps nothing.
 */
public final class Reference implements Assigner {
    private final Recipe recipe;
    private final UnitGrid grid;

    private Reference(Recipe recipe, UnitGrid grid) {
        this.recipe = recipe;
        this.grid = grid;
    }

    /**
     * The reference for a recipe on a grid.
     *
     * @throws RecipeException if the combination has no meaning; the message is the reason in one sentence
     */
    public static Reference of(Recipe recipe, UnitGrid grid) {
        String reason = Meaning.reasonAgainst(recipe, grid);
        if (reason != null) {
            throw new RecipeException(reason);
        }
        return new Reference(recipe, grid);
    }

    @Override
    public Channel[] duetChannels() {
        return Output.duetChannels(recipe);
    }

    @Override
    public Channel[] unitChannels() {
        return Output.unitChannels(recipe);
    }

    @Override
    public void assign(GtBatch gts, PredictionBatch predictions, int image, DuetTable sink) {
        Scene scene = new Scene(recipe, grid, gts, predictions, image);
        Output out = new Output(sink, scene);

        Pairs pairs = CandidateStage.pairs(scene);
        new ScoreStage(pairs, scene).fill();
        new SelectStage(pairs, scene).fill();
        List<Match> matches = ResolveStage.matches(pairs, scene);
        new TargetStage(pairs, scene, out).train(matches);

        out.finish(pairs, gts);
    }
}
