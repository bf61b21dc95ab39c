"""Label assignment of every YOLO generation on CPU: the Duet engine for numpy and PyTorch.

``duet_assign.Engine`` takes numpy arrays, ``duet_assign.torch`` holds drop-ins for the assigners of PyTorch code bases,
``duet_assign.systems()`` lists the catalogue. The engine runs on a Java virtual machine inside this process; it starts with the first engine, or with ``duet_assign.start()``.
"""

from duet_assign._errors import DuetError
from duet_assign._jvm import set_threads, start, threads
from duet_assign._version import __version__
from duet_assign.engine import Engine, systems
from duet_assign.results import Assignment, HeadResult

__all__ = ["Assignment", "DuetError", "Engine", "HeadResult", "__version__", "set_threads", "start", "systems", "threads"]
