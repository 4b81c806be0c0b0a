"""The history of a demonstration, folded into the profiles before the first transaction is sent."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from fraudctl.demo.traffic import Traffic
from fraudctl.errors import CommandError
from fraudctl.profiles.load_summary import LoadSummary
from fraudctl.profiles.loading import Loader
from fraudctl.recovery.function_client import FunctionClient
from fraudctl.stacks.target import Target


@dataclass(frozen=True, kw_only=True)
class History:
    """The payments before the sample, and the result of loading them."""

    traffic: Traffic
    seconds: float
    loaded: LoadSummary = field(default_factory=LoadSummary)
    trouble: str | None = None
    """The reason why nothing was loaded at all."""

    @property
    def missing(self) -> Iterator[str]:
        """Yield why it is not in the profiles as it should be, a line each; nothing when all went well."""
        if reason := self.trouble or self.loaded.ended:
            yield f"the history is not loaded: {reason}"
        for reason, lines in self.loaded.refused.items():
            yield f"{len(lines)} payments of the history are refused: {reason}"
        for entity, reason in self.loaded.unreadable.items():
            yield f"{entity}: {reason}"

    def as_json(self) -> dict[str, Any]:
        """Return its period and what became of it, for programs."""
        return {
            "since": self.traffic.began,
            "payments": self.traffic.payments,
            "labels": self.traffic.labels,
            "seconds": round(self.seconds, 3),
            "loaded": self.loaded.as_json(),
        }


def load_history(target: Target, traffic: Traffic, loaded: Callable[[int, int], None]) -> History:
    """Load it through the stack's Scoring, as `fraudctl profiles load` does; `loaded` is told how many of how many."""
    started, trouble = time.perf_counter(), None

    def progress(summary: LoadSummary) -> None:
        loaded(summary.folded + summary.skipped, traffic.payments)

    loader = Loader(FunctionClient.scoring(target), progress=progress)
    progress(loader.summary)
    try:
        loader.load(traffic.history)
    except CommandError as error:  # Scoring does not answer; its log says more
        trouble = str(error)
    return History(traffic=traffic, seconds=time.perf_counter() - started, loaded=loader.summary, trouble=trouble)
