package dev.duet.io.npz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duet.io.DataException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads files written by numpy (src/test/python/make_io_fixtures.py). */
class NpzTest {
    private static final Path FIXTURES = Path.of("src/test/resources/io");
    private static final float[] HALVES = {0.5f, -2, 65504, 0x1p-24f, Float.POSITIVE_INFINITY, -0.0f};

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"stored.npz", "deflated.npz"})
    void readsEveryTypeAsItShould(String file) {
        try (Npz npz = Npz.open(FIXTURES.resolve(file))) {
            for (String name : new String[] {"f2", "f4", "f8", "f2_big", "f4_big", "f8_big"}) {
                assertThat(npz.floats(name, 2, 3)).as(name).containsExactly(HALVES);
                assertThat(npz.doubles(name, 2, -1)).as(name).hasSize(6).contains(65504.0, 0x1p-24);
            }
            for (String name : new String[] {"i1", "i2", "i4", "i8", "i4_big", "i8_big"}) {
                assertThat(npz.ints(name, 5)).as(name).containsExactly(-128, -1, 0, 1, 127);
                assertThat(npz.longs(name)).as(name).containsExactly(-128, -1, 0, 1, 127);
            }
            assertThat(npz.ints("u1")).containsExactly(0, 127, 128, 255);
            assertThat(npz.ints("b1")).containsExactly(1, 0, 1);
            assertThat(npz.longs("i8_large")).containsExactly(0, 1L << 31);
            assertThat(npz.strings("text", 3)).containsExactly("person", "", "Fahrrad \uD83D\uDEB2");
            assertThat(npz.strings("text_big")).containsExactly("a", "bc");
            assertThat(npz.floats("scalar")).containsExactly(1.5f);
            assertThat(npz.info("scalar").shape()).isEmpty();
            assertThat(npz.floats("empty", -1, 4)).isEmpty();
            assertThat(npz.floats("fortran_row", 1, 3)).containsExactly(0, 1, 2);
            assertThat(npz.floats("fortran", 2, 3)).containsExactly(0, 1, 2, 3, 4, 5);
            assertThat(npz.info("f2")).hasToString("float16 (2, 3)");
            assertThat(npz.has("f2")).isTrue();
            assertThat(npz.has("f3")).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stored.npz", "deflated.npz"})
    void givesOffHeapElementsInNativeOrder(String file) {
        try (Npz npz = Npz.open(FIXTURES.resolve(file));
                Arena arena = Arena.ofConfined()) {
            for (String suffix : new String[] {"", "_big"}) {
                for (MemorySegment f4 :
                        new MemorySegment[] {npz.read("f4" + suffix, arena), npz.map("f4" + suffix, arena)}) {
                    assertThat(f4.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED)).containsExactly(HALVES);
                }
                for (MemorySegment f2 :
                        new MemorySegment[] {npz.read("f2" + suffix, arena), npz.map("f2" + suffix, arena)}) {
                    assertThat(f2.byteSize()).isEqualTo(12);
                    assertThat(Float.float16ToFloat(f2.getAtIndex(ValueLayout.JAVA_SHORT_UNALIGNED, 3)))
                            .isEqualTo(0x1p-24f);
                }
                MemorySegment f8 = npz.read("f8" + suffix, arena);
                assertThat(f8.get(ValueLayout.JAVA_DOUBLE, 16)).isEqualTo(65504);
            }
            assertThat(npz.map("empty", arena).byteSize()).isZero();
            assertThat(npz.map("u1", arena).toArray(ValueLayout.JAVA_BYTE)).containsExactly(0, 127, -128, -1);
            assertThatThrownBy(() -> npz.read("text", arena)).hasMessageContaining("'text' is text, expected numbers");
        }
    }

    @Test
    void mapsOutliveTheFile() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mapped;
            try (Npz npz = Npz.open(FIXTURES.resolve("stored.npz"))) {
                mapped = npz.map("f4", arena);
            }
            assertThat(mapped.isReadOnly()).isTrue();
            assertThat(mapped.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 0)).isEqualTo(0.5f);
        }
    }

    @Test
    void readsSingleNpyAndAllHeaderVersions() {
        try (Npz npy = Npz.open(FIXTURES.resolve("single.npy"))) {
            assertThat(npy.names()).containsExactly("single");
            assertThat(npy.floats("single", 2, 2)).containsExactly(0, 1, 2, 3);
        }
        try (Npz npz = Npz.open(FIXTURES.resolve("versions.npz"))) {
            for (int version = 1; version <= 3; version++) {
                assertThat(npz.ints("v" + version)).containsExactly(3, 1, 2);
            }
        }
    }

    @Test
    void refusesWhatItCannotGiveAndSaysWhy() {
        try (Npz npz = Npz.open(FIXTURES.resolve("stored.npz"))) {
            refused(() -> npz.floats("nothing"), "stored.npz: has no array 'nothing'; it has f2, f4, f8");
            refused(() -> npz.floats("i4"), "array 'i4' is int32 (5,), expected floating point elements");
            refused(() -> npz.doubles("text"), "expected floating point");
            refused(() -> npz.ints("f4"), "array 'f4' is float32 (2, 3), expected integer elements");
            refused(() -> npz.strings("f4"), "expected text elements");
            refused(() -> npz.floats("f4", -1, 4), "array 'f4' is float32 (2, 3), expected shape (*, 4)");
            refused(() -> npz.floats("f4", 6), "expected shape (6,)");
            refused(() -> npz.ints("i8_large"), "'i8_large' holds 2147483648 at index 1, which does not fit int32");
            refused(() -> npz.ints("u4"), "dtype '<u4' is not supported");
            refused(() -> npz.info("complex"), "dtype '<c16' is not supported");
        }
        try (Npz npz = Npz.open(FIXTURES.resolve("versions.npz"))) {
            refused(() -> npz.info("objects"), "Python objects");
            refused(() -> npz.info("structured"), "structured dtypes");
            refused(() -> npz.info("notes.txt"), "array 'notes.txt' is not a npy file (bad magic)");
            refused(() -> npz.ints("short"), "needs 12 bytes, but only 11 are there");
            refused(() -> npz.info("version9"), "has npy version 9");
            refused(() -> npz.info("garbage"), "npy header is garbage at character 0: (");
            refused(() -> npz.info("overflow"), "shape is too large");
        }
    }

    /** Numbers that are no characters are not made one and the same: names would become equal. */
    @Test
    void refusesTextsThatAreNone() throws IOException {
        String header = "{'descr': '<U1', 'fortran_order': False, 'shape': (2,), }";
        ByteBuffer npy = ByteBuffer.allocate(128 + 8).order(ByteOrder.LITTLE_ENDIAN);
        npy.put((byte) 0x93).put(("NUMPY\1\0v\0" + header).getBytes(StandardCharsets.ISO_8859_1));
        npy.putInt(128, 'a').putInt(132, 0x110000);
        Path file = Files.write(folder.resolve("none.npy"), npy.array());
        try (Npz npz = Npz.open(file)) {
            refused(() -> npz.strings("none"), "array 'none' holds numbers that are no characters in text 1");
        }
    }

    @Test
    void refusesFilesThatAreNone() throws IOException {
        refused(() -> Npz.open(folder.resolve("absent.npz")), "absent.npz: does not exist");
        refused(() -> Npz.open(folder), "is a folder");
        Path text = Files.writeString(folder.resolve("text.npz"), "hello");
        refused(() -> Npz.open(text), "text.npz: is not a complete zip");
        Path empty = Files.createFile(folder.resolve("empty.npz"));
        refused(() -> Npz.open(empty), "is not a complete zip");
    }

    @Test
    void noticesAWrongChecksum() throws IOException {
        byte[] bytes = Files.readAllBytes(FIXTURES.resolve("stored.npz"));
        try (Npz npz = Npz.open(FIXTURES.resolve("stored.npz"));
                Arena arena = Arena.ofConfined()) {
            byte[] wanted = npz.read("f8", arena).toArray(ValueLayout.JAVA_BYTE);
            int at = 0;
            while (!Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                at++;
            }
            bytes[at + 5] ^= 1;
        }
        Path damaged = Files.write(folder.resolve("damaged.npz"), bytes);
        try (Npz npz = Npz.open(damaged)) {
            refused(() -> npz.floats("f8"), "damaged.npz: array 'f8' cannot be read (its checksum is wrong)");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"deflated.npz", "versions.npz", "single.npy"})
    void truncatedFilesGiveDataExceptionsOnly(String fixture) throws IOException {
        byte[] bytes = Files.readAllBytes(FIXTURES.resolve(fixture));
        Path cut = folder.resolve("cut");
        for (int n = 0; n < bytes.length; n++) {
            Files.write(cut, Arrays.copyOf(bytes, n));
            int length = n;
            assertThatThrownBy(() -> readAll(cut, true))
                    .as("first %d bytes", length)
                    .isInstanceOf(DataException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stored.npz", "deflated.npz", "versions.npz", "single.npy"})
    void damagedFilesGiveDataExceptionsOnly(String fixture) throws IOException {
        byte[] bytes = Files.readAllBytes(FIXTURES.resolve(fixture));
        SplittableRandom random = new SplittableRandom(7);
        Path damaged = folder.resolve("damaged");
        for (int trial = 0; trial < 300; trial++) {
            byte[] copy = bytes.clone();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                copy[random.nextInt(copy.length)] = (byte) random.nextInt();
            }
            Files.write(damaged, copy);
            readAll(damaged, false); // any other exception fails the test
        }
    }

    /** Reads all arrays; swallows DataException unless it is to be thrown. */
    private static void readAll(Path file, boolean rethrow) {
        try (Npz npz = Npz.open(file)) {
            for (String name : npz.names()) {
                try (Arena arena = Arena.ofConfined()) {
                    if (npz.info(name).type() == DType.STRING) {
                        npz.strings(name);
                    } else {
                        npz.map(name, arena);
                        npz.read(name, arena);
                    }
                } catch (DataException e) {
                    assertThat(e).hasMessageContaining(file.toString());
                    if (rethrow) {
                        throw e;
                    }
                }
            }
        } catch (DataException e) {
            if (rethrow) {
                throw e;
            }
        }
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(DataException.class).hasMessageContaining(message);
    }
}
