"""`fraudctl list` as people type it: in force at once, recorded, and told in one line where it cannot be."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import Result

from fraudctl.errors import CommandError
from handlers.aws.attributes import to_attributes
from handlers.decision.profile import facts as facts_of
from handlers.decision.profile.facts import Label
from tests.fraudctl.lists.stack_of_lists import ARN, PROFILES, STRATEGIES, StackOfLists
from tests.handlers.strategies import strategy_of

Typed = Callable[..., Result]


def now() -> datetime:
    return datetime.now(UTC)


def test_an_entity_that_is_added_is_on_the_list_with_who_when_until_and_why(stack: StackOfLists, typed: Typed) -> None:
    before = now()
    result = typed("add", "blocked", "card", "T-9", "--until", "30d", "--note", "chargebacks")

    assert (result.exit_code, result.stdout) == (0, "card T-9 is on the list blocked\n")
    listing = stack.lists("card", "T-9")["blocked"]
    assert (listing.by, listing.note) == (ARN, "chargebacks")
    assert before <= datetime.fromtimestamp(listing.at / 1000, UTC) + timedelta(milliseconds=1) <= now() + timedelta(1)
    assert listing.until == listing.at + 30 * 86_400_000


def test_each_command_that_changes_something_has_one_row_and_the_same_again_none(
    stack: StackOfLists, typed: Typed
) -> None:
    typed("add", "blocked", "customer", "C-1", "--note", "why")
    again = typed("add", "blocked", "customer", "C-1", "--note", "why")
    typed("remove", "blocked", "customer", "C-1")

    assert again.exit_code == 0
    assert again.stdout.startswith(f"customer C-1 is on the list blocked already, by {ARN} at ")
    assert [(each["action"], each["list"], each["entity"], each.get("note"), each["by"]) for each in stack.changes] == [
        ("list-add", "blocked", "customer#C-1", "why", ARN),
        ("list-remove", "blocked", "customer#C-1", None, ARN),
    ]
    assert stack.lists("customer", "C-1") == {}


def test_labels_and_other_lists_of_the_entity_stay(stack: StackOfLists, typed: Typed) -> None:
    label = Label(b"12345678", 1, 2, 3, "USD", declined=False, fraud=True)
    labels = facts_of.encode(facts_of.Facts(labels=(label,)))["labels"]
    other = {"M": to_attributes({"by": "somebody", "at": 5, "of_a_newer_release": "x"})}
    item = {**to_attributes({"entity": "facts#card#T-1", "version": 7}), "labels": {"B": labels}}
    stack.memory.call("PutItem", {"TableName": PROFILES, "Item": {**item, "lists": {"M": {"old": other}}}})

    typed("add", "watched", "card", "T-1")
    typed("add", "blocked", "card", "T-1")
    typed("remove", "watched", "card", "T-1")

    (stored,) = stack.items(PROFILES)
    assert (stored["labels"], stored["version"]) == (labels, 10)
    assert stored["lists"]["old"] == {"by": "somebody", "at": 5, "of_a_newer_release": "x"}
    assert sorted(stored["lists"]) == ["blocked", "old"]


def test_an_entry_that_ends_at_another_time_or_has_another_note_is_replaced(stack: StackOfLists, typed: Typed) -> None:
    typed("add", "blocked", "card", "T-1", "--until", "2999-01-01")
    result = typed("add", "blocked", "card", "T-1", "--json")

    said = json.loads(result.stdout)
    assert (said["changed"], said["on_list"], said["before"]["until"]) == (True, True, "2999-01-01T00:00:00.000Z")
    assert stack.lists("card", "T-1")["blocked"].until is None


def test_a_merchant_is_known_as_profiles_know_it(stack: StackOfLists, typed: Typed) -> None:
    assert typed("add", "trusted", "merchant", "Café\u00a0Ｏne").exit_code == 0  # noqa: RUF001 -- wide on purpose

    assert sorted(each["entity"] for each in stack.items(PROFILES)) == ["facts#merchant#Café One"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "vip", "card", "T-1"), "no strategy at work reads the list vip of a card"),
        (("add", "trusted", "customer", "C-1"), "no strategy at work reads the list trusted of a customer"),
        (("add", "blocked", "device", "D-1"), "device is no kind of entity of the strategies at work"),
        (("add", "blocked", "card", "x" * 129), "the id of a card is a text of 1 to 128 printable characters"),
        (("add", "blocked", "card", ""), "the id of a card is a text of 1 to 128 printable characters"),
        (("add", "blocked", "customer", "C-1 "), "no payment can have this id of a customer: it ends with a space"),
        (("add", "blocked", "card", "T-1", "--until", "2020-01-01"), "2020-01-01 lies in the past"),
        (("add", "blocked", "card", "T-1", "--until", "soon"), "soon: give a date as 2026-12-31"),
        (("add", "blocked", "card", "T-1", "--note", "x" * 1025), "a note has at most 1024 characters"),
        (("add", "x" * 65, "card", "T-1", "--force"), "the name of a list is a text of 1 to 64 printable characters"),
        (("remove", "blocked", "card", "T-1"), "card T-1 is not on the list blocked"),
        (("remove", "blocked", "device", "T-1"), "device is no kind of entity"),
        (("show", "blocked", "card", "T-1"), "card T-1 is not on the list blocked"),
        (("show", "blocked", "devices"), "devices is no kind of entity"),
    ],
)
def test_what_cannot_be_is_said_in_one_line_and_changes_nothing(
    stack: StackOfLists, typed: Typed, words: tuple[str, ...], said: str
) -> None:
    result = typed(*words)

    assert isinstance(result.exception, CommandError)
    assert str(result.exception).startswith(said)
    assert "\n" not in str(result.exception)
    assert (stack.items(PROFILES), stack.changes) == ([], [])


def test_a_list_that_nobody_reads_is_changed_by_force(stack: StackOfLists, typed: Typed) -> None:
    assert typed("add", "vip", "card", "T-1", "--force").exit_code == 0
    assert "vip" in stack.lists("card", "T-1")


@pytest.mark.parametrize("pointer", ["shadow", "challenger"])
def test_lists_and_entities_of_shadow_and_challenger_count_too(stack: StackOfLists, typed: Typed, pointer: str) -> None:
    tried = strategy_of({"when": '"vip" in device.lists'}, entities={"device": "metadata.device_id"})
    stack.deploy(pointer, tried, **({"percent": 5} if pointer == "challenger" else {}))

    assert typed("add", "vip", "device", "D-1").exit_code == 0


def test_a_broken_shadow_stops_nobody_from_blocking_a_customer(stack: StackOfLists, typed: Typed) -> None:
    stack.put(STRATEGIES, {"kind": "pointer", "id": "shadow", "version": 1, "digest": "0" * 64})

    assert typed("add", "blocked", "customer", "C-1").exit_code == 0
    refused = typed("add", "vip", "customer", "C-1")
    assert "the shadow one could not be read: the stack has no strategy of the digest 000" in str(refused.exception)


def test_facts_that_were_damaged_by_hand_are_left_as_they_are(stack: StackOfLists, typed: Typed) -> None:
    stack.put(PROFILES, {"entity": "facts#card#T-1", "version": 1, "lists": "none"})
    result = typed("add", "blocked", "card", "T-1")

    assert str(result.exception) == "the item facts#card#T-1 was damaged by hand: it has no lists"


def test_show_tells_who_is_on_a_list_and_which_strategies_read_it(stack: StackOfLists, typed: Typed) -> None:
    typed("add", "blocked", "card", "T-1", "--note", "why")
    typed("add", "blocked", "customer", "C-1")
    over = to_attributes({"by": "anna", "at": 1, "until": 2})
    item = {**to_attributes({"entity": "facts#card#T-2", "version": 1}), "lists": {"M": {"blocked": {"M": over}}}}
    stack.memory.call("PutItem", {"TableName": PROFILES, "Item": item})

    one = json.loads(typed("show", "blocked", "card", "T-1", "--json").stdout)
    of_kind = json.loads(typed("show", "blocked", "card", "--json").stdout)
    lists = [line.split() for line in typed("show").stdout.splitlines()]

    assert [(each["list"], each["kind"], each["id"], each["note"]) for each in one] == [
        ("blocked", "card", "T-1", "why")
    ]
    assert {each["id"]: each["in_force"] for each in of_kind} == {"T-1": True, "T-2": False}
    assert ["blocked", "card", "active", "1", "1"] in lists
    assert ["watched", "card", "active", "0", "0"] in lists
    assert "T-2" in typed("show", "blocked").stdout
