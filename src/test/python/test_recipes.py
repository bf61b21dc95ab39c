"""Engines of recipes: files, dicts, settings on top of them, and rules of one's own in Java."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np

import duet_assign

# Where Maven puts the compiled tests, with the rule dev.duet.python.FirstUnits.
CLASSES = os.environ.get("DUET_TEST_CLASSES") or str(Path(__file__).resolve().parents[3] / "target" / "test-classes")
SIZE = dict(classes=3, image_size=64, strides=(8, 16, 32))
BOXES = np.array([[4, 4, 30, 28], [20, 20, 60, 60]], np.float32)
LABELS = np.array([0, 1], np.int32)


def own(k, rule="dev.duet.python.FirstUnits"):
    """A recipe of built-in rules but the selection."""
    return {
        "name": "mine",
        "strides": [8, 16, 32],
        "heads": [
            {
                "candidates": {"rule": "centre-radius", "radius": 1.5},
                "score": {"rule": "none"},
                "select": {"rule": rule, "k": k},
                "resolve": {"rule": "last-written"},
                "target": {"rule": "hard"},
            }
        ],
    }


def prediction(units):
    random = np.random.default_rng(3)
    corner = random.random((1, units, 2), np.float32) * 30
    return np.concatenate([corner, corner + 10 + random.random((1, units, 2), np.float32) * 20], 2), random.random(
        (1, units, 3), np.float32
    )


class Recipes(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.file = self.folder / "p2.json"
        self.file.write_text(json.dumps({"name": "p2", "base": "yolov8", "settings": {"topk": 3}}))

    def duets(self, engine):
        found = engine.assign([BOXES], [LABELS], None, *(prediction(engine.units) if engine.system != "mine" else ()))
        return list(zip(found.unit.tolist(), found.gt.tolist()))

    def test_a_file_is_the_system_with_its_settings(self):
        asked = self.duets(duet_assign.Engine("yolov8", topk=3, **SIZE))
        for system in (str(self.file), self.file, json.loads(self.file.read_text())):
            engine = duet_assign.Engine(system, **SIZE)
            self.assertEqual(engine.system, "p2")
            self.assertEqual(self.duets(engine), asked)
        self.assertLess(len(asked), len(self.duets(duet_assign.Engine("yolov8", **SIZE))))

    def test_settings_stand_on_top_of_it(self):
        self.assertEqual(
            self.duets(duet_assign.Engine(self.file, topk=5, **SIZE)), self.duets(duet_assign.Engine("yolov8", topk=5, **SIZE))
        )
        with self.assertRaisesRegex(ValueError, "unknown setting topq"):
            duet_assign.Engine(self.file, topq=5, **SIZE)

    def test_own_rules_run(self):
        for k in (0, 2):
            engine = duet_assign.Engine(own(k), class_path=CLASSES, threads=2, explain=True, **SIZE)
            found = engine.assign([BOXES], [LABELS])
            self.assertEqual(found.gt_selected.tolist(), [k, k])
        self.file.write_text(json.dumps(own(1)))
        self.assertEqual(len(self.duets(duet_assign.Engine(self.file, class_path=[Path(CLASSES)], **SIZE))), 2)

    def test_own_rules_are_found_by_the_environment_too(self):
        self.file.write_text(json.dumps(own(1)))
        code = f"import duet_assign; print(duet_assign.Engine({str(self.file)!r}, classes=3, image_size=64).units)"
        before = os.environ.get("DUET_CLASSPATH")
        path = CLASSES if before is None else CLASSES + os.pathsep + before
        run = subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "DUET_CLASSPATH": path}, capture_output=True, text=True
        )
        self.assertEqual((run.returncode, run.stdout), (0, "84\n"), run.stderr)

    def test_errors_say_what_and_where(self):
        bad = "heads[0].select.rule is 'com.example.Nothing', a class that is not found"
        for make, kind, message in (
            (lambda: duet_assign.Engine(self.folder / "no.json"), ValueError, "no.json"),
            (lambda: duet_assign.Engine(self.folder), ValueError, "is a path; the names of recipe files end in .json"),
            (lambda: duet_assign.Engine(5), TypeError, "system: 5; a name, see duet_assign.systems(), a recipe file"),
            (lambda: duet_assign.Engine({"base": {1, 2}}), TypeError, "system: a recipe that JSON cannot hold"),
            (lambda: duet_assign.Engine({"base": "yolov88"}), ValueError, "yolov88"),
            (lambda: duet_assign.Engine(own(1, "com.example.Nothing"), class_path=CLASSES), ValueError, bad),
            (lambda: duet_assign.Engine(own(10), class_path=CLASSES), ValueError, "heads[0].select.k is 10; expected -1 to 9"),
            (lambda: duet_assign.Engine(own(1), class_path="/nowhere"), ValueError, "class path: '/nowhere' is not there"),
            (lambda: duet_assign.Engine(own(1), class_path=[5]), TypeError, "class_path: [5]; a path or several are needed"),
        ):
            with self.assertRaises(kind) as raised:
                make()
            self.assertIn(message, str(raised.exception))

    def test_a_rule_that_fails_is_named(self):
        engine = duet_assign.Engine(own(-1), class_path=CLASSES, **SIZE)
        with self.assertRaises(ValueError) as raised:
            engine.assign([BOXES], [LABELS])
        self.assertEqual(
            str(raised.exception),
            "select dev.duet.python.FirstUnits: image 0, GT 0: threw java.lang.IllegalStateException: no units are fewer than none",
        )


if __name__ == "__main__":
    unittest.main()
