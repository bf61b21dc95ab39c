package dev.duet.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.lanes.memory.Lanes;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A vector never crosses a call of ours. Only the library's own methods are always inlined; where C2 leaves out a call that takes or
 * returns vectors, each becomes an object, and whether it does depends on what was compiled before.
 */
class VectorsStayInsideTest {
    /** Made once, when a kernel's class is initialised. */
    private static final Set<String> HARMLESS =
            Set.of("jdk.incubator.vector.VectorSpecies", "jdk.incubator.vector.VectorShuffle");

    @Test
    void noMethodTakesOrReturnsAVector() throws IOException, URISyntaxException, ClassNotFoundException {
        List<String> guilty = new ArrayList<>();
        List<Class<?>> kernels = kernels();
        for (Class<?> kernel : kernels) {
            for (Method method : kernel.getDeclaredMethods()) {
                boolean crosses = Stream.concat(
                                Stream.of(method.getReturnType()), Stream.of(method.getParameterTypes()))
                        .map(Class::getName)
                        .anyMatch(name -> name.startsWith("jdk.incubator.vector.") && !HARMLESS.contains(name));
                if (crosses) {
                    guilty.add(kernel.getSimpleName() + "." + method.getName());
                }
            }
        }
        assertThat(kernels).hasSizeGreaterThan(30);
        assertThat(guilty).isEmpty();
    }

    static List<Class<?>> kernels() throws IOException, URISyntaxException, ClassNotFoundException {
        Path lanes = Path.of(Lanes.class.getResource("Lanes.class").toURI())
                .getParent()
                .getParent();
        Path root = lanes.getParent().getParent().getParent();
        List<Class<?>> classes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(lanes)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                String name = root.relativize(file).toString().replace(File.separatorChar, '.');
                classes.add(Class.forName(name.substring(0, name.length() - ".class".length())));
            }
        }
        return classes;
    }
}
