package dev.duet.io;

import java.nio.file.Path;

/**
 * A file that cannot be read or written as asked. The message is written for the person who gave the file: it names
 * the file, the array, line or annotation in it, and the offending value.
 */
public final class DataException extends RuntimeException {

    /** An error with a complete message. */
    public DataException(String message) {
        super(message);
    }

    /** An error with a complete message and the failure beneath it. */
    public DataException(String message, Throwable cause) {
        super(message, cause);
    }

    /** "file: what is wrong". */
    public static DataException in(Path file, String what) {
        return new DataException(file + ": " + what);
    }

    /** "file: what is wrong", with the failure beneath it described in the message. */
    public static DataException in(Path file, String what, Throwable cause) {
        String detail = cause.getMessage();
        boolean says = detail != null && !detail.equals(file.toString());
        String reason = says ? detail : cause.getClass().getSimpleName();
        return new DataException(file + ": " + what + " (" + reason + ")", cause);
    }

    /** "file: what the engine finds wrong with what is in it". */
    public static DataException of(Object file, IllegalArgumentException cause) {
        String message = String.valueOf(cause.getMessage());
        String place = message.endsWith("are these logits?") ? " Logits go into pred_logits" : "";
        return new DataException(file + ": " + message + place, cause);
    }

    /** "file, line n: what is wrong". */
    public static DataException atLine(Path file, int line, String what) {
        return new DataException(file + ", line " + line + ": " + what);
    }
}
