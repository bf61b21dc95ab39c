package dev.duet.assign.stage;

import dev.duet.assign.rule.ResolveRule;

/** Stage 4: a unit claimed by several GTs. Ties go to the lowest GT index. */
public sealed interface Resolve {
    /** Every match stays. */
    record KeepAll() implements Resolve {}

    /** The GT with the highest overlap. */
    record HighestOverlap(Among among) implements Resolve {}

    /** The GT with the lowest cost among all GTs of the image. */
    record LowestCost() implements Resolve {}

    /** The smallest GT. */
    record SmallestGt() implements Resolve {}

    /** The GT written last, in GT order. */
    record LastWritten() implements Resolve {}

    /** The GT written first, in GT order (YOLOv1's cells). */
    record FirstWritten() implements Resolve {}

    /** Cannot happen: the selection itself is one-to-one per unit. */
    record Never() implements Resolve {}

    /** Which GTs compete for a contested unit. */
    enum Among {
        /** All GTs of the image; overlap counts as 0 where the unit is no candidate of the GT ("masked"). */
        CANDIDATES,
        /** All GTs of the image with their true overlap ("unmasked"). */
        ALL,
        /** Only GTs that selected the unit. */
        CLAIMANTS
    }

    /** A rule of one's own, a class of the user's. */
    record Own(ResolveRule rule) implements Resolve, OwnStage {
        public Own {
            OwnStage.require(Own.class, rule);
        }
    }
}
