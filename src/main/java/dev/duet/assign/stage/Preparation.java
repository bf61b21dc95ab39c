package dev.duet.assign.stage;

/** What a system does to its GTs before assigning. Dropped GTs keep their index and are reported as dropped. */
public sealed interface Preparation {
    /** Every GT takes part. */
    record None() implements Preparation {}

    /** GTs whose coordinates sum to 0 or less count as padding (ultralytics, YOLOv6). */
    record PositiveSum() implements Preparation {}

    /**
     * Darknet: cap the number of rows, clip to the image, drop what then has a side under a limit (with what lies outside).
     *
     * @param minimumSide drop if width or height, as a share of the image (or pixels, {@code inPixels}), is smaller; shares are
     *     compared in double, as the C code does
     * @param inPixels the limit is in pixels
     * @param maximumRows rows beyond are dropped before anything else; 0 is no cap
     */
    record Darknet(
            @Within(least = 0, most = 1e6, meaning = "least side of a GT after clipping")
            double minimumSide,

            boolean inPixels,

            @Within(least = 0, most = Integer.MAX_VALUE, meaning = "GTs of an image beyond are dropped; 0 for no cap")
            int maximumRows)
            implements Preparation {
        public Darknet {
            Interval.require(Darknet.class, minimumSide, maximumRows);
        }

        /** The limit is a share of the image. */
        public static Darknet shares(double minimumSide, int maximumRows) {
            return new Darknet(minimumSide, false, maximumRows);
        }

        /** The limit is in pixels. */
        public static Darknet pixels(double minimumSide, int maximumRows) {
            return new Darknet(minimumSide, true, maximumRows);
        }
    }

    /** Keep the first rows only (PPYOLO's num_max_boxes). */
    record FirstRows(
            @Within(least = 0, most = Integer.MAX_VALUE, meaning = "GTs of an image beyond are dropped; 0 for no cap")
            int maximumRows)
            implements Preparation {
        public FirstRows {
            Interval.require(FirstRows.class, maximumRows);
        }
    }
}
