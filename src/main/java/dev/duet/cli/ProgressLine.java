package dev.duet.cli;

import dev.duet.io.Progress;
import java.io.Console;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar on stderr for work that takes longer than a second; nothing where nobody looks at a terminal. */
final class ProgressLine implements Progress, AutoCloseable {
    private static final long DELAY_NANOS = 1_000_000_000L;
    private static final int WIDTH = 80;

    private final String task;
    private final boolean shown;
    private final long start = System.nanoTime();
    private ProgressBar bar;

    ProgressLine(String task) {
        this.task = task;
        Console console = System.console();
        this.shown = console != null && console.isTerminal();
    }

    @Override
    public void at(long done, long total) {
        if (!shown || (bar == null && System.nanoTime() - start < DELAY_NANOS)) {
            return;
        }
        if (bar == null) {
            bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(total)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(200)
                    .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                    .build();
        }
        bar.stepTo(done);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
