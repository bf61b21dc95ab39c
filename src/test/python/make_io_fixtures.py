"""Writes the small numpy files in src/test/resources/io that NpzTest reads. Run from the repository root."""

import io
import pathlib
import struct
import zipfile

import numpy as np

FOLDER = pathlib.Path("src/test/resources/io")


def arrays():
    f = np.array([[0.5, -2.0, 65504.0], [2.0**-24, np.inf, -0.0]])
    i = np.array([-128, -1, 0, 1, 127])
    return {
        "f2": f.astype("<f2"),
        "f4": f.astype("<f4"),
        "f8": f.astype("<f8"),
        "f4_big": f.astype(">f4"),
        "f2_big": f.astype(">f2"),
        "f8_big": f.astype(">f8"),
        "i1": i.astype("i1"),
        "i2": i.astype("<i2"),
        "i4": i.astype("<i4"),
        "i8": i.astype("<i8"),
        "i4_big": i.astype(">i4"),
        "i8_big": i.astype(">i8"),
        "i8_large": np.array([0, 2**31], "<i8"),
        "u1": np.array([0, 127, 128, 255], "u1"),
        "b1": np.array([True, False, True]),
        "text": np.array(["person", "", "Fahrrad \U0001f6b2"]),
        "text_big": np.array(["a", "bc"], ">U2"),
        "scalar": np.float32(1.5),
        "empty": np.zeros((0, 4), "<f4"),
        "fortran": np.asfortranarray(np.arange(6, dtype="<f4").reshape(2, 3)),
        "fortran_row": np.asfortranarray(np.arange(3, dtype="<f4").reshape(1, 3)),
        "u4": np.arange(3, dtype="<u4"),
        "complex": np.array([1j]),
    }


def npy(array, version):
    out = io.BytesIO()
    np.lib.format.write_array(out, array, version=version)
    return out.getvalue()


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    np.savez(FOLDER / "stored.npz", **arrays())
    np.savez_compressed(FOLDER / "deflated.npz", **arrays())
    np.save(FOLDER / "single.npy", np.arange(4, dtype="<f4").reshape(2, 2))
    small = np.array([3, 1, 2], "<i4")
    with zipfile.ZipFile(FOLDER / "versions.npz", "w") as z:
        for major in (1, 2, 3):
            z.writestr(f"v{major}.npy", npy(small, (major, 0)))
        z.writestr("objects.npy", npy(np.array([None]), (1, 0)))
        z.writestr("structured.npy", npy(np.zeros(1, [("a", "<i4")]), (1, 0)))
        z.writestr("notes.txt", "not an array")
        good = npy(small, (1, 0))
        z.writestr("short.npy", good[:-1])
        z.writestr("version9.npy", good[:6] + b"\x09" + good[7:])
        z.writestr("garbage.npy", good[:10] + b"(" + good[11:])
        huge = b"{'descr': '<f4', 'fortran_order': False, 'shape': (9999999999, 9999999999, 4), }"
        z.writestr("overflow.npy", good[:8] + struct.pack("<H", len(huge)) + huge)


main()
