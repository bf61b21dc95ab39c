package dev.duet.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.Assignment;
import dev.duet.api.Duet;
import dev.duet.assign.tal.AssignmentBits;
import dev.duet.engine.SystemScenes.Scene;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Several threads call one engine, against its contract: each sees right answers or the refusal, and nobody waits for ever. A longer
 * run: {@code -Drace.calls=20000}, calls per system and number of threads.
 */
class RaceTest {
    private static final int CALLS = Integer.getInteger("race.calls", 150);
    private static final long PATIENCE_MILLIS = 20_000 + CALLS * 10L;

    static List<SystemScenes> systems() {
        return SystemScenes.all(128);
    }

    @ParameterizedTest
    @MethodSource("systems")
    void onlyRightAnswersOrTheRefusal(SystemScenes system) throws InterruptedException {
        Scene[] scenes = {
            system.scene(1, 3, 0, 5), system.scene(2, 9), system.scene(3, 300, 2), system.scene(4, 1, 1, 1, 1, 4)
        };
        for (int racers : new int[] {2, 4}) {
            Duet engine = system.engine(2); // closed at the end only: a hang must not hang the test
            Race race = new Race(engine, scenes);
            race.run(racers);
            assertThat(race.wrong).as("%s, %s threads", system, racers).isEmpty();
            assertThat(race.right.get()).as("right answers").isPositive();
            for (Scene scene : scenes) {
                assertThat(AssignmentBits.of(engine.assign(scene.gts(), scene.predictions())))
                        .as("%s afterwards", system)
                        .isEqualTo(scene.answer());
            }
            engine.close();
        }
    }

    private static final class Race {
        private final Duet engine;
        private final Scene[] scenes;
        private final AtomicInteger left = new AtomicInteger(CALLS);
        private final AtomicInteger right = new AtomicInteger();
        private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

        Race(Duet engine, Scene[] scenes) {
            this.engine = engine;
            this.scenes = scenes;
        }

        void run(int racers) throws InterruptedException {
            List<Thread> threads = new ArrayList<>();
            for (int r = 0; r < racers; r++) {
                SplittableRandom random = new SplittableRandom(r);
                threads.add(Thread.ofPlatform().daemon().start(() -> race(random)));
            }
            long end = System.currentTimeMillis() + PATIENCE_MILLIS;
            for (Thread thread : threads) {
                thread.join(Math.max(1, end - System.currentTimeMillis()));
                if (thread.isAlive()) {
                    wrong.add("hangs at " + Arrays.toString(thread.getStackTrace()));
                }
            }
        }

        private void race(SplittableRandom random) {
            while (left.get() > 0 && wrong.isEmpty()) {
                try {
                    step(random);
                } catch (IllegalStateException refusal) {
                    if (!refusal.getMessage().contains("one call at a time")
                            && !refusal.getMessage().contains("a later call")) {
                        wrong.add(refusal.toString());
                    }
                    pause(random);
                } catch (RuntimeException | Error e) {
                    wrong.add(e + " at " + Arrays.toString(e.getStackTrace()));
                }
            }
        }

        private void step(SplittableRandom random) {
            switch (random.nextInt(40)) {
                case 0 -> engine.threads(1 + random.nextInt(3));
                case 1 -> engine.explain(random.nextBoolean());
                default -> {
                    Scene scene = scenes[random.nextInt(scenes.length)];
                    Assignment answer = engine.assign(scene.gts(), scene.predictions());
                    left.decrementAndGet();
                    if (Arrays.equals(AssignmentBits.of(answer), scene.answer())) {
                        right.incrementAndGet();
                    } else {
                        wrong.add("a wrong answer");
                    }
                }
            }
        }

        /** So that the others can read their results now and then. */
        private static void pause(SplittableRandom random) {
            long until = System.nanoTime() + random.nextInt(200_000);
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
        }
    }
}
