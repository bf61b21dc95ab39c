package dev.duet.assign.yolox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.Assignment;
import dev.duet.api.Duet;
import dev.duet.assign.detr.GlobalSystem;
import dev.duet.random.RandomBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The comparison itself: with any one rule of an oracle broken, the seeded batches tell it from the engine. */
class BrokenSimOtaRuleTest {
    private static final int SEEDS = 400;

    @TestFactory
    List<DynamicTest> isNoticed() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String system : List.of("yolox", "yolox-2021", "simota", "picodet")) {
            tests.add(broken(system, "radius", o -> o.radius += 0.25f));
            tests.add(broken(system, "box", o -> o.boxToo = !o.boxToo));
            tests.add(broken(system, "no penalty", o -> o.withoutPenalty = true));
            tests.add(broken(system, "nine overlaps", o -> o.q = 9));
            tests.add(broken(system, "rounded k", o -> o.roundedK = true));
            tests.add(broken(system, "k of free units only", o -> o.ownOverlapsOnly = true));
            tests.add(broken(system, "highest unit among equals", o -> o.highestUnit = true));
            tests.add(broken(system, "highest GT among equals", o -> o.highestGt = true));
            tests.add(broken(system, "conflict to the dearest", o -> o.dearestGt = true));
            tests.add(broken(system, "conflict among claimants", o -> o.claimantsOnly = true));
            tests.add(broken(system, "conflict to the first", o -> o.firstClaimant = true));
            tests.add(broken(system, "class weight", o -> o.classWeight *= 1.1));
            tests.add(broken(system, "overlap weight", o -> o.overlapWeight *= 1.1));
            tests.add(broken(system, "one class only", o -> o.ownClassOnly = true));
        }
        for (String system : List.of("yolox", "yolox-2021", "simota")) {
            tests.add(broken(system, "no root", o -> o.withoutRoot = true));
            tests.add(broken(system, "no objectness", o -> o.withoutObjectness = true));
            tests.add(broken(system, "epsilon", o -> o.eps *= 100));
            tests.add(broken(system, "varifocal", o -> o.varifocal = true));
        }
        tests.add(broken("picodet", "alpha", o -> o.alpha = 0.25));
        tests.add(broken("picodet", "cross-entropy", o -> o.varifocal = false));
        return tests;
    }

    private static DynamicTest broken(String system, String rule, Consumer<SimOtaOracle> change) {
        return DynamicTest.dynamicTest(system + ": " + rule, () -> {
            SimOtaOracle oracle = SimOtaOracle.of(system);
            change.accept(oracle);
            int seed = noticedAt(new GlobalSystem(system), oracle);
            System.out.println(system + ", " + rule + ": noticed at seed " + seed);
            assertThat(seed).as("first seed that notices").isBetween(0, SEEDS - 1);
        });
    }

    private static int noticedAt(GlobalSystem system, SimOtaOracle oracle) {
        SimOtaComparison comparison = new SimOtaComparison(oracle);
        for (int seed = 0; seed < SEEDS; seed++) {
            RandomBatch batch = RandomBatch.of(SimOtaRandomTest.options(system, seed), seed);
            try (Duet duet =
                    Duet.engine(system.system(batch.classes), batch.pyramid).threads(1)) {
                Assignment answer = duet.explain(true).assign(batch.gts, batch.predictions);
                comparison.compare(system.toString(), batch, answer);
            } catch (AssertionError e) {
                return seed;
            }
        }
        return SEEDS;
    }
}
