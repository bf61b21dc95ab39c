package dev.duet.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.Systems;
import dev.duet.fuzz.Bounds;
import dev.duet.fuzz.Mutations;
import dev.duet.fuzz.PlainJson;
import dev.duet.fuzz.SeedRange;
import dev.duet.io.recipe.RecipeFile;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Requests of the page that are damaged, or made to do harm. */
class ExploreMutationTest {
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
        "4096",
        "2147483648",
        "0.1",
        "NaN",
        "\\u0000",
        "\"width\":",
        "\"recipe\":",
        "\"settings\":",
        "\"topk\":",
        "\"name\":",
        "\"yolov8\"",
        "\"ota\"",
        "\"warm_up\":",
        "[[[[[[[["
    };

    private static final String[] NAMES = {
        "yolov8", "yolox", "fcos", "ota", "yolov5", "yolov2", "hungarian", "yolov8-obb"
    };

    private static byte[] original(int which) {
        String name = NAMES[which];
        String recipe = RecipeFile.text(Systems.named(name)).strip();
        return ("{\"width\":64,\"height\":96,\"boxes\":[[10,10,20,15,0],[0,0,64,64,1]],\"noise\":0.2,\"seed\":3,\"image\":7,"
                        + "\"systems\":[{\"name\":\"" + name + "\",\"settings\":{},\"warm_up\":true},{\"recipe\":"
                        + recipe + "}]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void requests() {
        ExploreApi api = new ExploreApi(null);
        Bounds bounds = new Bounds();
        try (ExploreRuns runs = new ExploreRuns()) {
            SeedRange.of("requests", Bounds.INPUTS).run(seed -> {
                byte[] body = new Mutations(seed, WORDS).of(original((int) (seed % NAMES.length)));
                bounds.run(seed, () -> {
                    ExploreApi.Request request = api.request(new ByteArrayInputStream(body));
                    if (seed % 20 == 0) { // to run them all would take minutes
                        assertThat(PlainJson.parse(api.answer(request, runs))).isInstanceOf(Map.class);
                    }
                });
            });
        }
        assertThat(bounds.faults()).isEmpty();
        assertThat(SeedRange.isAsked() || bounds.answers().size() == 2).isTrue();
    }
}
