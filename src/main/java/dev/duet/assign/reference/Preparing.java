package dev.duet.assign.reference;

import dev.duet.assign.*;
import dev.duet.assign.reference.Gt.Role;
import dev.duet.assign.stage.*;
import dev.duet.assign.workbench.Outcomes;
import java.util.List;
import java.util.stream.IntStream;

/** Stage 0: what a system does to its GTs before it assigns. GTs that take no part keep their index. */
record Preparing(Recipe recipe, UnitGrid grid, GtBatch batch) {
    /** The GTs of an image, by index. */
    List<Gt> gts(int image) {
        int from = batch.offset[image];
        return IntStream.range(from, batch.offset[image + 1])
                .mapToObj(row -> gt(row, row - from))
                .toList();
    }

    private Gt gt(int row, int index) {
        float[] given = batch.isRotated()
                ? new float[] {batch.cx[row], batch.cy[row], batch.w[row], batch.h[row], batch.angle[row]}
                : new float[] {batch.x1[row], batch.y1[row], batch.x2[row], batch.y2[row]};
        boolean clips = recipe.preparation() instanceof Preparation.Darknet;
        float[] box = clips ? clip(given) : given;
        float[] cellShares = batch.isRotated() ? null : cellShares(given, clips);
        float weight = batch.weight == null ? 1 : batch.weight[row];
        boolean capped = switch (recipe.preparation()) {
            case Preparation.Darknet rule -> rule.maximumRows() > 0 && index >= rule.maximumRows();
            case Preparation.FirstRows rule -> rule.maximumRows() > 0 && index >= rule.maximumRows();
            default -> false;
        };
        Role role = capped ? Role.OUT : role(given, cellShares, weight);
        GtOutcome dropped = switch (role) {
            case TAKES_PART, PADDING -> null;
            case WEIGHTLESS -> GtOutcome.DROPPED;
            case OUT -> capped ? GtOutcome.DROPPED : outcomeOfSmall(row);
        };
        float[] centre = batch.centres == null
                ? new float[] {(box[0] + box[2]) * .5f, (box[1] + box[3]) * .5f}
                : new float[] {batch.centres[2 * row], batch.centres[2 * row + 1]};
        float[] shares = batch.isRotated() ? null : labelShares(box, row, clips);
        return new Gt(
                index,
                row,
                batch.label[row],
                weight,
                box,
                centre,
                new Gt.Shares(shares, cellShares),
                new Gt.Standing(role, dropped));
    }

    private Role role(float[] box, float[] shares, float weight) {
        boolean hasArea = shares == null || shares[2] > 0 && shares[3] > 0;
        boolean padding = recipe.preparation() instanceof Preparation.PositiveSum && !(sum(box) > 0);
        boolean small = recipe.preparation() instanceof Preparation.Darknet rule && isSmall(rule, shares);
        if (small || codesSides(recipe.target()) && !hasArea) {
            return Role.OUT;
        }
        if (padding) {
            return Role.PADDING;
        }
        return recipe.target() instanceof Target.WeightedObjectness && !(weight > 0)
                ? Role.WEIGHTLESS
                : Role.TAKES_PART;
    }

    private GtOutcome outcomeOfSmall(int row) {
        GtOutcome outcome = Outcomes.of(batch, row, grid, true, 0, 0, 0);
        return outcome == GtOutcome.NO_CANDIDATE ? GtOutcome.DROPPED : outcome;
    }

    private static float sum(float[] box) {
        float sum = 0;
        for (float number : box) {
            sum += number;
        }
        return sum;
    }

    /** Shares are compared as double, as the C code does; a limit in pixels is a float32 share. */
    private boolean isSmall(Preparation.Darknet rule, float[] shares) {
        float pixels = (float) rule.minimumSide();
        double leastWidth = rule.inPixels() ? pixels / grid.imageWidth : rule.minimumSide();
        double leastHeight = rule.inPixels() ? pixels / grid.imageHeight : rule.minimumSide();
        return shares[2] < leastWidth || shares[3] < leastHeight || shares[2] == 0 || shares[3] == 0;
    }

    /** Targets that hold logarithms or roots of sides leave out GTs without area. */
    static boolean codesSides(Target target) {
        return target instanceof Target.CellObjectness
                || target instanceof Target.RegionObjectness
                || target instanceof Target.LayerObjectness
                || target instanceof Target.WeightedObjectness
                || target instanceof Target.Objectness;
    }

    /** Darknet (src/data.c correct_boxes), and PaddleDetection (BboxXYXY2XYWH): equal but for rounding. */
    private float[] cellShares(float[] box, boolean clips) {
        float left = share(box[0], grid.imageWidth, clips);
        float top = share(box[1], grid.imageHeight, clips);
        float right = share(box[2], grid.imageWidth, clips);
        float bottom = share(box[3], grid.imageHeight, clips);
        float w = right - left;
        float h = bottom - top;
        return recipe.target() instanceof Target.WeightedObjectness
                ? new float[] {left + w / 2, top + h / 2, w, h}
                : new float[] {(left + right) / 2, (top + bottom) / 2, w, h};
    }

    private static float share(float pixels, float size, boolean clips) {
        return clips ? Math.clamp(pixels / size, 0f, 1f) : pixels / size;
    }

    private float[] clip(float[] box) {
        float[] clipped = new float[4];
        for (int k = 0; k < 4; k++) {
            clipped[k] = Math.clamp(box[k], 0f, (float) (k % 2 == 0 ? grid.imageWidth : grid.imageHeight));
        }
        return clipped;
    }

    /** As the label file has them, or derived as YOLOv5's loader does. */
    private float[] labelShares(float[] box, int row, boolean clips) {
        if (batch.shares != null && !clips) {
            return java.util.Arrays.copyOfRange(batch.shares, 4 * row, 4 * row + 4);
        }
        return new float[] {
            (box[0] + box[2]) * 0.5f / grid.imageWidth,
            (box[1] + box[3]) * 0.5f / grid.imageHeight,
            (box[2] - box[0]) / grid.imageWidth,
            (box[3] - box[1]) / grid.imageHeight
        };
    }
}
