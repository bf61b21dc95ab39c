package dev.duet.cli;

import dev.duet.io.DataException;
import java.io.IOError;
import java.io.UncheckedIOException;
import java.util.List;

/** What ended a command, as one sentence that says what, where and what to do. */
final class Trouble {
    private static final String OURS = "dev.duet.";
    /** What the JVM says of memory that a file stands behind, and no longer does. */
    private static final String MAPPED = "memory access";

    private static final String SHORTER =
            " became shorter while it was read, or its disk failed; run the command again when it is whole";
    private static final int MEGABYTES_PER_GIGABYTE = 1024;

    private Trouble() {}

    /** An error of memory that a mapped file stands behind, told of the file; any other error goes on as it is. */
    static DataException ofMapped(String file, InternalError e) {
        if (String.valueOf(e.getMessage()).contains(MAPPED)) {
            return new DataException(file + ":" + SHORTER, e);
        }
        throw e;
    }

    static String message(Throwable e) {
        if (isOurs(e)) {
            return e.getMessage();
        }
        if (e instanceof OutOfMemoryError) {
            return memory(String.valueOf(e.getMessage()));
        }
        if (e instanceof StackOverflowError) {
            return "something in the input is nested too deeply; DUET_JAVA_OPTS=-Xss64m gives room for more";
        }
        if (e instanceof InternalError && String.valueOf(e.getMessage()).contains(MAPPED)) {
            return "a file" + SHORTER;
        }
        if (e instanceof LinkageError) {
            return "this installation of Duet is incomplete or mixed (" + e.getMessage() + "); copy its folder again";
        }
        if ((e instanceof UncheckedIOException || e instanceof IOError) && e.getCause() != null) {
            return "a file cannot be read or written (" + e.getCause().getMessage() + ")";
        }
        return "a fault of Duet itself (" + kind(e) + place(e)
                + "); please report it, with the command, its input, and what --verbose adds";
    }

    /** Whether Duet itself wrote the message; libraries use the same exceptions, and their messages name no file. */
    private static boolean isOurs(Throwable e) {
        if (e.getMessage() == null || e instanceof Error) {
            return false;
        }
        if (e.getClass().getName().startsWith(OURS)) {
            return true;
        }
        boolean plain = List.of(IllegalArgumentException.class, IllegalStateException.class)
                .contains(e.getClass());
        StackTraceElement[] trace = e.getStackTrace();
        return plain && trace.length > 0 && trace[0].getClassName().startsWith(OURS);
    }

    private static String memory(String detail) {
        if (detail.contains("native thread")) {
            return "this machine gives no further threads (" + detail + "); --threads asks for fewer";
        }
        long heap = Runtime.getRuntime().maxMemory() >> 20;
        return "a heap of " + heap + " MB is too small for this; DUET_JAVA_OPTS=-Xmx"
                + (4 * heap / MEGABYTES_PER_GIGABYTE + 1) + "g gives four times as much";
    }

    private static String kind(Throwable e) {
        String name = e.getClass().getSimpleName().replaceAll("(Exception|Error)$", "");
        return name.isEmpty() ? "unknown" : name;
    }

    private static String place(Throwable e) {
        for (StackTraceElement frame : e.getStackTrace()) {
            if (frame.getClassName().startsWith(OURS)) {
                return " in " + frame.getClassName().substring(OURS.length()) + "." + frame.getMethodName();
            }
        }
        return "";
    }
}
