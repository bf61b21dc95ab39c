package dev.duet.assign.stage;

import dev.duet.assign.rule.CandidateRule;

/** Stage 1: where may a unit answer for a GT? */
public sealed interface Candidates {
    /** Every unit may. */
    record All() implements Candidates {}

    /** The cell that holds the GT's centre, on every level (or of the level of the best anchor). */
    record CentreCell() implements Candidates {}

    /**
     * The centre cell and the neighbours nearer than {@code reach} cells to the centre (YOLOv5: 0.5, YOLOv9: 0.3, YOLOv7's coarse
     * heads: 1), in the order centre, left, up, right, down.
     */
    record NeighbourCells(
            @Within(least = 0, most = 1, meaning = "neighbour cells nearer than this to the GT's centre, in cells")
            float reach)
            implements Candidates {
        public NeighbourCells {
            Interval.require(NeighbourCells.class, reach);
        }
    }

    /** As {@link NeighbourCells}, with every anchor whose sides differ from the GT's by less than a factor (YOLOv7's OTA). */
    record FittingNeighbourCells(
            @Within(least = 0, most = 1, meaning = "neighbour cells nearer than this to the GT's centre, in cells")
            float reach,

            @Within(least = 1, over = true, most = 1e6, meaning = "side ratios of GT and anchor must be smaller")
            float ratioLimit)
            implements Candidates {
        public FittingNeighbourCells {
            Interval.require(FittingNeighbourCells.class, reach, ratioLimit);
        }
    }

    /** Unit points nearer than {@code radius} strides to the GT centre on both axes, strictly (YOLOX: 1.5). */
    record CentreRadius(
            @Within(least = 0, over = true, most = 1e6, meaning = "half side of the centre region in strides")
            float radius)
            implements Candidates {
        public CentreRadius {
            Interval.require(CentreRadius.class, radius);
        }
    }

    /**
     * As {@link CentreRadius}, and the GT side farthest from the point lies in the level's range of pixels, both ends included; {@code
     * ranges} holds low and high per level, none for no range.
     */
    record CentreRadiusInRange(
            @Within(least = 0, over = true, most = 1e6, meaning = "half side of the centre region in strides")
            float radius,

            float[] ranges)
            implements Candidates {
        public CentreRadiusInRange {
            Interval.require(CentreRadiusInRange.class, radius);
            ranges = LevelRanges.copy(CentreRadiusInRange.class, ranges);
        }

        /** A copy. */
        @Override
        public float[] ranges() {
            return ranges.clone();
        }
    }

    /** The cell that holds the GT's centre, where the GT side farthest from its point lies in the level's range, both ends included. */
    record CentreCellInRange(float[] ranges) implements Candidates {
        public CentreCellInRange {
            ranges = LevelRanges.copy(CentreCellInRange.class, ranges);
        }

        /** A copy. */
        @Override
        public float[] ranges() {
            return ranges.clone();
        }
    }

    /** Unit points nearer than {@code cells} strides to the GT centre, straight-line distance (PPYOLOE's is_close_gt). */
    record CentreDistance(
            @Within(
                    least = 0,
                    over = true,
                    most = 1e6,
                    meaning = "most distance of the point from the GT's centre, in strides")
            float cells)
            implements Candidates {
        public CentreDistance {
            Interval.require(CentreDistance.class, cells);
        }
    }

    /**
     * Unit points farther than {@code margin} pixels inside the GT. Sides under {@code minimumSide} pixels are first replaced by {@code
     * replacementSide} about the same centre (YOLO26's STAL); {@link #FROM_STRIDES} stands for the first and second stride, 0 switches
     * the replacement off. Rotated boxes: closed interval, no margin.
     */
    record InsideBox(
            @Within(least = 0, most = 1e6, meaning = "least distance of the point to each side, in pixels")
            float margin,

            @Within(
                    least = 0,
                    most = 1e6,
                    or = -1,
                    meaning = "sides under this many pixels are widened; -1: the first stride, 0: off")
            float minimumSide,

            @Within(
                    least = 0,
                    most = 1e6,
                    or = -1,
                    meaning = "what they are widened to, in pixels; -1: the second stride")
            float replacementSide)
            implements Candidates {
        /** A side that the pyramid's strides decide. */
        public static final float FROM_STRIDES = -1;

        public InsideBox {
            Interval.require(InsideBox.class, margin, minimumSide, replacementSide);
        }

        public InsideBox(float margin) {
            this(margin, 0, 0);
        }
    }

    /**
     * Unit points inside the GT (FCOS; with {@code radius > 0} inside its centre box of that many strides) whose largest distance
     * to a side lies in the level's range, both ends included; {@code ranges} holds low and high per level.
     */
    record InsideBoxInRange(
            @Within(least = 0, most = 1e6, meaning = "half side of the centre box in strides; 0 for the whole GT")
            float radius,

            float[] ranges)
            implements Candidates {
        public InsideBoxInRange {
            Interval.require(InsideBoxInRange.class, radius);
            ranges = LevelRanges.copy(InsideBoxInRange.class, ranges);
        }

        /** A copy. */
        @Override
        public float[] ranges() {
            return ranges.clone();
        }
    }

    /** Inside the GT or within {@code radius} strides of its centre; pairs that are not both carry the penalty flag (simOTA). */
    record InsideOrCentre(
            @Within(least = 0, over = true, most = 1e6, meaning = "half side of the centre region in strides")
            float radius)
            implements Candidates {
        public InsideOrCentre {
            Interval.require(InsideOrCentre.class, radius);
        }
    }

    /** Inside the GT by {@code margin} and strictly inside its centre box of {@code radius} strides (OTA's free pairs). */
    record InsideAndCentre(
            @Within(least = 0, over = true, most = 1e6, meaning = "half side of the centre region in strides")
            float radius,

            @Within(least = 0, most = 1e6, meaning = "least distance of the point to each side, in pixels")
            float margin)
            implements Candidates {
        public InsideAndCentre {
            Interval.require(InsideAndCentre.class, radius, margin);
        }
    }

    /** Units whose point lies inside at least one GT of the image (RTMDet). */
    record InsideAny() implements Candidates {}

    /**
     * The {@code k} nearest unit points per level (all, where a level has fewer) that also lie inside the GT by {@code margin} pixels
     * (ATSS). The threshold of the selection is taken over the nearest points, inside or not.
     */
    record NearestPerLevel(
            @Within(least = 1, most = 1e6, meaning = "nearest units per level; all, where a level has fewer")
            int k,

            @Within(least = 0, most = 1e6, meaning = "least distance of the point to each side, in pixels")
            float margin)
            implements Candidates {
        public NearestPerLevel {
            Interval.require(NearestPerLevel.class, k, margin);
        }
    }

    /** A rule of one's own, a class of the user's. */
    record Own(CandidateRule rule) implements Candidates, OwnStage {
        public Own {
            OwnStage.require(Own.class, rule);
        }
    }
}
