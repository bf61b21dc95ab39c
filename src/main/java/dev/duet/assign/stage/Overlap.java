package dev.duet.assign.stage;

import java.util.Locale;

/**
 * Overlap of two boxes, with the epsilon and clamping the originals use: equal formulas, different last bits.
 *
 * @param kind the formula
 * @param guard what keeps the union of an {@link Kind#IOU} from 0; the other kinds have their own
 * @param eps the number of the guard, 0 where there is none
 */
public record Overlap(
        Kind kind,
        Guard guard,

        @Within(least = 0, most = 1, meaning = "what the guard adds to the union, or holds it at; 0 without a guard")
        float eps) {
    /** The formula. */
    public enum Kind {
        /** Intersection over union, 0 when the union is 0. */
        IOU,
        /** IoU of boxes in centre form, in shares of the image; 0 where they are apart (darknet). */
        IOU_OF_CENTRES,
        /** Generalised IoU of mmdetection. */
        GIOU,
        /** IoU less the squared distance of the centres over the squared diagonal of both. */
        DIOU,
        /** Complete IoU of YOLOv8, clamped at 0. */
        CIOU,
        /** Bhattacharyya-based overlap of rotated boxes. */
        PROB_IOU
    }

    /** What keeps a union from 0. */
    public enum Guard {
        /** Nothing. */
        NONE,
        /** I / (A + B - I + eps), clamped sides. */
        PLUS,
        /** I / max(A + B - I, eps), raw sides. */
        FLOOR
    }

    /** IoU without a guard. */
    public static final Overlap IOU = of(Kind.IOU);

    public static final Overlap IOU_OF_CENTRES = of(Kind.IOU_OF_CENTRES);
    public static final Overlap GIOU = of(Kind.GIOU);
    public static final Overlap DIOU = of(Kind.DIOU);
    public static final Overlap CIOU = of(Kind.CIOU);
    public static final Overlap PROB_IOU = of(Kind.PROB_IOU);

    public Overlap {
        Interval.require(Overlap.class, eps);
        if (guard != Guard.NONE && kind != Kind.IOU) {
            throw new RecipeException("overlap: " + word(kind) + " has a guard of its own; say guard none and eps 0");
        }
        if (guard == Guard.NONE != (eps == 0)) {
            throw new RecipeException("overlap: guard " + word(guard) + " and eps " + number(eps)
                    + " contradict each other; a guard has an eps over 0, no guard has eps 0");
        }
    }

    /** A kind as it is, without a guard. */
    public static Overlap of(Kind kind) {
        return new Overlap(kind, Guard.NONE, 0);
    }

    /** IoU with {@code eps} added to the union: 1e-9 of YOLOv6 and PPYOLOE, 1e-10 of PPYOLOE's anchors. */
    public static Overlap iouPlus(float eps) {
        return new Overlap(Kind.IOU, Guard.PLUS, eps);
    }

    /** IoU with a union of at least {@code eps}: 1e-6 of mmdetection, float32's epsilon of OTA. */
    public static Overlap iouFloor(float eps) {
        return new Overlap(Kind.IOU, Guard.FLOOR, eps);
    }

    /** Such as "ciou", "iou with union + 1e-9", "iou with union at least 1e-6". */
    @Override
    public String toString() {
        return word(kind)
                + switch (guard) {
                    case NONE -> "";
                    case PLUS -> " with union + " + number(eps);
                    case FLOOR -> " with union at least " + number(eps);
                };
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String number(float eps) {
        return Interval.number(eps).replace(".0E", "e").replace('E', 'e');
    }
}
