package dev.duet.bench;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Pyramid;
import dev.duet.api.Systems;
import dev.duet.golden.NpzArrays;
import java.nio.file.Path;
import java.util.Arrays;

/** Microseconds per batch of the systems that read no predictions, on one thread: {@code StaticTimes case.npz [system ...]}. */
public final class StaticTimes {
    private static final int ROUNDS = 15;

    private StaticTimes() {}

    public static void main(String[] args) {
        NpzArrays arrays = NpzArrays.read(Path.of(args[0]));
        GroundTruths gts =
                GroundTruths.ofRows(arrays.floats("gt_boxes"), arrays.ints("gt_labels"), arrays.ints("gt_offsets"));
        int[] size = arrays.ints("image_size");
        String[] names = args.length > 1
                ? Arrays.copyOfRange(args, 1, args.length)
                : new String[] {"yolov5", "yolov7-anchor", "fcos", "max-iou", "grid"};
        for (String name : names) {
            DetectionSystem system = Systems.named(name);
            Pyramid pyramid = Pyramid.of(size[0], size[1], system.geometry().strides());
            try (Duet duet = Duet.engine(system, pyramid).threads(1)) {
                time(name, duet, gts);
            }
        }
    }

    private static void time(String name, Duet duet, GroundTruths gts) {
        Assignment assignment = null;
        int calls = 1;
        double[] micros = new double[ROUNDS];
        for (int warm = 0; warm < 2; warm++) {
            long start = System.nanoTime();
            calls = 0;
            while (System.nanoTime() - start < 1_500_000_000L) {
                assignment = duet.assign(gts);
                calls++;
            }
        }
        calls = Math.max(1, calls / 10);
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < calls; i++) {
                assignment = duet.assign(gts);
            }
            micros[round] = (System.nanoTime() - start) / 1e3 / calls;
        }
        Arrays.sort(micros);
        System.out.printf(
                "%-14s us_per_batch median=%.1f min=%.1f duets=%d ignored=%d%n",
                name, micros[ROUNDS / 2], micros[0], assignment.duets(), assignment.ignored());
    }
}
