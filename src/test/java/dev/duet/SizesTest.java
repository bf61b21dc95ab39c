package dev.duet;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.duet.api.Duet;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * What a person can survey: files of at most 450 lines, packages of at most 25 files ({@code api}, which is what a program sees, may
 * have more), parameter lists of at most eight (ten in {@code lanes}, whose kernels take arrays). The lists of what is larger only ever
 * get shorter.
 */
class SizesTest {
    private static final int LINES = 450;
    private static final int FILES = 25;
    private static final int PARAMETERS = 8;
    private static final int PARAMETERS_OF_KERNELS = 10;

    private static final Set<String> LONG_FILES = Set.of();

    private static final Set<String> LARGE_PACKAGES = Set.of();

    private static final Set<String> LONG_PARAMETER_LISTS = Set.of(
            "lanes.cells.CellLanes.locate 11",
            "lanes.cells.CellWindows.distances 13",
            "lanes.cells.CellWindows.inside 11",
            "lanes.cells.CellWindows.overlaps 14",
            "lanes.cost.ClassGate.one 11",
            "lanes.cost.ClassGate.rows 11",
            "lanes.cost.QueryCost.addDistance 11",
            "lanes.cost.QueryCost.normalise 11",
            "lanes.cost.QueryCost.subtractGiou 13",
            "lanes.cost.QueryCost.unionAndIou 11",
            "lanes.cost.SoftLabel.close 15",
            "lanes.memory.Rows.columnsOfRuns 11",
            "lanes.memory.Rows.columnsOfRuns 12",
            "lanes.overlap.LatticeIou.fill 18");

    @Test
    void noFileIsLongerThanAPersonReadsAtOnce() throws IOException {
        Set<String> tooLong = new TreeSet<>();
        for (String root : new String[] {"src", "jmh"}) {
            for (Path file : SourceTree.javaFiles(root)) {
                if (Files.readAllLines(file).size() > LINES) {
                    tooLong.add(SourceTree.slashes(file));
                }
            }
        }
        assertThat(LONG_FILES).as("files of over %d lines", LINES).containsAll(tooLong);
    }

    @Test
    void noPackageHoldsMoreThanAPersonSurveys() throws IOException {
        Map<String, Integer> count = new TreeMap<>();
        for (Path file : SourceTree.javaFiles("src/main/java")) {
            count.merge(SourceTree.slashes(Path.of("src/main/java").relativize(file.getParent())), 1, Integer::sum);
        }
        count.remove("dev/duet/api");
        count.values().removeIf(n -> n <= FILES);
        assertThat(LARGE_PACKAGES)
                .as("packages of over %d files: %s", FILES, count)
                .containsAll(count.keySet());
    }

    @Test
    void noParameterListIsLongerThanACallShows() throws URISyntaxException {
        Set<String> tooLong = new TreeSet<>();
        Path classes = Path.of(
                Duet.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        for (JavaClass type : new ClassFileImporter().importPath(classes)) {
            int most = type.getPackageName().startsWith("dev.duet.lanes") ? PARAMETERS_OF_KERNELS : PARAMETERS;
            for (JavaCodeUnit unit : type.getCodeUnits()) {
                int parameters = parameters(type, unit);
                if (parameters > most && !unit.getModifiers().contains(JavaModifier.SYNTHETIC)) {
                    tooLong.add(
                            type.getName().substring("dev.duet.".length()) + "." + unit.getName() + " " + parameters);
                }
            }
        }
        assertThat(LONG_PARAMETER_LISTS)
                .as("parameter lists of over %d, or %d in lanes", PARAMETERS, PARAMETERS_OF_KERNELS)
                .containsAll(tooLong);
    }

    /** What is written between the parentheses: without the name and number of an enum's constant and without the outer object. */
    private static int parameters(JavaClass type, JavaCodeUnit unit) {
        int all = unit.getRawParameterTypes().size();
        if (!unit.isConstructor()) {
            return all;
        }
        if (type.isEnum()) {
            return all - 2;
        }
        boolean inner = type.isInnerClass() && !type.isRecord();
        return inner ? all - 1 : all;
    }
}
