package dev.duet.assign.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Every system, carried out by its fast strategy and by the reference: all decisions are the same but those that hang on rounding, which
 * shows when the predictions are moved by a few units in the last place; all numbers are near. Seeds: {@code -Drandom.seeds}.
 */
@Tag("widths")
class ReferenceRandomTest {
    private static final int SEEDS = Integer.getInteger("random.seeds", 17);

    @TestFactory
    List<DynamicTest> fastStrategiesMeetTheReference() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Row row : Row.all()) {
            tests.add(DynamicTest.dynamicTest(row.name(), () -> {
                Comparison comparison = new Comparison(row);
                for (long seed = 0; seed < SEEDS; seed++) {
                    comparison.compare(seed);
                }
                System.out.println("reference, " + row.name() + ": " + comparison.images + " images, "
                        + comparison.duets + " duets, " + comparison.tight + " images hang on rounding, "
                        + comparison.equal
                        + " have equally cheap matchings");
                assertThat(comparison.duets).isPositive();
                assertThat(comparison.tight).isLessThanOrEqualTo(2 + comparison.images / 6);
                assertThat(comparison.equal).isLessThanOrEqualTo(2 + comparison.images / 6);
            }));
        }
        return tests;
    }
}
