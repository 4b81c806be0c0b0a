"""The payments that a training reads: in order, with how far it is, and with why lines are left out."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from fraudctl.backtest.backtest import CONFLICTING, REPEATED
from fraudctl.backtest.event_order import EventOrder
from fraudctl.backtest.payment import NumberedPayment, PastPayment
from fraudctl.client.refused_lines import Lines, RefusedLines
from handlers.contract.errors import Refused

Progress = Callable[[int, int], None]
"""Takes how many of how many payments were gone through."""


class ReadPayments(EventOrder):
    """Payments in the order of their event time, which tell what was read and how far they are gone through."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = 0
        self.refused = RefusedLines()
        self.unlabelled = Lines()
        """Those that count as legitimate, since nobody labelled them and they were not declined."""
        self.progress: Progress = lambda _done, _of: None

    def noted(self, lines: Iterable[NumberedPayment], first: int = 0) -> Iterator[NumberedPayment]:
        """Yield lines as they come, and count them; payments before the first time are history."""
        for number, past in lines:
            self.lines += 1
            if isinstance(past, Refused):
                self.refused.add(number, str(past))
            elif not past.label and not past.unknown and past.transaction.timestamp >= first:
                self.unlabelled.add(number)
            yield number, past

    def repeats(self) -> Iterator[tuple[int | str, bool]]:
        """Take out all payments that have an earlier one's id, as `EventOrder` does, and count them as left out."""
        for number, is_same in super().repeats():
            self.refused.add(number, REPEATED if is_same else CONFLICTING)
            yield number, is_same

    def __iter__(self) -> Iterator[list[PastPayment]]:
        """Yield the payments that remain, in order, some at once, and tell how far it is."""
        done = 0
        for some in super().__iter__():
            yield some
            self.progress(done := done + len(some), self.count)


def described(data: Path | None, stack: str | None) -> dict[str, Any]:
    """Return what was read, for the strategy's document and its card; a pipe has no digest, nor has a stack."""
    if data is None:
        return {"stack": stack or ""}
    if not data.is_file():
        return {"file": data.name}
    with data.open("rb") as file:
        return {"file": data.name, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}
