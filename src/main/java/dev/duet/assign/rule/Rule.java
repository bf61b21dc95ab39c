package dev.duet.assign.rule;

import dev.duet.assign.stage.Recipe.Need;
import java.util.Set;

/** A stage of one's own: one of five kinds. The package comment says what holds for all of them. */
public sealed interface Rule permits CandidateRule, ScoreRule, SelectRule, ResolveRule, TargetRule {
    /**
     * Parts of a prediction that the rule looks at: any of {@link Need#BOXES}, {@link Need#SCORES} and {@link Need#OBJECTNESS}; none unless
     * overridden. Must always be the same.
     */
    default Set<Need> reads() {
        return Set.of();
    }
}
