package dev.duet.assign.yolov7;

/**
 * Numbers and choices of YOLOv7's OTA losses, spec sections 4 and 5; the fields start as the published ones. Those under "wrong" start
 * as the rule has them; each makes another rule of it, to show that a comparison would notice.
 */
public final class NominationRule {
    /** What normalised GTs are scaled by. */
    public enum Scaling {
        /** Width and height. */
        IMAGE,
        /** The height on both axes, as the original has it. */
        HEIGHT,
        /** Width and height, and IoUs with unions of at least 1e-6. */
        MMYOLO
    }

    public float anchorT = 4;
    /** Cells; the coarse candidates of auxiliary heads have 1. */
    public float reach = .5f;
    /** Overlaps that are summed to the dynamic k. */
    public int q = 10;

    public double clsWeight = 1;
    public double iouWeight = 3;
    public double gr = 1;
    public Scaling scaling = Scaling.IMAGE;

    // Wrong.
    /** A GT sees only the columns that it nominated. */
    public boolean ownColumns;
    /** A unit nominated again is not another column. */
    public boolean unitsOnce;
    /** The list runs GT by GT. */
    public boolean gtByGt;
    /** k is rounded, not cut. */
    public boolean rounded;
    /** A contested column goes to the cheapest of those who selected it. */
    public boolean claimantsOnly;
    /** Equal costs in a column go to the later GT. */
    public boolean laterGt;
    /** A GT takes the later of columns that cost the same. */
    public boolean laterColumn;
    /** Who loses a column keeps it beside the winner. */
    public boolean losersKeep;
    /** Class probabilities without objectness. */
    public boolean noObjectness;
    /** Products of class and objectness without the root. */
    public boolean noRoot;
    /** Only the GT's own class costs. */
    public boolean ownClass;
    /** A unit matched several times is trained towards its first match. */
    public boolean firstMatch;
    /** The objectness target is the plain overlap. */
    public boolean plainTarget;
    /** Targets of objectness are scaled like the boxes of the matching. */
    public boolean scaledTarget;

    /** The same numbers with another reach. */
    public NominationRule reach(float cells) {
        NominationRule rule = new NominationRule();
        rule.anchorT = anchorT;
        rule.reach = cells;
        rule.q = q;
        rule.clsWeight = clsWeight;
        rule.iouWeight = iouWeight;
        rule.gr = gr;
        rule.scaling = scaling;
        return rule;
    }
}
