package dev.duet.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Version and commit as the build wrote them down, and the Java that runs it, which the image brings. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        Properties build = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("build.properties")) {
            if (in != null) {
                build.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String vendor = System.getProperty("java.vendor.version", "");
        return new String[] {
            "duet " + build.getProperty("version", "development") + " (commit " + commit(build) + ", Java "
                    + Runtime.version() + (vendor.isEmpty() ? "" : ", " + vendor) + ")"
        };
    }

    private static String commit(Properties build) {
        String commit = build.getProperty("commit", "");
        return commit.isBlank() || commit.startsWith("$") ? "unknown" : commit;
    }
}
