package dev.duet.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WorkersTest {
    @Test
    @Timeout(20)
    void everyTaskRunsOnce() {
        try (Workers workers = new Workers(4)) {
            for (int count : new int[] {0, 1, 3, 4, 5, 1000}) {
                AtomicIntegerArray runs = new AtomicIntegerArray(count);
                workers.run((worker, task) -> runs.incrementAndGet(task), count);
                for (int task = 0; task < count; task++) {
                    assertThat(runs.get(task)).isEqualTo(1);
                }
            }
        }
    }

    /** A thread may be put to sleep between taking a task and beginning it, while all others see that none is left. */
    @Test
    @Timeout(60)
    void noTaskOfManySmallRoundsIsLost() throws InterruptedException {
        AtomicIntegerArray lost = new AtomicIntegerArray(3);
        Thread[] callers = new Thread[lost.length()];
        for (int c = 0; c < callers.length; c++) {
            int caller = c;
            callers[c] = Thread.ofPlatform().start(() -> {
                int[] ran = new int[4];
                try (Workers workers = new Workers(4)) {
                    for (int round = 1; round <= 150_000; round++) {
                        int now = round;
                        int count = 2 + round % 3;
                        workers.run((worker, task) -> ran[task] = now, count);
                        for (int task = 0; task < count; task++) {
                            if (ran[task] != now) {
                                lost.incrementAndGet(caller);
                            }
                        }
                    }
                }
            });
        }
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(lost).hasToString("[0, 0, 0]");
    }

    @Test
    @Timeout(20)
    void whatATaskThrowsReachesTheCallerAndTheWorkersLive() {
        try (Workers workers = new Workers(3)) {
            for (int culprit : new int[] {0, 17, 99}) {
                assertThatThrownBy(() -> workers.run(
                                (worker, task) -> {
                                    if (task == culprit) {
                                        throw new OutOfMemoryError("task " + task);
                                    }
                                },
                                100))
                        .isInstanceOf(OutOfMemoryError.class)
                        .hasMessage("task " + culprit);
            }
            AtomicIntegerArray runs = new AtomicIntegerArray(50);
            workers.run((worker, task) -> runs.incrementAndGet(task), 50);
            for (int task = 0; task < 50; task++) {
                assertThat(runs.get(task)).isEqualTo(1);
            }
        }
    }
}
