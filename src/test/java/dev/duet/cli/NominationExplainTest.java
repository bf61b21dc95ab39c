package dev.duet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.Predictions;
import dev.duet.assign.yolov7.NominationCase;
import dev.duet.assign.yolov7.NominationCase.Head;
import dev.duet.assign.yolov7.NominationOracle;
import dev.duet.assign.yolov7.NominationRule;
import dev.duet.assign.yolov7.NominationScene;
import dev.duet.golden.GoldenCase;
import dev.duet.io.JsonDocument;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --explain} says of each GT under YOLOv7's OTA losses, file and table, against the dense rule on the reference cases. */
class NominationExplainTest {
    private static final Path GOLDEN = Path.of(System.getProperty("golden.dir", "src/test/resources/golden"));

    @TempDir
    Path folder;

    @TestFactory
    List<DynamicTest> countsAreTheRules() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (NominationCase row : NominationCase.all().toList()) {
            if (row.guide().equals("independent")) {
                continue; // a file of its own, with predictions for both heads
            }
            Path cases = GOLDEN.resolve(row.guide().isEmpty() ? "yolov7-ota" : "yolov7-aux");
            if (Files.isDirectory(cases)) {
                try (Stream<Path> files = Files.list(cases)) {
                    files.filter(f -> f.toString().endsWith(".npz"))
                            .sorted()
                            .forEach(file -> tests.add(
                                    DynamicTest.dynamicTest(row + " " + file.getFileName(), () -> check(row, file))));
                }
            }
        }
        return tests;
    }

    private void check(NominationCase row, Path file) throws IOException {
        Path out = folder.resolve("out.json");
        List<Object> args = new ArrayList<>(List.of("assign", "-s", row.system(), "-i", file, "-o", out, "--explain"));
        if (!row.guide().isEmpty()) {
            args.addAll(List.of("--set", "guide=" + row.guide()));
        }
        Run run = Run.of(args.toArray());
        assertThat(run.err()).isEmpty();
        List<JsonDocument> images;
        try (InputStream in = Files.newInputStream(out)) {
            images = JsonDocument.parse(in, "out.json").get("images").items();
        }
        GoldenCase golden = GoldenCase.read(file);
        Predictions predictions = golden.predictions("");
        assertThat(images).hasSize(golden.images());
        NominationRule lead = new NominationRule();
        lead.q = row.guide().isEmpty() ? 10 : 20;
        for (Head head : row.heads(lead)) {
            for (int b = 0; b < images.size(); b++) {
                NominationScene scene = NominationScene.of(
                        golden.pyramid(), golden.arrays.floats("anchors"), golden.groundTruths(), predictions, b);
                NominationOracle oracle = new NominationOracle(scene, head.rule());
                List<JsonDocument> gts = images.get(b).get("gts").items();
                assertThat(gts).hasSize(oracle.k.length);
                for (int g = 0; g < oracle.k.length; g++) {
                    List<Integer> counts = counts(oracle, g);
                    assertThat(told(gts.get(g), head.name().equals("aux") ? "_aux" : ""))
                            .as("k, selected, lost, gained, units of GT " + g + ", image " + b + ", " + head.name())
                            .isEqualTo(counts);
                    assertThat(run.out()).containsPattern(line(b, g, scene.labels()[g], counts));
                }
            }
        }
    }

    private static List<Integer> told(JsonDocument gt, String suffix) {
        return Stream.of("wanted", "selected", "lost", "gained", "units")
                .map(key -> gt.get(key + suffix).integer())
                .toList();
    }

    private static List<Integer> counts(NominationOracle oracle, int g) {
        int selected = 0;
        int lost = 0;
        int gained = 0;
        int units = 0;
        for (int j = 0; j < oracle.unit.length; j++) {
            boolean claimed = oracle.claimed[g][j];
            boolean matched = oracle.matched[g][j];
            selected += claimed ? 1 : 0;
            units += matched ? 1 : 0;
            lost += claimed && !matched ? 1 : 0;
            gained += matched && !claimed ? 1 : 0;
        }
        return List.of(oracle.k[g], selected, lost, gained, units);
    }

    /** Image, GT, class and candidates come before these counts. */
    private static String line(int image, int gt, int label, List<Integer> counts) {
        StringBuilder line = new StringBuilder("(?m)^" + image + " +" + gt + " +" + label + " +\\d+");
        counts.forEach(n -> line.append(" +").append(n));
        return line.append(" ").toString();
    }
}
