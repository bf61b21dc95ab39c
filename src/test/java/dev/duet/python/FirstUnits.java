package dev.duet.python;

import dev.duet.assign.rule.ImageView;
import dev.duet.assign.rule.PairsView;
import dev.duet.assign.rule.SelectRule;
import dev.duet.assign.stage.Within;

/** A rule of one's own for src/test/python/test_recipes.py: a GT takes its first candidates; negative ones make it fail. */
public record FirstUnits(
        @Within(least = -1, most = 9, meaning = "candidates to take")
        int k) implements SelectRule {
    @Override
    public boolean[] select(ImageView image, PairsView candidates) {
        if (k < 0) {
            throw new IllegalStateException("no units are fewer than none");
        }
        boolean[] takes = new boolean[candidates.size()];
        for (int i = 0; i < Math.min(k, takes.length); i++) {
            takes[i] = true;
        }
        return takes;
    }
}
