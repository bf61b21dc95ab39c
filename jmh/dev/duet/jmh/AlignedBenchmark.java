package dev.duet.jmh;

import dev.duet.api.Assignment;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Pyramid;
import dev.duet.api.Systems;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** YOLOv8's rule on a COCO-like batch, one thread: the engine against the plain scalar loop. The subclasses say with which JVM. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 1)
public abstract class AlignedBenchmark {
    private Duet engine;
    private GroundTruths gts;
    private Predictions predictions;
    private PlainAligned plain;

    /** Builds the batch and makes sure that both sides do the same work. */
    @Setup
    public void setUp() {
        CocoLikeBatch batch = new CocoLikeBatch(7);
        gts = GroundTruths.ofRows(batch.gtBoxes, batch.labels, batch.offsets);
        predictions = Predictions.of(CocoLikeBatch.IMAGES, CocoLikeBatch.UNITS)
                .boxes(batch.boxes)
                .scores(batch.scores, CocoLikeBatch.CLASSES);
        engine = Duet.engine(
                        Systems.YOLOV8.classes(CocoLikeBatch.CLASSES),
                        Pyramid.of(CocoLikeBatch.SIZE, CocoLikeBatch.SIZE, CocoLikeBatch.STRIDES))
                .threads(1);
        plain = new PlainAligned(batch);
        Assignment result = engine.assign(gts, predictions);
        double expected = plain.assign();
        double actual = result.duets() + result.targetSum();
        if (Math.abs(expected - actual) > 1e-3 * expected) {
            throw new IllegalStateException("scalar " + expected + ", engine " + actual);
        }
    }

    @TearDown
    public void tearDown() {
        engine.close();
    }

    /** The engine with its Vector API kernels. */
    @Benchmark
    public int vector() {
        return engine.assign(gts, predictions).duets();
    }

    /** The plain loop. */
    @Benchmark
    public double scalar() {
        return plain.assign();
    }

    /** As users run it. */
    @Fork(1)
    public static class Default extends AlignedBenchmark {}

    /** Without C2's own vectorisation: how much of the scalar figure is the compiler's work, not the loop's. */
    @Fork(value = 1, jvmArgsAppend = "-XX:-UseSuperWord")
    public static class NoSuperWord extends AlignedBenchmark {}

    /** 128-bit vectors: the smallest machines, and ARM with NEON. */
    @Fork(value = 1, jvmArgsAppend = "-XX:MaxVectorSize=16")
    public static class Bits128 extends AlignedBenchmark {}

    /** 256-bit vectors: AVX2. */
    @Fork(value = 1, jvmArgsAppend = "-XX:MaxVectorSize=32")
    public static class Bits256 extends AlignedBenchmark {}

    /** 512-bit vectors said explicitly: some JVMs keep to 256 by default on processors that slow down at 512. */
    @Fork(value = 1, jvmArgsAppend = "-XX:MaxVectorSize=64")
    public static class Bits512 extends AlignedBenchmark {}
}
