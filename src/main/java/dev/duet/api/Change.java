package dev.duet.api;

import dev.duet.assign.stage.Recipe;
import java.util.List;

/** One change that a word or a switch of a system makes to its recipe. */
interface Change {
    /** A word a setting may be, and what it changes. */
    record Option(String word, List<Change> changes) {
        static Option of(String word, Change... changes) {
            return new Option(word, List.of(changes));
        }
    }

    /** Whether it found something to change. */
    boolean of(Draft draft);

    /** Another value, or stage, in every place of a path. */
    static Change to(String path, Object value) {
        return draft -> draft.set(path, value);
    }

    /** A number in every place of a path, so many times as large. */
    static Change times(String path, float factor) {
        return draft -> {
            List<Draft.Place> places = draft.places(path);
            places.forEach(place -> place.set(factor * (Float) place.value()));
            return !places.isEmpty();
        };
    }

    /** All five stages of every head. */
    static Change stages(Recipe stages) {
        return draft -> draft.set("candidates", stages.candidates())
                && draft.set("score", stages.score())
                && draft.set("select", stages.select())
                && draft.set("resolve", stages.resolve())
                && draft.set("target", stages.target());
    }

    /** These heads and no others. */
    static Change heads(String... names) {
        return draft -> {
            draft.only(List.of(names));
            return true;
        };
    }

    /** All of some changes; whether one found something, or there are none to make. */
    static boolean all(List<Change> changes, Draft draft) {
        boolean found = changes.isEmpty();
        for (Change change : changes) {
            found |= change.of(draft);
        }
        return found;
    }
}
