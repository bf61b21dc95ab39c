package dev.duet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What arrives on stdout and stderr, and what the process says where it does not. */
class StandardStreamsTest {
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    private static OutputStream failing(String reason) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(reason);
            }
        };
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "2, 2"})
    void aFullDiskIsAFailure(int code, int ends) {
        StandardStreams streams = new StandardStreams(failing("No space left on device"), errors);
        streams.out().println("x".repeat(100_000));
        assertThat(streams.finish(code)).isEqualTo(ends);
        assertThat(errors.toString(StandardCharsets.UTF_8))
                .isEqualTo("duet: standard output: cannot be written (No space left on device);"
                        + " what it holds is not complete\n");
    }

    @ParameterizedTest
    @CsvSource({"0, 141", "1, 1"})
    void aReaderThatLeavesIsNoError(int code, int ends) {
        StandardStreams streams = new StandardStreams(failing("Broken pipe"), errors);
        streams.out().print("x");
        assertThat(streams.finish(code)).isEqualTo(ends);
        assertThat(errors.size()).isZero();
    }

    @Test
    void whatSteersATerminalIsShown() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StandardStreams streams = new StandardStreams(out, errors);
        streams.out().println("a\u001b[2Jb\u202Ec\u0007\td\u009b\u2066e é 猫 \ud83d\ude00");
        streams.out().write('\u001b');
        streams.err().println("\rx");
        assertThat(streams.finish(0)).isZero();
        assertThat(out.toString(System.out.charset()))
                .startsWith("a\\u001b[2Jb\\u202ec\\u0007\td\\u009b\\u2066e ")
                .endsWith("\n\\u001b");
        assertThat(errors.toString(System.err.charset())).isEqualTo("\\u000dx\n");
    }
}
