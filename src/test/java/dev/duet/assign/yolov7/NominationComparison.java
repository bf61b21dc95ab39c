package dev.duet.assign.yolov7;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.Assignment;
import dev.duet.api.Funnel;
import dev.duet.assign.GtOutcome;
import dev.duet.assign.yolov5.MatchOracle.Match;
import dev.duet.assign.yolov7.NominationCase.Head;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Compares what the engine found with the rule: every decision exactly, in the original's order, every number within its rounding. */
final class NominationComparison {
    /** Decisions nearer than this may go either way in float32, where boxes are read, and where they are decoded from raw outputs. */
    private static final double TIGHT_READ = 1e-5;

    private static final double TIGHT_DECODED = 1e-4;

    /** A duet as it must come: the oracle of its image, its column and its GT. */
    private record Duet(int image, NominationOracle oracle, int column, int gt) {
        Match match() {
            return oracle.columns.get(column);
        }
    }

    int images;
    int tight;
    int duets;
    int contested;
    int withoutColumn;

    /** All heads of a batch, whose lead follows {@code rule}. */
    void compare(NominationCase row, NominationRule rule, NominationBatch batch, Assignment assignment) {
        List<Head> heads = row.heads(rule);
        assertThat(assignment.headNames())
                .isEqualTo(heads.stream().map(Head::name).toList());
        for (Head head : heads) {
            Assignment actual = assignment.head(head.name());
            String where = row + ", head " + head.name() + ", " + batch;
            NominationOracle[] oracles = new NominationOracle[batch.gts.images()];
            boolean[] told = new boolean[oracles.length];
            for (int b = 0; b < oracles.length; b++) {
                oracles[b] = new NominationOracle(batch.scene(b, head.predictions()), head.rule());
                told[b] = oracles[b].margin >= (batch.raw ? TIGHT_DECODED : TIGHT_READ);
                images++;
                tight += told[b] ? 0 : 1;
                if (told[b]) {
                    gts("image " + b + ", " + where, actual, b, oracles[b]);
                    claims("image " + b + ", " + where, actual, b, oracles[b]);
                    listed("image " + b + ", " + where, actual, b, oracles[b], batch.raw);
                }
            }
            batchOrder(where, actual, oracles, told);
        }
    }

    /** k, selected, lost and gained of every GT: what --explain shows. */
    private void gts(String where, Assignment actual, int image, NominationOracle expected) {
        Funnel funnel = Funnel.of(actual, image);
        assertThat(funnel.gts()).as("GTs: " + where).isEqualTo(expected.k.length);
        for (int g = 0; g < expected.k.length; g++) {
            String at = "GT " + g + ", " + where;
            boolean[] claimed = expected.claimed[g];
            boolean[] matched = expected.matched[g];
            int gt = g;
            int nominated =
                    (int) expected.columns.stream().filter(c -> c.gt() == gt).count();
            int lost = count(claimed, matched);
            assertThat(funnel.wanted(g)).as("k: " + at).isEqualTo(expected.k[g]);
            assertThat(funnel.candidates(g)).as("nominated: " + at).isEqualTo(nominated);
            assertThat(funnel.selected(g)).as("selected: " + at).isEqualTo(count(claimed, null));
            assertThat(funnel.units(g)).as("units: " + at).isEqualTo(count(matched, null));
            assertThat(funnel.lost(g)).as("lost: " + at).isEqualTo(lost);
            assertThat(funnel.gained(g)).as("gained: " + at).isEqualTo(count(matched, claimed));
            assertThat(funnel.lostTo(g).values().stream().mapToInt(n -> n).sum())
                    .as("lost to others: " + at)
                    .isEqualTo(lost);
            assertThat(funnel.outcome(g) == GtOutcome.ASSIGNED)
                    .as(funnel.outcome(g) + ": " + at)
                    .isEqualTo(count(matched, null) > 0);
            contested += lost;
            withoutColumn += nominated == 0 ? 1 : 0;
        }
    }

    /** How many are in one and not in the other. */
    private static int count(boolean[] in, boolean[] notIn) {
        return (int) IntStream.range(0, in.length)
                .filter(j -> in[j] && (notIn == null || !notIn[j]))
                .count();
    }

