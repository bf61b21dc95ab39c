package dev.duet.assign.darknet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.Assignment;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.assign.GtOutcome;
import dev.duet.assign.stage.Channel;
import dev.duet.random.RandomBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Compares engine and oracle image by image, bit by bit: both compute in float32 in the order of the originals. */
final class SlotComparison {
    private final SlotCase row;
    private final SlotOracle oracle;
    int duets;
    int ignored;

    SlotComparison(SlotCase row, SlotOracle oracle) {
        this.row = row;
        this.oracle = oracle;
    }

    void compare(RandomBatch batch, Duet duet) {
        GroundTruths gts = row.gts(batch);
        Assignment assignment = duet.assign(gts, batch.predictions);
        for (int b = 0; b < gts.images(); b++) {
            SlotScene scene =
                    SlotScene.of(batch.pyramid, row.slots(), duet.grid().anchors, gts, batch.predictions[0], b);
            SlotResult expected = oracle.assign(scene);
            compare(row + ", image " + b + ", " + batch, expected, assignment, b, scene.labels());
        }
        duets += assignment.duets();
        ignored += assignment.ignored();
    }

    private void compare(String where, SlotResult expected, Assignment a, int image, int[] labels) {
        int units = expected.gt.length;
        int[] gt = new int[units];
        java.util.Arrays.fill(gt, SlotResult.BACKGROUND);
        float[] overlap = new float[units];
        for (int i = a.ignoredOffset(image); i < a.ignoredOffset(image + 1); i++) {
            gt[a.ignoredUnit(i)] = SlotResult.IGNORED;
            overlap[a.ignoredUnit(i)] = a.ignoredOverlap(i);
        }
        float[] objectness = new float[units];
        TreeSet<String> bits = new TreeSet<>();
        List<String> matches = new ArrayList<>();
        boolean kinds = a.duetChannels().stream().anyMatch(c -> c.name().equals("match_kind"));
        for (int d = a.offset(image); d < a.offset(image + 1); d++) {
            int u = a.unit(d);
            gt[u] = a.gt(d);
            overlap[u] = a.overlap(d);
            objectness[u] = a.target(d);
            bits.add(u + " " + labels[a.gt(d)]);
            if (kinds) {
                matches.add(u + " " + a.gt(d) + " " + (int) a.value("match_kind", d, 0));
                assertThat(a.value("box_divisor", d, 0))
                        .as("box divisor of unit %s: %s", u, where)
                        .isEqualTo(expected.divisor[u]);
            }
        }
        assertThat(gt).as("assigned GT: " + where).isEqualTo(expected.gt);
        assertThat(overlap).as("overlap: " + where).isEqualTo(expected.overlap);
        boolean smooth = oracle instanceof LayerOracle layers && layers.smooth > 0;
        for (int u = 0; u < units; u++) {
            float target = smooth && gt[u] == SlotResult.IGNORED ? overlap[u] : objectness[u];
            assertThat(target).as("objectness of unit %s: %s", u, where).isEqualTo(expected.objectness[u]);
        }
        for (int i = a.labelOffset(image); i < a.labelOffset(image + 1); i++) {
            String bit = a.labelUnit(i) + " " + a.labelClass(i);
            assertThat(bits.add(bit)).as("class bit %s twice: %s", bit, where).isTrue();
        }
        assertThat(bits).as("class bits: " + where).isEqualTo(expected.bits);
        if (kinds) {
            assertThat(matches).as("matches: " + where).isEqualTo(expected.writes);
        }
        boxes(where, expected, a, image);
        funnel(where, expected, a, image);
    }

    private void boxes(String where, SlotResult expected, Assignment a, int image) {
        boolean weighted = a.duetChannels().stream().anyMatch(c -> c.name().equals("box_weight"));
        int[] last = new int[expected.gt.length];
        java.util.Arrays.fill(last, -1);
        for (int d = a.offset(image); d < a.offset(image + 1); d++) {
            last[a.unit(d)] = d;
        }
        List<Channel> dense = a.unitChannels();
        for (int u = 0; u < last.length; u++) {
            if (last[u] < 0 && dense.isEmpty()) {
                assertThat(expected.box[u])
                        .as("box target of unit %s: %s", u, where)
                        .isNull();
                continue;
            }
            for (int k = 0; k < 4; k++) {
                if (last[u] >= 0) {
                    assertThat(a.value("box_target", last[u], k))
                            .as("box target %s of unit %s: %s", k, u, where)
                            .isEqualTo(expected.box[u][k]);
                }
                if (!dense.isEmpty()) {
                    assertThat(a.unitValue("unit_box_target", image, u, k))
                            .as("dense box target %s of unit %s: %s", k, u, where)
                            .isEqualTo(expected.box[u][k]);
                }
            }
            if (last[u] >= 0 && weighted) {
                assertThat(a.value("box_weight", last[u], 0))
                        .as("box weight of unit %s: %s", u, where)
                        .isEqualTo(expected.weight[u]);
            }
            if (!dense.isEmpty()) {
                assertThat(a.unitValue("unit_box_weight", image, u, 0))
                        .as("dense box weight of unit %s: %s", u, where)
                        .isEqualTo(expected.weight[u]);
            }
        }
    }

    private static void funnel(String where, SlotResult expected, Assignment a, int image) {
        boolean[] has = new boolean[expected.kept.length];
        for (int d = a.offset(image); d < a.offset(image + 1); d++) {
            has[a.gt(d)] = true;
        }
        for (int g = 0; g < has.length; g++) {
            int row = a.gtOffset(image) + g;
            String at = "GT " + g + " " + a.outcome(row) + ": " + where;
            assertThat(a.outcome(row) == GtOutcome.ASSIGNED).as(at).isEqualTo(has[g]);
            assertThat(a.selected(row)).as("selected, " + at).isEqualTo(expected.selected[g]);
            assertThat(a.candidates(row) > 0).as("takes part, " + at).isEqualTo(expected.kept[g]);
            if (expected.kept[g] && !has[g]) {
                assertThat(a.outcome(row))
                        .as(at)
                        .isEqualTo(expected.selected[g] > 0 ? GtOutcome.LOST : GtOutcome.NONE_SELECTED);
            }
        }
    }
}
