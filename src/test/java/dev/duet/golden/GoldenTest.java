package dev.duet.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every reference case below {@code -Dgolden.dir} (default: the copies under src/test/resources) and, with {@code -Dreal.dir},
 * every case made from trained detectors on photographs.
 */
@Tag("widths")
class GoldenTest {
    static final List<CaseFamily> FAMILIES = List.of(
            new TaskAlignedCases(),
            new DarknetCases(),
            new AnchorMatchCases(),
            new DenseCases(),
            new CentreCellCases(),
            new SimOtaCases(),
            new OtaLossCases(),
            new TransportCases());

    static final Path GOLDEN = Path.of(System.getProperty("golden.dir", "src/test/resources/golden"));
    private static final String REAL = System.getProperty("real.dir", "");

    @TestFactory
    List<DynamicTest> golden() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path folder : list(GOLDEN, Files::isDirectory)) {
            String system = folder.getFileName().toString();
            CaseFamily family =
                    FAMILIES.stream().filter(f -> f.handles(system)).findFirst().orElse(null);
            tests.add(DynamicTest.dynamicTest(system, () -> {
                assertThat(family).as("what runs the cases of " + system).isNotNull();
                run(system, family, folder);
            }));
        }
        return tests;
    }

    private static void run(String system, CaseFamily family, Path folder) {
        List<String> failures = new ArrayList<>();
        int cases = 0;
        for (Path file : list(folder, f -> f.toString().endsWith(".npz"))) {
            cases++;
            try {
                family.check(GoldenCase.read(file));
            } catch (AssertionError | RuntimeException e) {
                failures.add(file.getFileName() + ": " + e);
            }
        }
        System.out.println("golden " + system + ": " + (cases - failures.size()) + " of " + cases);
        assertThat(failures).isEmpty();
    }

    @TestFactory
    List<DynamicTest> real() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        if (REAL.isEmpty()) {
            return tests;
        }
        for (Path file : list(Path.of(REAL), f -> f.toString().endsWith(".expected.npz"))) {
            NpzArrays expected = NpzArrays.read(file);
            Path input = file.resolveSibling(file.getFileName().toString().replace(".expected", ""));
            for (CaseFamily family : FAMILIES) {
                for (String prefix : family.realPrefixes()) {
                    if (expected.has(prefix + "assigned_gt") || expected.has(prefix + "match_gt")) {
                        String name = input.getFileName() + " " + prefix + "*";
                        tests.add(DynamicTest.dynamicTest(name, () -> {
                            family.checkReal(prefix, GoldenCase.read(input), expected);
                            System.out.println("real " + name + ": exact");
                        }));
                    }
                }
            }
        }
        return tests;
    }

    @Test
    void thereAreCases() {
        assertThat(list(GOLDEN, Files::isDirectory))
                .as("folders below " + GOLDEN)
                .isNotEmpty();
    }

    static List<Path> list(Path folder, java.util.function.Predicate<Path> filter) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(filter).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(folder.toString(), e);
        }
    }
}
