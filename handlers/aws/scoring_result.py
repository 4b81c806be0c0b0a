"""The result of scoring a batch."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from handlers.aws.judge import Decided, Troubles
from handlers.aws.settler import Settled
from handlers.contract.transaction import Transaction, milliseconds
from handlers.decision.settlement import Duty
from handlers.decision.shadow import ShadowDecision
from handlers.decision.unsettled import Unsettled


class ScoringResult(msgspec.Struct, kw_only=True):
    """The transactions of a batch, by the result of recording them; one may be in several lists."""

    decided: list[Decided] = msgspec.field(default_factory=list)
    """Their score was written."""
    shadows: list[ShadowDecision] = msgspec.field(default_factory=list)
    """The decisions of the shadow that were written beside these."""
    raced: list[Transaction] = msgspec.field(default_factory=list)
    """Their id is scored under another timestamp: two requests of one id that raced."""
    pending: list[Unsettled] = msgspec.field(default_factory=list)
    """Their row names something that is due."""
    settled: list[Settled] = msgspec.field(default_factory=list)
    """The results of doing that."""
    failed: dict[str, str] = msgspec.field(default_factory=dict)
    """Reasons of failures, by transaction id; a retry does the missing steps."""
    troubles: Troubles = msgspec.field(default_factory=Troubles)

    def add(self, decision: Decided, shadow: ShadowDecision | None) -> None:
        """Add a decision whose score was written, with that of the shadow if there is one."""
        self.decided.append(decision)
        self.shadows.extend([shadow] if shadow else [])

    def add_settled(self, settled: Iterable[Settled]) -> None:
        """Add the results of doing what was due; a transaction fails by the first step that did."""
        for each in settled:
            self.settled.append(each)
            for step, reason in each.failed.items():
                self.failed.setdefault(each.unsettled.alert.transaction_id, f"{step}: {reason}")

    def count(self, duty: Duty) -> int:
        """Return for how many a duty was done, and noted."""
        return sum(duty in each.done for each in self.settled)

    @property
    def progressed(self) -> int:
        """Return the number of transactions that were scored, or for which something was done that was due."""
        done = {each.unsettled.alert.key for each in self.settled if each.done}
        return len({each.transaction.key for each in self.decided} | done)

    def newest_receipt(self, transactions: Iterable[Transaction], now: datetime) -> int | None:
        """Return the newest time of receipt, in epoch milliseconds, of those that were scored or need nothing more."""
        scored, by = {each.transaction.key for each in self.decided}, milliseconds(now)
        settled = (each for each in transactions if each.key in scored or each.transaction_id not in self.failed)
        return max((each.received_by(by) for each in settled), default=None)
