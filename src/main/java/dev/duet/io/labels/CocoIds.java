package dev.duet.io.labels;

import dev.duet.io.Names;
import it.unimi.dsi.fastutil.objects.Object2LongOpenHashMap;
import java.util.ArrayList;
import java.util.List;

/** Ids of COCO files, which are integers or texts, as integers: a text that is none gets a number far below all that are. */
final class CocoIds {
    private static final long FIRST_TEXT = Long.MIN_VALUE + 2;
    private static final long FIRST_NUMBER = Long.MIN_VALUE + (1L << 32);
    private static final long LAST_NUMBER = Long.MIN_VALUE + (1L << 33);

    private final Object2LongOpenHashMap<String> numbers = new Object2LongOpenHashMap<>();
    private final List<String> texts = new ArrayList<>();

    CocoIds() {
        numbers.defaultReturnValue(Long.MIN_VALUE);
    }

    /** Whether an integer can stand for itself. */
    static boolean isOwn(long id) {
        return id > LAST_NUMBER;
    }

    /** The number of a text: itself where it is written as an integer is ("7", not "007"). */
    long of(String text) {
        long id = integer(text);
        if (id != Long.MIN_VALUE) {
            return id;
        }
        long known = numbers.getLong(text);
        if (known == Long.MIN_VALUE) {
            known = FIRST_TEXT + texts.size();
            numbers.put(text, known);
            texts.add(text);
        }
        return known;
    }

    private static long integer(String text) {
        boolean negative = text.startsWith("-");
        String digits = negative ? text.substring(1) : text;
        long id = digits.length() > 1 && digits.charAt(0) == '0' || negative && digits.equals("0")
                ? -1
                : Names.id(digits);
        return id < 0 ? Long.MIN_VALUE : negative ? -id : id;
    }

    /** What stands for something without id, by its number in the file. */
    static long ofNumber(int number) {
        return FIRST_NUMBER + number;
    }

    /** Whether a number stands for a text. */
    boolean isText(long id) {
        return id < FIRST_NUMBER;
    }

    /** An id as the file has it. */
    String text(long id) {
        if (id >= FIRST_NUMBER && id <= LAST_NUMBER) {
            return "number " + (id - FIRST_NUMBER) + " (without id)";
        }
        return isOwn(id) ? String.valueOf(id) : Names.shown(texts.get((int) (id - FIRST_TEXT)));
    }
}
