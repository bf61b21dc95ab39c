"""Forks, spawned and forked DataLoader workers, and processes without Java. Every script has a time limit: a hang fails."""

import os
import subprocess
import sys
import tempfile
import unittest


class Processes(unittest.TestCase):
    def run_script(self, text):
        script = "import os, sys, torch, duet_assign, numpy as np\n" + text
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, env=os.environ)
        self.assertEqual(done.returncode, 0, done.stderr[-2000:])
        return done.stdout

    def test_forked_after_start_refuses(self):
        out = self.run_script(
            """
engine = duet_assign.Engine("yolov8", image_size=64)
child = os.fork()
if child == 0:
    for use in (lambda: duet_assign.Engine("yolov8"), lambda: engine.assign([], [], [0])):
        try:
            use()
            print("no error")
        except duet_assign.DuetError as e:
            print("spawn" in str(e), flush=True)
    del engine
    os._exit(0)  # as multiprocessing ends its children: what the fork left of the JVM's locks is not touched
print(os.waitpid(child, 0)[1] == 0, flush=True)
"""
        )
        self.assertEqual(out.split(), ["True", "True", "True"])

    def test_start_after_fork(self):
        out = self.run_script(
            """
child = os.fork()
engine = duet_assign.Engine("yolov8", image_size=64)
# One write each, as the two processes share the pipe.
os.write(1, b"%d\\n" % engine.units)
if child:
    os.write(1, b"%r\\n" % (os.waitpid(child, 0)[1] == 0))
"""
        )
        self.assertEqual(sorted(out.split()), ["84", "84", "True"])

    LOADER = """
import warnings
import duet_assign.torch
from cases import made_up

class Assigned(torch.utils.data.Dataset):
    def __init__(self, used):
        self.assigner = duet_assign.torch.TaskAlignedAssigner(num_classes=3, threads=2)
        self.batch = made_up(1, 3, 3, 64)
        if used:
            self.assigner(*self.batch)
    def __len__(self):
        return 6
    def __getitem__(self, index):
        return self.assigner(*self.batch)[3].sum()

def load(context, used=False):
    loader = torch.utils.data.DataLoader(Assigned(used), batch_size=2, num_workers=2, multiprocessing_context=context, timeout=100)
    return sum(int(b.sum()) for b in loader) == 6 * int(Assigned(False)[0])
"""

    def test_data_loader_workers_that_do_not_assign(self):
        out = self.run_script(
            """
duet_assign.Engine("yolov8", image_size=64)
data = torch.utils.data.TensorDataset(torch.arange(64.0))
loader = torch.utils.data.DataLoader(data, batch_size=4, num_workers=2, timeout=100)
for epoch in range(3):
    print(sum(float(b[0].sum()) for b in loader))
"""
        )
        self.assertEqual(out.split(), ["2016.0"] * 3)

    def test_data_loader_workers_forked_before_first_use(self):
        self.assertEqual(self.run_script(self.LOADER + "print(load('fork'))").split(), ["True"])

    def test_data_loader_workers_forked_after_first_use(self):
        out = self.run_script(
            self.LOADER
            + """
try:
    load("fork", used=True)
except duet_assign.DuetError as e:
    print("fork" in str(e) and "spawn" in str(e))
"""
        )
        self.assertEqual(out.split(), ["True"])

    def test_data_loader_workers_spawned(self):
        # A spawned worker imports the script by name.
        script = self.LOADER + "if __name__ == '__main__':\n    print(load('spawn', used=True))\n"
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "spawning.py")
            with open(path, "w") as f:
                f.write("import os, torch, duet_assign\n" + script)
            done = subprocess.run([sys.executable, path], capture_output=True, text=True, timeout=120, env=os.environ)
        self.assertEqual(done.returncode, 0, done.stderr[-2000:])
        self.assertEqual(done.stdout.split(), ["True"])

    def test_no_java_is_said_clearly(self):
        script = "import duet_assign\ntry:\n    duet_assign.start(java_home='/nowhere')\nexcept duet_assign.DuetError as e:\n    print(e)"
        out = self.run_script(script)
        self.assertIn("/nowhere", out)
        self.assertIn("25", out)


if __name__ == "__main__":
    unittest.main()
