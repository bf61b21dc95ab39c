package dev.duet.assign.reference;

import dev.duet.assign.UnitGrid;
import java.util.Arrays;

/**
 * The anchors of all levels in the one order that decides ties, as darknet's cfg files list them: the list given with the grid, or the
 * levels' anchors with the finest level first. A level owns some of them in its slots; one that no level owns can be a GT's best anchor
 * all the same, and then leaves it without a unit.
 */
final class Anchors {
    private final int slots;
    private final int[] mask;
    /** Width and height in pixels of each anchor of the list. */
    final float[][] sides;

    Anchors(UnitGrid grid) {
        slots = grid.slots;
        mask = grid.anchorMasks == null ? finestFirst(grid) : grid.anchorMasks;
        sides = new float[grid.anchorList == null ? mask.length : grid.anchorList.length / 2][];
        for (int n = 0; n < sides.length && grid.anchorList != null; n++) {
            sides[n] = Arrays.copyOfRange(grid.anchorList, 2 * n, 2 * n + 2);
        }
        for (int i = mask.length - 1; i >= 0; i--) {
            sides[mask[i]] = Arrays.copyOfRange(grid.anchors, 2 * i, 2 * i + 2);
        }
    }

    private static int[] finestFirst(UnitGrid grid) {
        Integer[] levels = new Integer[grid.levels()];
        Arrays.setAll(levels, l -> l);
        Arrays.sort(levels, (a, b) -> Integer.compare(grid.stride[a], grid.stride[b]));
        int[] mask = new int[grid.levels() * grid.slots];
        for (int i = 0; i < mask.length; i++) {
            mask[levels[i / grid.slots] * grid.slots + i % grid.slots] = i;
        }
        return mask;
    }

    /** Index in the list of the anchor of a place. */
    int of(Place place) {
        return mask[place.level() * slots + place.slot()];
    }

    /** Width and height in pixels of the anchor of a place. */
    float[] sides(Place place) {
        return sides[of(place)];
    }

    /** True if the place is the first slot of its level to have its anchor. */
    boolean isFirst(Place place) {
        int from = place.level() * slots;
        return Arrays.stream(mask, from, from + place.slot()).noneMatch(anchor -> anchor == of(place));
    }

    boolean isOwned(int anchor) {
        return Arrays.stream(mask).anyMatch(owned -> owned == anchor);
    }
}
