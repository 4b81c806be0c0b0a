"""What the commands show a person: tables and bars to take in at a glance."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from fraudctl.demonstration import Demonstration
from fraudctl.fates import Summary
from fraudctl.latency import percentiles
from fraudctl.simulation import LEGITIMATE

BAR = 40
LISTED = 10
ALERTS = 5
WORDS = ("", "component", "label", "merchant", "reason", "resources")
"""Columns that are read, not compared."""

out = Console()
"""Results."""

err = Console(stderr=True)
"""Progress, and what went wrong."""


def demonstration(demo: Demonstration) -> Group:
    """The whole story of a demonstration, from what was deployed to what it found."""
    return Group(_resources(demo), _traffic(demo), _scores(demo), _alerts(demo), _detection(demo), _verdict(demo))


def summary(sent: Summary) -> Group:
    """What became of the lines that were sent."""
    table = _table(
        "lines", "accepted", "duplicate", "refused", "failed", "per second", "p50", "p95", "p99", title="Sent"
    )
    figures = sent.as_json()
    counts = [sent.lines, len(sent.accepted), sent.duplicates, *(sum(map(len, r.values())) for r in _bad(sent))]
    table.add_row(*map(str, counts), str(figures["per_second"]), *_milliseconds(figures["latency_ms"]))
    parts: list[RenderableType] = [table]
    if any(_bad(sent)):
        reasons = _table("lines", "reason", title="Not accepted")
        for reason, lines in (*sent.refused.items(), *sent.failed.items()):
            reasons.add_row(_numbers(lines), escape(reason))
        parts.append(reasons)
    return Group(*parts)


def story(transaction: Mapping[str, Any] | None, score: Mapping[str, Any] | None) -> Group:
    """A transaction, its score and its reasons."""
    table = Table(show_header=False, title="Transaction", title_justify="left")
    for name, value in sorted((transaction or {}).items()):
        table.add_row(name, escape(str(value)))
    parts: list[RenderableType] = [table]
    if score:
        parts.append(Text.assemble("score ", (str(score["fraud_score"]), "bold"), f"  at {score['scored_at']}"))
        parts += [Text(f"  {each['reason']}  +{each['weight']}") for each in score["reasons"]]
    else:
        parts.append(Text("not scored yet"))
    return Group(*parts)


def _resources(demo: Demonstration) -> Table:
    deployment = demo.stack.deployment
    grouped = deployment.resources_by_component
    title = f"{sum(map(len, grouped.values()))} resources of stack {deployment.stack} in {deployment.seconds:.1f} s"
    table = _table("component", "resources", title=title)
    for component, resources in grouped.items():
        kinds: dict[str, int] = {}
        for resource in resources:
            kind = resource.type.rpartition(":")[2]
            kinds[kind] = kinds.get(kind, 0) + 1
        listed = ", ".join(kind if count == 1 else f"{count} {kind}s" for kind, count in sorted(kinds.items()))
        table.add_row(component or "(stack)", listed)
    return table


def _traffic(demo: Demonstration) -> Table:
    table = _table("", "count", "per second", "p50", "p95", "p99", title="Traffic")
    sent = demo.summary
    per_second = sent.as_json()["per_second"]
    table.add_row("accepted", str(len(sent.accepted)), str(per_second), *_milliseconds(percentiles(sent.latencies)))
    table.add_row("accepted → scored", str(len(demo.delays)), "", *_milliseconds(percentiles(demo.delays)))
    return table


def _scores(demo: Demonstration) -> Table:
    table = _table("score", "transactions", "", title="Scores")
    most = max(demo.distribution.values(), default=1)
    for score, count in demo.distribution.items():
        style = "red" if score > demo.threshold else "yellow" if score else "green"
        table.add_row(f"{score:.1f}", str(count), Text("█" * max(1, round(BAR * count / most)), style=style))
    return table


def _alerts(demo: Demonstration) -> Table:
    title = f"{len(demo.alerts)} alerts, as a subscriber of the topic received them"
    table = _table("transaction", "score", "amount", "merchant", title=title)
    for alert in demo.alerts[:ALERTS]:
        reasons = "\n".join(f"  +{each['weight']} {each['reason']}" for each in alert["reasons"])
        merchant = Text.assemble(alert["merchant"], (f"\n{reasons}", "dim"))
        table.add_row(alert["transaction_id"], str(alert["fraud_score"]), f"{alert['amount']:,.2f}", merchant)
    if len(demo.alerts) > ALERTS:
        table.caption = f"and {len(demo.alerts) - ALERTS} more"
    return table


def _detection(demo: Demonstration) -> Table:
    table = _table("label", "sent", "alerted", title="Detection by the default rules, against the sample's labels")
    for label, (sent, alerted) in demo.detection.items():
        table.add_row(label, str(sent), str(alerted))
    fraud = [counts for label, counts in demo.detection.items() if label != LEGITIMATE]
    caught, frauds = sum(alerted for _, alerted in fraud), sum(sent for sent, _ in fraud)
    alerted = caught + demo.detection.get(LEGITIMATE, (0, 0))[1]
    if alerted and frauds:
        table.caption = f"precision {caught / alerted:.0%}, recall {caught / frauds:.0%}"
    return table


def _verdict(demo: Demonstration) -> Panel:
    if demo.missing:
        return Panel("\n".join(escape(line) for line in demo.missing), title="missing", style="red")
    accepted = len(demo.summary.accepted)
    return Panel(f"{accepted} accepted, all scored; {len(demo.risky)} risky, all alerted", style="green", expand=False)


def _table(*columns: str, title: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", caption_justify="left", box=box.SIMPLE_HEAD)
    for position, column in enumerate(columns):
        table.add_column(column, justify="right" if position and column not in WORDS else "left")
    return table


def _milliseconds(figures: Mapping[str, float]) -> list[str]:
    return [f"{value:,.0f} ms" for value in figures.values()]


def _bad(sent: Summary) -> tuple[Mapping[str, list[int]], Mapping[str, list[int]]]:
    return sent.refused, sent.failed


def _numbers(lines: Sequence[int]) -> str:
    shown = ", ".join(map(str, sorted(lines)[:LISTED]))
    return shown if len(lines) <= LISTED else f"{shown} and {len(lines) - LISTED} more"
