"""The campaign's report: a row for each phase, and whether every promise was kept."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from chaos.ledger import Ledger
from chaos.phase import PhaseTally
from chaos.phase_report import PhaseReport, report_phase
from chaos.verdict.changes import judge_changes
from chaos.verdict.final_state import FinalState


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
    replayed: int
    """Decisions that were made again, from what is stored of them."""
    changes_wrong: Sequence[str]
    """Changes of strategies and lists, and pointers, of which the rows tell something else."""
    labels_of_nobody: Sequence[str]
    """Ids of rows of labels and reviews that nobody sent, and keys of facts that no label explains."""

    @property
    def passed(self) -> bool:
        """Return whether nothing was lost, doubled, overwritten or otherwise wrong, in profiles and labels neither."""
        broken = any(row.findings or row.profiles_wrong or row.label_findings for row in self.rows)
        return not (broken or self.stuck or self.changes_wrong or self.profiles_of_nobody or self.labels_of_nobody)

    def as_json(self) -> dict[str, Any]:
        """Return the report as it is printed for programs."""
        return {"passed": self.passed, **asdict(self)}


def build_report(
    ledger: Ledger, tallies: Sequence[PhaseTally], final_state: FinalState, *, reconciled: int
) -> CampaignReport:
    """Compare the ledger with the final state, phase by phase."""
    known = set(ledger.reviews.damaged)
    rows = [report_phase(ledger, tally, final_state, known) for tally in tallies]
    labelled = final_state.labels.keys() | final_state.facts.keys() | final_state.reviews.keys()
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
        replayed=final_state.rollout.replayed,
        changes_wrong=list(judge_changes(ledger.rollout, final_state.rollout)),
        labels_of_nobody=sorted(labelled - known),
    )
