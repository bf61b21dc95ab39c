package dev.duet.assign.tal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Predictions.BoxLayout;
import dev.duet.api.Pyramid;
import dev.duet.oracle.Oracle;
import dev.duet.oracle.OracleResult;
import dev.duet.oracle.OracleScene;
import dev.duet.oracle.TaskAlignedCatalogue;
import dev.duet.oracle.TaskAlignedCatalogue.Row;
import dev.duet.random.RandomBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One small image written down by hand, and what oracles and engine make of it. One class unless a GT says otherwise. */
public final class HandMade {
    private static final Set<String> MISSING = new HashSet<>();

    private final Pyramid pyramid;
    private final List<float[]> gts = new ArrayList<>();
    private final float[][] boxes;
    private final float[] probability;

    /** Every unit predicts a box far away, with probability 1. */
    public HandMade(int height, int width, int... strides) {
        pyramid = Pyramid.of(height, width, strides);
        boxes = new float[pyramid.cells()][];
        probability = new float[boxes.length];
        all(1, 900, 900, 910, 910);
    }

    public HandMade gt(float... box) {
        gts.add(box);
        return this;
    }

    public HandMade all(float p, float... box) {
        for (int u = 0; u < boxes.length; u++) {
            unit(u, p, box);
        }
        return this;
    }

    HandMade unit(int u, float p, float... box) {
        boxes[u] = box;
        probability[u] = p;
        return this;
    }

    /** GT per unit as an oracle sees it, on cell centres. */
    public OracleResult by(Oracle oracle) {
        return by(oracle, 0.5f);
    }

    public OracleResult by(Oracle oracle, float offset) {
        return oracle.assign(
                RandomBatch.units(pyramid, offset, 1, false), OracleScene.of(groundTruths(), predictions(), 0));
    }

    /** GT per unit by a system's main head after any warm-up. */
    public OracleResult by(String system) {
        return by(system, -1, 0);
    }

    /** What a system's oracle says; the engine, where the catalogue has the system, must say the same. */
    public OracleResult by(String system, int epoch, int head) {
        Row row = TaskAlignedCatalogue.rows().stream()
                .filter(r -> r.system().equals(system) && r.epoch() == epoch)
                .findFirst()
                .orElseThrow();
        OracleResult expected = by(row.oracles().get(head), row.corners() ? 0 : 0.5f);
        if (TaskAlignedRandomTest.inCatalogue(system)) {
            DetectionSystem named = TaskAlignedRandomTest.system(row, 1);
            Predictions[] given = new Predictions[row.predictions()];
            Arrays.fill(given, predictions());
            try (Duet duet = Duet.engine(named, pyramid).threads(1)) {
                Assignment main = (epoch < 0 ? duet : duet.epoch(epoch)).assign(groundTruths(), given);
                Assignment of = main.head(main.headNames().get(head));
                int[] gt = new int[boxes.length];
                float[] target = new float[boxes.length];
                of.fillAssignedGt(gt);
                of.fillTargets(target);
                assertThat(gt).as(system + " by the engine").isEqualTo(expected.gt);
                for (int u = 0; u < gt.length; u++) {
                    assertThat(target[u])
                            .as(system + " by the engine, target of unit " + u)
                            .isCloseTo(expected.target[u], org.assertj.core.data.Offset.offset(1e-5f));
                }
            }
        } else {
            if (MISSING.add(system)) {
                System.out.println(system + " is not in the catalogue: only its oracle was asked");
            }
        }
        return expected;
    }

    private GroundTruths groundTruths() {
        int width = boxes[0].length;
        int[] offsets = {0, gts.size()};
        int[] labels = new int[gts.size()];
        float[] rows = flat(gts.toArray(new float[0][]), width);
        return width == 5
                ? GroundTruths.rotatedRows(rows, labels, offsets)
                : GroundTruths.ofRows(rows, labels, offsets);
    }

    private Predictions predictions() {
        int width = boxes[0].length;
        Predictions p = Predictions.of(1, boxes.length).scores(probability, 1);
        float[] rows = flat(boxes, width);
        return width == 5 ? p.rotatedBoxes(rows, BoxLayout.ROWS) : p.boxes(rows);
    }

    private static float[] flat(float[][] rows, int width) {
        float[] flat = new float[rows.length * width];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, flat, i * width, width);
        }
        return flat;
    }
}
