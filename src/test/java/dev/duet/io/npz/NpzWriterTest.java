package dev.duet.io.npz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.duet.io.DataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpzWriterTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsBackWhatItWrote(boolean deflate) {
        SplittableRandom random = new SplittableRandom(3);
        float[] floats = new float[50_000]; // several chunks
        for (int i = 0; i < floats.length; i++) {
            floats[i] = Float.intBitsToFloat(random.nextInt(0x7F80_0000));
        }
        Path file = folder.resolve("a.npz");
        try (NpzWriter npz = NpzWriter.create(file, deflate)) {
            npz.put("f", floats, 5, 10_000).put("d", new double[] {1.0 / 3}).put("i", new int[0], 0, 3);
            npz.put("l", new long[] {Long.MIN_VALUE, 5}).put("b", new byte[] {0, -1}, 2, 1);
            npz.put("s", new String[] {"é", "", "\uD83D\uDEB2x", "a\uD800", "a\uDBFF"}, 5)
                    .put("none", new String[0]);
            npz.commit();
        }
        try (Npz npz = Npz.open(file)) {
            assertThat(npz.names()).containsExactly("f", "d", "i", "l", "b", "s", "none");
            assertThat(npz.floats("f", 5, 10_000)).containsExactly(floats);
            assertThat(npz.doubles("d", 1)).containsExactly(1.0 / 3);
            assertThat(npz.ints("i", 0, 3)).isEmpty();
            assertThat(npz.longs("l", 2)).containsExactly(Long.MIN_VALUE, 5);
            assertThat(npz.ints("b", 2, 1)).containsExactly(0, 255);
            assertThat(npz.strings("s")).containsExactly("é", "", "\uD83D\uDEB2x", "a\uD800", "a\uDBFF");
            assertThat(npz.strings("none")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void numpyReadsIt(boolean deflate) throws Exception {
        assumeTrue(python("import numpy").isEmpty(), "python3 with numpy");
        Path file = folder.resolve("n.npz");
        try (NpzWriter npz = NpzWriter.create(file, deflate)) {
            npz.put("f", new float[] {1.5f, -2}, 1, 2).put("i", new int[] {7}).put("l", new long[] {1L << 40});
            npz.put("d", new double[] {0.1}).put("u", new byte[] {-1}).put("s", new String[] {"ä", "bc"});
            npz.commit();
        }
        String script = "import numpy as np; z = np.load('" + file + "')\n"
                + "assert z['f'].tolist() == [[1.5, -2]] and z['f'].dtype == np.float32\n"
                + "assert z['i'].tolist() == [7] and z['i'].dtype == np.int32\n"
                + "assert z['l'].tolist() == [2**40] and z['l'].dtype == np.int64\n"
                + "assert z['d'].tolist() == [0.1] and z['u'].tolist() == [255] and z['u'].dtype == np.uint8\n"
                + "assert z['s'].tolist() == ['\\u00e4', 'bc']\n";
        assertThat(python(script)).isEmpty();
    }

    @Test
    void sameArraysGiveTheSameBytes() throws IOException {
        for (String name : new String[] {"x", "y"}) {
            try (NpzWriter npz = NpzWriter.create(folder.resolve(name), true)) {
                npz.put("a", new int[] {1, 2}).commit();
            }
        }
        assertThat(folder.resolve("x")).hasSameBinaryContentAs(folder.resolve("y"));
    }

    @Test
    void leavesNothingBehindWithoutCommit() throws IOException {
        Path old = Files.writeString(folder.resolve("old.npz"), "old");
        try (NpzWriter npz = NpzWriter.create(old, true)) {
            npz.put("a", new int[] {1});
        }
        assertThat(old).hasContent("old");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(old);
        }
    }

    @Test
    void refusesTextsThatItsReaderWouldNotRead() {
        try (NpzWriter npz = NpzWriter.create(folder.resolve("long.npz"), true)) {
            assertThatThrownBy(() -> npz.putNames("image_names", List.of("n".repeat(4097))))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining(
                            "long.npz: cannot hold a text of 4097 characters in 'image_names'; at most 4096");
        }
    }

    @Test
    void refusesWrongShapesAndRepeatedNames() {
        try (NpzWriter npz = NpzWriter.create(folder.resolve("w.npz"), true)) {
            assertThatThrownBy(() -> npz.put("a", new int[3], 2, 2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("array 'a' has 3 elements, not (2, 2)");
            assertThatThrownBy(() -> npz.put("a", new int[3], -1)).isInstanceOf(IllegalArgumentException.class);
            npz.put("a", new int[1]);
            assertThatThrownBy(() -> npz.put("a", new int[1])).hasMessageContaining("twice");
        }
    }

    /** Runs a script; empty if it succeeded, else what it printed. */
    private static String python(String script) throws InterruptedException {
        try {
            Process process = new ProcessBuilder("python3", "-c", script)
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            return ended && process.exitValue() == 0 ? "" : "failed: " + output;
        } catch (IOException e) {
            return "cannot be started: " + e;
        }
    }
}
