package dev.duet.api;

/** Sentences of the catalogue that more than one row says: oddities of originals that are kept, ties, meanings of settings. */
final class Kept {
    static final String BY_METRIC = "metric: lower unit; overlap: lower GT";
    static final String ZERO_FILL =
            "a GT with fewer than k positive metrics also claims those of the k first units it contains that torch.topk would return";
    static final String MASKED =
            "a contested unit goes to the highest overlap over all GTs that contain it, even one that did not select it";
    static final String UNMASKED =
            "a contested unit goes to the highest overlap over all GTs of the image, even one that does not contain it";
    static final String PADDING = "a GT whose coordinates sum to 0 or less counts as padding";
    /** What a rotated box without area is. */
    static final String FLAT =
            "a side of 0 makes a flat Gaussian; where probIoU then has no number (a determinant below 0) the overlap is 0";

    static final String NEAREST = "nearest units per level during the warm-up";
    static final String FORCED = "warm-up: every GT also takes the anchor it overlaps most, unless shared";

    static final String ALL_BOXES_FINITE =
            "reads the box of every unit once an image has a GT that takes part: all must be finite";
    static final String LAST_GT =
            "a slot that several GTs take belongs to the last one; the class bits of all stay set";
    static final String OVER_ONE = "truth_thresh 1 lets a box through whose overlap float rounding lifts over 1";

    static final String BY_COST = "cost: lower unit; contested unit: lower GT";
    static final String ALL_GTS_COMPETE =
            "a contested unit goes to the GT of lowest cost over all GTs, even one that did not select it; losers get nothing instead";
    static final String PENALTY =
            "the penalty of units outside the region is an order (free units first), not a number that rounds the cost";
    static final String NO_OBJECTNESS = "objectness counts as 1 where the predictions have none";
    static final String NO_CENTRE =
            "a GT that holds no cell centre still takes one unit of another GT's region unless that GT takes it too";

    static final String ALL_BEST = "all anchors equal to a GT's best, not only the first";

    private Kept() {}
}
