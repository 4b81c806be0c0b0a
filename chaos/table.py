"""The campaign's report as a table, for people."""

from collections.abc import Callable, Iterator

from rich.console import Group
from rich.panel import Panel
from rich.table import Table

from chaos.phase_report import PhaseReport
from chaos.report import CampaignReport

TRAFFIC = (
    *("faults", "sent", "accepted", "refused", "repeated", "unknown", "dead-lettered", "redriven", "raced"),
    *(
        "decided",
        "degraded",
        "first queued",
        "labels",
        "reviews",
        "final",
        "expired",
        "events",
        "reads",
        "changes",
        "versions",
        "persons erased",
        "exported",
        "rows expired",
    ),
)
"""The columns of what was sent, and became of it."""

PROMISES = (
    *("lost", "doubled", "overwritten", "answers differ", "attempts undercounted", "wrong"),
    *("profiles", "profiles wrong", "profiles off, as logged", "labels lost", "labels doubled", "labels wrong"),
)
"""The columns of what was promised; none but the profiles that were compared and are off may count any."""

MOST_LISTED = 20


def campaign_table(report: CampaignReport) -> Group:
    """Return a row for each phase in two tables, what was sent and what was promised, and the verdict below."""
    return Group(
        _table("Fault campaign: what was sent", report, TRAFFIC, _traffic),
        _table("Fault campaign: what was promised", report, PROMISES, _promises),
        _verdict_panel(report),
    )


def _table(
    title: str, report: CampaignReport, columns: tuple[str, ...], figures: Callable[[PhaseReport], tuple[int, ...]]
) -> Table:
    body = Table(title=title, title_justify="left")
    body.add_column("trouble", no_wrap=True)
    for column in columns:
        body.add_column(column, justify="right")
    for row in report.rows:
        broken = row.findings or row.profiles_wrong or row.label_findings
        body.add_row(row.phase, *map(str, figures(row)), style="red" if broken else None)
    body.add_section()
    body.add_row("all", *(str(sum(column)) for column in zip(*map(figures, report.rows), strict=True)))
    return body


def _traffic(row: PhaseReport) -> tuple[int, ...]:
    return (
        *(row.injected, row.sent),
        *(row.outcomes.get(name, 0) for name in ("accepted", "refused", "repeated", "unknown")),
        *(row.dead_lettered, row.redriven, row.raced),
        *(row.decided, row.degraded, row.first_queued),
        *(row.labels, row.reviews, row.final, row.expired, row.events, row.reads),
        *(row.changes, row.versions, row.persons_erased, row.exported, row.rows_expired),
    )


def _promises(row: PhaseReport) -> tuple[int, ...]:
    return (
        *(row.violations("lost"), row.violations("doubled"), row.violations("overwritten")),
        *(row.violations("differs"), row.violations("undercounted"), row.violations("wrong")),
        *(row.profiles, len(row.profiles_wrong), len(row.profiles_off)),
        *(row.label_violations("lost"), row.label_violations("doubled"), row.label_violations("wrong")),
    )


def _verdict_panel(report: CampaignReport) -> Panel:
    counts = (
        f"{report.alerts} alerts for {report.risky} risky transactions",
        f"{report.poison} invalid records in the queue",
        f"{report.in_conflict} requests in the queue, in conflict with what is stored",
        f"{report.reconciled} transactions scored by reconcile alone",
        f"{report.abandoned} calls given up on a slow machine",
        f"{sum(row.declined for row in report.rows)} transactions declined",
        f"{sum(row.dry_runs for row in report.rows)} dry runs",
        f"{sum(row.profiles_busy for row in report.rows)} profiles of an hour too busy to follow",
        f"{report.replayed} decisions made again as they were",
        f"{report.profile_races} writes of profiles lost to others and made again",
        f"{sum(row.labels_contradicted for row in report.rows)} transactions called fraud and legitimate",
    )
    lines = ["; ".join(counts), *_broken_promises(report)]
    return Panel(
        "\n".join(lines), title="passed" if report.passed else "broken", style="green" if report.passed else "red"
    )


def _broken_promises(report: CampaignReport) -> Iterator[str]:
    findings = [f"{each.fault}: {each.transaction_id}: {each.what}" for row in report.rows for each in row.findings]
    findings += [f"profile wrong: {key}: {what}" for row in report.rows for key, what in row.profiles_wrong.items()]
    findings += [f"profile of nobody: {key}" for key in report.profiles_of_nobody]
    findings += [
        f"label {each.fault}: {each.transaction_id}: {each.what}" for row in report.rows for each in row.label_findings
    ]
    findings += [f"label of nobody: {key}" for key in report.labels_of_nobody]
    findings += [f"change: {what}" for what in report.changes_wrong]
    yield from findings[:MOST_LISTED]
    if len(findings) > MOST_LISTED:
        yield f"and {len(findings) - MOST_LISTED} more"
    if report.stuck:
        yield f"{report.stuck} messages are stuck in the queues"
