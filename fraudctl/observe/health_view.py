"""The health of a stack as a person reads it: a row a stage, the alarms in alarm, a verdict in one line."""

from rich.console import Group, RenderableType
from rich.table import Table

from fraudctl.observe.health import Health, StageHealth
from fraudctl.recovery.webhooks import WEBHOOKS
from fraudctl.terminal.report import make_table
from fraudctl.terminal.text import Text
from fraudctl.terminal.wrapping import wrap_sentence

UNKNOWN_MARK = Text("?", "dim")
ORDER = ("api", "decision", "ingestion", "processing", "scoring", "feedback", "queries", "fraud_detector", WEBHOOKS)
WITHOUT_WAITING = ("api", "decision", "ingestion")
"""The stages that clients wait for, before which nothing can wait."""


def render_health(health: Health) -> Group:
    """Return the table of stages, the alarms, and the verdict with a command for each problem."""
    parts: list[RenderableType] = [_stages(health)]
    if health.stored is not None and health.scored is not None:
        waiting = max(0, health.stored - health.scored)
        style = "yellow" if waiting else "green"
        hint = f"; if they stay: {health.command('reconcile')}" if waiting else ""
        parts.append(Text(f"{health.stored:,} stored, {health.scored:,} scored, {waiting:,} waiting{hint}", style))
    parts.append(_alarms(health))
    parts += [wrap_sentence(f"? {line}", "dim", indent=2) for line in health.unknown]
    return Group(*parts, *_verdict(health))


def _stages(health: Health) -> Table:
    at = f"{health.taken_at:%Y-%m-%d %H:%M:%S} UTC"
    title = f"stack {health.stack}, {health.window_minutes} min until {at}"
    made = make_table("stage", "a minute", "errors", "throttled", "p99", "age", "dead letters", title=title)
    for stage in sorted(health.stages, key=lambda each: ORDER.index(each.name) if each.name in ORDER else len(ORDER)):
        made.add_row(*_row(stage))
    return made


def _row(stage: StageHealth) -> list[RenderableType]:
    has_queue = stage.dead_letters is not None
    if stage.name == WEBHOOKS:  # not ours to measure: there are the queues alone
        return [stage.name, *[""] * 5, _queue(stage)]
    return [
        stage.name,
        UNKNOWN_MARK if stage.calls_per_minute is None else f"{stage.calls_per_minute:,.1f}",
        _count(stage.errors, "red"),
        _count(stage.throttles, "yellow"),
        UNKNOWN_MARK if stage.p99 is None else f"{stage.p99:,.0f} ms",
        _age(stage),
        _queue(stage) if has_queue else "",
    ]


def _queue(stage: StageHealth) -> Text:
    text = _count(stage.dead_letters, "red")
    return text.append(f" ({stage.held:,} held)") if stage.held else text


def _age(stage: StageHealth) -> RenderableType:
    if stage.name in WITHOUT_WAITING:
        return ""
    return UNKNOWN_MARK if stage.age is None else f"{stage.age:,.1f} s"


def _count(count: int | None, style: str) -> Text:
    return UNKNOWN_MARK if count is None else Text(f"{count:,}", f"bold {style}" if count else "green")


def _alarms(health: Health) -> Text:
    if not health.alarms_work:
        return Text(f"{len(health.alarms)} alarms are set up", "dim")
    calm, quiet = (sum(each.state == state for each in health.alarms) for state in ("OK", "INSUFFICIENT_DATA"))
    text = Text(f"alarms: {calm} ok, {quiet} without data, ")
    return text.append(f"{len(health.alarming)} in alarm", "bold red" if health.alarming else "green")


def _verdict(health: Health) -> list[RenderableType]:
    if not health.remedies:
        return [Text("healthy", "bold green")]
    parts: list[RenderableType] = [Text("not healthy", "bold red")]
    for remedy in health.remedies:
        parts.append(wrap_sentence(f"  {remedy.problem}", "red", indent=4))
        if remedy.command:
            parts.append(Text(f"    {health.command(remedy.command)}", "bold"))
    return parts
