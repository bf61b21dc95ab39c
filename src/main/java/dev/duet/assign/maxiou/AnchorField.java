package dev.duet.assign.maxiou;

import dev.duet.assign.UnitGrid;

/**
 * The anchor boxes of a pyramid as blocks: one lattice per level and slot where the boxes form lattices, else one run of all. Boxes
 * are those the pyramid brings, or its anchors centred on the unit points: {@code (point - side / 2) + column * stride}, rounded in
 * this order as mmdet/core/anchor/anchor_generator.py rounds.
 */
final class AnchorField {
    /** Least union: mmdet/core/bbox/iou_calculators/iou2d_calculator.py bbox_overlaps. */
    static final float UNION_FLOOR = 1e-6f;
    /** How far an edge may lie from where its lattice says, in cells. */
    static final float LATTICE_TOLERANCE = .005f;

    private final UnitGrid grid;
    final AnchorBlock[] blocks;
    private final boolean lattice;

    /** @throws IllegalArgumentException if the grid has neither anchors nor anchor boxes */
    AnchorField(UnitGrid grid) {
        this.grid = grid;
        if (grid.anchors == null && grid.anchorBoxes == null) {
            throw new IllegalArgumentException(
                    "anchors: none given; overlaps need anchors, or the anchor box of every unit");
        }
        AnchorBlock[] planes = planes();
        lattice = planes != null;
        blocks = lattice ? planes : new AnchorBlock[] {run()};
    }

    /** One plane per level and slot, or null if the boxes do not form lattices. */
    private AnchorBlock[] planes() {
        AnchorBlock[] planes = new AnchorBlock[grid.levels() * grid.slots];
        for (int l = 0; l < grid.levels(); l++) {
            for (int a = 0; a < grid.slots; a++) {
                float[][] edges = {
                    edges(l, a, 0, grid.width[l]),
                    edges(l, a, 1, grid.height[l]),
                    edges(l, a, 2, grid.width[l]),
                    edges(l, a, 3, grid.height[l])
                };
                if (!isLattice(l, a, edges)) {
                    return null;
                }
                planes[l * grid.slots + a] = new AnchorPlane(grid, l, a, edges[0], edges[2], edges[1], edges[3]);
            }
        }
        return planes;
    }

    /** Edge k (x1 y1 x2 y2) of the first row, or column, of a slot. */
    private float[] edges(int level, int slot, int k, int cells) {
        float[] edges = new float[cells];
        for (int i = 0; i < cells; i++) {
            edges[i] = k % 2 == 0 ? edge(level, 0, i, slot, k) : edge(level, i, 0, slot, k);
        }
        return edges;
    }

    private boolean isLattice(int level, int slot, float[][] edges) {
        float tolerance = LATTICE_TOLERANCE * grid.stride[level];
        for (float[] line : edges) {
            for (int i = 0; i < line.length; i++) {
                if (!(Math.abs(line[i] - line[0] - i * grid.stride[level]) <= tolerance)) {
                    return false;
                }
            }
        }
        if (grid.anchorBoxes == null) {
            return true;
        }
        for (int y = 0; y < grid.height[level]; y++) {
            for (int x = 0; x < grid.width[level]; x++) {
                for (int k = 0; k < 4; k++) {
                    if (edge(level, y, x, slot, k) != edges[k][k % 2 == 0 ? x : y]) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private AnchorRun run() {
        AnchorRun run = new AnchorRun(grid.units);
        for (int unit = 0; unit < grid.units; unit++) {
            int l = grid.level(unit);
            add(run, l, grid.row(l, unit), grid.column(l, unit), grid.slot(l, unit));
        }
        run.end();
        return run;
    }

    /** Adds one anchor to a run. */
    void add(AnchorRun run, int level, int row, int column, int slot) {
        run.add(
                grid.unit(level, row, column, slot),
                edge(level, row, column, slot, 0),
                edge(level, row, column, slot, 1),
                edge(level, row, column, slot, 2),
                edge(level, row, column, slot, 3));
    }

    /** Takes a unit out of a map of these blocks: its highest overlap becomes -1. */
    void leave(OverlapMap map, int unit) {
        int block = 0;
        int row = 0;
        int column = unit;
        if (lattice) {
            int l = grid.level(unit);
            block = l * grid.slots + grid.slot(l, unit);
            row = grid.row(l, unit);
            column = grid.column(l, unit);
        }
        int r = map.row(block, row);
        map.touch(r, column, column + 1);
        map.best[map.place(r) + column] = -1;
    }

    /** Edge k (x1 y1 x2 y2) of an anchor. */
    float edge(int level, int row, int column, int slot, int k) {
        if (grid.anchorBoxes != null) {
            return grid.anchorBoxes[grid.unit(level, row, column, slot) * 4 + k];
        }
        float half = .5f * grid.anchors[(level * grid.slots + slot) * 2 + k % 2];
        float first = grid.point(level, 0);
        return (k < 2 ? first - half : first + half) + (k % 2 == 0 ? column : row) * (float) grid.stride[level];
    }
}
