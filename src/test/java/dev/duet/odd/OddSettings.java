package dev.duet.odd;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Setting;
import dev.duet.assign.stage.Interval;
import java.util.SplittableRandom;

/** Settings at the ends of their ranges, as the catalogue says them, and somewhere in between. */
final class OddSettings {
    /** Counts over this cost time and memory and are seldom asked for. */
    private static final double SOME = 300;

    private OddSettings() {}

    /** The system with some settings changed. */
    static DetectionSystem some(DetectionSystem system, SplittableRandom random) {
        DetectionSystem changed = system;
        for (Setting setting : system.settings().list()) {
            if (random.nextInt(3) == 0) {
                changed = changed.set(setting.key(), value(setting, random));
            }
        }
        return changed;
    }

    private static Object value(Setting setting, SplittableRandom random) {
        if (!setting.choices().isEmpty()) {
            return setting.choices().get(random.nextInt(setting.choices().size()));
        }
        if (setting.value() instanceof Boolean) {
            return random.nextBoolean();
        }
        Interval range = setting.range();
        if (range == null) {
            return setting.value();
        }
        boolean whole = setting.value() instanceof Integer;
        double most = whole && random.nextInt(40) > 0 ? Math.min(SOME, range.most()) : range.most();
        double between = range.least() + (Math.min(most, 10) - range.least()) * random.nextDouble();
        double value = switch (random.nextInt(5)) {
            case 0 -> whole || !range.over() ? range.least() : Math.nextUp((float) range.least());
            case 1 -> most;
            case 2 -> Double.isNaN(range.or()) ? between : range.or();
            default -> between;
        };
        return whole ? (Object) (int) value : (Object) (float) value;
    }
}
