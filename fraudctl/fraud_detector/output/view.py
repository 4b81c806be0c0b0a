"""The result of an import at the terminal."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType

from fraudctl.terminal import report
from fraudctl.terminal.text import AnyText, Text

STYLES = {"exact": "green", "assumed": "yellow", "refused": "red"}
MOST_PROBLEMS = 20


def render(facts: Mapping[str, Any], folder: Path) -> RenderableType:
    """Return a table of the rules, and what is to be done next."""
    return Group(_table(facts), *_rows(facts, folder))


def _table(facts: Mapping[str, Any]) -> RenderableType:
    counts = facts["counts"]
    said = ", ".join(f"{number} {status}" for status, number in counts.items())
    table = report.make_table("rule", "", "reason", title=f"{facts['detector']}: {said}")
    for each in facts["rules"]:
        reasons = Group(*map(Text, each["reasons"])) if each["reasons"] else Text()
        table.add_row(Text(each["rule"]), Text(each["status"], STYLES[each["status"]]), reasons)
    return table


def _rows(facts: Mapping[str, Any], folder: Path) -> Iterator[AnyText]:
    problems = facts["problems"]
    if facts["assumed_by_order_alone"]:
        yield Text(
            f"{facts['assumed_by_order_alone']} rules are assumed only because they come after a refused one: where"
        )
        yield Text("  that matched, the evaluation ended; here it goes on to them")
    for each in problems[:MOST_PROBLEMS]:
        place = each["file"] if each["line"] is None else f"{each['file']}:{each['line']}"
        yield Text.assemble((f"{place}: ", "yellow"), each["problem"])
    if len(problems) > MOST_PROBLEMS:
        yield Text(f"… and {len(problems) - MOST_PROBLEMS} more, in {folder / 'report.md'}")
    unconfirmed = [f"{name} as {it['means']}" for name, it in facts["outcomes"].items() if not it["confirmed"]]
    if unconfirmed:
        yield Text(f"outcomes to confirm: {', '.join(unconfirmed)}; until then rules have tags alone")
        yield Text(
            f"  edit {folder / 'outcomes.json'}, and run the same again with --outcomes {folder / 'outcomes.json'}"
        )
    for each in facts["lists"]:
        yield Text(
            f"{folder / each['file']}: {each['entries']:,} entries, for fraudctl list import once it is deployed"
        )
    yield Text(
        f"{folder / 'strategy.yaml'}: {facts['counts']['exact'] + facts['counts']['assumed']} rules; the report is"
    )
    yield Text(f"  {folder / 'report.md'}, with each rule's text beside its condition")
