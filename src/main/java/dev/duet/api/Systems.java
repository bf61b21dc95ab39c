package dev.duet.api;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The catalogue: every system by name, family by family. */
public final class Systems {
    /** YOLOv1: the cell of a GT's centre. */
    public static final DetectionSystem YOLOV1 = DarknetSystems.YOLOV1;

    /** YOLOv2: anchors, an ignored state. */
    public static final DetectionSystem YOLOV2 = DarknetSystems.YOLOV2;

    /** YOLOv3 of darknet: the best anchor of three levels. */
    public static final DetectionSystem YOLOV3 = DarknetSystems.YOLOV3;

    /** YOLOv4: several anchors per GT. */
    public static final DetectionSystem YOLOV4 = DarknetSystems.YOLOV4;

    /** PPYOLO: weighted GTs, IoU-aware target. */
    public static final DetectionSystem PPYOLO = DarknetSystems.PPYOLO;

    /** PPYOLOv2. */
    public static final DetectionSystem PPYOLOV2 = DarknetSystems.PPYOLOV2;

    /** PaddleDetection's YOLOv3. */
    public static final DetectionSystem PPYOLO_YOLOV3 = DarknetSystems.PPYOLO_YOLOV3;

    /** TOOD, with ATSS for the first epochs. */
    public static final DetectionSystem TOOD = TaskAlignedSystems.TOOD;

    /** PPYOLOE and PPYOLOE+. */
    public static final DetectionSystem PPYOLOE = TaskAlignedSystems.PPYOLOE;

    /** YOLOv6. */
    public static final DetectionSystem YOLOV6 = TaskAlignedSystems.YOLOV6;

    /** YOLOv6's anchor-aided branch. */
    public static final DetectionSystem YOLOV6_AB = TaskAlignedSystems.YOLOV6_AB;

    /** YOLOv8 by Ultralytics: task-aligned assignment, CIoU, top 10. */
    public static final DetectionSystem YOLOV8 = TaskAlignedSystems.YOLOV8;

    /** YOLOX: simOTA with the 3x3 centre region. */
    public static final DetectionSystem YOLOX = SimOtaSystems.YOLOX;
    /** YOLOv9, main and auxiliary branch. */
    public static final DetectionSystem YOLOV9 = TaskAlignedSystems.YOLOV9;

    /** YOLOv10, one-to-many and one-to-one head. */
    public static final DetectionSystem YOLOV10 = TaskAlignedSystems.YOLOV10;

    /** YOLO11: the rule of YOLOv8. */
    public static final DetectionSystem YOLO11 = TaskAlignedSystems.YOLO11;

    /** YOLO26, one-to-many and one-to-one head. */
    public static final DetectionSystem YOLO26 = TaskAlignedSystems.YOLO26;

    /** YOLOv8 on rotated boxes. */
    public static final DetectionSystem YOLOV8_OBB = TaskAlignedSystems.YOLOV8_OBB;

    /** YOLO11 on rotated boxes. */
    public static final DetectionSystem YOLO11_OBB = TaskAlignedSystems.YOLO11_OBB;

    /** YOLO26 on rotated boxes. */
    public static final DetectionSystem YOLO26_OBB = TaskAlignedSystems.YOLO26_OBB;

    /** ATSS of mmdetection, YOLOv6 or PPYOLOE. */
    public static final DetectionSystem ATSS = AtssSystems.ATSS;

    /** YOLOv5 by Ultralytics: neighbour cells and anchor side ratios, every match kept. */
    public static final DetectionSystem YOLOV5 = AnchorMatchSystems.YOLOV5;
    /** YOLOv7 without OTA. */
    public static final DetectionSystem YOLOV7_ANCHOR = AnchorMatchSystems.YOLOV7_ANCHOR;
    /** FCOS: locations inside the box, the smallest box wins. */
    public static final DetectionSystem FCOS = DenseSystems.FCOS;
    /** mmdetection's MaxIoU rule with RetinaNet's anchors. */
    public static final DetectionSystem MAX_IOU = DenseSystems.MAX_IOU;
    /** mmdetection's grid rule (YOLOv3). */
    public static final DetectionSystem GRID = DenseSystems.GRID;

    /** YOLOX's centre cells, without transport. */
    public static final DetectionSystem YOLOX_CENTER = CentreCellSystems.YOLOX_CENTER;

    private static final List<DetectionSystem> ALL = all();

    private Systems() {}

    private static List<DetectionSystem> all() {
        List<DetectionSystem> all = new ArrayList<>();
        all.addAll(DarknetSystems.ALL);
        all.addAll(TaskAlignedSystems.ALL);
        all.addAll(SimOtaSystems.ALL);
        all.addAll(OtaLossSystems.ALL);
        all.addAll(AtssSystems.ALL);
        all.addAll(AnchorMatchSystems.ALL);
        all.addAll(DenseSystems.ALL);
        all.addAll(CentreCellSystems.ALL);
        all.addAll(TransportSystems.ALL);
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
