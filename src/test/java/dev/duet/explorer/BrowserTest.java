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
 * The page in a real browser, driven by the scripts of src/test/js. Needs Node, {@code npm install} in src/test/js and {@code
 * -Dchromium=/path/to/chromium}; skipped, visibly, without them.
 */
class BrowserTest {
    private static final Path SCRIPTS = Path.of("src/test/js");
    private static final int MINUTES = 5;

    @TempDir
    Path folder;

    @Test
    void pageShowsWhatTheApiSays() throws Exception {
        drive("explorer.mjs", null);
    }

    @Test
    void aDataSetIsLookedThrough() throws Exception {
        drive("dataset.mjs", folder);
    }

    /** Runs a script against a server, with a small data set below {@code data} where that is given. */
    private void drive(String script, Path data) throws Exception {
        String chromium = System.getProperty("chromium", "");
        assumeTrue(!chromium.isEmpty(), "no -Dchromium=");
        assumeTrue(Files.isDirectory(SCRIPTS.resolve("node_modules/playwright-core")), "no npm install in src/test/js");
        File log = folder.resolve("log").toFile();
        try (ExploreServer server = ExploreServer.start(0, data == null ? null : SmallSet.write(data))) {
            Process node = new ProcessBuilder("node", script, server.url(), chromium)
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
