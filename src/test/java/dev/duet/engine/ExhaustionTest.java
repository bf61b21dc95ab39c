package dev.duet.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * Engines whose memory ran out at random places answer right when there is room again, or not at all; every system, in a JVM of its
 * own. A longer run: {@code -Dexhaustion.seeds=1-20}, about a minute a seed.
 */
class ExhaustionTest {
    private static final String SEEDS = System.getProperty("exhaustion.seeds", "");

    @Test
    void onlyRightAnswersAfterwards() throws IOException, InterruptedException {
        boolean quick = SEEDS.isEmpty();
        String[] seeds = (quick ? "1-1" : SEEDS).split("-");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx20m",
                        "-XX:+UseSerialGC",
                        "--add-modules=jdk.incubator.vector",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Exhaustion.class.getName(),
                        seeds[0],
                        seeds[seeds.length - 1],
                        quick ? "8" : "2")
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        int failures = Arrays.stream(out.split("\n"))
                .filter(line -> line.contains(" failures, "))
                .mapToInt(line -> Integer.parseInt(line.replaceAll(".*: (\\d+) failures, .*", "$1")))
                .sum();
        assertThat(failures).as("calls that ran out of memory\n" + out).isGreaterThan(100);
    }
}
