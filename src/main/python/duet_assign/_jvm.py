"""The Java virtual machine in this process: finding it, starting it, refusing to use it after a fork.

Environment variables: DUET_JAVA_HOME (a JDK or runtime image), DUET_CLASSPATH (jars and class folders with rules of your own; if Duet
itself is among them, also instead of the jars found),
DUET_HEAP (largest Java heap, default 1g), DUET_JVM_OPTIONS (further options, separated by blanks), DUET_THREADS.
"""

import atexit
import functools
import glob
import os
import re
import sys
import threading
import time
from pathlib import Path

from duet_assign._errors import DuetError

_OLDEST = (25, 0, 3)
_HEAP = "1g"
_lock = threading.Lock()
_started_in = None
_inherited = False
_threads = None
# What threads are doing in Java, and the thread that is leaving the process.
_busy = {}
_leaver = None
# Seconds that the exit waits for daemon threads; one that computes for longer does not hold Python's lock.
_PATIENCE = 5
# Java cannot end before it has begun: seconds that the exit waits for a start, which has its own end.
_STARTS_WITHIN = 60
_starting = False


def start(java_home=None, heap=None, options=()):
    """Starts the JVM, once; later calls do nothing.

    java_home: folder of a JDK or runtime image, version 25.0.3 or newer; found by itself when not given.
    heap: upper bound of the Java heap, for example "2g", at least 16m. Predictions and targets lie outside it.
    options: further options for the JVM.
    """
    global _started_in, _starting
    if _started_in == os.getpid():
        if not sys.modules["jpype"].isJVMStarted():
            raise DuetError("Java was shut down in this process, by jpype.shutdownJVM() or at the exit; it cannot start again")
        return
    # A daemon thread may start Java while the process leaves: the start is waited for, too.
    with Inside(), _lock:
        _refuse_after_fork()
        if _started_in == os.getpid():
            return
        jpype = _jpype()
        if jpype.isJVMStarted():
            _check_foreign(jpype)
            _leave_first()
        else:
            home = _java_home(java_home)
            largest = _heap(heap or os.environ.get("DUET_HEAP", _HEAP))
            _leave_first()
            _starting = True
            try:
                _start(jpype, home, largest, [*options, *os.environ.get("DUET_JVM_OPTIONS", "").split()])
            finally:
                _starting = False
        _started_in = os.getpid()


def _start(jpype, home, heap, extra):
    jpype.startJVM(
        str(_library(home)),
        # Serial collector: no threads of its own, and there is next to nothing to collect.
        "-XX:+UseSerialGC",
        f"-Xms{min(heap, 32 << 20)}",
        f"-Xmx{heap}",
        "-XX:-UsePerfData",
        "-Xshare:auto",
        # Signals stay Python's: a terminated process ends by Python's rules, not by the JVM's.
        "-Xrs",
        "--add-modules=jdk.incubator.vector",
        "--enable-native-access=ALL-UNNAMED",
        *extra,
        classpath=_class_path(jpype),
        convertStrings=False,
        # Ctrl-C stays Python's.
        interrupt=False,
    )
    # The JVM would wait at exit for the end of the thread that started it, which a thread of Python's never tells it. Detached,
    # it is attached again by its next call, as all threads are: as one that nobody waits for. (JPype 1.4.1; the same in 1.5.)
    jpype.JClass("java.lang.Thread").detach()


def _heap(given):
    """Bytes of a heap given as Java's options give it. The JVM itself would end the process over one that it cannot read."""
    found = re.fullmatch(r"\s*(\d{1,12})([kmgt]?)\s*", str(given), re.IGNORECASE | re.ASCII)
    size = int(found[1]) << {"": 0, "k": 10, "m": 20, "g": 30, "t": 40}[found[2].lower()] if found else 0
    if not 16 << 20 <= size < 1 << 45:
        raise ValueError(f"heap: {given!r}; a size from 16m to 32t is needed, such as '2g' (DUET_HEAP likewise)")
    return size


