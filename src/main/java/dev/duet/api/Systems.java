package dev.duet.api;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The catalogue: every system by name, family by family. A row of the catalogue is one constant in the file of its family, and is a
 * constant here by inheritance.
 */
public final class Systems
        implements DarknetSystems,
                TalSystems,
                YoloxSystems,
                Yolov7Systems,
                AtssSystems,
                Yolov5Systems,
                FcosSystems,
                MaxIouSystems,
                RtmdetSystems,
                OtaSystems,
                DetrSystems {
    private static final List<DetectionSystem> ALL = all();

    private Systems() {}

    /** The constants of every family, in the order of their files. */
    private static List<DetectionSystem> all() {
        List<DetectionSystem> all = new ArrayList<>();
        for (Class<?> family : Systems.class.getInterfaces()) {
            for (Field row : family.getDeclaredFields()) {
                try {
                    if (row.get(null) instanceof DetectionSystem system) {
                        all.add(system);
                    }
                } catch (IllegalAccessException e) {
                    throw new AssertionError("rows are constants of this package", e);
                }
            }
        }
        return Collections.unmodifiableList(all);
    }

    /** Every system, in catalogue order. */
    public static List<DetectionSystem> list() {
        return ALL;
    }

    /**
     * The system of this name.
     *
     * @throws IllegalArgumentException if there is none; the message lists the names
     */
    public static DetectionSystem named(String name) {
        for (DetectionSystem system : ALL) {
            if (system.name().equals(name)) {
                return system;
            }
        }
        List<String> known = ALL.stream().map(DetectionSystem::name).toList();
        throw new IllegalArgumentException("unknown system " + name + "; " + Nearest.suggestion(name, known)
                + "known are " + String.join(", ", known));
    }
}
