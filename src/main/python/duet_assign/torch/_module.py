"""What all assigner modules share: engines that are made on first use and left out of pickles and copies."""

import torch

from duet_assign import _jvm


class EngineModule(torch.nn.Module):
    """A module with engines. ``threads``: see duet_assign.set_threads; taken at first use."""

    def __init__(self, threads=None):
        super().__init__()
        self.threads = threads
        self._state = None

    def state(self):
        """What ``make_state`` made, in this process."""
        _jvm.check_process()
        if self._state is None:
            self._state = self.make_state()
        return self._state

    def __getstate__(self):
        state = self.__dict__.copy()
        state["_state"] = None
        return state