    /** Pairs of unit and GT, as often as selected. */
    private static void claims(String where, Assignment actual, int image, NominationOracle expected) {
        List<String> found = new ArrayList<>();
        for (int i = actual.claimOffset(image); i < actual.claimOffset(image + 1); i++) {
            found.add(actual.claimUnit(i) + ":" + actual.claimGt(i));
        }
        List<String> meant = new ArrayList<>();
        for (int g = 0; g < expected.k.length; g++) {
            for (int j = 0; j < expected.unit.length; j++) {
                if (expected.claimed[g][j]) {
                    meant.add(expected.unit[j] + ":" + g);
                }
            }
        }
        found.sort(null);
        meant.sort(null);
        assertThat(found.toString()).as("claims: " + where).isEqualTo(meant.toString());
    }

    private void listed(String where, Assignment actual, int image, NominationOracle expected, boolean raw) {
        int from = actual.offset(image);
        List<Duet> list = list(image, expected);
        int[][] found = new int[actual.offset(image + 1) - from][];
        Arrays.setAll(found, d -> new int[] {actual.unit(from + d), actual.gt(from + d), actual.group(from + d)});
        int[][] meant = list.stream()
                .map(d ->
                        new int[] {expected.unit[d.column()], d.gt(), d.match().level()})
                .toArray(int[][]::new);
        assertThat(Arrays.deepToString(found)).as("unit, GT, level: " + where).isEqualTo(Arrays.deepToString(meant));
        for (int i = 0; i < list.size(); i++) {
            int j = list.get(i).column();
            int g = list.get(i).gt();
            String at = "duet " + i + ", " + where;
            double rounding = (raw ? 5e-5 : 2e-6) + expected.rounding[g][j];
            close("overlap: " + at, actual.overlap(from + i), expected.overlap[g][j], rounding);
            close(
                    "CIoU: " + at,
                    actual.value("match_ciou", from + i, 0),
                    expected.ciou[g][j],
                    2 * rounding + expected.shake[g][j]);
            close("target: " + at, actual.target(from + i), expected.target[j], 2 * rounding + most(expected, j));
            duets++;
        }
    }

    /** The most that rounding does to any match of a column's unit: the last of them wrote the target. */
    private static double most(NominationOracle expected, int column) {
        double most = 0;
        for (int j = 0; j < expected.unit.length; j++) {
            for (int g = 0; g < expected.k.length; g++) {
                if (expected.unit[j] == expected.unit[column] && expected.matched[g][j]) {
                    most = Math.max(most, expected.shake[g][j]);
                }
            }
        }
        return most;
    }

    private static void close(String what, float actual, double expected, double rounding) {
        if (!(Math.abs(actual - expected) <= rounding)) {
            throw new AssertionError(what + ": expected " + expected + ", got " + actual);
        }
    }

    private static List<Duet> list(int image, NominationOracle oracle) {
        List<Duet> list = new ArrayList<>();
        for (int j = 0; j < oracle.unit.length; j++) {
            for (int g = 0; g < oracle.k.length; g++) {
                if (oracle.matched[g][j]) {
                    list.add(new Duet(image, oracle, j, g));
                }
            }
        }
        return list;
    }

    /** The order of the whole batch, level by level, inside it image by image; images too tight to tell are left out on both sides. */
    private static void batchOrder(String where, Assignment actual, NominationOracle[] oracles, boolean[] told) {
        List<Duet> all = new ArrayList<>();
        for (int b = 0; b < oracles.length; b++) {
            if (told[b]) {
                all.addAll(list(b, oracles[b]));
            }
        }
        all.sort(java.util.Comparator.comparingInt(d -> d.match().level())); // stable
        List<String> meant = all.stream()
                .map(d -> d.image() + ":" + d.oracle().unit[d.column()] + ":" + d.gt())
                .toList();
        int[] order = new int[actual.duets()];
        actual.originalOrder(order);
        List<String> found = new ArrayList<>();
        for (int d : order) {
            int image = 0;
            while (actual.offset(image + 1) <= d) {
                image++;
            }
            if (told[image]) {
                found.add(image + ":" + actual.unit(d) + ":" + actual.gt(d));
            }
        }
        assertThat(found.toString()).as("order of the batch: " + where).isEqualTo(meant.toString());
    }
}
