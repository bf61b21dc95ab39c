package dev.duet.io.cases;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Pyramid;
import dev.duet.assign.stage.Candidates;
import dev.duet.io.DataException;
import dev.duet.io.InputLimits;
import dev.duet.io.npz.Npz;
import java.nio.file.Path;

/** The grids of a case, from {@code image_size}, {@code strides} and, where it is there, {@code grid}; the three have to agree. */
final class CaseGrids {
    private final Path file;
    private final int[] size;
    private final int[] strides;
    private final int[] grid;

    /** @param grid height and width of each level; null where the file has none */
    CaseGrids(Path file, int[] size, int[] strides, int[] grid) {
        this.file = file;
        this.size = size;
        this.strides = strides;
        this.grid = grid;
    }

    static CaseGrids read(Path file, Npz npz, DetectionSystem system) {
        int[] size = npz.ints("image_size", 2);
        int[] strides =
                npz.has("strides") ? npz.ints("strides", -1) : system.geometry().strides();
        int[] grid = npz.has("grid") ? npz.ints("grid", strides.length, 2) : null;
        return new CaseGrids(file, size, strides, grid);
    }

    /**
     * The pyramid.
     *
     * @param shown units per image that the file has predictions of; grids of more cells are bounded by {@link InputLimits}
     * @throws DataException if a number is not positive, the grids contradict the image, or ask for too many units
     */
    Pyramid pyramid(DetectionSystem system, long shown) {
        requirePositive("image_size", size);
        requirePositive("strides", strides);
        if (grid != null) {
            requirePositive("grid", grid);
            requireFit(system);
        }
        cells(shown);
        int[] heights = new int[strides.length];
        int[] widths = new int[strides.length];
        for (int l = 0; l < strides.length; l++) {
            heights[l] = height(l);
            widths[l] = width(l);
        }
        return Pyramid.of(size[0], size[1], strides, heights, widths);
    }

    /** Levels; 0 for a set of queries. */
    int levels() {
        return strides.length;
    }

    /** A set of so many queries on the image. */
    Pyramid queries(int count) {
        requirePositive("image_size", size);
        return Pyramid.queries(size[0], size[1], count);
    }

    /** As {@link #pyramid}, of a case that is fitted to the grids of systems to come. */
    void requireUnits(long shown) {
        requirePositive("image_size", size);
        cells(shown);
    }

    private long cells(long shown) {
        long cells = 0;
        for (int l = 0; l < strides.length; l++) {
            cells += (long) height(l) * width(l); // the first level that is too large ends it
            if (cells > shown) {
                InputLimits.current().requireUnits(file, cells, made());
            }
            if (cells > Integer.MAX_VALUE) {
                throw DataException.in(file, made() + " makes more cells than fit 32 bits");
            }
        }
        return cells;
    }

    private int height(int level) {
        return grid == null ? Math.ceilDiv(size[0], strides[level]) : grid[2 * level];
    }

    private int width(int level) {
        return grid == null ? Math.ceilDiv(size[1], strides[level]) : grid[2 * level + 1];
    }

    private String made() {
        return grid == null ? "image_size " + size[0] + " x " + size[1] : "grid";
    }

    private void requirePositive(String name, int[] values) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] < 1) {
                String level = name.equals("image_size") ? name + "[" + i + "]" : name + "[" + i / perLevel(name) + "]";
                throw DataException.in(file, level + ": " + values[i] + "; must be at least 1");
            }
        }
    }

    private static int perLevel(String name) {
        return name.equals("grid") ? 2 : 1;
    }

    /**
     * Cells times stride is the image, give or take the last cell: rounded down or up, or up to a multiple of the coarsest stride, to
     * which images are padded. Or the strides are themselves rounded down, image / cells. Darknet's cells are fractions of the image:
     * where S x S of them lie on an image that is not square, the stride fits one side only.
     */
    private void requireFit(DetectionSystem system) {
        boolean high = fits(0);
        boolean wide = fits(1);
        boolean square = strides.length == 1 && grid[0] == grid[1] && isOfCentreCells(system);
        if (high && wide || square && (high || wide)) {
            return;
        }
        int l = 0;
        while (l < strides.length - 1 && cellsFit(l, 0) && cellsFit(l, 1)) {
            l++;
        }
        throw DataException.in(
                file,
                "grid [" + grid[2 * l] + "," + grid[2 * l + 1] + "] x stride " + strides[l] + " is "
                        + (long) grid[2 * l] * strides[l] + " x " + (long) grid[2 * l + 1] * strides[l]
                        + ", image_size says " + size[0] + " x " + size[1]
                        + "; all three list height before width, and levels in one order");
    }

    private static boolean isOfCentreCells(DetectionSystem system) {
        return system.recipe().heads().stream().anyMatch(h -> h.recipe().candidates() instanceof Candidates.CentreCell);
    }

    /** Whether one side agrees on all levels in one of the ways. */
    private boolean fits(int side) {
        boolean cells = true;
        boolean rounded = true;
        for (int l = 0; l < strides.length; l++) {
            cells &= cellsFit(l, side);
            rounded &= size[side] / grid[2 * l + side] == strides[l];
        }
        return cells || rounded;
    }

    private boolean cellsFit(int level, int side) {
        int coarsest = 1;
        for (int stride : strides) {
            coarsest = Math.max(coarsest, stride);
        }
        long padded = (long) Math.ceilDiv(size[side], coarsest) * coarsest;
        int cells = grid[2 * level + side];
        return cells >= size[side] / strides[level] && cells <= Math.ceilDiv(padded, (long) strides[level]);
    }
}
