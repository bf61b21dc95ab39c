package dev.duet.io;

import dev.duet.api.DetectionSystem;
import dev.duet.assign.stage.Head;
import dev.duet.assign.stage.Recipe;
import java.util.stream.Stream;

/** Whether predictions must be there. */
public final class Reads {
    /** Needs so named make a result richer and may be missing. */
    private static final String OPTIONAL = "_IF_GIVEN";

    private Reads() {}

    /** True if a head of {@code system}, warm-up included, cannot do without predictions. */
    public static boolean predictions(DetectionSystem system) {
        return Stream.concat(system.recipe().heads().stream(), system.recipe().warmUp().stream())
                .map(Head::recipe)
                .anyMatch(Reads::predictions);
    }

    /** True if a recipe cannot do without predictions. */
    public static boolean predictions(Recipe recipe) {
        return recipe.needs().stream().anyMatch(need -> !need.name().endsWith(OPTIONAL));
    }

    /** Whether a system is one of rotated boxes. */
    public static boolean rotatedBoxes(DetectionSystem system) {
        return system.recipe().heads().stream().anyMatch(head -> head.recipe().rotated());
    }
}