class Inside:
    """Around what a thread does in Java. At exit the process waits for its end, and nothing begins any more.

    A thread that is in JPype's hands while the JVM ends keeps Python's lock for ever, and with it the process.
    """

    def __enter__(self):
        _busy[self] = None
        if _leaver is not None and _leaver != threading.get_ident():
            # A daemon thread's last line: the process ends while it waits.
            del _busy[self]
            threading.Event().wait()

    def __exit__(self, kind, error, trace):
        _busy.pop(self, None)


def _leave():
    global _leaver
    _leaver = threading.get_ident()
    end = time.monotonic() + _PATIENCE
    while (_busy and time.monotonic() < end) or (_starting and time.monotonic() < end + _STARTS_WITHIN):
        time.sleep(0.001)


def _leave_first():
    """Has _leave run before JPype's own end of Java, as the last that was registered is the first that runs."""
    atexit.unregister(_leave)
    atexit.register(_leave)


def threads():
    """Threads an engine uses unless it is told otherwise: set_threads, else DUET_THREADS, else torch's number, else the processors."""
    if _threads is not None:
        return _threads
    given = os.environ.get("DUET_THREADS")
    if given:
        return _count(given, "DUET_THREADS")
    torch = sys.modules.get("torch")
    return torch.get_num_threads() if torch is not None else (os.cpu_count() or 1)


def set_threads(count):
    """Sets the threads of engines made from now on, the calling thread included; None: back to the default."""
    global _threads
    _threads = None if count is None else _count(count, "count")


def _count(value, name):
    try:
        number = int(value)
    except (TypeError, ValueError):
        number = 0
    if number < 1:
        raise ValueError(f"{name}: {value!r}; a whole number of at least 1 is needed")
    return number


@functools.lru_cache(None)
def java_class(name):
    """A class of the engine; starts the JVM where needed."""
    start()
    return _jpype().JClass(name)


def check_process():
    """Raises in a process forked from one that runs the JVM: its threads do not exist here and a call would never return."""
    if _inherited:
        _refuse_after_fork()


def _refuse_after_fork():
    if _inherited:
        raise DuetError(
            "duet: this process was forked from one that runs the Java virtual machine, which does not survive a fork. "
            "Start workers that use duet with the 'spawn' or 'forkserver' method, or fork them before duet is first used "
            "(multiprocessing_context='spawn' for a DataLoader)."
        )


def _after_fork():
    global _inherited, _lock
    _lock = threading.Lock()
    _busy.clear()
    if _started_in is not None:
        _inherited = True
        # Leaving the child must not wait for Java threads that exist in the parent only.
        config = sys.modules["jpype.config"]
        config.onexit = False
        config.destroy_jvm = False


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def _jpype():
    try:
        import jpype
        import jpype.config
    except ImportError as e:
        raise DuetError("duet needs JPype 1.4.1 or newer: apt install python3-jpype, or pip install JPype1") from e
    return jpype


def _check_foreign(jpype):
    """Another package started the JVM; it serves when it has what the engine needs."""
    try:
        jpype.JClass("dev.duet.python.Bridge")
    except TypeError:
        raise DuetError(
            "another package has started Java in this process without duet's jars; call duet_assign.start() before it does"
        ) from None
    atexit.register(_leave_foreign, jpype)


def _leave_foreign(jpype):
    """At exit the JVM waits for the thread that started it, which if it is not this one has ended or will never end.

    It is the one that counts for the JVM, has no Java to run, and is not the one that leaves.
    """
    try:
        threads = jpype.JClass("java.lang.Thread")
        own = threads.currentThread()
        for entry in threads.getAllStackTraces().entrySet():
            if not entry.getKey().isDaemon() and len(entry.getValue()) == 0 and entry.getKey() != own:
                jpype.config.destroy_jvm = False
    except Exception:
        # Nothing at exit is worth an error.
        pass


