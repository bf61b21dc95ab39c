"""Label assignment of every YOLO generation on CPU: the Duet engine for numpy and PyTorch.

``duet.Engine`` takes numpy arrays, ``duet.torch`` holds drop-ins for the assigners of PyTorch code bases, ``duet.systems()`` lists the
catalogue. The engine runs on a Java virtual machine inside this process; it starts with the first engine, or with ``duet.start()``.
"""

from duet._errors import DuetError
from duet._jvm import set_threads, start, threads
from duet._version import __version__
from duet.engine import Assignment, Engine, HeadResult, systems

__all__ = ["Assignment", "DuetError", "Engine", "HeadResult", "__version__", "set_threads", "start", "systems", "threads"]
