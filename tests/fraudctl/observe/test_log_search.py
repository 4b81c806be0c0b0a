"""The log lines of a transaction are found whatever its id holds."""

import pytest

from fraudctl.observe.timeline import collect_timeline
from tests.fraudctl.observe.stack_with_logs import StackContents, after, target_with

HOSTILE_IDS = [
    "b\\s-1",
    "a\\",
    "a\\nb",
    'say "x"',
    '"',
    "[/nope]",
    "[abc]",
    "100%",
    "%x%",
    "-x",
    "a -b",
    "?a",
    "{$.id=1}",
]
HOSTILE_IDS += [
    "{ $.id = 1 }",
    "日本42",
    "é",
    "\U0001f642",
    "___",
    "_x_",
    "a'b",
    "a&b<c>",
    "x*y",
    "a\u202eb1",
    "a  b",
    "A" * 256,
]


@pytest.mark.parametrize("identity", HOSTILE_IDS)
def test_an_id_is_found_whatever_is_in_it(identity: str) -> None:
    contents = StackContents(item={"transaction_id": identity, "created_at": after(0).isoformat()})
    contents.log("ingestion", 5, message="stored", transaction_id=identity, request_id="r-1")
    contents.log("ingestion", 5, message="stored", transaction_id=f"{identity}2", request_id="r-2")
    contents.log("scoring", 9, message="scored", count=1, scores=[{"id": identity}], request_id="r-5")

    found = [event.line.request_id for event in collect_timeline(target_with(contents), identity).events if event.line]

    assert found == ["r-1", "r-5"]


def test_the_logs_are_filtered_by_cloudwatch_when_an_id_has_a_word_in_it() -> None:
    contents = StackContents()
    collect_timeline(target_with(contents), "b\\s-1")
    assert contents.patterns[:3] == ['"b" "s-1"'] * 3
