"""What the distribution is called: other projects own the name duet, so nothing of this package may answer to it."""

import importlib.machinery
import importlib.util
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

import duet_assign

ROOT = Path(__file__).resolve().parents[3]


class Names(unittest.TestCase):
    def test_nothing_answers_to_duet(self):
        folder = str(Path(duet_assign.__file__).resolve().parent.parent)
        self.assertIsNone(importlib.machinery.PathFinder.find_spec("duet", [folder]))
        self.assertIsNotNone(importlib.machinery.PathFinder.find_spec("duet_assign", [folder]))
        self.assertNotIn("duet", sys.modules)

    def test_wheel(self):
        spec = importlib.util.spec_from_file_location("duet_wheel", ROOT / "src" / "build" / "wheel.py")
        wheel = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(wheel)
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            (folder / "jars").mkdir()
            (folder / "jars" / "duet-1.2.3.jar").write_bytes(b"")
            wheel.stage(ROOT / "src" / "main" / "python", folder / "jars", "1.2.3", folder / "package")
            made = wheel.pack(folder / "package", "1.2.3", ROOT / "LICENSE", folder)
            self.assertEqual(made.name, "duet_assign-1.2.3-py3-none-any.whl")
            with zipfile.ZipFile(made) as archive:
                self.assertEqual({n.split("/")[0] for n in archive.namelist()}, {"duet_assign", "duet_assign-1.2.3.dist-info"})
                metadata = archive.read("duet_assign-1.2.3.dist-info/METADATA").decode()
        self.assertIn("\nName: duet-assign\n", metadata)


if __name__ == "__main__":
    unittest.main()
