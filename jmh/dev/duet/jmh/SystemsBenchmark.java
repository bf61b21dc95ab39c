package dev.duet.jmh;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.Predictions.BoxLayout;
import dev.duet.api.Predictions.ScoreForm;
import dev.duet.api.Predictions.ScoreLayout;
import dev.duet.api.Systems;
import dev.duet.io.cases.BenchCase;
import dev.duet.io.cases.BenchForm;
import dev.duet.io.cases.InputBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Every system of the catalogue on the seeded COCO-like batch, adapted to it as {@code duet bench} does, one thread. {@link Benchmarks}
 * fills in the catalogue's names.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public abstract class SystemsBenchmark {
    @Param("yolov8")
    public String system;

    private Duet engine;
    private InputBatch batch;

    /** Writes the batch as a case and reads it for the system. */
    @Setup
    public void setUp(BenchmarkParams params) throws IOException {
        Path file = Files.createTempFile("duet", ".npz");
        try {
            SeededBatch.named("coco").write(file);
            DetectionSystem chosen = Systems.named(system);
            batch = BenchCase.read(
                    file, chosen, new BenchForm(BoxLayout.ROWS, ScoreLayout.UNIT_MAJOR, ScoreForm.PROBABILITY));
            engine = Duet.engine(chosen.classes(batch.classes()), batch.pyramid())
                    .threads(1);
        } finally {
            Files.delete(file);
        }
        Assignment result = assign();
        long duets = 0;
        double targets = 0;
        for (String head : result.headNames()) {
            duets += result.head(head).duets();
            targets += result.head(head).targetSum();
        }
        Checksums.note(params, duets, targets);
    }

    @TearDown
    public void tearDown() {
        engine.close();
    }

    @Benchmark
    public Assignment assign() {
        return engine.assign(batch.gts(), batch.predictions());
    }

    /** As users run it. */
    @Fork(1)
    public static class Default extends SystemsBenchmark {}

    /** 128-bit vectors: the smallest machines, and ARM with NEON. */
    @Fork(value = 1, jvmArgsAppend = "-XX:MaxVectorSize=16")
    public static class Bits128 extends SystemsBenchmark {}

    /** 256-bit vectors: AVX2. */
    @Fork(value = 1, jvmArgsAppend = "-XX:MaxVectorSize=32")
    public static class Bits256 extends SystemsBenchmark {}
}
