"""Errors of this package, and the translation of Java's."""

import re


class DuetError(RuntimeError):
    """The engine cannot run here: no Java, no jars, a forked process. The message says what to do."""


def from_java(error, names=None):
    """The Python exception for a Java one; ``names`` maps the engine's array names to the caller's argument names."""
    kind = str(error.getClass().getName())
    text = str(error.getMessage())
    for ours, theirs in (names or {}).items():
        text = re.sub(r"\b" + re.escape(ours) + r"\b", theirs, text)
    if kind in ("java.lang.IllegalArgumentException", "dev.duet.assign.BadPredictionException"):
        return ValueError(text)
    if kind == "java.lang.OutOfMemoryError":
        return MemoryError("the Java heap is full (" + text + "); start it larger: duet.start(heap='4g') or DUET_HEAP=4g")
    return DuetError(kind + ": " + text)
