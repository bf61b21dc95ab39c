#!/usr/bin/env python3
"""Builds the Python package: a folder to run from, and a wheel of it. Needs nothing but Python.

    wheel.py SOURCES JARS VERSION LICENSE FOLDER WHEELS

SOURCES: folder that holds the package duet_assign. JARS: folder with Duet's jar and those it needs. FOLDER receives the package with the jars
inside; WHEELS receives duet_assign-VERSION-py3-none-any.whl. The same input gives the same bytes.
"""

import base64
import hashlib
import shutil
import sys
import zipfile
from pathlib import Path

METADATA = """Metadata-Version: 2.1
Name: duet-assign
Version: {version}
Summary: Label assignment of every YOLO generation on CPU
License: Apache-2.0
Requires-Python: >=3.9
Requires-Dist: numpy
Requires-Dist: JPype1>=1.4.1
Provides-Extra: torch
Requires-Dist: torch>=1.13; extra == "torch"

Label assignment of every YOLO generation on CPU. Needs Java 25.0.3 or newer; docs/python.md in the source tree has the details.
"""
WHEEL = "Wheel-Version: 1.0\nGenerator: duet\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def stage(sources, jars, version, folder):
    """Copies the package and the jars to the folder."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(sources / "duet_assign", folder / "duet_assign", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "duet_assign" / "VERSION").write_text(version + "\n")
    (folder / "duet_assign" / "jars").mkdir()
    found = sorted(jars.glob("*.jar"))
    if not any(jar.name == f"duet-{version}.jar" for jar in found):
        raise SystemExit(f"{jars} has no duet-{version}.jar: run mvn package")
    for jar in found:
        shutil.copy(jar, folder / "duet_assign" / "jars")


def pack(folder, version, license_file, wheels):
    """Packs the folder as a wheel and returns its path."""
    info = f"duet_assign-{version}.dist-info/"
    files = {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    files[info + "METADATA"] = METADATA.format(version=version).encode()
    files[info + "WHEEL"] = WHEEL.encode()
    files[info + "licenses/LICENSE"] = license_file.read_bytes()
    record = "".join(f"{name},sha256={digest(data)},{len(data)}\n" for name, data in files.items())
    files[info + "RECORD"] = (record + info + "RECORD,,\n").encode()
    wheel = wheels / f"duet_assign-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return wheel


def digest(data):
    """SHA-256 as wheels write it."""
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def main():
    if len(sys.argv) != 7:
        raise SystemExit(__doc__)
    sources, jars, version, license_file, folder, wheels = sys.argv[1:]
    stage(Path(sources), Path(jars), version, Path(folder))
    print(pack(Path(folder), version, Path(license_file), Path(wheels)))


if __name__ == "__main__":
    main()
