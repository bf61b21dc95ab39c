package dev.duet.lanes;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Kernels of a package, each with a row that compares it with a plain formulation, at sizes about those of vectors and blocks and with
 * stale values behind the end: NaN, infinities, huge values. A kernel is named as {@link EveryKernelHasARowTest} names it.
 */
@Tag("widths")
public abstract class KernelRows {
    private final Map<String, Consumer<Columns>> rows = new LinkedHashMap<>();

    /** @param kernels names, separated by semicolons, of what the row compares */
    protected final void row(String kernels, Consumer<Columns> check) {
        rows.put(kernels, check);
    }

    final Set<String> kernels() {
        return rows.keySet();
    }

    @TestFactory
    Stream<DynamicTest> equalThePlainFormulation() {
        return rows.entrySet().stream()
                .map(row -> DynamicTest.dynamicTest(row.getKey(), () -> check(row.getKey(), row.getValue())));
    }

    private static void check(String kernels, Consumer<Columns> row) {
        for (int size : Columns.SIZES) {
            // Of the large sizes one will do: vectors are slow as long as they are not compiled.
            int first = size > 100 ? Columns.STALE.length - 1 : 0;
            for (int stale = first; stale < Columns.STALE.length; stale++) {
                long seed = 31L * size + stale;
                try {
                    row.accept(new Columns(size, Columns.STALE[stale], seed));
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError(
                            kernels + ", " + size + " values, behind them " + Columns.STALE[stale][0] + ": " + e, e);
                }
            }
        }
    }
}
