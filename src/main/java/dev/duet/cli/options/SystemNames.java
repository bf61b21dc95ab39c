package dev.duet.cli.options;

import dev.duet.api.DetectionSystem;
import dev.duet.io.recipe.RecipeFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What people write for a system: its name, a recipe file, and settings behind it. */
public final class SystemNames {
    private SystemNames() {}

    /** A system of the catalogue, or the recipe file of this name. */
    public static DetectionSystem find(String name) {
        return RecipeFile.system(name);
    }

    /**
     * Systems separated by commas, each with settings of its own behind it: {@code yolov5,yolov8:topk=13:alpha=1,my.json}. A system
     * that is there twice is told apart by its settings.
     */
    public static List<DetectionSystem> list(List<String> texts) {
        List<DetectionSystem> systems = new ArrayList<>();
        if (texts.isEmpty()) {
            throw noName();
        }
        for (String text : texts) {
            if (text.isBlank()) {
                throw noName();
            }
            List<String> parts = parts(text.strip());
            DetectionSystem system = set(find(parts.getFirst()), parts.subList(1, parts.size()));
            if (parts.size() > 1) {
                system = system.named(text.strip());
            }
            for (DetectionSystem other : systems) {
                if (other.name().equals(system.name())) {
                    throw new IllegalArgumentException("system " + system.name() + " is there twice");
                }
            }
            systems.add(system);
        }
        return systems;
    }

    /** A system with settings, each {@code key=value} and each key once. */
    static DetectionSystem set(DetectionSystem system, List<String> settings) {
        DetectionSystem changed = system;
        Map<String, String> before = new HashMap<>();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("setting '" + setting + "' is not key=value, such as topk=13");
            }
            String key = setting.substring(0, equals);
            String other = before.put(key, setting);
            if (other != null) {
                throw new IllegalArgumentException("setting " + key + " is there twice: " + other + " and " + setting);
            }
            changed = changed.set(key, setting.substring(equals + 1));
        }
        return changed;
    }

    private static IllegalArgumentException noName() {
        return new IllegalArgumentException("--systems has a place without a name; for example yolov5,fcos");
    }

    /** The name and its settings; a colon that no key follows belongs to a setting's value, such as {@code regress_ranges=-1:64}. */
    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        for (String part : text.split(":", -1)) {
            if (part.indexOf('=') < 0 && parts.size() > 1) {
                parts.add(parts.removeLast() + ":" + part);
            } else {
                parts.add(part);
            }
        }
        return parts;
    }
}
