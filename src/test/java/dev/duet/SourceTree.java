package dev.duet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of the repository, for tests that look at them rather than at what they do. Tests run in its root. */
final class SourceTree {
    private SourceTree() {}

    static List<Path> javaFiles(String root) throws IOException {
        try (Stream<Path> walk = Files.walk(Path.of(root))) {
            return walk.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }

    static String slashes(Path path) {
        return path.toString().replace('\\', '/');
    }
}
