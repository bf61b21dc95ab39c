package dev.duet.engine;

import dev.duet.api.Duet;
import dev.duet.assign.tal.AssignmentBits;
import dev.duet.engine.SystemScenes.Scene;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Runs out of memory again and again, in a JVM of its own with a small heap. The heap is filled to the brim but for a hole of so many
 * bytes; then engines, new and used, are called. Whatever they answer must be right when there is room again. Prints one line per
 * system, and ends with 1 if anything was wrong.
 */
public final class Exhaustion {
    /** What is free when an answer is looked at. */
    private static final int ROOM = 4 << 20;

    private final SystemScenes system;
    private final int step;
    private final SplittableRandom random;
    private final Scene[] scenes;
    private byte[][] filling;
    private byte[] plug;
    private Duet used;
    private int failures;
    private int answers;
    private String wrong;

    private Exhaustion(SystemScenes system, long seed, int step) {
        this.system = system;
        this.step = step;
        random = new SplittableRandom(seed);
        scenes = new Scene[] {
            system.scene(seed, 1),
            system.scene(seed + 1, 3, 0, 5),
            system.scene(seed + 2, 60),
            system.scene(seed + 3, 270, 20, 9)
        };
    }

    /** First seed, last seed, and the factor from hole to hole: 2 for many failures a system, 8 for few. */
    public static void main(String[] args) {
        long first = Long.parseLong(args[0]);
        long last = Long.parseLong(args[1]);
        int step = Integer.parseInt(args[2]);
        boolean bad = false;
        for (long seed = first; seed <= last; seed++) {
            for (SystemScenes system : SystemScenes.all(96)) {
                Exhaustion e = new Exhaustion(system, seed, step);
                e.run();
                bad |= e.wrong != null;
                System.out.println(seed + " " + system + ": " + e.failures + " failures, " + e.answers + " answers"
                        + (e.wrong == null ? "" : ", wrong: " + e.wrong));
            }
        }
        System.exit(bad ? 1 : 0);
    }

    private void run() {
        plug = new byte[ROOM];
        fill();
        int threads = 1;
        for (int hole = 256 + random.nextInt(256 * (step - 1)); 2 * hole < ROOM && wrong == null; hole *= step) {
            exhaust(hole + random.nextInt(hole), threads);
            threads = 3 - threads;
        }
        filling = null;
        plug = null;
        if (used != null && wrong == null) {
            for (Scene scene : scenes) {
                check(used, scene);
            }
        }
        close();
    }

    /** Fills what is left of the heap, in ever smaller pieces. */
    private void fill() {
        byte[][] pieces = new byte[4096][];
        int n = 0;
        for (int size = 1 << 20; size >= 256; size /= 4) {
            try {
                while (n < pieces.length) {
                    pieces[n] = new byte[size];
                    n++;
                }
            } catch (OutOfMemoryError full) {
                filling = pieces;
            }
        }
    }

    /** Calls an engine in a hole; the one of the hole before, or a new one on so many threads. */
    private void exhaust(int hole, int threads) {
        try {
            plug = null;
            if (used == null || random.nextBoolean()) {
                close();
                used = system.engine(threads);
            }
            check(used, scenes[0]);
            for (int i = 1; i < scenes.length && wrong == null; i++) {
                call(used, scenes[i], hole);
                check(used, scenes[random.nextInt(i + 1)]);
            }
        } catch (OutOfMemoryError e) {
            plug = null;
            failures++;
        }
    }

    private void close() {
        if (used != null) {
            used.close();
            used = null;
        }
    }

    private void call(Duet engine, Scene scene, int hole) {
        try {
            plug = new byte[ROOM - hole];
            engine.assign(scene.gts(), scene.predictions());
        } catch (OutOfMemoryError e) {
            failures++;
        } catch (RuntimeException e) {
            plug = null;
            wrong = e + " " + Arrays.toString(e.getStackTrace());
        }
        plug = null;
    }

    private void check(Duet engine, Scene scene) {
        try {
            if (Arrays.equals(AssignmentBits.of(engine.assign(scene.gts(), scene.predictions())), scene.answer())) {
                answers++;
            } else {
                wrong = "another answer";
            }
        } catch (RuntimeException e) {
            wrong = e + " " + Arrays.toString(e.getStackTrace());
        }
    }
}
