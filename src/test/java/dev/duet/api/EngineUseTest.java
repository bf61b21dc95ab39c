package dev.duet.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duet.assign.tal.AssignmentBits;
import dev.duet.engine.SystemScenes;
import dev.duet.engine.SystemScenes.Scene;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Engines used in ways nobody should: from a call, lost, interrupted, with hardly any stack. */
class EngineUseTest {
    private static final SystemScenes FCOS = SystemScenes.all(128).stream()
            .filter(s -> s.toString().equals("fcos"))
            .findFirst()
            .orElseThrow();
    private static final Scene SCENE = FCOS.scene(1, 3, 0, 5, 9);

    private static int[] answer(Duet engine) {
        return AssignmentBits.of(engine.assign(SCENE.gts(), SCENE.predictions()));
    }

    private static Set<Thread> workers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().startsWith("duet-"))
                .collect(Collectors.toSet());
    }

    @Test
    @Timeout(60)
    void workersRunOneRoundAtATimeAndOutliveWhatIsThrown() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        try (Workers workers = new Workers(2)) {
            Thread.currentThread().interrupt();
            Thread helper = Thread.ofPlatform().start(() -> {
                try {
                    inside.await();
                    Thread.sleep(50);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                leave.countDown();
            });
            workers.run(
                    (worker, task) -> {
                        if (worker == 1) {
                            inside.countDown();
                        }
                        while (leave.getCount() > 0) {
                            Thread.onSpinWait();
                        }
                    },
                    2);
            assertThat(Thread.interrupted()).as("the interrupt stays").isTrue();
            helper.join();
            for (int i = 0; i < 200; i++) {
                int culprit = i % 7;
                assertThatThrownBy(() -> workers.run(
                                (worker, task) -> {
                                    if (task == culprit) {
                                        deep(0);
                                    }
                                },
                                7))
                        .isInstanceOf(StackOverflowError.class);
            }
        }
    }

    private static int deep(int depth) {
        return depth < 0 ? depth : deep(depth + 1) + 1;
    }

    @Test
    @Timeout(60)
    void aCallWithHardlyAnyStackLeavesAnEngineThatAnswers() throws InterruptedException {
        AtomicReference<Throwable> wrong = new AtomicReference<>();
        try (Duet engine = FCOS.engine(2)) {
            Thread thread = Thread.ofPlatform().unstarted(() -> sink(engine, 0));
            thread.setUncaughtExceptionHandler((t, e) -> wrong.set(e));
            thread.start();
            thread.join();
            assertThat(wrong.get()).isInstanceOf(StackOverflowError.class);
            assertThat(answer(engine)).isEqualTo(SCENE.answer());
        }
    }

    /** Calls the engine at every tenth depth until the stack is used up, and on the way back. */
    private static void sink(Duet engine, int depth) {
        if (depth < 0) {
            return;
        }
        try {
            sink(engine, depth + 1);
        } catch (StackOverflowError e) {
            if (depth % 50 == 0 || depth < 500) {
                engine.assign(SCENE.gts(), SCENE.predictions());
            }
            throw e;
        }
    }

    @Test
    @Timeout(60)
    void threadsOfLostEnginesEnd() throws InterruptedException {
        Set<Thread> before = workers();
        for (int i = 0; i < 100; i++) {
            assertThat(answer(FCOS.engine(3))).isEqualTo(SCENE.answer());
        }
        for (int i = 0; i < 500; i++) {
            Set<Thread> left = workers();
            left.removeAll(before);
            if (left.isEmpty()) {
                return;
            }
            System.gc();
            Thread.sleep(20);
        }
        assertThat(workers()).isEqualTo(before);
    }

    @Test
    void enginesOfSeveralThreadsDoNotMeet() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        AtomicReference<String> wrong = new AtomicReference<>();
        for (int t = 0; t < 4; t++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 50; i++) {
                    try (Duet engine = FCOS.engine(2)) {
                        if (!java.util.Arrays.equals(answer(engine), SCENE.answer())) {
                            wrong.set("another answer");
                        }
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(wrong.get()).isNull();
    }

    /** A plan may be cut short, as the javadoc says; the mark stays, and the next call is right. */
    @Test
    @Timeout(60)
    void anInterruptEndsAPlanAndNothingElse() {
        for (SystemScenes system : SystemScenes.all(128)) {
            Scene scene = system.scene(1, 3, 0, 5);
            try (Duet engine = system.engine(1)) {
                Thread.currentThread().interrupt();
                try {
                    assertThat(AssignmentBits.of(engine.assign(scene.gts(), scene.predictions())))
                            .isEqualTo(scene.answer());
                } catch (CancellationException e) {
                    assertThat(system).hasToString("ota");
                } finally {
                    assertThat(Thread.interrupted())
                            .as("%s keeps the mark", system)
                            .isTrue();
                }
                assertThat(AssignmentBits.of(engine.assign(scene.gts(), scene.predictions())))
                        .as("%s afterwards", system)
                        .isEqualTo(scene.answer());
            }
        }
    }
}
