package dev.duet.cli.text;

import dev.duet.api.Assignment;
import dev.duet.assign.GtOutcome;
import java.util.ArrayList;
import java.util.List;

/** Sums over the parts of a batch, head by head; targets are added one by one, so that parts of any size give the same sum. */
public final class Totals {
    /** One head's sums. */
    static final class Head {
        private final String name;
        private final long[] byOutcome = new long[GtOutcome.values().length];
        private long duets;
        private long ignored;
        private double targets;

        private Head(String name) {
            this.name = name;
        }

        private void add(Assignment part) {
            duets += part.duets();
            ignored += part.ignored();
            for (int d = 0; d < part.duets(); d++) {
                targets += part.target(d);
            }
            for (int row = 0; row < part.gts(); row++) {
                byOutcome[part.outcome(row).ordinal()]++;
            }
        }

        String name() {
            return name;
        }

        long duets() {
            return duets;
        }

        long ignored() {
            return ignored;
        }

        double targets() {
            return targets;
        }

        long count(GtOutcome outcome) {
            return byOutcome[outcome.ordinal()];
        }
    }

    private final List<Head> heads = new ArrayList<>();
    private long images;
    private long gts;
    private int parts;
    private long nanos;

    /** Adds a part and the time its assignment took. */
    public void add(Assignment main, long nanosOfPart) {
        if (heads.isEmpty()) {
            main.headNames().forEach(name -> heads.add(new Head(name)));
        }
        for (Head head : heads) {
            head.add(main.head(head.name));
        }
        images += main.images();
        gts += main.gts();
        parts++;
        nanos += nanosOfPart;
    }

    List<Head> heads() {
        return heads;
    }

    long images() {
        return images;
    }

    long gts() {
        return gts;
    }

    public int parts() {
        return parts;
    }

    long nanos() {
        return nanos;
    }
}
