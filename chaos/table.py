"""The campaign's table, for people."""

from collections.abc import Iterator

from rich.console import Group
from rich.panel import Panel
from rich.table import Table

from chaos.reckoning import Reckoning, Row

COLUMNS = (
    "faults",
    "sent",
    "accepted",
    "refused",
    "repeated",
    "unknown",
    "dead-lettered",
    "redriven",
    "raced",
    "lost",
    "doubled",
    "overwritten",
)
SHOWN = 20


def table(reckoning: Reckoning) -> Group:
    """A row for each kind of trouble, and the verdict."""
    body = Table("trouble", title="Fault campaign", title_justify="left")
    for column in COLUMNS:
        body.add_column(column, justify="right")
    for row in reckoning.rows:
        body.add_row(row.phase, *map(str, _figures(row)), style="red" if row.findings else None)
    body.add_section()
    sums = [sum(column) for column in zip(*map(_figures, reckoning.rows), strict=True)]
    body.add_row("all", *map(str, sums))
    return Group(body, _verdict(reckoning))


def _figures(row: Row) -> tuple[int, ...]:
    outcomes = (row.outcomes.get(name, 0) for name in ("accepted", "refused", "repeated", "unknown"))
    return (
        *(row.injected, row.sent, *outcomes),
        *(row.dead_lettered, row.redriven, row.raced),
        *(row.broken("lost"), row.broken("doubled"), row.broken("overwritten")),
    )


def _verdict(reckoning: Reckoning) -> Panel:
    sums = (
        f"{reckoning.alerts} alerts for {reckoning.risky} risky transactions",
        f"{reckoning.poison} poison records set aside",
        f"{reckoning.in_conflict} kept in the queue, in conflict with what is stored",
        f"{reckoning.reconciled} brought back by reconciliation alone",
        f"{sum(row.abandoned for row in reckoning.rows)} calls given up for their slowness",
    )
    lines = ["; ".join(sums), *_broken(reckoning)]
    return Panel(
        "\n".join(lines), title="passed" if reckoning.passed else "broken", style="green" if reckoning.passed else "red"
    )


def _broken(reckoning: Reckoning) -> Iterator[str]:
    findings = [finding for row in reckoning.rows for finding in row.findings]
    yield from (f"{each.fault}: {each.transaction_id}: {each.what}" for each in findings[:SHOWN])
    if len(findings) > SHOWN:
        yield f"and {len(findings) - SHOWN} more"
    if reckoning.stuck:
        yield f"{reckoning.stuck} messages are stuck in the queues"
