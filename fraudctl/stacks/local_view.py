"""The local deployments of a user, as a person reads them."""

from rich.console import Group, RenderableType

from fraudctl.stacks.registry import Found
from fraudctl.terminal.report import make_table
from fraudctl.terminal.text import Text


def shown(found: Found) -> Group:
    """A row for each that runs, and a line for each file that does not tell."""
    parts: list[RenderableType] = []
    if found.alive:
        listed = make_table("name", "stack", "since (UTC)", "pid", "address", "folder", title="Local deployments")
        for column in listed.columns:
            column.justify, column.overflow = "left", "fold"
        for each in found.alive:
            since = f"{each.since:%Y-%m-%d %H:%M:%S}" + ("" if each.exports else ", being deployed")
            address = each.emulator.removeprefix("http://")
            listed.add_row(*map(Text, (each.name, each.stack, since, str(each.pid), address, str(each.folder))))
        parts.append(listed)
    else:
        parts.append(Text("no local deployment is running: start one with `fraudctl local up`"))
    parts += [
        Text(f"{path} is no state file of this version: the next `local up` removes it") for path in found.damaged
    ]
    parts += [Text(f"{error.filename} cannot be read: {error.strerror}") for error in found.unreadable.values()]
    return Group(*parts)
