"""What drop-ins do where predictions are no numbers: end the run, or go the original's way and leave it to the trainer.

A trainer that meets an overflow skips the step, lowers its loss scale or looks at its loss for NaN; with the assigner's error it would
never get there.
"""

import warnings

import numpy as np
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
    """Where finite scores [..., N, C] lie outside 0 .. 1: a mistake of the caller's, not of the numbers. None, or what to say."""
    wrong = torch.isfinite(scores) & ((scores < 0) | (scores > 1))
    if not bool(wrong.any()):
        return None
    place = wrong.nonzero()[0].tolist()
    image = place[0] if len(place) > 2 else 0
    return f"image {image}, unit {place[-2]} is {float(scores[tuple(place)]):g}, no probability (0 .. 1); are these logits?"


def no_numbers(values):
    """Where values [..., N, K] are not finite: None, or what to say."""
    # A sum is quick, and not finite if one of its parts is not; it may overflow, too. By numpy, as PyTorch's threads cost more to wake.
    if values.dtype in (torch.float32, torch.float64):
        with np.errstate(all="ignore"):
            if np.isfinite(values.detach().resolve_neg().numpy().sum()):
                return None
    wrong = ~torch.isfinite(values)
    if not bool(wrong.any()):
        return None
    place = wrong.nonzero()[0].tolist()
    image = place[0] if len(place) > 2 else 0
    return f"image {image}, unit {place[-2]} is {float(values[tuple(place)])}; predictions must be finite numbers"
