package dev.duet.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Systems;
import dev.duet.io.recipe.RecipeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
                    Files.write(file, new Mutations(seed, WORDS).of(originals.get((int) (seed % originals.size()))));
                    DetectionSystem system = RecipeFile.read(file);
                    // What was read is a recipe: it is written and read again.
                    assertThat(RecipeFile.text(system)).isNotEmpty();
                }));
        Files.delete(file);
        Files.delete(folder);
        assertThat(bounds.faults()).isEmpty();
        assertThat(SeedRange.isAsked() || bounds.answers().size() == 2).isTrue();
    }
}
