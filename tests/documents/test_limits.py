"""The limits of a strategy are those that its page says."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest

from handlers.contract import money
from handlers.decision import decide, record
from handlers.decision.condition import parsing, patterns
from handlers.decision.condition.checking import check
from handlers.decision.condition.compiling import compile_condition
from handlers.decision.condition.vocabulary import TRANSACTION
from handlers.decision.entity import entities, places
from handlers.decision.strategy import document
from handlers.decision.strategy.document import problems
from strategies import reading, yaml_tree
from tests.documents.pages import PROJECT

PAGE = (PROJECT / "docs" / "strategies.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in row.strip("|").split(" | ")]
    for row in PAGE.partition("\n## Limits\n")[2].partition("\n## ")[0].splitlines()
    if row.startswith("| ") and not row.startswith("| ---")
][1:]
SAID = {what: [int(each.replace(",", "")) for each in re.findall(r"[0-9][0-9,]*", most)] for what, most in ROWS}
HELD = {
    "a file": [reading.LARGEST_FILE, yaml_tree.MOST_VALUES, yaml_tree.DEEPEST],
    "a strategy, in its canonical form": [document.LARGEST_DOCUMENT, document.LARGEST_DOCUMENT // 1024],
    "rules of a strategy": [document.MOST_RULES],
    "different tags of a strategy": [document.MOST_TAGS],
    "entities that a strategy names": [places.MOST_ENTITIES],
    "an entity's id": [entities.LONGEST_ID],
    "a condition": [parsing.LONGEST_CONDITION],
    "names and literals in a condition": [parsing.MOST_TERMS],
    "levels of nesting in a condition": [parsing.DEEPEST],
    "a number in a condition": [money.MOST_DIGITS],
    "a weight, a threshold": [money.MOST_DIGITS],
    "a regular expression, compiled by RE2": [patterns.MOST_MEMORY, patterns.MOST_MEMORY // 1024**2],
    "a text among the values of a reason": [record.LONGEST_VALUE],
    "values in all reasons of a transaction": [record.MOST_VALUES],
}
OF_FIELDS: dict[str, tuple[str, str, Callable[[int], object]]] = {
    "tags of a rule": ("rule", "tags", lambda most: [f"t{number}" for number in range(most)]),
    "a `code`, a `name`, a tag": ("rule", "code", lambda most: "c" * most),
    "a `message`": ("rule", "message", lambda most: "m" * most),
    "`seed_currencies`": (
        "strategy",
        "seed_currencies",
        lambda most: [f"A{chr(65 + n // 26)}{chr(65 + n % 26)}" for n in range(most)],
    ),
}
"""Limits that the schema holds, each with a value of a given size."""


def test_every_limit_is_compared() -> None:
    assert SAID.keys() == HELD.keys() | OF_FIELDS.keys()


@pytest.mark.parametrize("what", HELD)
def test_a_limit_is_the_one_that_the_code_holds(what: str) -> None:
    assert SAID[what] == HELD[what]


@pytest.mark.parametrize("what", OF_FIELDS)
def test_a_field_takes_as_much_as_the_page_says_and_no_more(what: str) -> None:
    of, name, value = OF_FIELDS[what]
    (most,) = SAID[what]

    def refused(size: int) -> bool:
        rule = {"code": "a", "when": "True", "weight": Decimal(1)}
        strategy = {"name": "a", "thresholds": {"review": Decimal(0), "decline": Decimal(1)}, "rules": [rule]}
        given = {name: value(size)}
        changed = {**strategy, "rules": [{**rule, **given}]} if of == "rule" else {**strategy, **given}
        return any(True for _ in problems(changed))

    assert not refused(most)
    assert refused(most + 1)


def test_numbers_are_rounded_to_as_many_digits_as_the_page_says() -> None:
    assert f"is rounded to {decide.EXACT.prec}, half to even" in PAGE
    assert decide.EXACT.rounding == "ROUND_HALF_EVEN"


def test_the_remainder_has_the_sign_that_the_page_says() -> None:
    assert "`-7 % 3` is -1" in PAGE
    assert compile_condition(check("-7 % 3 == -1", TRANSACTION))({})
