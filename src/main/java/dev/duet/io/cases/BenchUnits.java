package dev.duet.io.cases;

import dev.duet.assign.UnitGrid;
import java.util.Arrays;

/** Where each unit of a benchmark's grid takes its prediction from: unit of the case, box scale, and whether to jitter it. */
final class BenchUnits {
    /** Unit of the case, for every unit; one row for all images, or one per image. */
    final int[] source;
    /** Entries per image in {@link #source}: 0 if all images share one row. */
    final int perImage;
    /** Factor of the box's sides about its centre. */
    final float[] scale;

    final boolean[] jitter;

    BenchUnits(int[] source, int perImage) {
        this.source = source;
        this.perImage = perImage;
        int n = perImage == 0 ? source.length : perImage;
        this.scale = new float[n];
        Arrays.fill(scale, 1);
        this.jitter = new boolean[n];
    }

    /**
     * Maps a grid to the case's: same stride where there is one, else the nearest; further slots are jittered copies.
     *
     * @param caseGrid height and width per level of the case
     * @param caseUnits units per image of the case
     */
    BenchUnits(UnitGrid target, int[] caseStrides, int[] caseGrid, int caseUnits) {
        this(new int[target.units], 0);
        int[] first = new int[caseStrides.length + 1];
        for (int l = 0; l < caseStrides.length; l++) {
            first[l + 1] = first[l] + caseGrid[2 * l] * caseGrid[2 * l + 1];
        }
        int caseSlots = Math.max(1, caseUnits / first[caseStrides.length]);
        for (int l = 0; l < target.levels(); l++) {
            int from = nearest(caseStrides, target.stride[l]);
            float ratio = (float) target.stride[l] / caseStrides[from];
            for (int u = target.first[l]; u < target.first[l + 1]; u++) {
                int y = cell(target.row(l, u), ratio, caseGrid[2 * from]);
                int x = cell(target.column(l, u), ratio, caseGrid[2 * from + 1]);
                int slot = target.slot(l, u);
                int cell = first[from] + y * caseGrid[2 * from + 1] + x;
                source[u] = cell * caseSlots + slot % caseSlots;
                scale[u] = ratio;
                jitter[u] = slot >= caseSlots;
            }
        }
    }

    int source(int image, int unit) {
        return source[image * perImage + unit];
    }

    private static int cell(int i, float ratio, int cells) {
        return Math.min(cells - 1, (int) ((i + 0.5f) * ratio));
    }

    private static int nearest(int[] strides, int stride) {
        int best = 0;
        for (int l = 1; l < strides.length; l++) {
            if (distance(strides[l], stride) < distance(strides[best], stride)) {
                best = l;
            }
        }
        return best;
    }

    private static double distance(int a, int b) {
        return Math.abs(Math.log((double) a / b));
    }
}
