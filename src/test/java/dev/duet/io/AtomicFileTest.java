package dev.duet.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    Path folder;

    @Test
    void replacesTheTargetOnCommitOnly() throws IOException {
        Path target = Files.writeString(folder.resolve("t"), "old");
        try (AtomicFile file = AtomicFile.create(target)) {
            file.out().write('n');
            assertThat(target).hasContent("old");
            file.commit();
            assertThatThrownBy(file::commit).isInstanceOf(IllegalStateException.class);
        }
        assertThat(target).hasContent("n");
        assertAlone(target);
    }

    @Test
    void writesThroughLinks() throws IOException {
        Path target = Files.writeString(folder.resolve("t"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);
        try (AtomicFile file = AtomicFile.create(link)) {
            file.out().write('n');
            file.commit();
        }
        assertThat(link).isSymbolicLink();
        assertThat(target).hasContent("n");
    }

    @Test
    void saysWhyItCannotWrite() throws IOException {
        assertThatThrownBy(() -> AtomicFile.create(folder.resolve("no/where")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("no does not exist");
        assertThatThrownBy(() -> AtomicFile.create(folder))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("not a regular file");
        Path target = folder.resolve("t");
        try (AtomicFile file = AtomicFile.create(target)) {
            try (Stream<Path> files = Files.list(folder)) {
                Files.delete(files.findFirst().orElseThrow());
            }
            assertThatThrownBy(file::commit)
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("cannot be written");
        }
    }

    private void assertAlone(Path file) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }
}
