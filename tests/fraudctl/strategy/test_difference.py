"""Two strategies are compared in words."""

from typing import Any

import pytest

from fraudctl.strategy.difference import Difference, differences
from fraudctl.strategy.view import difference_rows
from tests.fraudctl.strategy.written import rule, strategy

ONE, TWO, THREE = rule("one", "hour > 1"), rule("two", "hour > 2"), rule("three", "hour > 3")


def found(before: list[str], after: list[str], **more: str) -> list[tuple[str, str]]:
    one, other = strategy(*before, **more), strategy(*after, **more)
    return [(each.change, each.subject) for each in differences(one.document, other.document)]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ([ONE, TWO], [ONE, TWO], []),
        ([ONE], [ONE, TWO], [("added", "two")]),
        ([ONE, TWO], [TWO], [("removed", "one")]),
        ([ONE, TWO], [TWO, ONE], [("moved", "one")]),
        ([ONE, TWO, THREE], [THREE, ONE, TWO], [("moved", "three")]),
        ([ONE, TWO, THREE], [THREE, TWO], [("removed", "one"), ("moved", "two")]),
        ([ONE, TWO], [ONE, rule("two", "hour > 9")], [("changed", "two")]),
        ([ONE, TWO, THREE], [rule("four", "hour > 4"), ONE, TWO, THREE], [("added", "four")]),
    ],
)
def test_rules_that_are_added_removed_changed_and_moved_are_told(
    before: list[str], after: list[str], told: list[Any]
) -> None:
    assert found(before, after) == told


def test_every_field_that_changed_is_told_with_both_values() -> None:
    one = strategy(rule("one", "hour > 1", "weight: 0.1\n    message: Late."))
    other = strategy(rule("one", "hour > 2", "weight: 0.25\n    outcome: review\n    tags: [late]"))
    assert list(differences(one.document, other.document)) == [
        Difference(
            "changed",
            "one",
            (
                "when: hour > 1 → hour > 2",
                "weight: 0.1 → 0.25",
                "outcome: none → review",
                'tags: [] → ["late"]',
                "message: Late. → none",
            ),
        )
    ]


def test_what_holds_for_all_rules_is_told_first() -> None:
    one, other = strategy(ONE), strategy(ONE, TWO, more="timezone: Europe/Berlin\nevaluate: first\n")
    assert [(each.change, each.subject, each.details) for each in differences(one.document, other.document)] == [
        ("changed", "timezone", ("timezone: UTC → Europe/Berlin",)),
        ("changed", "evaluate", ("evaluate: all → first",)),
        ("added", "two", ("when: hour > 2",)),
    ]


def test_entities_that_are_added_removed_and_changed_are_told_one_by_one() -> None:
    one = strategy(ONE, more="entities: {card: metadata.card, device: metadata.device}\n")
    other = strategy(ONE, more="entities: {device: metadata.fingerprint, merchant: merchant}\n")
    assert list(differences(one.document, other.document)) == [
        Difference("removed", "entity card", ("id: metadata.card",)),
        Difference("changed", "entity device", ("id: metadata.device → metadata.fingerprint",)),
        Difference("added", "entity merchant", ("id: merchant",)),
    ]


def test_a_move_says_whether_the_order_decides() -> None:
    for more, why in (("", "which decides nothing here"), ("evaluate: first\n", "the last one evaluated")):
        one, other = strategy(ONE, TWO, more=more), strategy(TWO, ONE, more=more)
        (moved,) = differences(one.document, other.document)
        assert moved.details[0].startswith("from place 1 to 2")
        assert moved.details[0].endswith(why)


def test_a_person_reads_a_row_for_each_difference_or_that_there_is_none() -> None:
    one, other = strategy(ONE), strategy(TWO)
    told = [row.plain for row in difference_rows(one, other, differences(one.document, other.document))]
    assert told == ["- removed one", "    when: hour > 1", "+ added two", "    when: hour > 2"]
    assert [row.plain for row in difference_rows(one, one, [])] == [f"no difference: both have the digest {one.digest}"]


def test_a_remark_or_an_example_makes_no_difference() -> None:
    example = "examples:\n  - transaction: {amount: 1}\n    score: 0.1\n# a remark\n"
    one, other = strategy(ONE), strategy(ONE, more=example)
    assert one.digest == other.digest
    assert list(differences(one.document, other.document)) == []
