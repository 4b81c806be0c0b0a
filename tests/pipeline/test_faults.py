"""A short fault campaign, always the same: nothing is lost and nothing doubled, whatever breaks."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from chaos.campaign import Campaign
from chaos.kinds import TOGETHER
from chaos.phase import Phase
from chaos.phase_report import PhaseReport
from chaos.report import CampaignReport
from chaos.stack import faulty_stack

SEED = 3
PHASES = (
    Phase(kinds=[kind for kind in TOGETHER if kind != "calm"], count=9),
    Phase(kinds=["table-out"], count=40),
    Phase(kinds=["scores-out", "topic-out"], count=15),
    Phase(kinds=["decisions", "decisions-table-out", "strategies-out"], count=14),
    Phase(kinds=["reviews", "events-out", "bus-out", "webhook-fails"], count=12),
)


@pytest.fixture(scope="module")
def report() -> Iterator[CampaignReport]:
    """Run five phases: every kind that can come at once, and outages that only queues and rows survive."""
    with faulty_stack() as stack:
        yield Campaign(stack=stack, seed=SEED, clients=8).run(PHASES)
        emulator = Path(f"/proc/{stack.emulator.pid}")
    assert not emulator.exists()


def test_whatever_breaks_nothing_is_lost_and_nothing_doubled(report: CampaignReport) -> None:
    assert [finding for row in report.rows for finding in row.findings] == []
    assert report.stuck == 0


def test_whatever_breaks_every_profile_is_what_its_payments_make(report: CampaignReport) -> None:
    assert [row.profiles_wrong for row in report.rows] == [{}] * len(PHASES)
    assert report.profiles_of_nobody == []
    assert all(row.profiles > 1 for row in report.rows)


def test_whatever_breaks_every_label_in_force_is_in_its_row_and_in_all_facts(report: CampaignReport) -> None:
    assert [finding for row in report.rows for finding in row.label_findings] == []
    assert report.labels_of_nobody == []
    assert report.rows[0].labels > 50
    assert report.rows[0].labels_contradicted


def test_the_campaign_did_what_it_says(report: CampaignReport) -> None:
    """A campaign that injects nothing, or sends nothing that matters, proves nothing."""
    rows = report.rows
    assert sum(row.transactions for row in rows) >= 300
    assert all(row.injected for row in rows)
    assert all(_total(rows, outcome) for outcome in ("accepted", "refused", "repeated"))
    assert rows[1].dead_lettered  # of the others a retry may come late enough, on a busy machine, to find all well
    assert rows[1].redriven
    assert report.risky > 10
    assert report.poison >= 1


def test_clients_asked_for_decisions_and_heard_of_what_was_not_in_time(report: CampaignReport) -> None:
    rows = report.rows
    assert all(row.decided for row in rows)
    assert sum(row.degraded for row in rows)
    assert rows[3].first_queued
    assert sum(row.dry_runs for row in rows) > 5


def test_whatever_breaks_every_decision_was_made_by_what_was_in_force_and_can_be_made_again(
    report: CampaignReport,
) -> None:
    """The verdict on versions, lists and arms is among the findings; this is the rest of it."""
    assert report.changes_wrong == []
    assert report.replayed > 200
    assert report.rows[0].changes > 10
    assert report.rows[0].versions > 1
    assert report.rows[3].degraded


def test_people_decided_missed_and_read_back_what_was_to_be_reviewed(report: CampaignReport) -> None:
    """The verdict on reviews, events and readings is among the findings."""
    rows = report.rows
    assert all(row.events for row in rows)
    assert sum(row.final for row in rows)  # how many come in time depends on how fast the machine is
    assert sum(row.expired for row in rows)
    assert rows[0].reads
    assert rows[-1].reviews > 2
    assert rows[-1].injected


def _total(rows: Sequence[PhaseReport], outcome: str) -> int:
    return sum(row.outcomes.get(outcome, 0) for row in rows)
