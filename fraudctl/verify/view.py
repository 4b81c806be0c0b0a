"""The checks of a stack as a person reads them: a row each, and beneath it what to do."""

from collections.abc import Sequence

from rich.console import Group, RenderableType

from fraudctl.terminal.report import make_table
from fraudctl.terminal.text import Text
from fraudctl.verify.check import CheckState, StackCheck

STYLES = {
    CheckState.OK: "green",
    CheckState.FAILED: "bold red",
    CheckState.WARNING: "yellow",
    CheckState.ABSENT: "dim",
}


def render_checks(stack: str, checks: Sequence[StackCheck]) -> Group:
    """Return the table, and the verdict in one line."""
    table = make_table("", "check", "state", "found", title=f"stack {stack}")
    group = ""
    for each in checks:
        found: RenderableType = Text(each.found)
        if each.advice:
            found = Group(found, Text(f"→ {each.advice}", "bold"))
        table.add_row("" if each.group == group else each.group, each.name, _state(each.state), found)
        group = each.group
    return Group(table, _verdict(checks))


def is_verified(checks: Sequence[StackCheck]) -> bool:
    """Return whether nothing failed."""
    return all(each.state is not CheckState.FAILED for each in checks)


def _state(state: CheckState) -> Text:
    return Text(state.value, STYLES[state])


def _verdict(checks: Sequence[StackCheck]) -> Text:
    counts = {state: sum(each.state is state for each in checks) for state in CheckState}
    said = ", ".join(f"{number} {state.value}" for state, number in counts.items() if number)
    return Text(said, "bold green" if is_verified(checks) else "bold red")
