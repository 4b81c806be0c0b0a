"""Health at a glance: a row a stage, the alarms in alarm, a verdict in one line."""

from rich.console import Group, RenderableType
from rich.table import Table

from fraudctl.observe.health import Health, Stage
from fraudctl.terminal.report import make_table
from fraudctl.terminal.text import Text
from fraudctl.terminal.wrapping import wrap_sentence

UNKNOWN = Text("?", "dim")
WAY = ("api", "ingestion", "processing", "scoring")


def shown(health: Health) -> Group:
    """The whole picture."""
    parts: list[RenderableType] = [_stages(health)]
    if health.stored is not None and health.scored is not None:
        waiting = max(0, health.stored - health.scored)
        style = "yellow" if waiting else "green"
        stays = f"; if they stay: {health.command('reconcile')}" if waiting else ""
        parts.append(Text(f"{health.stored:,} stored, {health.scored:,} scored, {waiting:,} waiting{stays}", style))
    parts.append(_alarms(health))
    parts += [wrap_sentence(f"? {line}", "dim", indent=2) for line in health.unknown]
    return Group(*parts, *_verdict(health))


def _stages(health: Health) -> Table:
    at = f"{health.taken_at:%Y-%m-%d %H:%M:%S} UTC"
    title = f"stack {health.stack}, {health.window_minutes} min until {at}"
    made = make_table("stage", "a minute", "errors", "throttled", "p99", "age", "dead letters", title=title)
    for stage in sorted(health.stages, key=lambda each: WAY.index(each.name) if each.name in WAY else len(WAY)):
        made.add_row(*_row(stage))
    return made


def _row(stage: Stage) -> list[RenderableType]:
    has_queue = stage.dead_letters is not None
    return [
        stage.name,
        UNKNOWN if stage.calls_per_minute is None else f"{stage.calls_per_minute:,.1f}",
        _bad(stage.errors, "red"),
        _bad(stage.throttles, "yellow"),
        UNKNOWN if stage.p99 is None else f"{stage.p99:,.0f} ms",
        _age(stage),
        _queue(stage) if has_queue else "",
    ]


def _queue(stage: Stage) -> Text:
    text = _bad(stage.dead_letters, "red")
    return text.append(f" ({stage.held:,} held)") if stage.held else text


def _age(stage: Stage) -> RenderableType:
    if stage.name in ("api", "ingestion"):  # nothing waits there
        return ""
    return UNKNOWN if stage.age is None else f"{stage.age:,.1f} s"


def _bad(count: int | None, style: str) -> Text:
    return UNKNOWN if count is None else Text(f"{count:,}", f"bold {style}" if count else "green")


def _alarms(health: Health) -> Text:
    if not health.alarms_work:
        return Text(f"{len(health.alarms)} alarms are set up", "dim")
    calm, quiet = (sum(each.state == state for each in health.alarms) for state in ("OK", "INSUFFICIENT_DATA"))
    text = Text(f"alarms: {calm} ok, {quiet} without data, ")
    return text.append(f"{len(health.alarming)} in alarm", "bold red" if health.alarming else "green")


def _verdict(health: Health) -> list[RenderableType]:
    if not health.findings:
        return [Text("healthy", "bold green")]
    parts: list[RenderableType] = [Text("not healthy", "bold red")]
    for finding in health.findings:
        parts.append(wrap_sentence(f"  {finding.says}", "red", indent=4))
        if finding.mend:
            parts.append(Text(f"    {health.command(finding.mend)}", "bold"))
    return parts
