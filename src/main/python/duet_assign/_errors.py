"""Errors of this package, and the translation of Java's."""

import contextlib
import re


class DuetError(RuntimeError):
    """The engine cannot run here: no Java, no jars, a forked process. The message says what to do."""


def _in_words_of(text, names):
    for ours, theirs in (names or {}).items():
        text = re.sub(r"\b" + re.escape(ours) + r"\b", theirs, text)
    return text


@contextlib.contextmanager
def renamed(names):
    """Errors of the engine in the caller's words: ``names`` maps the engine's array names to argument names."""
    try:
        yield
    except (ValueError, TypeError) as e:
        raise type(e)(_in_words_of(str(e), names)) from None


def from_java(error, names=None):
    """The Python exception for a Java one; ``names`` as in renamed."""
    kind = str(error.getClass().getName())
    text = _in_words_of(str(error.getMessage()), names)
    if kind in ("java.lang.IllegalArgumentException", "dev.duet.assign.BadPredictionException"):
        return ValueError(text)
    if kind == "java.lang.OutOfMemoryError":
        return MemoryError("the Java heap is full (" + text + "); start it larger: duet_assign.start(heap='4g') or DUET_HEAP=4g")
    return DuetError(kind + ": " + text)
