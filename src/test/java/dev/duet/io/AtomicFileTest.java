package dev.duet.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
                .hasMessageContaining("it is a folder");
        assertThatThrownBy(() -> AtomicFile.create(folder.resolve("n".repeat(256))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("File name too long");
        Path circle = folder.resolve("circle");
        Files.createSymbolicLink(circle, Path.of("circle"));
        assertThatThrownBy(() -> AtomicFile.create(circle))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("links lead in a circle");
        Files.delete(circle);
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

    @Test
    void writesTheLongestNameThereIs() throws IOException {
        Path target = folder.resolve("n".repeat(255));
        try (AtomicFile file = AtomicFile.create(target)) {
            file.commit();
        }
        assertAlone(target);
    }

    @Test
    void aReplacedFileHandsItsPermissionsOn() throws IOException {
        Path target = Files.writeString(folder.resolve("t"), "old");
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-rw---x"));
        try (AtomicFile file = AtomicFile.create(target)) {
            file.commit();
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                .isEqualTo("rw-rw---x");
    }

    @Test
    void makesTheFileThatALinkNames() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("new"));
        try (AtomicFile file = AtomicFile.create(link)) {
            file.commit();
        }
        assertThat(link).isSymbolicLink();
        assertThat(folder.resolve("new")).isRegularFile();
    }

    /** A killed run's file goes, one that is being written by this or another process stays. */
    @Test
    void deletesWhatAKilledRunLeft() throws IOException, InterruptedException {
        Path stale = Files.writeString(folder.resolve(".duet-1234.tmp"), "half");
        Path other = Files.writeString(folder.resolve(".other-1234.tmp"), "theirs");
        Path held = Files.writeString(folder.resolve(".duet-5678.tmp"), "half");
        Process holder = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        HoldsALock.class.getName(),
                        held.toString())
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(holder.inputReader().readLine()).isEqualTo("held");
            try (AtomicFile first = AtomicFile.create(folder.resolve("a"));
                    AtomicFile second = AtomicFile.create(folder.resolve("b"))) {
                assertThat(stale).doesNotExist();
                assertThat(other).exists();
                assertThat(held).exists();
                first.commit();
                second.commit();
            }
        } finally {
            holder.destroyForcibly().waitFor();
        }
        AtomicFile.check(folder.resolve("c"));
        assertThat(held).doesNotExist();
        assertThat(folder.resolve("c")).doesNotExist();
    }

    private void assertAlone(Path file) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }
}
