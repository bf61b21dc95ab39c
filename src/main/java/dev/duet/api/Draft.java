package dev.duet.api;

import dev.duet.assign.stage.Head;
import dev.duet.assign.stage.Interval;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.RecipeException;
import dev.duet.assign.stage.SystemRecipe;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A system's stages while settings still change them. Values are found by paths in the words of recipe files: {@code select.k} of every
 * head, {@code one2one.select.k} of one, {@code warm_up.candidates.k} of the warm-up, {@code score} for a whole stage, {@code
 * warm_up_epochs}. The records, which check their values, are made at the end: the order of changes does not matter.
 */
final class Draft {
    private static final String WARM_UP = "warm_up";

    /** A record that is not made yet. */
    private static final class Parts {
        private final Class<? extends Record> type;
        private final Map<String, RecordComponent> components = new LinkedHashMap<>();
        /** By name; {@link Parts} where the value is a record. */
        private final Map<String, Object> values = new LinkedHashMap<>();

        Parts(Record record) {
            type = record.getClass();
            for (RecordComponent component : type.getRecordComponents()) {
                String key = Interval.underscored(component.getName());
                components.put(key, component);
                try {
                    values.put(key, part(component.getAccessor().invoke(record)));
                } catch (ReflectiveOperationException e) {
                    throw new AssertionError("stages are public records", e);
                }
            }
        }

        static Object part(Object value) {
            return value instanceof Record record ? new Parts(record) : value;
        }

        Record made() {
            Class<?>[] types =
                    components.values().stream().map(RecordComponent::getType).toArray(Class<?>[]::new);
            Object[] all = values.values().stream()
                    .map(v -> v instanceof Parts parts ? parts.made() : v)
                    .toArray();
            try {
                return type.getConstructor(types).newInstance(all);
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof RecipeException refused) {
                    throw refused;
                }
                throw new AssertionError(type + " " + Arrays.toString(all), e);
            } catch (ReflectiveOperationException e) {
                throw new AssertionError("stages are public records", e);
            }
        }
    }

    /** Where a value stands. */
    record Place(Parts parts, String key) {
        Object value() {
            return parts.values.get(key);
        }

        Class<? extends Record> stage() {
            return parts.type;
        }

        Class<?> type() {
            return parts.components.get(key).getType();
        }

        String component() {
            return parts.components.get(key).getName();
        }

        void set(Object value) {
            parts.values.put(key, Parts.part(value));
        }
    }

    private final Parts whole;
    /** Heads by the names of the row, whatever their own become. */
    private final Map<String, Parts> heads = new LinkedHashMap<>();

    private final List<Parts> warmUp = new ArrayList<>();

    Draft(SystemRecipe recipe) {
        whole = new Parts(recipe);
        recipe.heads().forEach(head -> heads.put(head.name(), new Parts(head)));
        recipe.warmUp().forEach(head -> warmUp.add(new Parts(head)));
    }

    /** The places that a path leads to; none if it names a head, a stage or a value that is not there. */
    List<Place> places(String path) {
        List<String> words = new ArrayList<>(List.of(path.split("\\.")));
        if (whole.components.containsKey(path)) {
            return List.of(new Place(whole, path));
        }
        List<Parts> found = new ArrayList<>(heads.values());
        if (words.getFirst().equals(WARM_UP)) {
            words.removeFirst();
            found = warmUp;
        } else if (!isStage(words.getFirst())) {
            Parts one = heads.get(words.removeFirst());
            found = one == null ? List.of() : List.of(one);
        }
        List<Place> places = new ArrayList<>();
        for (Parts head : found) {
            boolean ofHead = head.components.containsKey(words.getFirst());
            Place place = place(ofHead ? head : (Parts) head.values.get("recipe"), words);
            if (place != null) {
                places.add(place);
            }
        }
        return places;
    }

    /** True for places of a warm-up of no epochs. */
    boolean isOff(String path) {
        return path.startsWith(WARM_UP + ".")
                && whole.values.get(WARM_UP + "_epochs").equals(0);
    }

    private static boolean isStage(String word) {
        return Arrays.stream(Recipe.class.getRecordComponents())
                .anyMatch(component -> component.getName().equals(word));
    }

    private static Place place(Parts from, List<String> words) {
        Parts parts = from;
        for (int i = 0; i < words.size() - 1; i++) {
            if (!(parts.values.get(words.get(i)) instanceof Parts inner)) {
                return null;
            }
            parts = inner;
        }
        return parts.components.containsKey(words.getLast()) ? new Place(parts, words.getLast()) : null;
    }

    /** Puts a value, or a stage, in every place of a path. Whether there is one. */
    boolean set(String path, Object value) {
        List<Place> places = places(path);
        places.forEach(place -> place.set(value));
        return !places.isEmpty();
    }

    /** Leaves only these heads. One alone is the main head, and reads the first predictions. */
    void only(List<String> names) {
        heads.keySet().retainAll(names);
        if (names.size() == 1) {
            Parts main = heads.get(names.getFirst());
            main.values.put("name", "main");
            main.values.put("predictions", 0);
        }
    }

    /** The recipe as it is now, without a word on what it reads. */
    SystemRecipe made() {
        whole.values.put(
                "heads", heads.values().stream().map(h -> (Head) h.made()).toList());
        whole.values.put(WARM_UP, warmUp.stream().map(h -> (Head) h.made()).toList());
        return (SystemRecipe) whole.made();
    }
}
