#!/usr/bin/env python3
"""Runs all Python tests: mvn verify -Ppython calls it. First says which packages are missing, if any; installs nothing.

    run.py PACKAGE_FOLDER GOLDEN_FOLDER [CALLS]

CALLS: calls of the memory test (10000 for the whole of it); left out when empty.
"""

import importlib.util
import os
import sys
import unittest
from pathlib import Path

NEEDED = {"numpy": ("python3-numpy", "numpy"), "torch": ("python3-torch", "torch"), "jpype": ("python3-jpype", "JPype1")}


def main():
    package, golden, *calls = sys.argv[1:]
    missing = [names for module, names in NEEDED.items() if importlib.util.find_spec(module) is None]
    if missing:
        debian, pip = (" ".join(names) for names in zip(*missing))
        sys.exit(
            f"The Python tests need packages that {sys.executable} does not have.\n"
            f"Debian: apt-get install {debian}     pip: pip install {pip}\n"
            "Another interpreter: -Dpython=/usr/bin/python3"
        )
    here = Path(__file__).resolve().parent
    sys.path[:0] = [str(Path(package).resolve()), str(here)]
    # Processes that tests start look in the same places.
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path[:2])
    os.environ["DUET_GOLDEN"] = str(Path(golden).resolve())
    if calls and calls[0]:
        os.environ["DUET_CALLS"] = calls[0]
    done = unittest.TextTestRunner(verbosity=2).run(unittest.defaultTestLoader.discover(str(here), "test_*.py"))
    # A module that could not be imported counts as one error; no tests at all is an error too.
    sys.exit(0 if done.wasSuccessful() and done.testsRun > 20 else 1)


if __name__ == "__main__":
    main()
