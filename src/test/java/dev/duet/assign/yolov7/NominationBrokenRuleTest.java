package dev.duet.assign.yolov7;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.Assignment;
import dev.duet.api.Duet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The comparison itself: with any one rule of the oracle broken, the seeded batches tell it from the engine. */
class NominationBrokenRuleTest {
    private static final int SEEDS = 200;
    private static final NominationCase LEAD = new NominationCase("yolov7", "");
    private static final NominationCase COARSE = new NominationCase("yolov7-aux", "coarse-to-fine");

    @TestFactory
    Stream<DynamicTest> isNoticed() {
        Map<String, Consumer<NominationRule>> breaks = new LinkedHashMap<>();
        breaks.put("anchors up to 4.2 times", r -> r.anchorT *= 1.05f);
        breaks.put("nearer neighbours only", r -> r.reach *= .95f);
        breaks.put("one overlap more summed", r -> r.q++);
        breaks.put("class weight", r -> r.clsWeight *= 1.1);
        breaks.put("overlap weight", r -> r.iouWeight *= 1.1);
        breaks.put("share of the overlap in the target", r -> r.gr *= .99);
        breaks.put("the height for both axes", r -> r.scaling = NominationRule.Scaling.HEIGHT);
        breaks.put("width and height", r -> r.scaling = NominationRule.Scaling.IMAGE);
        breaks.put("GTs see their own columns only", r -> r.ownColumns = true);
        breaks.put("a unit is one column", r -> r.unitsOnce = true);
        breaks.put("list GT by GT", r -> r.gtByGt = true);
        breaks.put("k rounded", r -> r.rounded = true);
        breaks.put("conflicts among claimants only", r -> r.claimantsOnly = true);
        breaks.put("the later of equal GTs", r -> r.laterGt = true);
        breaks.put("the later of equal columns", r -> r.laterColumn = true);
        breaks.put("losers keep columns", r -> r.losersKeep = true);
        breaks.put("no objectness", r -> r.noObjectness = true);
        breaks.put("no square root", r -> r.noRoot = true);
        breaks.put("own class only", r -> r.ownClass = true);
        breaks.put("target of the first match", r -> r.firstMatch = true);
        breaks.put("target is the plain overlap", r -> r.plainTarget = true);
        breaks.put("target scaled as the matching is", r -> r.scaledTarget = true);
        Stream<DynamicTest> rules = breaks.entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> noticed(LEAD, LEAD, e.getValue())));
        Stream<DynamicTest> guides = Stream.of(
                DynamicTest.dynamicTest(
                        "auxiliary head as the lead",
                        () -> noticed(COARSE, new NominationCase("yolov7-aux", "lead"), r -> {})),
                DynamicTest.dynamicTest(
                        "auxiliary head as coarse candidates",
                        () -> noticed(new NominationCase("yolov7-aux", "lead"), COARSE, r -> {})),
                DynamicTest.dynamicTest(
                        "independent head on the lead's predictions",
                        () -> noticed(
                                new NominationCase("yolov7-aux", "independent"),
                                new NominationCase("yolov7-aux", "lead"),
                                r -> {})));
        return Stream.concat(rules, guides);
    }

    /** Runs the engine as one case, the oracle as another with a broken rule. */
    private static void noticed(NominationCase run, NominationCase meant, Consumer<NominationRule> broken) {
        int seed = 0;
        String how = "";
        while (seed < SEEDS && how.isEmpty()) {
            NominationBatch batch = NominationBatch.of(run, seed);
            NominationRule rule = run.rule(seed);
            try (Duet duet = Duet.engine(run.engine(rule, batch.classes), batch.pyramid)
                    .threads(1)
                    .explain(true)) {
                Assignment answer = duet.assign(batch.gts, batch.predictions);
                broken.accept(rule);
                new NominationComparison().compare(meant, rule, batch, answer);
                seed++;
            } catch (AssertionError e) {
                how = e.getMessage().strip().lines().findFirst().orElse("?");
            }
        }
        assertThat(how).as("noticed within %s seeds", SEEDS).isNotEmpty();
    }
}
