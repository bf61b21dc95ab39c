package dev.duet.cli;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Systems;
import dev.duet.io.RecipeFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What people write for a system: its name, a recipe file, and settings behind it. */
final class SystemNames {
    private SystemNames() {}

    /** A system of the catalogue, or the recipe file of this name. */
    static DetectionSystem find(String name) {
        return name.toLowerCase(Locale.ROOT).endsWith(".json") ? RecipeFile.read(Path.of(name)) : Systems.named(name);
    }

    /**
     * Systems separated by commas, each with settings of its own behind it: {@code yolov5,yolov8:topk=13:alpha=1,my.json}. A system
     * that is there twice is told apart by its settings.
     */
    static List<DetectionSystem> list(List<String> texts) {
        List<DetectionSystem> systems = new ArrayList<>();
        for (String text : texts) {
            String[] parts = parts(text.strip());
            DetectionSystem system = find(parts[0]);
            for (int i = 1; i < parts.length; i++) {
                int equals = parts[i].indexOf('=');
                if (equals < 1) {
                    throw new IllegalArgumentException(text + ": '" + parts[i] + "' is not key=value");
                }
                system = system.set(parts[i].substring(0, equals), parts[i].substring(equals + 1));
            }
            if (parts.length > 1) {
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

    /** The name and its settings; a colon that no key follows belongs to a setting's value, such as {@code regress_ranges=-1:64}. */
    private static String[] parts(String text) {
        List<String> parts = new ArrayList<>();
        for (String part : text.split(":")) {
            if (part.indexOf('=') < 0 && parts.size() > 1) {
                parts.add(parts.removeLast() + ":" + part);
            } else {
                parts.add(part);
            }
        }
        return parts.toArray(String[]::new);
    }
}
