"""Lines on standard output that tell how far it is: the phase, how many trees there are, of how many at most."""

from typing import Any

import xgboost as xgb


class Telling(xgb.callback.TrainingCallback):  # type: ignore[misc]  # of a library without types
    """Tells of each tree that is made."""

    def __init__(self, phase: str, most: int) -> None:
        self._phase, self._most = phase, most
        self._tell(0)

    def after_iteration(self, model: Any, epoch: int, evals_log: Any) -> bool:  # noqa: ARG002 -- as the library calls it
        """Tell how many there are; never stop."""
        self._tell(epoch + 1)
        return False

    def _tell(self, done: int) -> None:
        print(self._phase, done, self._most, sep="\t", flush=True)  # noqa: T201 -- to the command that runs it
