package dev.duet.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Predictions.BoxLayout;
import dev.duet.api.Predictions.ScoreForm;
import dev.duet.api.Predictions.ScoreLayout;
import dev.duet.api.Systems;
import dev.duet.io.DataException;
import dev.duet.io.cases.BenchCase;
import dev.duet.io.cases.BenchForm;
import dev.duet.io.cases.CaseFile;
import dev.duet.io.npz.Npz;
import dev.duet.io.npz.NpzWriter;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Damaged and hostile npz, npy and case files. */
class NpzMutationTest {
    private static final String[] WORDS = {
        "(2, 3)",
        "(0, 721554505728, 4)",
        "(9223372036854775807,)",
        "<U99999999",
        "<U0",
        "|O",
        ">f8",
        "<f2",
        "True",
        "PK\u0001\u0002",
        "'shape': ",
        "(1,",
        "999999999",
        "}"
    };
    private static final BenchForm FORM = new BenchForm(BoxLayout.ROWS, ScoreLayout.UNIT_MAJOR, ScoreForm.PROBABILITY);

    private static Path folder;
    /** Arrays whose values a second reader gave too. */
    private static int compared;

    @BeforeAll
    static void makeFolder() throws IOException {
        folder = Bounds.folder();
    }

    @AfterAll
    static void deleteFolder() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Reads every array, and compares it with what another reader reads; refuses if none can be read. */
    private static void readAll(Path file, byte[] input) {
        Map<String, List<Object>> expected = PlainNpz.arrays(input, "x.npz");
        DataException refused = null;
        int read = 0;
        try (Npz npz = Npz.open(file);
                Arena arena = Arena.ofConfined()) {
            for (String name : npz.names()) {
                try {
                    readOne(npz, name, arena, expected.get(name));
                    read++;
                } catch (DataException e) {
                    refused = e;
                }
            }
        }
        if (read == 0 && refused != null) {
            throw refused;
        }
    }

    private static void readOne(Npz npz, String name, Arena arena, List<Object> expected) {
        List<Object> read = new ArrayList<>();
        switch (npz.info(name).type()) {
            case STRING -> read.addAll(List.of(npz.strings(name)));
            case FLOAT16, FLOAT32 -> {
                for (float value : npz.floats(name)) {
                    read.add((double) value);
                }
                npz.map(name, arena);
            }
            case FLOAT64 -> Arrays.stream(npz.doubles(name)).forEach(read::add);
            case INT64 -> Arrays.stream(npz.longs(name)).forEach(value -> read.add((double) value));
            default -> Arrays.stream(npz.ints(name)).forEach(value -> read.add((double) value));
        }
        if (expected != null) {
            compared++;
            assertThat(read).as(name).isEqualTo(expected);
        }
    }

    /** Archives as numpy writes them, and single arrays out of them, whose headers no checksum guards. */
    private static List<byte[]> originals() throws IOException {
        List<byte[]> originals = new ArrayList<>();
        for (String name : new String[] {"stored.npz", "deflated.npz"}) {
            Path file = Path.of("src/test/resources/io", name);
            originals.add(Files.readAllBytes(file));
            try (ZipFile zip = new ZipFile(file.toFile())) {
                for (ZipEntry entry : Collections.list(zip.entries())) {
                    originals.add(zip.getInputStream(entry).readAllBytes());
                }
            }
        }
        return originals;
    }

    @Test
    void bytesOfArrays() throws IOException {
        List<byte[]> originals = originals();
        Path file = folder.resolve("x.npz");
        Bounds bounds = new Bounds();
        SeedRange.of("arrays", Bounds.INPUTS)
                .run(seed -> bounds.run(seed, () -> {
                    byte[] input = new Mutations(seed, WORDS).of(originals.get((int) (seed % originals.size())));
                    Files.write(file, input);
                    readAll(file, input);
                }));
        assertThat(bounds.faults()).isEmpty();
        assertThat(SeedRange.isAsked() || bounds.answers().size() == 2).isTrue();
        assertThat(SeedRange.isAsked() ? Bounds.INPUTS : compared).isGreaterThan(1000);
    }

    /** Whole files whose arrays have values and shapes that no case has, for a system of every family. */
    @Test
    void arraysOfCases() {
        Path file = folder.resolve("case.npz");
        List<DetectionSystem> systems = Systems.list();
        Bounds bounds = new Bounds();
        SeedRange.of("cases", Bounds.INPUTS / 4).run(seed -> {
            DetectionSystem system = systems.get((int) (seed % systems.size()));
            SplittableRandom random = new SplittableRandom(seed);
            try (NpzWriter npz = NpzWriter.create(file, random.nextInt(4) == 0)) {
                new OddCase(random).write(npz);
                npz.commit();
            }
            bounds.run(seed, () -> {
                if (random.nextBoolean()) {
                    CaseFile.read(file, system);
                } else if (random.nextInt(4) == 0) {
                    CaseFile.readTruths(file);
                } else {
                    BenchCase.read(file, system, FORM);
                }
            });
        });
        assertThat(bounds.faults()).isEmpty();
        assertThat(SeedRange.isAsked() || bounds.answers().size() == 2).isTrue();
    }
}
