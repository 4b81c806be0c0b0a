"""The report on a phase: its counts, and the promises that were broken."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from chaos.kinds import KINDS
from chaos.ledger import Attempt, Ledger
from chaos.phase import Phase, PhaseTally
from chaos.verdict.erasures import judge_erasures
from chaos.verdict.events import judge_events
from chaos.verdict.expiries import judge_expiries
from chaos.verdict.exports import judge_exports
from chaos.verdict.final_state import FinalState, FoundItem
from chaos.verdict.judge import BrokenPromise, Violation, judge_kind
from chaos.verdict.labels import judge_labels
from chaos.verdict.profiles import judge_profiles
from chaos.verdict.reviews import judge_reviews
from chaos.verdict.versions import versions_of


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
    decided: int
    """Answers that told a decision."""
    degraded: int
    """Those of them that say what could not be read."""
    first_queued: int
    """Ids whose first decision went to the queue, and which have one decision in the end."""
    dry_runs: int
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
    reviews: int
    """Reviews of its transactions."""
    final: int
    """Those of them that people decided."""
    expired: int
    """Those that nobody decided in time."""
    events: int
    """Events that were heard of its transactions, repeats among them."""
    reads: int
    """Transactions that were read back."""
    changes: int
    """Changes of strategies and lists that operators were told are done."""
    persons_erased: int
    """Customers who were erased."""
    exported: int
    """Payments of its traffic in the files of an export."""
    rows_expired: int
    """Rows that went when their time had come."""
    versions: int
    """Versions of the strategy by which some of its transactions were decided."""
    seconds: float

    def violations(self, fault: Violation) -> int:
        """Count the transactions that were lost, doubled, overwritten, answered differently, or are otherwise wrong."""
        return len({finding.transaction_id for finding in self.findings if finding.fault == fault})

    def label_violations(self, fault: Violation) -> int:
        """Count the labels that were lost or doubled, or are wrong in a row or in the facts of an entity."""
        return sum(finding.fault == fault for finding in self.label_findings)


def report_phase(ledger: Ledger, tally: PhaseTally, final_state: FinalState, known: set[str]) -> PhaseReport:
    """Judge a phase, and add the keys of its profiles and facts, and the ids of its labels, to those that are known."""
    labels = [tally.phase.label(kind) for kind in tally.phase.kinds]
    verdicts = [judge_kind(ledger, label, final_state, tally.allowances) for label in labels]
    profiles = [judge_profiles(ledger, label, final_state, tally.allowances) for label in labels]
    labelled = [judge_labels(ledger, label, final_state, tally.allowances) for label in labels]
    known.update(key for each in profiles for key in each.keys)
    known.update(key for each in labelled for key in each.keys)
    known.update(each for label in labels for each in ledger.labels.attempts_of(label))
    reviewed = [each for label in labels for each in ledger.attempts_of(label) if each in final_state.reviews]
    known.update(reviewed)
    known.update(each.transaction_id for each in ledger.expired if each.kind in labels)
    reviews = [final_state.reviews[each] for each in reviewed]
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
        decided=sum(each.told is not None for each in attempts),
        degraded=sum(bool(each.told and each.told.degraded) for each in attempts),
        first_queued=sum(
            each in final_state.decision_log.first for label in labels for each in ledger.attempts_of(label)
        ),
        dry_runs=sum(len(ledger.dry_runs_of(label)) for label in labels),
        raced=sum(len(verdict.raced) for verdict in verdicts),
        findings=[
            *(finding for verdict in verdicts for finding in verdict.findings),
            *_silence(tally.phase, attempts),
            *(each for label in labels for each in judge_reviews(ledger, label, final_state, tally.allowances)),
            *(each for label in labels for each in judge_events(ledger, label, final_state)),
            *(each for label in labels for each in judge_erasures(ledger, label, final_state)),
            *(each for label in labels for each in judge_exports(ledger, label, final_state)),
            *(each for label in labels for each in judge_expiries(ledger, label, final_state, tally.allowances)),
        ],
        declined=sum(found.get("outcome") == "decline" for found in _scores(ledger, labels, final_state)),
        profiles=sum(each.judged for each in profiles),
        profiles_busy=sum(each.busy for each in profiles),
        profiles_wrong={key: what for each in profiles for key, what in each.wrong.items()},
        profiles_off=sorted(key for each in profiles for key in each.off),
        labels=sum(each.in_force for each in labelled),
        labels_contradicted=sum(each.contradicted for each in labelled),
        label_findings=[finding for each in labelled for finding in each.findings],
        reviews=len(reviews),
        final=sum(each["status"] in ("approved", "declined") for each in reviews),
        expired=sum(each["status"] == "expired" for each in reviews),
        events=sum(len(final_state.events.get(each, ())) for label in labels for each in ledger.attempts_of(label)),
        reads=sum(len(ledger.reviews.reads_of(label)) for label in labels),
        changes=tally.changes,
        versions=len(set().union(*(versions_of(ledger, label, final_state) for label in labels))),
        persons_erased=sum(len(ledger.erasures.persons_of(label)) for label in labels),
        exported=sum(each.payments for each in ledger.exports if each.kind in labels),
        rows_expired=sum(each.kind in labels for each in ledger.expired),
        seconds=round(tally.seconds, 1),
    )


def _silence(phase: Phase, attempts: Sequence[Attempt]) -> Iterator[BrokenPromise]:
    """Yield a broken promise where no answer said what could not be read for so long that one has to say it."""
    said = {word for each in attempts if each.told for word in each.told.degraded}
    for word in sorted({KINDS[kind].says for kind in phase.kinds} - said - {""}):
        yield BrokenPromise(fault="wrong", transaction_id=phase.name, what=f"no answer said that it lacks: {word}")


def _scores(ledger: Ledger, labels: Sequence[str], final_state: FinalState) -> Iterator[FoundItem]:
    for label in labels:
        yield from (final_state.scores[each] for each in ledger.attempts_of(label) if each in final_state.scores)
