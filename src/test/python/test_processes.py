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

    def leaves(self, code, script, out=()):
        """The script ends by itself, with the exit code that it asked for."""
        with self.subTest(script):
            text = "import concurrent.futures, os, sys, threading, time, duet_assign\n" + script
            done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, timeout=60, env=os.environ)
            self.assertEqual((done.returncode, done.stdout.split()), (code, list(out)), done.stderr[-2000:])

    ENDED = "t = threading.Thread(target=duet_assign.start); t.start(); t.join()\n"

    def test_exit_where_java_was_started_in_a_thread_that_has_ended(self):
        self.leaves(0, self.ENDED + "print('end')", ["end"])
        self.leaves(7, self.ENDED + "sys.exit(7)")
        self.leaves(1, self.ENDED + "raise ValueError")
        self.leaves(9, self.ENDED + "os._exit(9)")
        pool = "with concurrent.futures.ThreadPoolExecutor(2) as pool: print(pool.submit(units).result())\n"
        self.leaves(3, "units = lambda: duet_assign.Engine('fcos', image_size=64).units\n" + pool + "print(units()); sys.exit(3)", ["86"] * 2)

    def test_exit_beside_a_daemon_thread(self):
        busy = """
ready = threading.Event()
def work():
    engine = duet_assign.Engine('fcos', image_size=640)
    while True:
        engine.assign([[3, 3, 40.0, 40]], [0], [0, 1])
        ready.set()
threading.Thread(target=work, daemon=True).start()
ready.wait()
sys.exit(5)
"""
        self.leaves(5, busy)

    def test_exit_while_a_daemon_thread_starts_java(self):
        # Java is asked for, and the process leaves before it is there.
        begun = "import jpype; own = jpype.startJVM; began = threading.Event()\n"
        begun += "jpype.startJVM = lambda *a, **k: (began.set(), own(*a, **k))\n"
        work = "threading.Thread(target=lambda: duet_assign.Engine('fcos', image_size=64), daemon=True).start()\n"
        self.leaves(6, begun + work + "began.wait(); sys.exit(6)")

    def test_heaps(self):
        self.leaves(0, "duet_assign.start(heap='16m'); print(duet_assign.Engine('fcos', image_size=64).units)", ["86"])
        script = """
for heap in ("8m", "1x", "x", "-1m", "99t", 0, " "):
    try:
        duet_assign.start(heap=heap or "0")
    except ValueError as e:
        print("heap:" in str(e))
"""
        self.leaves(0, script, ["True"] * 7)

    def test_exit_where_another_package_started_java_in_a_thread(self):
        script = """
import jpype
from duet_assign import _jvm
def begin():
    library = str(_jvm._library(_jvm._java_home(None)))
    jpype.startJVM(library, "--add-modules=jdk.incubator.vector", classpath=_jvm._class_path(jpype))
t = threading.Thread(target=begin); t.start(); t.join()
print(duet_assign.Engine("fcos", image_size=64).units)
sys.exit(4)
"""
        self.leaves(4, script, ["86"])

    def test_use_after_java_has_ended(self):
        script = """
import jpype
engine = duet_assign.Engine("fcos", image_size=64)
jpype.shutdownJVM()
for use in (lambda: duet_assign.Engine("fcos"), lambda: engine.assign([[3, 3, 40.0, 40]], [0], [0, 1])):
    try:
        use()
    except duet_assign.DuetError as e:
        print("shut" in str(e))
"""
        self.leaves(0, script, ["True", "True"])

    def test_memory_that_runs_out(self):
        """After a MemoryError a call assigns the GTs it is given, not those of the call before."""
        script = """
duet_assign.start(heap="48m")
gts = np.array([[3, 3, 40, 40], [10, 10, 60, 50], [5, 20, 30, 60]], np.float32)
def assign(engine, boxes):
    found = engine.assign(boxes, [0, 1, 2], [0, 2, 3])
    return found.unit.tobytes() + found.gt.tobytes()
make = lambda: duet_assign.Engine("fcos", classes=3, image_size=64, threads=1)
wanted, full, right = assign(make(), gts + 7), 0, 0
assert wanted != assign(make(), gts)
for n in range(900_000, 2_800_000, 300_000):
    engine = make()
    assign(engine, gts)
    try:
        engine.assign(np.tile(gts[:1], (n, 1)), np.zeros(n, int), [0, n, n])
    except MemoryError as e:
        full += "heap" in str(e)
    right += assign(engine, gts + 7) == wanted
print(full > 3, right)
"""
        self.assertEqual(self.run_script(script).split(), ["True", "7"])

    def test_interrupted_calls(self):
        """Ctrl-C in the middle of calls: the next ones are right."""
        script = """
import _thread, random, signal, threading, time
from cases import made_up
import duet_assign.torch
one = duet_assign.torch.TaskAlignedAssigner(num_classes=3)
batches = [made_up(4, 20, 3, 320, seed) for seed in range(3)]
wanted = [[t.clone() for t in one(*b)] for b in batches]
armed = False
def handle(*_):
    if armed:
        raise KeyboardInterrupt
signal.signal(signal.SIGINT, handle)
stop = time.time() + 2
def interrupt():
    while time.time() < stop:
        time.sleep(0.003 * random.randint(1, 20))
        _thread.interrupt_main()
threading.Thread(target=interrupt).start()
wrong = interrupts = 0
while time.time() < stop:
    try:
        armed = True
        for batch, right in zip(batches, wanted):
            found = one(*batch)
            armed = False
            wrong += not all(torch.equal(a, b) for a, b in zip(found, right))
            del found
            armed = True
        armed = False
    except KeyboardInterrupt:
        armed = False
        interrupts += 1
armed = False
for batch, right in zip(batches, wanted):
    found = one(*batch)
    wrong += not all(torch.equal(a, b) for a, b in zip(found, right))
    del found
print(wrong, interrupts > 0)
"""
        self.assertEqual(self.run_script(script).split(), ["0", "True"])

    def test_no_java_is_said_clearly(self):
        script = "import duet_assign\ntry:\n    duet_assign.start(java_home='/nowhere')\nexcept duet_assign.DuetError as e:\n    print(e)"
        out = self.run_script(script)
        self.assertIn("/nowhere", out)
        self.assertIn("25", out)


if __name__ == "__main__":
    unittest.main()
