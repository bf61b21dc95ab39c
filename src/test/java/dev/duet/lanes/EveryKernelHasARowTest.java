package dev.duet.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.lanes.cells.CellKernelsTest;
import dev.duet.lanes.cost.CostKernelsTest;
import dev.duet.lanes.cost.QueryKernelsTest;
import dev.duet.lanes.math.MathKernelsTest;
import dev.duet.lanes.memory.MemoryKernelsTest;
import dev.duet.lanes.overlap.BlockKernelsTest;
import dev.duet.lanes.overlap.OverlapKernelsTest;
import dev.duet.lanes.select.SelectKernelsTest;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Nobody adds a kernel without a row in its package's test, and no row stays when its kernel is gone. */
class EveryKernelHasARowTest {
    private static final List<KernelRows> TESTS = List.of(
            new CellKernelsTest(),
            new CostKernelsTest(),
            new QueryKernelsTest(),
            new MathKernelsTest(),
            new MemoryKernelsTest(),
            new BlockKernelsTest(),
            new OverlapKernelsTest(),
            new SelectKernelsTest());

    @Test
    void rowsAreThoseOfThePublicMethods() throws IOException, URISyntaxException, ClassNotFoundException {
        TreeSet<String> kernels = new TreeSet<>();
        for (Class<?> type : VectorsStayInsideTest.kernels()) {
            if (Modifier.isPublic(type.getModifiers()) && !type.isRecord()) {
                for (Method method : type.getDeclaredMethods()) {
                    if (Modifier.isPublic(method.getModifiers()) && !Modifier.isAbstract(method.getModifiers())) {
                        kernels.add(name(method));
                    }
                }
            }
        }
        TreeSet<String> rows = new TreeSet<>();
        for (KernelRows test : TESTS) {
            for (String names : test.kernels()) {
                rows.addAll(List.of(names.split("; ")));
            }
        }
        assertThat(kernels).hasSizeGreaterThan(80);
        assertThat(rows).isEqualTo(kernels);
    }

    /** Class and method, with the parameters' types where a class has several of the name. */
    private static String name(Method method) {
        Class<?> type = method.getDeclaringClass();
        String name = type.getSimpleName() + "." + method.getName();
        long same = Arrays.stream(type.getDeclaredMethods())
                .filter(m -> Modifier.isPublic(m.getModifiers()) && m.getName().equals(method.getName()))
                .count();
        return same == 1
                ? name
                : name
                        + Arrays.stream(method.getParameterTypes())
                                .map(Class::getSimpleName)
                                .collect(Collectors.joining(", ", "(", ")"));
    }
}
