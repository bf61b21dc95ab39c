package dev.duet.jmh;

import dev.duet.api.Assignment;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * YOLOv8's rule on the seeded COCO-like batch, one thread: the engine against the plain scalar loop. The nested classes say with which
 * JVM; each has only the sides that the setting says something about.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public abstract class AlignedBenchmark {
    private Duet engine;
    private GroundTruths gts;
    private Predictions predictions;
    private PlainAligned plain;

    /** Builds the batch and makes sure that both sides do the same work. */
    @Setup
    public void setUp(BenchmarkParams params) {
        BatchData batch = SeededBatch.named("coco");
        gts = batch.gts();
        predictions = batch.predictions();
        engine = batch.engine(1);
        plain = new PlainAligned(batch);
        Assignment result = engine.assign(gts, predictions);
        plain.assign();
        if (plain.duets() != result.duets() || Math.abs(plain.targetSum() - result.targetSum()) > 0.01) {
            throw new IllegalStateException("scalar " + plain.duets() + " duets, targets " + plain.targetSum()
                    + "; engine " + result.duets() + " duets, targets " + result.targetSum());
        }
        Checksums.note(params, result.duets(), result.targetSum());
    }

    @TearDown
    public void tearDown() {
        engine.close();
    }

    final int engine() {
        return engine.assign(gts, predictions).duets();
    }

    final double loop() {
        return plain.assign();
    }

    /** As users run it. */
    @Fork(1)
    public static class Default extends AlignedBenchmark {
        @Benchmark
        public double scalar() {
            return loop();
        }

        @Benchmark
        public int vector() {
            return engine();
        }
    }

    /** Without C2's own vectorisation: how much of the scalar figure is the compiler's work, not the loop's. */
    @Fork(value = 1, jvmArgsAppend = "-XX:-UseSuperWord")
    public static class NoSuperWord extends AlignedBenchmark {
        @Benchmark
        public double scalar() {
            return loop();
        }
    }

    /** 128-bit vectors: the smallest machines, and ARM with NEON. */
    @Fork(value = 1, jvmArgsAppend = "-XX:MaxVectorSize=16")
    public static class Bits128 extends AlignedBenchmark {
        @Benchmark
        public int vector() {
            return engine();
        }
    }

    /** 256-bit vectors: AVX2. */
    @Fork(value = 1, jvmArgsAppend = "-XX:MaxVectorSize=32")
    public static class Bits256 extends AlignedBenchmark {
        @Benchmark
        public int vector() {
            return engine();
        }
    }

    /** 512-bit vectors said explicitly: some JVMs keep to 256 by default on processors that slow down at 512. */
    @Fork(value = 1, jvmArgsAppend = "-XX:MaxVectorSize=64")
    public static class Bits512 extends AlignedBenchmark {
        @Benchmark
        public int vector() {
            return engine();
        }
    }
}
