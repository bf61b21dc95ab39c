package dev.duet.cli.text;

import dev.duet.io.Progress;
import java.io.Console;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar with rate and time left on stderr, for work that takes longer than a second; nothing where nobody looks at a terminal. */
public final class ProgressLine implements Progress, AutoCloseable {
    private static final long DELAY_NANOS = 1_000_000_000L;
    private static final int WIDTH = 90;
    private static final long MILLION = 1_000_000;
    private static final long MANY = 10 * MILLION;

    private final String task;
    private final boolean shown;
    private final long start = System.nanoTime();
    private ProgressBar bar;

    public ProgressLine(String task) {
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
            bar = bar(total, new ConsoleProgressBarConsumer(System.err, WIDTH));
        }
        bar.stepTo(done);
    }

    /** Share, count, time so far and left, and how many a second; counts of ten million and more in millions. */
    private ProgressBar bar(long total, ProgressBarConsumer to) {
        boolean many = total >= MANY;
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setUnit(many ? "M" : "", many ? MILLION : 1)
                .showSpeed(new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(200)
                .setConsumer(to)
                .build();
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
