package dev.duet.bench;

import dev.duet.api.Assignment;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Pyramid;
import dev.duet.api.Systems;
import dev.duet.assign.detr.RawScene;
import dev.duet.golden.NpzArrays;
import java.nio.file.Path;
import java.util.Locale;

/**
 * simOTA's greedy choice with k = 1 beside the exact one-to-one optimum on one case, by YOLOX's cost: {@code GreedyAndOptimal
 * case.npz}. docs/greedy-and-optimal.md explains the figures.
 */
public final class GreedyAndOptimal {
    private GreedyAndOptimal() {}

    public static void main(String[] args) {
        NpzArrays arrays = NpzArrays.read(Path.of(args[0]));
        GroundTruths gts =
                GroundTruths.ofRows(arrays.floats("gt_boxes"), arrays.ints("gt_labels"), arrays.ints("gt_offsets"));
        int[] size = arrays.ints("image_size");
        Pyramid pyramid = Pyramid.of(size[0], size[1], arrays.ints("strides"));
        int[] shape = arrays.shape("pred_scores");
        Predictions predictions = Predictions.of(shape[0], shape[1])
                .boxes(arrays.floats("pred_boxes"))
                .scores(arrays.floats("pred_scores"), shape[2]);
        try (Duet greedy = Duet.engine(Systems.named("yolox").set("topk", 1).classes(shape[2]), pyramid);
                Duet exact = Duet.engine(Systems.named("simota-one2one").classes(shape[2]), pyramid)) {
            report(gts, predictions, greedy.assign(gts, predictions), exact.assign(gts, predictions));
        }
    }

    private static void report(GroundTruths gts, Predictions predictions, Assignment greedy, Assignment exact) {
        double greedyTotal = 0;
        double exactOfSame = 0;
        double exactOfRest = 0;
        double engineTotal = 0;
        int moved = 0;
        for (int b = 0; b < gts.images(); b++) {
            RawScene scene = new RawScene(gts, predictions, b);
            int[] greedyUnit = units(greedy, b, gts.size(b));
            int[] exactUnit = units(exact, b, gts.size(b));
            engineTotal += exact.totalCost(b);
            for (int g = 0; g < gts.size(b); g++) {
                double cost = scene.simOtaCost(g, exactUnit[g]);
                if (greedyUnit[g] < 0) {
                    exactOfRest += cost;
                } else {
                    exactOfSame += cost;
                    greedyTotal += scene.simOtaCost(g, greedyUnit[g]);
                    moved += greedyUnit[g] == exactUnit[g] ? 0 : 1;
                }
            }
        }
        print("GTs", gts.size(), gts.size());
        print("GTs with a unit", greedy.duets(), exact.duets());
        print("cost of the GTs both match", greedyTotal, exactOfSame);
        print("cost of the others", 0, exactOfRest);
        print("total cost", greedyTotal, exactOfSame + exactOfRest);
        System.out.printf(
                Locale.ROOT,
                "%d of the GTs both match have another unit; total by the engine %.3f%n",
                moved,
                engineTotal);
    }

    private static int[] units(Assignment assignment, int image, int count) {
        int[] units = new int[count];
        java.util.Arrays.fill(units, -1);
        for (int d = assignment.offset(image); d < assignment.offset(image + 1); d++) {
            units[assignment.gt(d)] = assignment.unit(d);
        }
        return units;
    }

    private static void print(String what, int greedy, int exact) {
        System.out.printf("%-28s %12d %12d%n", what, greedy, exact);
    }

    private static void print(String what, double greedy, double exact) {
        System.out.printf(Locale.ROOT, "%-28s %12.3f %12.3f%n", what, greedy, exact);
    }
}
