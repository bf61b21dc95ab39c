package dev.duet.assign.reference;

import dev.duet.assign.reference.ResolveStage.Match;
import dev.duet.assign.stage.Target;

/** Box targets and weights of darknet's line: the centre's offset in the unit's cell, and sides as logarithms or roots. */
record BoxCodes(Scene scene) {
    float[] box(Match match) {
        float[] share = match.gt().cellShares();
        Place place = match.place();
        int gw = scene.grid.width[place.level()];
        int gh = scene.grid.height[place.level()];
        float[] anchor = scene.anchors == null ? null : scene.anchors.sides(place);
        float w = share[2] * scene.grid.imageWidth;
        float h = share[3] * scene.grid.imageHeight;
        float dx = share[0] * gw - place.x();
        float dy = share[1] * gh - place.y();
        return switch (scene.recipe.target()) {
            case Target.CellObjectness target ->
                target.squareRoots()
                        ? new float[] {dx, dy, (float) Math.sqrt(share[2]), (float) Math.sqrt(share[3])}
                        : new float[] {dx, dy, share[2], share[3]};
            case Target.RegionObjectness target -> {
                float stride = scene.stride(place);
                yield new float[] {
                    dx, dy, log(share[2] * gw / (anchor[0] / stride)), log(share[3] * gh / (anchor[1] / stride))
                };
            }
            case Target.WeightedObjectness target ->
                new float[] {
                    (float) ((double) share[0] * gw - place.x()),
                    (float) ((double) share[1] * gh - place.y()),
                    log((double) share[2] * scene.grid.imageWidth / anchor[0]),
                    log((double) share[3] * scene.grid.imageHeight / anchor[1])
                };
            default -> new float[] {dx, dy, log(w / anchor[0]), log(h / anchor[1])};
        };
    }

    private static float log(double ratio) {
        return (float) Math.log(ratio > 0 ? ratio : Float.MIN_VALUE);
    }

    /** Small boxes weigh up to 2. */
    float weight(Match match) {
        float[] share = match.gt().cellShares();
        float scale = scene.recipe.target() instanceof Target.RegionObjectness target ? target.coordinateScale() : 1;
        return scale * (2 - share[2] * share[3]);
    }

    /** Overlap of a unit's prediction with a GT, as the target's original takes it. */
    float overlap(Gt gt, Place place) {
        return scene.recipe.target() instanceof Target.WeightedObjectness
                ? guarded(scene.box(place), gt.cellShares())
                : Overlaps.ofCentres(scene.shares(scene.box(place)), gt.cellShares());
    }

    /** Highest overlap of a unit's prediction with a GT for which it may be ignored, from 0. */
    float highest(Place place) {
        float most = 0;
        for (Gt gt : scene.gts) {
            most = gt.shields() ? Math.max(most, overlap(gt, place)) : most;
        }
        return most;
    }

    /** PaddleDetection's IoU of corners as shares of the image, + 1e-9. */
    private float guarded(float[] box, float[] share) {
        float left = box[0] / scene.grid.imageWidth;
        float top = box[1] / scene.grid.imageHeight;
        float right = box[2] / scene.grid.imageWidth;
        float bottom = box[3] / scene.grid.imageHeight;
        float[] gt = Overlaps.corners(share);
        float both = Math.max(0, Math.min(right, gt[2]) - Math.max(left, gt[0]))
                * Math.max(0, Math.min(bottom, gt[3]) - Math.max(top, gt[1]));
        float own = Math.max(0, right - left) * Math.max(0, bottom - top);
        float other = Math.max(0, gt[2] - gt[0]) * Math.max(0, gt[3] - gt[1]);
        return both / (own + other - both + 1e-9f);
    }
}
