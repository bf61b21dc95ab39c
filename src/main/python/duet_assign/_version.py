"""The version, which is Maven's: written into the wheel, read from pom.xml in a source tree."""

import re
from pathlib import Path


def _read():
    here = Path(__file__).resolve().parent
    written = here / "VERSION"
    if written.is_file():
        return written.read_text().strip()
    pom = here.parents[3] / "pom.xml"
    if pom.is_file():
        found = re.search(r"<artifactId>duet</artifactId>\s*<version>([^<]+)</version>", pom.read_text())
        if found:
            return found.group(1)
    return "unknown"


__version__ = _read()
