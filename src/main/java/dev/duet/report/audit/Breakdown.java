package dev.duet.report.audit;

import java.util.List;

/** GTs in buckets of one property, and how many of each bucket ended without a unit. */
public final class Breakdown {
    private final String title;
    private final List<String> names;
    private final long[] gts;
    private final long[] without;

    Breakdown(String title, List<String> names) {
        this.title = title;
        this.names = List.copyOf(names);
        gts = new long[names.size()];
        without = new long[names.size()];
    }

    void add(int bucket, boolean starved) {
        gts[bucket]++;
        if (starved) {
            without[bucket]++;
        }
    }

    public String title() {
        return title;
    }

    /** Buckets, empty ones included. */
    public int size() {
        return gts.length;
    }

    public String name(int bucket) {
        return names.get(bucket);
    }

    public long gts(int bucket) {
        return gts[bucket];
    }

    public long without(int bucket) {
        return without[bucket];
    }

    /** Share without a unit, NaN in an empty bucket. */
    public double share(int bucket) {
        return gts[bucket] == 0 ? Double.NaN : (double) without[bucket] / gts[bucket];
    }
}
