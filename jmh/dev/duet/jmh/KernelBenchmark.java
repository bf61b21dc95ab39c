package dev.duet.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Kernels of dev.duet.lanes in pairs, nanoseconds per value of {@link Kernel#N}: the Vector API loop against the same thing written
 * plainly. The nested classes say with which JVM, as in {@link AlignedBenchmark}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public abstract class KernelBenchmark {
    @Param
    public KernelName kernel;

    private Kernel pair;

    /** Builds the pair and makes sure that both sides do the same work. */
    @Setup
    public void setUp(BenchmarkParams params) {
        pair = kernel.make();
        pair.vector();
        double actual = pair.checksum();
        pair.scalar();
        double expected = pair.checksum();
        if (!(Math.abs(expected - actual) <= 1e-4 * Math.abs(expected))) {
            throw new IllegalStateException(kernel + ": scalar " + expected + ", vector " + actual);
        }
        Checksums.note(params, 0, actual);
    }

    final int runVector() {
        pair.vector();
        return pair.count;
    }

    final int runScalar() {
        pair.scalar();
        return pair.count;
    }

    /** As users run it. */
    @Fork(1)
    public static class Default extends KernelBenchmark {
        @Benchmark
        @OperationsPerInvocation(Kernel.N)
        public int scalar() {
            return runScalar();
        }

        @Benchmark
        @OperationsPerInvocation(Kernel.N)
        public int vector() {
            return runVector();
        }
    }

    /** Without C2's own vectorisation: how much of the scalar figure is the compiler's work, not the loop's. */
    @Fork(value = 1, jvmArgsAppend = "-XX:-UseSuperWord")
    public static class NoSuperWord extends KernelBenchmark {
        @Benchmark
        @OperationsPerInvocation(Kernel.N)
        public int scalar() {
            return runScalar();
        }
    }

    /** 128-bit vectors: the smallest machines, and ARM with NEON. */
    @Fork(value = 1, jvmArgsAppend = "-XX:MaxVectorSize=16")
    public static class Bits128 extends KernelBenchmark {
        @Benchmark
        @OperationsPerInvocation(Kernel.N)
        public int vector() {
            return runVector();
        }
    }

    /** 256-bit vectors: AVX2. */
    @Fork(value = 1, jvmArgsAppend = "-XX:MaxVectorSize=32")
    public static class Bits256 extends KernelBenchmark {
        @Benchmark
        @OperationsPerInvocation(Kernel.N)
        public int vector() {
            return runVector();
        }
    }

    /** 512-bit vectors said explicitly: some JVMs keep to 256 by default on processors that slow down at 512. */
    @Fork(value = 1, jvmArgsAppend = "-XX:MaxVectorSize=64")
    public static class Bits512 extends KernelBenchmark {
        @Benchmark
        @OperationsPerInvocation(Kernel.N)
        public int vector() {
            return runVector();
        }
    }
}
