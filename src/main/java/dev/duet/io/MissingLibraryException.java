package dev.duet.io;

/** A part of Duet was used without the library it needs; the message names both. See {@link Library}. */
public final class MissingLibraryException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    MissingLibraryException(String message, Throwable cause) {
        super(message, cause);
    }
}
