package dev.duet.assign.reference;

import dev.duet.assign.UnitGrid;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a GT can take: a unit, or one nomination of a unit where GTs nominate cells and anchors, possibly several times.
 *
 * @param index in the list of places; ties go to the lower one
 * @param level level of the unit, -1 in a set of queries
 * @param x column of its cell
 * @param y row of its cell
 * @param slot slot in its cell
 * @param group rank in the original's order of the whole batch; 0 where images come first
 * @param nominator GT that nominated it; -1 if none did
 */
record Place(int index, int unit, int level, int x, int y, int slot, int group, int nominator) {
    /** A place for every unit. */
    static List<Place> ofUnits(UnitGrid grid) {
        return IntStream.range(0, grid.units).mapToObj(u -> of(u, grid)).toList();
    }

    /** The place of a unit. */
    static Place of(int u, UnitGrid grid) {
        int l = grid.level(u);
        return l < 0
                ? new Place(u, u, l, 0, 0, 0, 0, -1)
                : new Place(u, u, l, grid.column(l, u), grid.row(l, u), grid.slot(l, u), 0, -1);
    }
}
