package dev.duet.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Setting;
import dev.duet.api.Systems;
import dev.duet.assign.stage.RecipeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every setting of every system, from the ranges that the stage records declare. */
class SettingRangesTest {
    @Test
    void theEndsOfEveryRangeGiveOneFiniteAnswerWhateverThreadsAndVectors() throws Exception {
        Process narrow = run(16);
        Process middle = run(32);
        List<String> here = SettingEnds.lines();
        assertThat(here).hasSizeGreaterThan(300).noneMatch(line -> line.contains("with four"));
        assertThat(lines(narrow)).as("128 bits").isEqualTo(here);
        assertThat(lines(middle)).as("256 bits").isEqualTo(here);
    }

    private static Process run(int bytes) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules=jdk.incubator.vector",
                        "-XX:MaxVectorSize=" + bytes,
                        "-XX:TieredStopAtLevel=4",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SettingEnds.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static List<String> lines(Process process) throws Exception {
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return out.lines().toList();
    }

    @Test
    void pairsHaveTwoEnds() {
        assertThat(Systems.MAX_IOU.set("neg_iou_thr", "0.1:0.4").settings().number("neg_iou_thr_low"))
                .isEqualTo(.1f);
        assertThatThrownBy(() -> Systems.MAX_IOU.set("neg_iou_thr", "0.1:0.2:0.4"))
                .hasMessage("max-iou: neg_iou_thr=0.2:0.4: expected a number, 0 to 1");
    }

    @Test
    void whatLiesOutsideIsRefusedWithNameValueAndRange() {
        List<String> unranged = new ArrayList<>();
        for (DetectionSystem system : Systems.list()) {
            for (Setting setting : system.settings().list()) {
                boolean number = setting.value() instanceof Integer || setting.value() instanceof Float;
                if (!number) {
                    continue;
                }
                if (setting.range() == null) {
                    unranged.add(system + " " + setting.key());
                    continue;
                }
                assertThat(setting.range().contains(((Number) setting.value()).doubleValue()))
                        .as(system + " " + setting)
                        .isTrue();
                for (Object value : SettingEnds.outside(setting)) {
                    if (value instanceof Number n && setting.range().contains(n.doubleValue())) {
                        continue; // the one value beside the range
                    }
                    assertThatThrownBy(() -> system.set(setting.key(), value))
                            .as(system + " " + setting.key() + "=" + value)
                            .isInstanceOf(RecipeException.class)
                            .hasMessageContaining(system.name() + ": " + setting.key() + "=" + value)
                            .hasMessageContaining(setting.range().toString());
                }
            }
        }
        assertThat(unranged).isEmpty();
    }
}
