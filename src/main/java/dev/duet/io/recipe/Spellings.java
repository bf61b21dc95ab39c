package dev.duet.io.recipe;

import dev.duet.assign.stage.Overlap;
import java.util.Map;

/** Other ways to write the words of a recipe that are read too: those of earlier releases, and American ones. */
final class Spellings {
    private static final Map<String, String> EARLIER_RULES = Map.of("top-kthen-filter", "top-k-then-filter");
    private static final Map<String, Overlap> EARLIER_OVERLAPS = Map.of(
            "iou-plus-1e9", Overlap.iouPlus(1e-9f),
            "iou-plus-1e10", Overlap.iouPlus(1e-10f),
            "iou-max-1e6", Overlap.iouFloor(1e-6f),
            "iou-max-epsilon", Overlap.iouFloor(Math.ulp(1f)));

    private Spellings() {}

    /** A rule, or another word, as it is written today. */
    static String today(String word) {
        String british = word.replaceAll("center(?!ness)", "centre")
                .replace("neighbor", "neighbour")
                .replace("normalized", "normalised");
        return EARLIER_RULES.getOrDefault(british, british);
    }

    /** The overlap that one word stood for in an earlier release; null for other words. */
    static Overlap earlierOverlap(String word) {
        return EARLIER_OVERLAPS.get(word);
    }
}
