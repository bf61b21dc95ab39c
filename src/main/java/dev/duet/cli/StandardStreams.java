package dev.duet.cli;

import dev.duet.io.VisibleText;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.lang.reflect.Constructor;

/**
 * The process's stdout and stderr. Stdout remembers the first write that failed, which Java's own would swallow; both show characters
 * that would steer a terminal by their numbers, wherever they came from.
 */
final class StandardStreams {
    /** What a shell reports for a process that a closed pipe ends: 128 and the number of the signal. */
    static final int PIPE = 141;

    private static final String KEPT = "duet.stderr";
    private static final int KEPT_DESCRIPTOR = 3;

    private final Failing raw;
    private final PrintWriter out;
    private final PrintWriter err;

    /** @param to where stdout goes */
    StandardStreams(OutputStream to, OutputStream errors) {
        raw = new Failing(to);
        out = new PrintWriter(new Visible(new OutputStreamWriter(raw, System.out.charset())));
        err = new PrintWriter(new Visible(new OutputStreamWriter(errors, System.err.charset())), true);
    }

    /** Those of this process. The launcher sends the JVM's own stderr nowhere and keeps the real one at descriptor 3. */
    static StandardStreams ofProcess() {
        if (System.getProperty(KEPT) != null) {
            try {
                Constructor<FileDescriptor> descriptor = FileDescriptor.class.getDeclaredConstructor(int.class);
                descriptor.setAccessible(true);
                System.setErr(new PrintStream(
                        new FileOutputStream(descriptor.newInstance(KEPT_DESCRIPTOR)), true, System.err.charset()));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("descriptor " + KEPT_DESCRIPTOR + " cannot be taken up", e);
            }
        }
        return new StandardStreams(new FileOutputStream(FileDescriptor.out), System.err);
    }

    PrintWriter out() {
        return out;
    }

    PrintWriter err() {
        return err;
    }

    /** Writes out what is left; an exit code that says whether all of stdout arrived, and a line on stderr where it did not. */
    int finish(int code) {
        out.flush();
        err.flush();
        if (raw.failure == null) {
            return code;
        }
        String reason = String.valueOf(raw.failure.getMessage());
        if (reason.contains("Broken pipe")) {
            return code == Main.OK ? PIPE : code; // the reader has seen enough, as 'head' has
        }
        err.println("duet: standard output: cannot be written (" + reason + "); what it holds is not complete");
        err.flush();
        return code == Main.OK ? Main.DATA : code;
    }

    /** Passes bytes on until that fails once; the writer above it notes each failure and goes on. */
    private static final class Failing extends OutputStream {
        private final OutputStream to;
        private IOException failure;

        Failing(OutputStream to) {
            this.to = to;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int n) throws IOException {
            if (failure != null) {
                throw failure;
            }
            try {
                to.write(bytes, from, n);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }
    }

    private static final class Visible extends FilterWriter {
        Visible(Writer to) {
            super(to);
        }

        @Override
        public void write(int c) throws IOException {
            if (VisibleText.steers((char) c)) {
                out.write(VisibleText.escape((char) c));
            } else {
                out.write(c);
            }
        }

        @Override
        public void write(char[] text, int from, int n) throws IOException {
            write(new String(text, from, n), 0, n);
        }

        @Override
        public void write(String text, int from, int n) throws IOException {
            int start = from;
            for (int i = from; i < from + n; i++) {
                if (VisibleText.steers(text.charAt(i))) {
                    out.write(text, start, i - start);
                    out.write(VisibleText.escape(text.charAt(i)));
                    start = i + 1;
                }
            }
            out.write(text, start, from + n - start);
        }
    }
}
