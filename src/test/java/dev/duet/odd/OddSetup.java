package dev.duet.odd;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.Pyramid;
import dev.duet.api.Systems;
import dev.duet.assign.Strategy.Input;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Head;
import dev.duet.assign.stage.Recipe;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What the batches of one group have in common, made from the group's number: system, settings, epoch, pyramid, classes, and whether
 * claims are kept.
 */
final class OddSetup {
    final DetectionSystem system;
    final int epoch;
    final Pyramid pyramid;
    final boolean explain;
    /** Images of so many GTs that all workers share them. */
    final boolean crowded;
    /** An image larger than most. */
    final boolean large;
    /** GTs carry what else the system reads of them: weights, shares of the image, regions to ignore. */
    final boolean extras;
    /** What any head reads, and how many predictions the heads have between them. */
    final Set<Recipe.Need> needs = EnumSet.noneOf(Recipe.Need.class);

    final int predictions;
    final boolean rotated;

    OddSetup(long group) {
        SplittableRandom random = new SplittableRandom(group * 0x9E3779B97F4A7C15L + 5);
        List<DetectionSystem> all = Systems.list();
        DetectionSystem named = all.get((int) Math.floorMod(group, (long) all.size()))
                .classes(1 + random.nextInt(random.nextInt(8) == 0 ? 100 : 4));
        system = random.nextBoolean() ? named : OddSettings.some(named, random);
        epoch = system.recipe().warmUpEpochs() > 0 && random.nextBoolean() ? 0 : Integer.MAX_VALUE;
        explain = random.nextBoolean();
        crowded = random.nextInt(12) == 0;
        large = random.nextInt(16) == 0;
        pyramid = pyramid(random);
        extras = random.nextInt(3) == 0;
        int most = 0;
        for (Head head : system.recipe().at(epoch)) {
            needs.addAll(head.recipe().needs());
            most = Math.max(most, head.predictions() + 1);
        }
        predictions = most;
        rotated = system.recipe().at(epoch).get(0).recipe().rotated();
    }

    private Pyramid pyramid(SplittableRandom random) {
        int most = large ? 384 : system.geometry().slots() > 3 ? 96 : 160;
        int height = random.nextInt(3) == 0 ? 1 + random.nextInt(most) : 32 * (1 + random.nextInt(most / 32));
        int width = random.nextInt(3) == 0 ? 1 + random.nextInt(most) : 32 * (1 + random.nextInt(most / 32));
        if (system.geometry().strides().length == 0) {
            return Pyramid.queries(height, width, 1 + random.nextInt(100));
        }
        Pyramid plain = Pyramid.of(height, width, system.geometry().strides());
        if (system.geometry().anchors() == null || random.nextInt(4) > 0) {
            return plain;
        }
        OddValues odd = new OddValues(random);
        float[] anchors = system.geometry().anchors().clone();
        for (int i = 0; i < anchors.length; i++) {
            anchors[i] *= (float) Math.exp(4 * random.nextDouble() - 2);
            if (random.nextInt(20) == 0) {
                anchors[i] = odd.length(random.nextInt(50) > 0);
            }
        }
        return plain.anchors(anchors);
    }

    /** True if the system is one of a line of names. */
    boolean readsWeights() {
        return extras && system.reads(Input.WEIGHTS);
    }

    boolean readsShares() {
        return extras && system.reads(Input.SHARES);
    }

    boolean readsRegions() {
        return extras && system.reads(Input.REGIONS_TO_IGNORE);
    }

    Duet engine(int threads, boolean explaining) {
        return Duet.engine(system, pyramid).epoch(epoch).threads(threads).explain(explaining);
    }

    /** Some pixel of every unit: its point, or any. */
    static float[][] points(UnitGrid grid, SplittableRandom random) {
        float[][] points = new float[2][grid.units];
        for (int u = 0; u < grid.units; u++) {
            int l = grid.level(u);
            points[0][u] = l < 0 ? random.nextInt(grid.imageWidth) : grid.point(l, grid.column(l, u));
            points[1][u] = l < 0 ? random.nextInt(grid.imageHeight) : grid.point(l, grid.row(l, u));
        }
        return points;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(system.name());
        for (var setting : system.settings().list()) {
            Object value = system.settings().value(setting.key());
            if (!value.equals(setting.value())) {
                text.append(' ').append(setting.key()).append('=').append(value);
            }
        }
        return text + (epoch == 0 ? ", epoch 0, " : ", ") + pyramid.imageHeight() + "x" + pyramid.imageWidth() + ", "
                + system.classes() + " classes" + (explain ? ", explained" : "") + (crowded ? ", crowded" : "");
    }
}
