"""What all assigner modules share: engines made on first use and left out of copies, steps that cannot be overridden, pickles that name
the original."""

import copy
import functools
import importlib
import sys

import torch

from duet_assign import _jvm

# The steps of the originals that forks replace by others. The engine does all of them at once and calls none.
_STEPS = frozenset(
    (
        "get_pos_mask", "get_box_metrics", "iou_calculation", "select_topk_candidates", "select_candidates_in_gts",
        "select_highest_overlaps", "get_targets", "_forward", "select_topk_candidates_v2", "get_pos_mask_", "xywh2xyxy",
    )
)  # fmt: skip


class _Later:
    """A name in a module, looked up when a pickle is loaded, by what every Python has. Callable, as pickles want it."""

    def __init__(self, module, name=None):
        self.module, self.name = module, name

    def __call__(self, *args, **kwargs):
        return getattr(importlib.import_module(self.module), self.name)(*args, **kwargs)

    def __reduce__(self):
        if self.name is None:
            return importlib.import_module, (self.module,)
        return getattr, (_Later(self.module), self.name)


class EngineModule(torch.nn.Module):
    """A module with engines. ``threads``: see duet_assign.set_threads; taken when an engine is made."""

    #: Where the original is: modules to look for in this process, and its name there.
    _original = ((), None)

    def __init__(self, threads=None):
        super().__init__()
        self.threads = threads
        self._state = None
        self._refuse_steps(name for name in _STEPS if hasattr(type(self), name))

    def _refuse_steps(self, overridden):
        for name in sorted(overridden):
            raise TypeError(
                f"{type(self).__name__}.{name}: a step of the original is overridden, which the engine would not call, as it does the "
                "whole assignment at once; derive this class from the original, or override forward"
            )

    def state(self):
        """What ``make_state`` made, in this process."""
        _jvm.check_process()
        if self._state is None:
            self._state = self.make_state()
        if any(hasattr(type(self), name) or name in self.__dict__ for name in _STEPS):
            # Set on the object or its class after it was made.
            self._refuse_steps(name for name in _STEPS if hasattr(type(self), name) or name in self.__dict__)
        return self._state

    def __getstate__(self):
        state = self.__dict__.copy()
        state["_state"] = None
        return state

    def __deepcopy__(self, memo):
        made = type(self).__new__(type(self))
        memo[id(self)] = made
        made.__dict__.update({key: copy.deepcopy(value, memo) for key, value in self.__getstate__().items()})
        return made

    def __copy__(self):
        made = type(self).__new__(type(self))
        made.__dict__.update(self.__getstate__())
        return made

    def __reduce_ex__(self, protocol):
        """In a process that has the original's module, pickles make the original: they load where Duet is not installed."""
        modules, name = self._original
        module = next((m for m in modules if m in sys.modules and hasattr(sys.modules[m], name)), None)
        if module is None or type(self).__module__.split(".")[0] != __name__.split(".")[0]:
            return super().__reduce_ex__(protocol)
        return functools.partial(_Later(module, name), **self.original_arguments()), ()

    def original_arguments(self):
        """The original's constructor arguments for the attributes as they are."""
        raise NotImplementedError
