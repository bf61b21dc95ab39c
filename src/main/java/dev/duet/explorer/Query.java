package dev.duet.explorer;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The part of an address behind the question mark. */
final class Query {
    private static final int MOST_DIGITS = 9;

    private final Map<String, String> values = new HashMap<>();

    /**
     * @param raw as it came; null without one
     * @throws IllegalArgumentException if a percent sign is followed by nonsense, or a key is there twice
     */
    Query(String raw) {
        for (String part : (raw == null ? "" : raw).split("&", -1)) {
            int at = part.indexOf('=');
            if (at > 0) {
                String key = part.substring(0, at);
                String value = URLDecoder.decode(part.substring(at + 1), StandardCharsets.UTF_8);
                if (values.put(key, value) != null) {
                    throw new IllegalArgumentException(key + " is there twice");
                }
            }
        }
    }

    /** A text; empty where it is missing. */
    String text(String key) {
        return values.getOrDefault(key, "");
    }

    /**
     * A whole number from 0 on.
     *
     * @throws IllegalArgumentException if it is something else
     */
    int number(String key, int otherwise) {
        String value = text(key);
        if (value.isEmpty()) {
            return otherwise;
        }
        if (!value.matches("[0-9]{1," + MOST_DIGITS + "}")) {
            throw new IllegalArgumentException(key + ": '" + value + "'; a whole number from 0 on is needed");
        }
        return Integer.parseInt(value);
    }
}
