package dev.duet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.assign.rule.Rule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;

/** Compiles rules of one's own, as a user does. */
public final class RuleSources {
    private RuleSources() {}

    /** Compiles files into a folder. */
    public static Path compile(Path folder, Path... files) {
        try {
            List<String> args = new ArrayList<>(List.of("-proc:none", "-d", folder.toString(), "-cp"));
            args.add(Path.of(Rule.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString());
            for (Path file : files) {
                args.add(file.toString());
            }
            assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, args.toArray(String[]::new)))
                    .isZero();
            return folder;
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** Writes a class and compiles it into a folder. */
    public static Path compile(Path folder, String name, String source) {
        try {
            Path sources = Files.createTempDirectory("rules");
            Path file = Files.writeString(sources.resolve(name + ".java"), source);
            compile(folder, file);
            Files.delete(file);
            Files.delete(sources);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
