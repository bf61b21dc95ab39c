package dev.duet.api;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The catalogue: every system by name, family by family. */
public final class Systems {
    /** YOLOv8 by Ultralytics: task-aligned assignment, CIoU, top 10. */
    public static final DetectionSystem YOLOV8 = TaskAlignedSystems.YOLOV8;

    /** YOLOX: simOTA with the 3x3 centre region. */
    public static final DetectionSystem YOLOX = SimOtaSystems.YOLOX;

    private static final List<DetectionSystem> ALL = all();

    private Systems() {}

    private static List<DetectionSystem> all() {
        List<DetectionSystem> all = new ArrayList<>();
        all.addAll(TaskAlignedSystems.ALL);
        all.addAll(SimOtaSystems.ALL);
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
        throw new IllegalArgumentException("unknown system " + name + "; known are "
                + String.join(", ", ALL.stream().map(DetectionSystem::name).toList()));
    }
}
