package dev.duet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.Systems;
import dev.duet.io.npz.Npz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands print and write when all is well. */
class CommandsTest {
    private static final Path SAMPLE = Path.of("src/dist/sample");

    @TempDir
    Path folder;

    private static Run ok(Object... args) {
        Run run = Run.of(args);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        return run;
    }

    @Test
    void systemsSayWhyARecipeIsSlow(@TempDir Path folder) throws IOException {
        Path mine = folder.resolve("mine.json");
        Files.writeString(
                mine, ok("systems", "rtmdet", "--json").out().replaceAll("\"lowest-cost\"", "\"last-written\""));
        assertThat(ok("systems", mine).out().replaceAll("\\s+", " "))
                .contains(
                        "carried out by the reference, plain and slow: resolve last-written is not read by the rtmdet strategy; it takes"
                                + " lowest-cost");
        assertThat(ok("systems", "rtmdet").out()).doesNotContain("reference, plain and slow");
    }

    @Test
    void catalogueHasEverySystem() {
        Run run = ok("systems");
        Systems.list().forEach(system -> assertThat(run.out()).contains(system.name()));
        assertThat(run.out()).contains("another name for yolov8: ultralytics 8.3.63 gives identical results");
        assertThat(ok("systems", "yolo11").out()).contains("another name for yolov8: ");
        Run one = ok("systems", "yolov8");
        assertThat(one.out())
                .contains("topk=10")
                .contains("inside box (margin 1.0E-9)")
                .contains("source: ");
    }

    @Test
    void helpAndVersion() {
        for (String command : List.of("systems", "assign", "bench")) {
            assertThat(ok(command, "--help").out()).contains("Examples:").contains("duet " + command);
        }
        assertThat(ok("--help").out()).contains("assign").contains("Exit codes");
        assertThat(ok("--version").out()).startsWith("duet ");
    }

    @Test
    void assignWritesSparseAndDenseArraysThatAgree() {
        Path out = folder.resolve("out.npz");
        Run run = ok(
                "assign", "-s", "yolov8", "-i", new SmallCase().write(folder.resolve("c.npz")), "-o", out, "--explain");
        assertThat(run.out()).contains("written to " + out).contains("outcome");
        try (Npz npz = Npz.open(out)) {
            assertThat(npz.strings("system")).containsExactly("yolov8");
            int[] offsets = npz.ints("offsets", 3);
            int[] unit = npz.ints("unit", offsets[2]);
            int[] gt = npz.ints("gt", offsets[2]);
            float[] target = npz.floats("target", offsets[2]);
            int[] dense = npz.ints("assigned_gt", 2, SmallCase.UNITS);
            float[] denseTarget = npz.floats("target_score", 2, SmallCase.UNITS);
            int positives = 0;
            for (int g : dense) {
                positives += g >= 0 ? 1 : 0;
            }
            assertThat(positives).isEqualTo(offsets[2]).isPositive();
            for (int b = 0; b < 2; b++) {
                for (int d = offsets[b]; d < offsets[b + 1]; d++) {
                    assertThat(dense[b * SmallCase.UNITS + unit[d]]).isEqualTo(gt[d]);
                    assertThat(denseTarget[b * SmallCase.UNITS + unit[d]]).isEqualTo(target[d]);
                }
            }
            String[] names = npz.strings("gt_outcome_names");
            int[] outcome = npz.ints("gt_outcome", 4);
            assertThat(names[outcome[0]]).isEqualTo("assigned");
            assertThat(names[outcome[2]]).isEqualTo("no candidate unit");
            assertThat(npz.ints("gt_candidates", 4)[2]).isZero();
            assertThat(npz.has("claim_unit")).isTrue();
        }
    }

    @Test
    void labelsInAllFormsGiveTheSameDuets() throws IOException {
        List<int[]> units = new ArrayList<>();
        for (String labels : List.of("labels.json", "labels")) {
            Path out = folder.resolve("out.npz");
            Run run = ok(
                    "assign",
                    "--system=yolov8",
                    "--labels=" + SAMPLE.resolve(labels),
                    "--predictions=" + SAMPLE.resolve("predictions.npz"),
                    "--output=" + out);
            assertThat(run.out())
                    .containsPattern("images +3")
                    .containsPattern("GTs +26")
                    .contains("no candidate unit");
            try (Npz npz = Npz.open(out)) {
                units.add(npz.ints("unit"));
                assertThat(npz.strings("image_names")).contains("meadow.jpg");
            }
        }
        assertThat(units.get(0)).isEqualTo(units.get(1));
    }

    @Test
    void theImageNamesDecideWhichLabelsAreMeant() throws IOException {
        Path labels = Files.writeString(folder.resolve("labels.json"), """
                {"images": [{"id": 1, "file_name": "x/other.jpg", "width": 64, "height": 64},
                            {"id": 2, "file_name": "b.jpg", "width": 128, "height": 128},
                            {"id": 3, "file_name": "a.jpg", "width": 64, "height": 64}],
                 "categories": [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}],
                 "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [0, 0, 9, 9], "iscrowd": 0},
                                 {"id": 2, "image_id": 2, "category_id": 2, "bbox": [20, 20, 80, 80], "iscrowd": 0},
                                 {"id": 3, "image_id": 2, "category_id": 2, "bbox": [0, 0, 80, 80], "iscrowd": 1}]}
                """);
        Path predictions = new SmallCase()
                .put("image_names", new String[] {"a", "b.jpg"}, 2)
                .write(folder.resolve("pred.npz"));
        Path out = folder.resolve("out.json");
        Run run = ok("assign", "-s", "yolov8", "--labels", labels, "--predictions", predictions, "-o", out);
        assertThat(run.out()).contains("1 crowd boxes left out");
        assertThat(Files.readString(out))
                .contains("\"name\":\"b.jpg\"")
                .contains("\"box\":[10.0,10.0,50.0,50.0]")
                .contains("\"outcome\":\"assigned\"");
    }

    @Test
    void settingsReachTheEngine() {
        Path file = new SmallCase().write(folder.resolve("c.npz"));
        Path out = folder.resolve("out.npz");
        ok("assign", "-s", "yolov8", "-i", file, "-o", out, "--set", "topk=1", "beta=2", "--threads", "2");
        try (Npz npz = Npz.open(out)) {
            assertThat(npz.ints("gt_wanted")).containsOnly(1);
            assertThat(npz.ints("offsets")[2]).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void benchPrintsOneLine() {
        Path file = new SmallCase().write(folder.resolve("c.npz"));
        Pattern line = Pattern.compile("us_per_batch median=[0-9.]+ min=[0-9.]+ images_per_s=[0-9]+ gts_per_s=[0-9]+"
                + " duets=([0-9]+) target_sum=([0-9.]+) bytes_per_batch=[0-9]+\\R");
        List<String> results = new ArrayList<>();
        for (String form : List.of("--threads=1", "--threads=2", "--boxes=planes", "--scores=class-major")) {
            Run run = ok("bench", "-s", "yolov8", "-i", file, "--seconds", "0.05", "--warmup", "0.05", form);
            Matcher match = line.matcher(run.out());
            assertThat(match.matches()).as(run.out()).isTrue();
            results.add(match.group(1) + " " + match.group(2));
        }
        assertThat(results).containsOnly(results.get(0));
        ok("bench", "-s", "yolov8", "-i", file, "--seconds", "0.05", "--warmup", "0", "--logits");
    }
}
