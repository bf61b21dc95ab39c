package dev.duet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.Duet;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires.Modifier;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolvedModule;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whoever depends on the engine gets the engine: programs in processes of their own that have Duet's classes and no library, on the
 * class path and as modules.
 */
class LibraryTest {
    private static final Path PROGRAMS = Path.of("src/test/resources/programs");

    private static final String ADD = ": add it to the class path, or to the module path with --add-modules ";
    private static final String FASTUTIL =
            "reading labels needs it.unimi.dsi:fastutil-core" + ADD + "it.unimi.dsi.fastutil.core";
    private static final String JACKSON = "JSON needs tools.jackson.core:jackson-core" + ADD + "tools.jackson.core";

    @TempDir
    static Path folder;

    /** Duet's classes with the module's descriptor, and the programs'. */
    private static Path duet;

    private static Path programs;

    @BeforeAll
    static void compile() throws IOException, URISyntaxException {
        duet = Path.of(
                Duet.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (!Files.exists(duet.resolve("module-info.class"))) { // compiled without Maven
            Path copy = folder.resolve("duet");
            copy(duet, copy);
            javac(System.getProperty("java.class.path"), copy, Path.of("src/main/java/module-info.java"));
            duet = copy;
        }
        programs = folder.resolve("programs");
        Path[] sources;
        try (Stream<Path> files = Files.walk(PROGRAMS)) {
            sources = files.filter(Files::isRegularFile).toArray(Path[]::new);
        }
        javac(duet.toString(), programs, sources);
    }

    @Test
    void theModuleRequiresTheVectorModuleAlone() throws IOException {
        try (InputStream in = Files.newInputStream(duet.resolve("module-info.class"))) {
            assertThat(ModuleDescriptor.read(in).requires().stream()
                            .filter(required -> !required.modifiers().contains(Modifier.STATIC))
                            .map(ModuleDescriptor.Requires::name))
                    .containsExactlyInAnyOrder("java.base", "jdk.incubator.vector");
        }
    }

    @Test
    void theGraphOfTheModuleIsTheEngine() {
        Configuration graph = Configuration.resolve(
                ModuleFinder.of(duet), List.of(Configuration.empty()), ModuleFinder.ofSystem(), List.of("dev.duet"));
        assertThat(graph.modules().stream().map(ResolvedModule::name))
                .containsExactlyInAnyOrder("dev.duet", "java.base", "jdk.incubator.vector");
    }

    @Test
    void theEngineRunsWithoutALibrary() throws IOException, InterruptedException {
        String said = "48 duets of GT 0: 48 units";
        assertThat(onClassPath("programs.Engine")).containsExactly(said);
        assertThat(asModules("programs.Engine")).containsExactly(said);
    }

    @Test
    void aPartThatLacksItsLibraryNamesIt() throws IOException, InterruptedException {
        String[] missing = {
            "COCO: " + FASTUTIL,
            "YOLO: " + FASTUTIL,
            "recipe: " + JACKSON,
            "recipe's text: " + JACKSON,
            "comparison: " + JACKSON,
            "GIF: the size of a WebP, TIFF, BMP or GIF photo needs com.drewnoakes:metadata-extractor" + ADD
                    + "metadata.extractor",
            "html: done",
            "svg: done"
        };
        assertThat(onClassPath("programs.Parts")).startsWith(missing).contains("png: done");
        assertThat(asModules("programs.Parts"))
                .startsWith(missing)
                .contains("png: PNG needs " + module("java.desktop"));
    }

    @Test
    void aReaderNamesWhatItLacksBesideTheColumnsItFills() throws IOException, InterruptedException, URISyntaxException {
        Path fastutil = Path.of(IntArrayList.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        assertThat(asModules("programs.Parts", fastutil, "it.unimi.dsi.fastutil.core"))
                .startsWith("COCO: " + JACKSON)
                .endsWith(
                        "YOLO with names: data.yaml needs org.yaml:snakeyaml" + ADD + "org.yaml.snakeyaml",
                        "VOC: Pascal VOC needs " + module("java.xml"));
    }

    private static String module(String name) {
        return "the module " + name
                + " of the JDK, which this Java runs without: add it to the runtime image, or start java"
                + " with --add-modules " + name;
    }

    private static List<String> onClassPath(String main) throws IOException, InterruptedException {
        return java(List.of("--add-modules=jdk.incubator.vector", "-cp", duet + File.pathSeparator + programs, main));
    }

    private static List<String> asModules(String main) throws IOException, InterruptedException {
        return asModules(main, programs, "jdk.incubator.vector");
    }

    /** As in a runtime image of just these modules. */
    private static List<String> asModules(String main, Path library, String modules)
            throws IOException, InterruptedException {
        return java(List.of(
                "--limit-modules=programs," + modules,
                "--add-modules=" + modules,
                "-p",
                duet + File.pathSeparator + programs + File.pathSeparator + library,
                "-m",
                "programs/" + main));
    }

    private static List<String> java(List<String> options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(options);
        command.add(folder.resolve("files").toString());
        Process run = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> said = run.inputReader().lines().toList();
        assertThat(run.waitFor()).as("exit code; %s", said).isZero();
        return said.stream()
                .filter(line -> !line.contains("Using incubator modules"))
                .toList();
    }

    private static void javac(String modulePath, Path out, Path... sources) {
        List<String> options =
                new ArrayList<>(List.of("-proc:none", "-nowarn", "-d", out.toString(), "-p", modulePath));
        for (Path source : sources) {
            options.add(source.toString());
        }
        int code = ToolProvider.getSystemJavaCompiler().run(null, null, null, options.toArray(String[]::new));
        assertThat(code).as("javac %s", options).isZero();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