def _class_path(jpype):
    given = os.environ.get("DUET_CLASSPATH")
    own = given.split(os.pathsep) if given else []
    jars = []
    if not any(map(_holds_duet, own)):
        jars = next((found for found in map(_jars_in, _jar_folders()) if found), None)
        if jars is None:
            archive = next((folder for folder in Path(__file__).parents if folder.is_file()), None)
            if archive is not None:
                raise DuetError(f"duet's jars cannot be read inside {archive}: install the wheel, or unpack it: python3 -m zipfile -e")
            raise DuetError(
                "duet's jars are missing: install the wheel, or build the source tree (mvn package), or set DUET_CLASSPATH"
            )
    return jars + own + _support_jar(jpype)


def _holds_duet(path):
    """Whether a folder of classes, a jar or all jars of a folder are Duet itself."""
    folder, name = os.path.split(path)
    if name == "*":
        return bool(_jars_in(Path(folder)))
    return (Path(path) / "dev" / "duet" / "python" / "Bridge.class").is_file() or (name.startswith("duet-") and name.endswith(".jar"))


def _jar_folders():
    here = Path(__file__).resolve().parent
    return [here / "jars", here.parents[3] / "target" / "duet" / "lib"]


def _jars_in(folder):
    jars = sorted(glob.glob(str(folder / "*.jar")))
    return jars if any(Path(jar).name.startswith("duet-") for jar in jars) else []


def _support_jar(jpype):
    """JPype's own jar, which JDK 25 wants to see on the class path."""
    package = Path(jpype.__file__).resolve().parent
    places = [package.parent / "org.jpype.jar", package / "org.jpype.jar", Path("/usr/share/java/org.jpype.jar")]
    return [str(place) for place in places if place.is_file()][:1]


def _java_home(given):
    """The first JVM that is new enough, from what was asked for to what lies about."""
    asked = given or os.environ.get("DUET_JAVA_HOME")
    if asked:
        version = _version(Path(asked))
        if version is None or version < _OLDEST or _library(Path(asked)) is None:
            raise DuetError(f"{asked} is no Java {_text(_OLDEST)} or newer (found: {_text(version)})")
        return Path(asked)
    seen = []
    for home in _places():
        version = _version(home)
        if version is not None and _library(home) is not None:
            if version >= _OLDEST:
                return home
            seen.append(f"{home} ({_text(version)})")
    raise DuetError(
        f"duet needs Java {_text(_OLDEST)} or newer and found "
        + (", ".join(dict.fromkeys(seen)) if seen else "none")
        + "; install one, for example Eclipse Temurin 25, and set DUET_JAVA_HOME if it is not found"
    )


def _places():
    here = Path(__file__).resolve().parent
    yield here / "runtime"
    yield here.parents[3] / "target" / "duet" / "runtime"
    if "JAVA_HOME" in os.environ:
        yield Path(os.environ["JAVA_HOME"])
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        java = Path(folder) / ("java.exe" if os.name == "nt" else "java")
        if java.is_file():
            yield java.resolve().parent.parent
    for pattern in ("/usr/lib/jvm/*", "/opt/java/*", "/Library/Java/JavaVirtualMachines/*/Contents/Home", "~/.sdkman/candidates/java/*"):
        for place in sorted(glob.glob(os.path.expanduser(pattern)), reverse=True):
            yield Path(place)


def _library(home):
    """The JVM library below a Java home, or None."""
    for name in ("lib/server/libjvm.so", "lib/server/libjvm.dylib", "bin/server/jvm.dll"):
        if (home / name).is_file():
            return home / name
    return None


def _version(home):
    release = home / "release"
    if not release.is_file():
        return None
    found = re.search(r'^JAVA_VERSION="(\d+)(?:\.(\d+))?(?:\.(\d+))?', release.read_text(errors="replace"), re.MULTILINE)
    return tuple(int(part or 0) for part in found.groups()) if found else None


def _text(version):
    return "none" if version is None else ".".join(map(str, version))
