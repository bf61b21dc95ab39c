"""Arrays and tensors as the engine wants them: contiguous, of a known type, at an address. Converts only where it must, and says so."""

import warnings

import numpy as np

_warned = set()


def warn_copy(name, why):
    """Warns once per argument that it is copied on every call."""
    if (name, why) not in _warned:
        _warned.add((name, why))
        warnings.warn(f"duet: {name} is {why} and is copied on every call; pass it contiguous, as float32", stacklevel=5)


def floats(name, value, shape, half=False):
    """value as a contiguous float32 (or, with half, float16) array of a shape in which -1 stands for any extent."""
    array = as_array(name, value)
    if array.dtype.kind != "f":
        raise TypeError(f"{name}: dtype {array.dtype}; floating point numbers are needed")
    check_shape(name, array.shape, shape)
    if array.dtype != np.float32 and not (half and array.dtype == np.float16):
        if array.size > 65536:
            warn_copy(name, str(array.dtype))
        return np.ascontiguousarray(array, np.float32)
    if not array.flags.c_contiguous or not array.dtype.isnative:
        if array.size > 65536:
            warn_copy(name, "not contiguous")
        return np.ascontiguousarray(array, array.dtype.newbyteorder("="))
    return array


def as_array(name, value):
    """value as an array; masked arrays only where nothing is masked, as the numbers below a mask count for nothing."""
    if np.ma.is_masked(value):
        raise TypeError(f"{name}: a masked array with {np.ma.count_masked(value)} masked entries; give only what counts, as a plain array")
    try:
        return np.asarray(value)
    except (ValueError, TypeError, RuntimeError) as e:
        raise TypeError(f"{name}: {type(value).__name__} is no array of numbers ({e})") from None


def integers(name, value, shape):
    """value as a contiguous int32 array; whole numbers only."""
    array = as_array(name, value)
    if array.size == 0 and array.dtype.kind == "f":
        array = array.astype(np.int32)
    if array.dtype.kind not in "iu":
        raise TypeError(f"{name}: dtype {array.dtype}; whole numbers are needed")
    check_shape(name, array.shape, shape)
    if array.dtype.itemsize >= 4 and array.size and (array.max() > 2**31 - 1 or array.min() < -(2**31)):
        raise ValueError(f"{name}: numbers beyond 32 bits")
    return np.ascontiguousarray(array, np.int32)


def check_shape(name, shape, wanted):
    """Raises unless shape is the wanted one, -1 standing for any extent."""
    if len(shape) != len(wanted) or any(w not in (-1, s) for s, w in zip(shape, wanted)):
        text = "[" + ", ".join("*" if w == -1 else str(w) for w in wanted) + "]"
        raise ValueError(f"{name}: shape {list(shape)}, expected {text}")
