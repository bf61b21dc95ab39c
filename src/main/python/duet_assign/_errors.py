"""Errors of this package, and the translation of Java's.

None is a RuntimeError: trainers take some of those for a full GPU, and call again, more slowly, what will fail again.
"""

import contextlib
import re


class DuetError(Exception):
    """The engine cannot run here: no Java, no jars, a forked process, a call beside another. The message says what to do.

    java: where in the engine it happened, for a report; None where that says nothing.
    """

    java = None


class PredictionError(ValueError):
    """A prediction that the engine looked at is not finite, too large, or no probability."""


# Names of Java classes, which are no words of a caller's.
_CLASS_NAMES = re.compile(r"\b(?:class |interface )?(?:java|javax|jdk|sun|dev\.duet|org\.jpype)(?:\.[A-Za-z_$][\w$]*)+:?\s*")


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
    import jpype

    def is_a(kind):
        return isinstance(error, jpype.JClass(kind))

    if is_a("dev.duet.assign.stage.RecipeException") or is_a("dev.duet.io.DataException"):
        # Classes in it are a caller's own.
        return ValueError(_in_words_of(str(error.getMessage()), names))
    message = error.getMessage()
    text = _in_words_of(_CLASS_NAMES.sub("", "" if message is None else str(message)).strip(), names)
    if is_a("dev.duet.assign.BadPredictionException"):
        return PredictionError(text)
    if is_a("java.lang.IllegalArgumentException"):
        return ValueError(text)
    if is_a("java.lang.IllegalStateException"):
        return DuetError(text)
    if is_a("java.lang.OutOfMemoryError"):
        return MemoryError("the Java heap is full (" + text + "); start it larger: duet_assign.start(heap='4g') or DUET_HEAP=4g")
    found = DuetError("the engine failed" + (f" ({text})" if text else "") + "; please report it, with what .java of this error says")
    found.java = str(error.stacktrace())
    return found
