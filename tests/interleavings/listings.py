"""Operators who change lists at the same time as labels of the same entities come in, and what is promised to them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from fraudctl.errors import CommandError
from fraudctl.lists.list_writer import ListWriter
from handlers.aws.attributes import from_attributes
from handlers.aws.clients import SESSION
from handlers.decision.entity.entities import EntityKey
from handlers.decision.profile import facts as facts_of
from handlers.decision.profile.facts import Listing
from tests.interleavings.labellings import KEYS, PROFILES, RECEIVED, Labellings
from tests.interleavings.schedule import ScheduledRun

STRATEGIES = "fraud-strategies-test"
CUSTOMER, TERMINAL = EntityKey("customer", "C-1"), EntityKey("terminal", "T-1")


@dataclass(frozen=True)
class ListCommand:
    """A command of an operator: lists to put entities on, or None to take them off; a file's are several."""

    by: str
    entries: Sequence[tuple[EntityKey, str, bool]]
    is_file: bool = False


@dataclass
class Listings:
    """Commands on lists, and requests with labels, that come at the same time."""

    labellings: Labellings
    commands: Sequence[ListCommand]
    told: list[tuple[ListCommand, bool]] = field(default_factory=list)
    """Each command that was told a success, and whether it was told that it changed something."""

    def __post_init__(self) -> None:
        client: Any = SESSION.create_client(
            "dynamodb", "us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing"
        )
        self.labellings.world.connect(client)
        self.writer = ListWriter(client, profiles=PROFILES, strategies=STRATEGIES, pause=lambda _: None)

    def start(self, run: ScheduledRun) -> list[Callable[[], Any]]:
        """Return the work of each request with labels, and of each command after them."""
        self.told = []
        works = self.labellings.start(run)
        self.labellings.world.aws.keys = {**KEYS, STRATEGIES: ("kind", "id")}
        return [*works, *(partial(self.type, each) for each in self.commands)]

    def finish(self, run: ScheduledRun) -> None:
        """Type every command again that was told no success, as people do, and label again."""
        self.labellings.finish(run)
        for each in self.commands:
            if each not in [command for command, _ in self.told]:
                self.type(each)

    def type(self, command: ListCommand) -> None:
        """Run a command."""
        entries = [(key, name, Listing(command.by, RECEIVED) if on else None) for key, name, on in command.entries]
        if command.is_file:
            listed = {key.facts: {name: listing} for key, name, listing in entries}
            result = self.labellings.world.invoke(repr(command), lambda: self.writer.change_many(listed))
            if result.failed:
                raise CommandError(str(result.failed))
            self.told.append((command, bool(result.changed)))
            return
        ((key, name, listing),) = entries
        row = {"kind": "change", "id": f"{command.by}#{len(self.told)}", "by": command.by}
        what = repr((command, row))
        change = self.labellings.world.invoke(what, lambda: self.writer.change(key, name, listing, row))
        self.told.append((command, change.changed))

    def lists(self, entity: EntityKey) -> dict[str, Listing]:
        """Return the lists that an entity is on."""
        item = self.labellings.world.aws.tables.get(PROFILES, {}).get((entity.facts,), {})
        return dict(facts_of.decode(from_attributes(item)).lists)

    def broken(self) -> Iterator[str]:
        """Yield a sentence for each promise that is broken at the end of a run: none may be."""
        yield from self.labellings.broken()
        yield from self._rows()
        for name, entity in {(name, key) for each in self.commands for key, name, _ in each.entries}:
            said = [(each, *entry) for each in self.commands for entry in each.entries]
            wanted = {(each.by, on) for each, key, other, on in said if (key, other) == (entity, name)}
            listing = self.lists(entity).get(name)
            if listing and (listing.by, True) not in wanted:
                yield f"{entity} is on {name} by {listing.by}, who put nothing there"
            if not listing and not any(on is False for _, on in wanted):
                yield f"{entity} is not on {name}, and nobody took it off"

    def _rows(self) -> Iterator[str]:
        """Yield changes of single commands that are recorded and not made, or made and not recorded."""
        aws = self.labellings.world.aws
        changed = [
            write.after["version"]
            for write in aws.writes
            if write.table == PROFILES and write.after.get("lists") != (write.before or {}).get("lists")
        ]
        rows = [each for each in aws.items(STRATEGIES) if each["kind"]["S"] == "change"]
        if not any(each.is_file for each in self.commands) and len(rows) != len(changed):
            yield f"{len(rows)} changes are recorded, and {len(changed)} were made"
