package dev.duet.explorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page in a real browser, driven by src/test/js/explorer.mjs. Needs Node, {@code npm install} in src/test/js and {@code
 * -Dchromium=/path/to/chromium}; skipped, visibly, without them.
 */
class BrowserTest {
    private static final Path SCRIPTS = Path.of("src/test/js");
    private static final int MINUTES = 5;

    @TempDir
    Path folder;

    @Test
    void pageShowsWhatTheApiSays() throws Exception {
        String chromium = System.getProperty("chromium", "");
        assumeTrue(!chromium.isEmpty(), "no -Dchromium=");
        assumeTrue(Files.isDirectory(SCRIPTS.resolve("node_modules/playwright-core")), "no npm install in src/test/js");
        File log = folder.resolve("log").toFile();
        try (ExploreServer server = ExploreServer.start(0)) {
            Process node = new ProcessBuilder("node", "explorer.mjs", server.url(), chromium)
                    .directory(SCRIPTS.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log)
                    .start();
            boolean ended = node.waitFor(MINUTES, TimeUnit.MINUTES);
            node.destroyForcibly();
            String said = Files.readString(log.toPath(), StandardCharsets.UTF_8);
            assertThat(ended).as(said).isTrue();
            assertThat(node.exitValue()).as(said).isZero();
        }
    }
}
