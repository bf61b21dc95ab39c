package dev.duet.odd;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * A process at one vector width: {@code OddWorker FROM TO} prints a line per group, its number and what came of each batch, and before
 * it a line for every failure. A group that takes over a minute ends the process.
 */
final class OddWorker {
    private static final long PATIENCE = 60_000_000_000L;

    private static volatile long group = -1;
    private static volatile long since;

    private OddWorker() {}

    public static void main(String[] args) {
        Thread watch = new Thread(OddWorker::watch, "watch");
        watch.setDaemon(true);
        watch.start();
        OddRun run = new OddRun(failure -> System.out.println("FAIL " + failure.replace("\n", "\\n")));
        StringBuilder line = new StringBuilder();
        for (long g = Long.parseLong(args[0]); g < Long.parseLong(args[1]); g++) {
            since = System.nanoTime();
            group = g;
            line.setLength(0);
            line.append("GROUP ").append(g);
            for (long bits : run.group(g)) {
                line.append(' ').append(HexFormat.of().toHexDigits(bits));
            }
            line.append(' ')
                    .append(run.answered)
                    .append(' ')
                    .append(run.refused)
                    .append(' ')
                    .append(run.calls);
            System.out.println(line);
        }
    }

    private static void watch() {
        while (true) {
            try {
                Thread.sleep(500);
            } catch (InterruptedException e) {
                return;
            }
            if (group >= 0 && System.nanoTime() - since > PATIENCE) {
                StringBuilder where = new StringBuilder();
                Thread.getAllStackTraces().forEach((thread, frames) -> {
                    if (thread.getName().equals("main") || thread.getName().startsWith("duet-")) {
                        where.append("; ").append(thread.getName());
                        Arrays.stream(frames)
                                .limit(6)
                                .forEach(frame -> where.append(" < ").append(frame));
                    }
                });
                System.out.println("FAIL " + group * OddRun.BATCHES + ": the group hangs" + where);
                Runtime.getRuntime().halt(3);
            }
        }
    }
}
