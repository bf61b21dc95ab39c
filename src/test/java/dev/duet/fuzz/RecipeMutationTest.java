package dev.duet.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Systems;
import dev.duet.io.recipe.RecipeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Recipe files that are damaged, or ask for what no stage can be. */
class RecipeMutationTest {
    private static final String[] WORDS = {
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "\"",
        "null",
        "true",
        "-1",
        "0",
        "1e39",
        "1e999",
        "NaN",
        "2147483648",
        "\"rule\":",
        "\"k\":",
        "\"heads\":",
        "\"name\":",
        "\"settings\":",
        "\"top k\"",
        "\"inside box\"",
        "\"strides\":",
        "[8, 16]",
        "\ud800",
        "/*"
    };

    @Test
    void recipes() throws IOException {
        Path folder = Bounds.folder();
        Path file = folder.resolve("r.json");
        List<byte[]> originals = Systems.list().stream()
                .map(s -> RecipeFile.text(s).getBytes(StandardCharsets.UTF_8))
                .toList();
        Bounds bounds = new Bounds();
        SeedRange.of("recipes", Bounds.INPUTS)
                .run(seed -> bounds.run(seed, () -> {
                    byte[] input = new Mutations(seed, WORDS).of(originals.get((int) (seed % originals.size())));
                    Files.write(file, input);
                    DetectionSystem system = RecipeFile.read(file);
                    // What was read is a recipe: written again, it has what another reader reads in the file.
                    compare("", PlainJson.parse(input), PlainJson.parse(RecipeFile.text(system)));
                }));
        Files.delete(file);
        Files.delete(folder);
        assertThat(bounds.faults()).isEmpty();
        assertThat(SeedRange.isAsked() || bounds.answers().size() == 2).isTrue();
    }

    private static void compare(String path, Object given, Object read) {
        switch (given) {
            case Map<?, ?> map -> {
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    Object value = ((Map<?, ?>) read).get(entry.getKey());
                    boolean off = value == null
                            && (entry.getValue() == null || entry.getValue().equals(false));
                    if (!off) {
                        compare(path + "." + entry.getKey(), entry.getValue(), value);
                    }
                }
            }
            case List<?> list -> lists(path, list, (List<?>) read);
            case PlainJson.Numeral number -> assertThat(numbers(read)).as(path).isEqualTo(numbers(number));
            default -> assertThat(read).as(path).isEqualTo(given);
        }
    }

    private static void lists(String path, List<?> given, List<?> read) {
        if (path.endsWith(".reads")) {
            assertThat(new HashSet<Object>(read)).as(path).isEqualTo(new HashSet<Object>(given));
        } else if (path.endsWith(".anchors")) {
            assertThat(numbers(read)).as(path).isEqualTo(numbers(given));
        } else {
            assertThat(read).as(path).hasSameSizeAs(given);
            for (int i = 0; i < given.size(); i++) {
                compare(path + "[" + i + "]", given.get(i), read.get(i));
            }
        }
    }

    /** Numbers in lists of lists, one after another, as the floats they become. */
    private static List<Float> numbers(Object value) {
        return value instanceof List<?> list
                ? list.stream().flatMap(item -> numbers(item).stream()).toList()
                : List.of(value instanceof PlainJson.Numeral number ? (float) number.value() : Float.NaN);
    }
}
