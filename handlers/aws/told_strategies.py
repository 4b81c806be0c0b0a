"""Strategies as the Fraud Detector endpoint knows them: told by Queries, the active one anew every thirty seconds."""

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from handlers.aws.called_functions import CalledFunctions
from handlers.fraud_detector.detector_part import DetectorPart
from handlers.fraud_detector.faults import InternalFault, Throttled, UnknownResource
from handlers.fraud_detector.told_strategy import ToldDocument, ToldStrategy

TOLD_AGAIN = 30_000
"""Milliseconds; as the other functions read which strategies are in force."""

MOST_KNOWN = 8
"""Documents that an instance keeps: they never change, and may take 256 KiB each."""

_decode = msgspec.json.Decoder(ToldStrategy).decode


class ToldStrategies:
    """Asks for strategies."""

    def __init__(self, functions: CalledFunctions) -> None:
        self._functions = functions
        self._active: ToldStrategy | None = None
        self._asked = 0
        self._known = dict[str, ToldStrategy]()

    def active(self, now: int) -> tuple[ToldStrategy, DetectorPart]:
        """Return the active strategy and its part, at a time in epoch milliseconds.

        The last one that was told goes on while Queries does not answer.

        Raises:
            UnknownResource: it is of no detector.
            ServiceFault: Queries did not answer, and has not before.
        """
        if self._active is None or now - self._asked > TOLD_AGAIN:
            with _unless(self._active):
                self._active = self._keep(_decode(self._functions.strategy(None)))
                self._asked = now
        if self._active is None or self._active.part is None:
            raise UnknownResource("detectorId: the strategy in force is of no detector")
        return self._active, self._active.part

    def of(self, digest: str | None) -> ToldStrategy:
        """Return the strategy of a digest; without rules where nobody knows it any longer. Raise ServiceFault."""
        if digest is None:
            return NOBODYS
        if digest not in self._known:
            try:
                self._keep(_decode(self._functions.strategy(digest)))
            except UnknownResource:
                return NOBODYS
        return self._known[digest]

    def _keep(self, told: ToldStrategy) -> ToldStrategy:
        if told.digest not in self._known and len(self._known) == MOST_KNOWN:
            del self._known[next(iter(self._known))]
        return self._known.setdefault(told.digest, told)


NOBODYS = ToldStrategy("", ToldDocument("all", ()))
"""In the place of a strategy that is not known: rules are named by their codes, and have no outcomes."""


@contextmanager
def _unless(known: ToldStrategy | None) -> Iterator[None]:
    """Let a failed call pass where there is something to go on by."""
    try:
        yield
    except (InternalFault, Throttled):
        if known is None:
            raise
