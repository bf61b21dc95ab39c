package dev.duet.assign.yolov7;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Systems;
import dev.duet.random.BatchOptions;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * YOLOv7 with OTA, alone or with an auxiliary head.
 *
 * @param guide what leads the auxiliary head, empty without one
 */
public record NominationCase(String system, String guide) {
    /** A head: the rule it follows and the predictions it reads. */
    public record Head(String name, NominationRule rule, int predictions) {}

    private static final int[] CLASSES = {1, 2, 3, 5, 7, 13, 17, 31, 83};

    public static Stream<NominationCase> all() {
        return Stream.of(
                new NominationCase("yolov7", ""),
                new NominationCase("yolov7-aux", "coarse-to-fine"),
                new NominationCase("yolov7-aux", "lead"),
                new NominationCase("yolov7-aux", "independent"));
    }

    /** The heads, where the lead follows {@code lead}. */
    public List<Head> heads(NominationRule lead) {
        Head main = new Head(guide.isEmpty() ? "main" : "lead", lead, 0);
        return switch (guide) {
            case "" -> List.of(main);
            case "lead" -> List.of(main, new Head("aux", lead, 0));
            case "independent" -> List.of(main, new Head("aux", lead, 1));
            default -> List.of(main, new Head("aux", lead.reach(2 * lead.reach), 0));
        };
    }

    /** Batches that suit the system. */
    BatchOptions options(long seed) {
        BatchOptions options = new BatchOptions();
        options.gts = 12;
        options.slots = seed % 4 == 2 ? 1 + (int) (seed / 4 % 4) : 3;
        options.objectness = seed % 5 != 3;
        options.heads = guide.equals("independent") ? 2 : 1;
        options.classes(CLASSES[(int) (seed % CLASSES.length)]);
        return guide.isEmpty() ? options : options.strides(8, 16, 32, 64);
    }

    /** The published numbers, for some seeds others. */
    NominationRule rule(long seed) {
        NominationRule rule = new NominationRule();
        rule.q = guide.isEmpty() ? 10 : 20;
        rule.scaling = NominationRule.Scaling.values()[(int) (seed % 3)];
        if (seed % 4 == 1) {
            rule.anchorT = 1.5f + seed % 5;
            rule.reach = seed % 8 == 1 ? .3f : .45f;
            rule.q = 3 + (int) (seed % 23);
        }
        if (seed % 4 == 3) {
            rule.clsWeight = .5;
            rule.iouWeight = 1.25;
            rule.gr = .75;
        }
        return rule;
    }

    DetectionSystem engine(NominationRule rule, int classes) {
        DetectionSystem engine = Systems.named(system)
                .classes(classes)
                .set("anchor_t", rule.anchorT)
                .set("reach", rule.reach)
                .set("topk", rule.q)
                .set("cls_weight", rule.clsWeight)
                .set("iou_weight", rule.iouWeight)
                .set("gr", rule.gr)
                .set("scaling", rule.scaling.name().toLowerCase(Locale.ROOT));
        return guide.isEmpty() ? engine : engine.set("guide", guide);
    }

    @Override
    public String toString() {
        return guide.isEmpty() ? system : system + " " + guide;
    }
}
