"""The sum of it all: a row for each phase, and whether every promise was kept."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from chaos.findings import Findings
from chaos.ledger import Ledger
from chaos.tally import Tally
from chaos.verdict import Finding, judge


@dataclass(frozen=True, kw_only=True)
class Row:
    """What a phase's transactions met, and what became of them."""

    phase: str
    kinds: Sequence[str]
    transactions: int
    injected: int
    sent: int
    outcomes: Mapping[str, int]
    dead_lettered: int
    redriven: int
    abandoned: int
    """Calls that a function or the poller gave up though no fault had met them, on a machine too slow for them."""
    raced: int
    """Ids that the documented exception concerns: raced under several times, and stored as often."""
    findings: Sequence[Finding]
    seconds: float

    def broken(self, fault: str) -> int:
        """How many transactions were lost, doubled, overwritten, or are otherwise wrong."""
        return len({finding.transaction_id for finding in self.findings if finding.fault == fault})


@dataclass(frozen=True, kw_only=True)
class Reckoning:
    """Every row, and what the queues and the topic held in the end."""

    rows: Sequence[Row]
    reconciled: int
    """Transactions that no queue knew of and a reconciliation had scored."""
    risky: int
    alerts: int
    poison: int
    in_conflict: int
    """Accepted while the table failed, in conflict with what is stored: they stay in the queue for a person to see."""
    stuck: int
    """Messages that are still in a queue and should not be."""

    @property
    def passed(self) -> bool:
        """Whether nothing was lost, doubled, overwritten or otherwise wrong."""
        return not self.stuck and not any(row.findings for row in self.rows)

    def as_json(self) -> dict[str, Any]:
        """Everything, for programs."""
        return {"passed": self.passed, **asdict(self)}


def reckon(ledger: Ledger, tallies: Sequence[Tally], found: Findings, *, reconciled: int) -> Reckoning:
    """Compares what was sent with what was found."""
    return Reckoning(
        rows=[_row(ledger, tally, found) for tally in tallies],
        reconciled=reconciled,
        risky=len(found.alerts),
        alerts=sum(map(len, found.alerts.values())),
        poison=len(found.set_aside),
        in_conflict=sum(map(len, found.letters.values())),
        stuck=found.other_messages,
    )


def _row(ledger: Ledger, tally: Tally, found: Findings) -> Row:
    labels = [tally.phase.label(kind) for kind in tally.phase.kinds]
    verdicts = [judge(ledger, label, found, tally.excuses) for label in labels]
    attempts = [each for label in labels for attempts in ledger.of_kind(label).values() for each in attempts]
    return Row(
        phase=tally.phase.name,
        kinds=tally.phase.kinds,
        transactions=tally.phase.count * len(labels),
        injected=tally.injected,
        sent=len(attempts),
        outcomes=dict(Counter(each.outcome for each in attempts)),
        dead_lettered=tally.dead_lettered,
        redriven=tally.redriven,
        abandoned=tally.abandoned.total(),
        raced=sum(len(verdict.raced) for verdict in verdicts),
        findings=[finding for verdict in verdicts for finding in verdict.findings],
        seconds=round(tally.seconds, 1),
    )
