package dev.duet.io;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What was left out, passed over or taken in another form while labels were read: counts of every kind, and the first few places. A
 * strict reader stops at the first fault, another notes it and goes on.
 *
 * <p>Not for several threads.
 */
public final class Remarks {
    /** So many places of a kind are kept. */
    static final int MOST_PLACES = 5;

    /**
     * One kind.
     *
     * @param count how often
     * @param places the first few, as sentences or names
     */
    public record Entry(Remark kind, long count, List<String> places) {}

    private final boolean strict;
    private final Map<Remark, long[]> counts = new EnumMap<>(Remark.class);
    private final Map<Remark, List<String>> places = new EnumMap<>(Remark.class);

    public Remarks(boolean strict) {
        this.strict = strict;
    }

    /** Notes a fault, or throws it. */
    public void fault(Remark kind, DataException fault) {
        if (strict) {
            throw fault;
        }
        add(kind, fault.getMessage());
    }

    /** Notes something; {@code place} may be null. */
    public void add(Remark kind, String place) {
        counts.computeIfAbsent(kind, k -> new long[1])[0]++;
        if (place != null) {
            List<String> list = places.computeIfAbsent(kind, k -> new ArrayList<>());
            if (list.size() < MOST_PLACES) {
                list.add(place);
            }
        }
    }

    /** Notes something that was there so often. */
    public void add(Remark kind, int count) {
        if (count > 0) {
            counts.computeIfAbsent(kind, k -> new long[1])[0] += count;
        }
    }

    boolean isStrict() {
        return strict;
    }

    /** How often there was something of a kind. */
    public long count(Remark kind) {
        long[] count = counts.get(kind);
        return count == null ? 0 : count[0];
    }

    /** How many faults there were. */
    public long faults() {
        return counts.entrySet().stream()
                .filter(e -> e.getKey().isFault())
                .mapToLong(e -> e.getValue()[0])
                .sum();
    }

    /** The kinds there were, faults first. Allocates. */
    public List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        counts.forEach((kind, count) ->
                entries.add(new Entry(kind, count[0], List.copyOf(places.getOrDefault(kind, List.of())))));
        return entries;
    }

    /** One sentence a kind, and below a fault its first places. Allocates. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        for (Entry e : entries()) {
            String text = String.format(Locale.ROOT, "%,d", e.count()) + " "
                    + e.kind().text();
            if (e.places().isEmpty()) {
                notes.add(text);
            } else if (e.count() == 1 || !e.kind().isFault()) {
                notes.add(text
                        + (e.count() == 1 ? ": " : ", for example ")
                        + e.places().getFirst());
            } else {
                notes.add(text + (e.count() > e.places().size() ? "; the first:" : ":"));
                e.places().forEach(place -> notes.add("  " + place));
            }
        }
        return notes;
    }

    /** The first fault; null if there is none. */
    public String firstFault() {
        return places.entrySet().stream()
                .filter(e -> e.getKey().isFault())
                .map(e -> e.getValue().getFirst())
                .findFirst()
                .orElse(null);
    }
}
