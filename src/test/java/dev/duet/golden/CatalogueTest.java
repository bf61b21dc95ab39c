package dev.duet.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Systems;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every system has reference cases, which {@link GoldenTest} runs, and every folder of reference cases has its systems. */
class CatalogueTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    /** Folder of reference cases of each system; a folder may hold cases of several. */
    private static final Map<String, Set<String>> SYSTEMS_OF_FOLDER = Map.ofEntries(
            Map.entry("yolov1", Set.of("yolov1")),
            Map.entry("yolov2", Set.of("yolov2")),
            Map.entry("yolov3", Set.of("yolov3")),
            Map.entry("yolov4", Set.of("yolov4")),
            Map.entry("ppyolo", Set.of("ppyolo", "ppyolov2", "ppyolo-yolov3")),
            Map.entry("yolov5", Set.of("yolov5", "yolov3-ultralytics")),
            Map.entry("yolov7-anchor", Set.of("yolov7-anchor")),
            Map.entry("yolov9-anchor", Set.of("yolov9-anchor")),
            Map.entry("fcos", Set.of("fcos")),
            Map.entry("max-iou", Set.of("max-iou", "grid")),
            Map.entry("atss", Set.of("atss")),
            Map.entry("tood", Set.of("tood")),
            Map.entry("ppyoloe", Set.of("ppyoloe")),
            Map.entry("yolov6", Set.of("yolov6", "yolov6-ab")),
            Map.entry("yolov8", Set.of("yolov8", "yolo11")),
            Map.entry("yolov9", Set.of("yolov9")),
            Map.entry("yolov10", Set.of("yolov10")),
            Map.entry("yolo26", Set.of("yolo26", "yolo26-obb")),
            Map.entry("yolov8-obb", Set.of("yolov8-obb", "yolo11-obb")),
            Map.entry("yolox", Set.of("yolox", "yolox-2021", "yolov6-0.1", "simota", "ppyolox", "picodet")),
            Map.entry("yolox-center", Set.of("yolox-center")),
            Map.entry("yolov7-ota", Set.of("yolov7")),
            Map.entry("yolov7-aux", Set.of("yolov7-aux")),
            Map.entry("rtmdet", Set.of("rtmdet")),
            Map.entry("ota", Set.of("ota")),
            Map.entry("hungarian", Set.of("hungarian", "simota-one2one")),
            // Anchor fitting is a tool, not a system.
            Map.entry("autoanchor", Set.of()));

    @Test
    void everySystemHasReferenceCases() {
        Set<String> covered =
                SYSTEMS_OF_FOLDER.values().stream().flatMap(Set::stream).collect(Collectors.toCollection(TreeSet::new));
        Set<String> catalogue =
                Systems.list().stream().map(DetectionSystem::name).collect(Collectors.toCollection(TreeSet::new));
        assertThat(catalogue).isEqualTo(covered);
    }

    @Test
    void everySystemIsAConstant() {
        Set<String> constants = Arrays.stream(Systems.class.getFields())
                .filter(field -> field.getType() == DetectionSystem.class)
                .map(Field::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> names = Systems.list().stream()
                .map(system -> system.name().toUpperCase(Locale.ROOT).replaceAll("[-.]", "_"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(constants).isEqualTo(names);
    }

    @Test
    void anAliasIsItsOriginalWithAReason() {
        List<DetectionSystem> aliases = Systems.list().stream()
                .filter(system -> system.about().alias().isPresent())
                .toList();
        assertThat(aliases).contains(Systems.YOLO11, Systems.YOLOV3_ULTRALYTICS).allSatisfy(alias -> {
            DetectionSystem original = Systems.named(alias.about().alias().get().of());
            assertThat(alias.recipe()).isEqualTo(original.recipe());
            assertThat(alias.settings().list()).isEqualTo(original.settings().list());
            assertThat(alias.about().alias().get().reason()).isNotBlank();
        });
    }

    @Test
    void everyFolderIsCompared() throws IOException {
        try (Stream<Path> folders = Files.list(GOLDEN)) {
            Set<String> names = folders.map(f -> f.getFileName().toString()).collect(Collectors.toSet());
            assertThat(names).isEqualTo(SYSTEMS_OF_FOLDER.keySet());
            for (String name : names) {
                assertThat(GoldenTest.FAMILIES)
                        .as("families that compare " + name)
                        .anyMatch(f -> f.handles(name));
            }
        }
    }
}
