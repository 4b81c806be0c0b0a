"""The campaign's report: a row for each phase, and whether every promise was kept."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from chaos.ledger import Ledger
from chaos.phase import PhaseTally
from chaos.verdict.final_state import FinalState, FoundItem
from chaos.verdict.judge import BrokenPromise, Violation, judge_kind
from chaos.verdict.labels import judge_labels
from chaos.verdict.profiles import judge_profiles


@dataclass(frozen=True, kw_only=True)
class PhaseReport:
    """A phase's counts and broken promises; the fields are those of the printed JSON."""

    phase: str
    kinds: Sequence[str]
    transactions: int
    injected: int
    sent: int
    outcomes: Mapping[str, int]
    dead_lettered: int
    redriven: int
    abandoned: int
    """Calls that a function or the poller gave up though they met no fault, on a machine that was too slow."""
    raced: int
    """Ids to which the documented exception applies: raced under several timestamps, stored as several items."""
    findings: Sequence[BrokenPromise]
    declined: int
    """Transactions whose outcome is decline."""
    profiles: int
    """Profiles of customers, terminals, cards and devices that were compared with the payments that are stored."""
    profiles_busy: int
    """Those of them with an hour of more payments than are followed."""
    profiles_wrong: Mapping[str, str]
    """Those that are not what the payments make, by key, with the first difference."""
    profiles_off: Sequence[str]
    """Those that are off by no more than the log says was retried or given up."""
    labels: int
    """Labels that are in force, as their clients were told."""
    labels_contradicted: int
    """Transactions that some labels call fraud, and some legitimate."""
    label_findings: Sequence[BrokenPromise]
    seconds: float

    def violations(self, fault: Violation) -> int:
        """Count the transactions that were lost, doubled, overwritten, or are otherwise wrong."""
        return len({finding.transaction_id for finding in self.findings if finding.fault == fault})

    def label_violations(self, fault: Violation) -> int:
        """Count the labels that were lost or doubled, or are wrong in a row or in the facts of an entity."""
        return sum(finding.fault == fault for finding in self.label_findings)


@dataclass(frozen=True, kw_only=True)
class CampaignReport:
    """Every phase's row, and counts of what the queues and the topic held at the end; printed as JSON."""

    rows: Sequence[PhaseReport]
    abandoned: int
    """Calls given up on a slow machine, in all phases and in the recovery after them."""
    reconciled: int
    """Transactions without a score and in no queue, which a reconciliation had scored."""
    risky: int
    alerts: int
    poison: int
    in_conflict: int
    """Requests accepted while the table failed, but in conflict with what is stored; they stay in the queue."""
    stuck: int
    """Messages in a queue that should be empty of them."""
    profile_races: int
    """Writes of profiles that were lost to other invocations, as Scoring's log counts them."""
    profiles_of_nobody: Sequence[str]
    """Keys of profiles of which no payment is known."""
    labels_of_nobody: Sequence[str]
    """Ids of rows of labels that nobody sent, and keys of facts that no label explains."""

    @property
    def passed(self) -> bool:
        """Return whether nothing was lost, doubled, overwritten or otherwise wrong, in profiles and labels neither."""
        broken = any(row.findings or row.profiles_wrong or row.label_findings for row in self.rows)
        return not (broken or self.stuck or self.profiles_of_nobody or self.labels_of_nobody)

    def as_json(self) -> dict[str, Any]:
        """Return the report as it is printed for programs."""
        return {"passed": self.passed, **asdict(self)}


def build_report(
    ledger: Ledger, tallies: Sequence[PhaseTally], final_state: FinalState, *, reconciled: int
) -> CampaignReport:
    """Compare the ledger with the final state, phase by phase."""
    known = set[str]()
    rows = [_phase_report(ledger, tally, final_state, known) for tally in tallies]
    labelled = final_state.labels.keys() | final_state.facts.keys()
    return CampaignReport(
        rows=rows,
        abandoned=sum(row.abandoned for row in rows)
        + max((tally.abandoned_later.total() for tally in tallies), default=0),
        reconciled=reconciled,
        risky=len(final_state.alerts),
        alerts=sum(map(len, final_state.alerts.values())),
        poison=len(final_state.set_aside),
        in_conflict=sum(map(len, final_state.queued.values())),
        stuck=final_state.other_messages,
        profile_races=final_state.runs.races,
        profiles_of_nobody=sorted(final_state.profiles.keys() - known),
        labels_of_nobody=sorted(labelled - known),
    )


def _phase_report(ledger: Ledger, tally: PhaseTally, final_state: FinalState, known: set[str]) -> PhaseReport:
    """Judge a phase, and add the keys of its profiles and facts, and the ids of its labels, to those that are known."""
    labels = [tally.phase.label(kind) for kind in tally.phase.kinds]
    verdicts = [judge_kind(ledger, label, final_state, tally.allowances) for label in labels]
    profiles = [judge_profiles(ledger, label, final_state, tally.allowances) for label in labels]
    labelled = [judge_labels(ledger, label, final_state, tally.allowances) for label in labels]
    known.update(key for each in profiles for key in each.keys)
    known.update(key for each in labelled for key in each.keys)
    known.update(each for label in labels for each in ledger.labels.attempts_of(label))
    attempts = [each for label in labels for attempts in ledger.attempts_of(label).values() for each in attempts]
    return PhaseReport(
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
        declined=sum(found.get("outcome") == "decline" for found in _scores(ledger, labels, final_state)),
        profiles=sum(each.judged for each in profiles),
        profiles_busy=sum(each.busy for each in profiles),
        profiles_wrong={key: what for each in profiles for key, what in each.wrong.items()},
        profiles_off=sorted(key for each in profiles for key in each.off),
        labels=sum(each.in_force for each in labelled),
        labels_contradicted=sum(each.contradicted for each in labelled),
        label_findings=[finding for each in labelled for finding in each.findings],
        seconds=round(tally.seconds, 1),
    )


def _scores(ledger: Ledger, labels: Sequence[str], final_state: FinalState) -> Iterator[FoundItem]:
    for label in labels:
        yield from (final_state.scores[each] for each in ledger.attempts_of(label) if each in final_state.scores)
