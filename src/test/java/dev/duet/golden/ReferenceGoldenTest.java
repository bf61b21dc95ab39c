package dev.duet.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The reference meets every reference case that the fast strategies meet, with the same tolerances. */
class ReferenceGoldenTest {
    @TestFactory
    List<DynamicTest> golden() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path folder : GoldenTest.list(GoldenTest.GOLDEN, Files::isDirectory)) {
            String system = folder.getFileName().toString();
            CaseFamily family = GoldenTest.FAMILIES.stream()
                    .filter(f -> f.handles(system))
                    .findFirst()
                    .orElseThrow();
            tests.add(DynamicTest.dynamicTest(system, () -> Engines.byReference(() -> run(family, folder))));
        }
        return tests;
    }

    private static void run(CaseFamily family, Path folder) {
        List<String> failures = new ArrayList<>();
        for (Path file : GoldenTest.list(folder, f -> f.toString().endsWith(".npz"))) {
            try {
                family.check(GoldenCase.read(file));
            } catch (AssertionError | RuntimeException e) {
                failures.add(file.getFileName() + ": " + e);
            }
        }
        assertThat(failures).isEmpty();
    }
}
