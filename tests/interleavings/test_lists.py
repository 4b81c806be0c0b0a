"""A list's entry and a label of the same entity never undo each other, in every order, wherever one of them dies."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, get_args

import pytest

from fraudctl.errors import CommandError
from fraudctl.lists.entries import write_of
from handlers.aws.profile_statements import ItemWrite
from handlers.aws.profile_store import StoredItem
from handlers.decision.profile.facts import Listing
from tests.handlers.functions import SilentLogs
from tests.interleavings.actor import FaultKind
from tests.interleavings.labellings import RECEIVED, Labellings, labelling_in_memory
from tests.interleavings.listings import CUSTOMER, TERMINAL, ListCommand, Listings
from tests.interleavings.schedule import ScheduledRun
from tests.interleavings.search import every_order, every_order_and_fault
from tests.interleavings.test_labelling import FIRST, FRAUD

BLOCK = ListCommand("anna", [(CUSTOMER, "blocked", True)])
BLOCK_TOO = ListCommand("ben", [(CUSTOMER, "blocked", True)])
TRUST = ListCommand("ben", [(CUSTOMER, "trusted", True)])
UNBLOCK = ListCommand("ben", [(CUSTOMER, "blocked", False)])
FILE = ListCommand("file", [(CUSTOMER, "blocked", True), (TERMINAL, "blocked", True)], is_file=True)

TOGETHER: Mapping[str, Sequence[ListCommand]] = {
    "an entry": [BLOCK],
    "the same entry by two people": [BLOCK, BLOCK_TOO],
    "an entry on another list": [BLOCK, TRUST],
    "an entry that another takes off": [BLOCK, UNBLOCK],
    "a file": [FILE],
    "a file and an entry": [FILE, TRUST],
}


@pytest.fixture(scope="module")
def labellings() -> Iterator[Callable[..., Labellings]]:
    with labelling_in_memory(SilentLogs()) as made:
        yield made


def keeps_its_promises(made: Listings, run: ScheduledRun) -> None:
    found = [f"before anybody repeats: {each}" for each in made.labellings.broken()]
    made.finish(run)
    found += made.broken()
    assert not found, "\n".join([str(run), *found, *map(str, made.told)])


@pytest.mark.parametrize("together", TOGETHER)
def test_lists_and_a_label_of_the_entity_keep_each_others_with_a_crash_after_any_call(
    labellings: Callable[..., Labellings], together: str
) -> None:
    made = Listings(labellings([FIRST], [FIRST], ([FRAUD],)), TOGETHER[together])

    for run in every_order_and_fault(made.start, troubles=["crash"]):
        keeps_its_promises(made, run)


@pytest.mark.parametrize("together", TOGETHER)
@pytest.mark.parametrize("trouble", get_args(FaultKind))
def test_commands_keep_each_others_entries_whatever_becomes_of_a_call(
    labellings: Callable[..., Labellings], together: str, trouble: FaultKind
) -> None:
    made = Listings(labellings([FIRST], [FIRST], ()), TOGETHER[together])

    for run in every_order_and_fault(made.start, troubles=[trouble]):
        keeps_its_promises(made, run)


def test_who_loses_every_race_is_told(labellings: Callable[..., Labellings], monkeypatch: pytest.MonkeyPatch) -> None:
    made = Listings(labellings([FIRST], [FIRST], ()), [BLOCK])
    made.labellings.world.run = run = ScheduledRun()
    made.start(run)
    read, reads = made.writer._read, list[str]()  # noqa: SLF001 -- another writes right after each of its reads

    def read_and_lose(keys: list[str]) -> Mapping[str, StoredItem]:
        found = read(keys)
        reads.extend(keys)
        other = write_of(keys[0], found.get(keys[0]), {f"other {len(reads)}": Listing("ben", RECEIVED)})
        assert other
        assert not made.writer._store.write([other]).lost  # noqa: SLF001
        return found

    monkeypatch.setattr(made.writer, "_read", read_and_lose)

    with pytest.raises(CommandError, match="customer C-1: others changed it at the same moments, 5 times"):
        made.type(BLOCK)
    assert len(reads) == 5
    assert sorted(made.lists(CUSTOMER)) == [f"other {number}" for number in range(1, 6)]


def test_an_entry_that_is_overwritten_is_found(
    labellings: Callable[..., Labellings], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The search must see what the condition prevents: who read before another wrote takes the other's entry away."""
    made = Listings(labellings([FIRST], [FIRST], ()), [BLOCK, TRUST])

    conditional = made.writer._update  # noqa: SLF001

    def unconditional(write: ItemWrite) -> Any:
        update = conditional(write)
        update["ExpressionAttributeValues"].pop(":former", None)
        return {**update, "ConditionExpression": "attribute_exists(entity) OR attribute_not_exists(entity)"}

    monkeypatch.setattr(made.writer, "_update", unconditional)
    found = set[str]()
    for _ in every_order(made.start):
        found.update(made.broken())

    lost = {f"{CUSTOMER} is not on {name}, and nobody took it off" for name in ("blocked", "trusted")}
    assert lost <= found
