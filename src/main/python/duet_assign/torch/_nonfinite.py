"""What drop-ins do where predictions are no numbers: end the run, or go the original's way and leave it to the trainer.

A trainer that meets an overflow skips the step, lowers its loss scale or looks at its loss for NaN; with the assigner's error it would
never get there.
"""

import warnings

import torch

CHOICES = ("as_original", "raise")
_warned = set()


def choice(value):
    """One of CHOICES, the first for None."""
    if value is None:
        return CHOICES[0]
    if value not in CHOICES:
        raise ValueError(f"nonfinite: {value!r}; known are {' and '.join(map(repr, CHOICES))}")
    return value


def warn(name, error):
    """Says once for every drop-in that the original's way is gone."""
    if name not in _warned:
        _warned.add(name)
        warnings.warn(
            f"duet: {name}: {error}. Batches like this are assigned as the original would, which is slow, and this is said once; "
            "nonfinite='raise' makes it an error",
            stacklevel=4,
        )


def no_probabilities(scores):
    """True if finite scores lie outside 0 .. 1: a mistake of the caller's, not of the numbers."""
    return bool((torch.isfinite(scores) & ((scores < 0) | (scores > 1))).any())
