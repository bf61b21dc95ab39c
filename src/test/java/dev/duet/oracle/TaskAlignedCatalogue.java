package dev.duet.oracle;

import java.util.ArrayList;
import java.util.List;

/** Which oracle speaks for which head of which system, and what batches the system wants. */
public final class TaskAlignedCatalogue {
    /**
     * One system, or one phase of it.
     *
     * @param system name in the catalogue
     * @param epoch epoch to run it at; -1: after any warm-up
     * @param oracles one per head, the main one first
     * @param predictions predictions given, at most one per head
     * @param strides official order of levels
     * @param corners unit points on cell corners
     * @param rotated boxes cx cy w h angle
     * @param slots slots per cell, numbered slot by slot
     * @param settings changed settings, key and value by turns
     */
    public record Row(
            String system,
            int epoch,
            List<Oracle> oracles,
            int predictions,
            int[] strides,
            boolean corners,
            boolean rotated,
            int slots,
            Object... settings) {
        static Row of(String system, Oracle... oracles) {
            return new Row(
                    system,
                    -1,
                    List.of(oracles),
                    oracles.length,
                    new int[] {8, 16, 32},
                    false,
                    false,
                    1,
                    new Object[0]);
        }

        Row warmUp() {
            return new Row(system, 0, oracles, predictions, strides, corners, rotated, slots, settings);
        }

        Row strides(int... values) {
            return new Row(system, epoch, oracles, predictions, values, corners, rotated, slots, settings);
        }

        Row onCorners() {
            return new Row(system, epoch, oracles, predictions, strides, true, rotated, slots, settings);
        }

        Row onRotated() {
            return new Row(system, epoch, oracles, predictions, strides, corners, true, slots, settings);
        }

        Row slots(int count) {
            return new Row(system, epoch, oracles, predictions, strides, corners, rotated, count, settings);
        }

        Row set(Object... keyValues) {
            return new Row(system, epoch, oracles, predictions, strides, corners, rotated, slots, keyValues);
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(system);
            if (epoch >= 0) {
                text.append(" in epoch ").append(epoch);
            }
            for (int i = 0; i < settings.length; i += 2) {
                text.append(' ').append(settings[i]).append('=').append(settings[i + 1]);
            }
            return text.toString();
        }
    }

    private TaskAlignedCatalogue() {}

    /** Official settings first, then others. */
    public static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        TaskAlignedOracle v8 = TaskAlignedOracle.yolov8();
        TaskAlignedOracle v9 = TaskAlignedOracle.yolov9();
        TaskAlignedOracle v26 = TaskAlignedOracle.yolo26();
        int[] coarseFirst = {32, 16, 8};
        int[] five = {8, 16, 32, 64, 128};
        rows.add(Row.of("yolov8", v8));
        rows.add(Row.of("yolo11", v8));
        rows.add(Row.of("yolov9", v9, v9));
        rows.add(Row.of("yolov10", v8, TaskAlignedOracle.yolov10OneToOne()));
        rows.add(Row.of("yolo26", v26, TaskAlignedOracle.yolo26OneToOne()));
        rows.add(Row.of("yolov8-obb", TaskAlignedOracle.yolov8().rotated()).onRotated());
        rows.add(Row.of("yolo11-obb", TaskAlignedOracle.yolov8().rotated()).onRotated());
        rows.add(Row.of(
                        "yolo26-obb",
                        TaskAlignedOracle.yolo26().rotated(),
                        TaskAlignedOracle.yolo26OneToOne().rotated())
                .onRotated());
        rows.add(Row.of("yolov6", TaskAlignedOracle.yolov6()));
        rows.add(Row.of("yolov6", AtssOracle.yolov6()).warmUp().set("warmup_epochs", 1));
        rows.add(Row.of("yolov6-ab", TaskAlignedOracle.yolov6AnchorAided()).slots(3));
        rows.add(Row.of("ppyoloe", TaskAlignedOracle.ppyoloe()).strides(coarseFirst));
        rows.add(Row.of("ppyoloe", AtssOracle.ppyoloe()).strides(coarseFirst).warmUp());
        rows.add(Row.of("tood", new ToodOracle()).strides(five).onCorners());
        rows.add(Row.of("tood", AtssOracle.mmdet()).strides(five).onCorners().warmUp());
        rows.add(Row.of("atss", AtssOracle.mmdet()).strides(five).onCorners());

        rows.add(Row.of("yolov8", general(3, 1, 2)).set("topk", 3, "alpha", 1, "beta", 2));
        rows.add(Row.of("yolov8", general(17, 0.5f, 6)).set("topk", 17));
        rows.add(Row.of("yolov8", general(40, 0.7f, 1.3f)).set("topk", 40, "alpha", 0.7f, "beta", 1.3f));
        rows.add(Row.of("yolov8", v9).set("conflicts", "all"));
        rows.add(Row.of("yolov8", claimants()).set("conflicts", "claimants"));
        rows.add(Row.of("yolov8", dropping()).set("zero_fill", false));
        rows.add(Row.of("yolov9", v8, v8).set("conflicts", "candidates"));
        rows.add(Row.of("yolov9", v9).set("branches", "single"));
        rows.add(Row.of("yolov9", v9, v9, v9).set("branches", "triple"));
        rows.add(Row.of("yolo26", v26, keeping(2)).set("topk2_one2one", 2));
        rows.add(Row.of("yolo26", v26, keeping(0)).set("topk2_one2one", 0));
        rows.add(Row.of("yolo26", v26, keeping(7)).set("topk2_one2one", 7));
        rows.add(Row.of("ppyoloe", TaskAlignedOracle.ppyoloeClose())
                .strides(coarseFirst)
                .set("close_gt", true));
        ToodOracle few = new ToodOracle();
        few.k = 4;
        few.alpha = 0.5f;
        few.beta = 3;
        rows.add(Row.of("tood", few).strides(five).onCorners().set("topk", 4, "alpha", 0.5f, "beta", 3));
        rows.add(Row.of("atss", AtssOracle.yolov6()).strides(five).set("flavour", "yolov6"));
        rows.add(Row.of("atss", AtssOracle.ppyoloe()).strides(five).set("flavour", "ppyoloe"));
        AtssOracle ignoring = AtssOracle.mmdet();
        ignoring.ignoreThreshold = 0.3f;
        rows.add(Row.of("atss", ignoring).strides(five).onCorners().set("ignore_iof_thr", 0.3f));
        AtssOracle near = AtssOracle.mmdet();
        near.k = 4;
        rows.add(Row.of("atss", near).strides(five).onCorners().set("atss_topk", 4));
        return rows;
    }

    private static Oracle general(int k, float alpha, float beta) {
        TaskAlignedOracle o = TaskAlignedOracle.yolov8();
        o.k = k;
        o.alpha = alpha;
        o.beta = beta;
        return o;
    }

    private static Oracle claimants() {
        TaskAlignedOracle o = TaskAlignedOracle.yolov8();
        o.claimantsOnly = true;
        return o;
    }

    private static Oracle dropping() {
        TaskAlignedOracle o = TaskAlignedOracle.yolov8();
        o.dropZeroPicks = true;
        return o;
    }

    private static Oracle keeping(int units) {
        TaskAlignedOracle o = TaskAlignedOracle.yolo26OneToOne();
        o.keep = units;
        return o;
    }
}
