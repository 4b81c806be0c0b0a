"""Every strategy and every condition that is shown is what it is shown for."""

import re
from pathlib import Path

import pytest

from fraudctl.strategy.checked import CheckedFile, check_file, check_text
from fraudctl.strategy.request import parse_transaction
from fraudctl.strategy.results import run_examples
from fraudctl.strategy.view import decision_rows, diagnostic_rows
from handlers.decision.condition.checking import check
from handlers.decision.condition.tree import Read, walk
from handlers.decision.condition.vocabulary import TRANSACTION, Kind
from handlers.decision.decide import Decider
from handlers.decision.entity.places import vocabulary_of
from handlers.decision.strategy.schema import RULE, STRATEGY
from tests.fraudctl.strategy.written import HEAD

VOCABULARY = vocabulary_of({})
PROJECT = Path(__file__).parents[3]
PAGE = (PROJECT / "docs" / "strategies.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
FILES = [*sorted((PROJECT / "strategies").glob("*.yaml")), *sorted((PROJECT / "docs" / "examples").glob("*.yaml"))]
GIVEN = [pytest.param(check_text(text, f"block-{n}.yaml"), id=f"block-{n}") for n, text in enumerate(SHOWN)]
GIVEN += [pytest.param(check_file(file), id=file.name) for file in FILES]


def cells(heading: str) -> list[list[str]]:
    """Return the rows of a table, by how its first row begins."""
    rows = PAGE.partition(f"\n| {heading} |")[2].partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows]


CONDITIONS = [each for row in cells("to say") for each in re.findall(r"`([^`]+)`", row[1])]


@pytest.mark.parametrize("given", GIVEN)
def test_a_strategy_that_is_shown_has_neither_errors_nor_warnings(given: CheckedFile) -> None:
    assert [row.plain for each in (*given.errors, *given.warnings) for row in diagnostic_rows(each)] == []


@pytest.mark.parametrize("given", GIVEN)
def test_a_strategy_that_is_shown_decides_as_its_examples_say_and_each_rule_fires(given: CheckedFile) -> None:
    results = run_examples(given)
    assert results.passed
    assert (len(given.examples) > 0, results.untried) == (True, [])


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_that_is_shown_is_one(condition: str) -> None:
    assert check(condition, VOCABULARY).kind is Kind.BOOLEAN


def test_the_page_shows_conditions_and_strategies() -> None:
    assert len(CONDITIONS) > 12
    assert len(SHOWN) >= 5


def test_the_page_names_all_that_a_condition_may_read() -> None:
    named = {each for row in cells("name") for each in re.findall(r"`(\w+)`", row[0])}
    assert named == set(TRANSACTION)
    read = {node.name for each in CONDITIONS for node in walk(check(each, VOCABULARY)) if isinstance(node, Read)}
    assert read - set(VOCABULARY)  # keys of the metadata
    assert (read & set(VOCABULARY)) - set(TRANSACTION)  # features


def test_the_page_names_all_fields() -> None:
    assert [row[0].strip("`") for row in cells("field of a rule")] == list(RULE)
    assert {row[0].strip("`") for row in cells("field of the strategy")} == {*STRATEGY, "examples"}


def test_the_explanation_that_is_shown_is_the_one_of_the_sample() -> None:
    given = check_file(PROJECT / "strategies" / "default-1.yaml")
    assert given.strategy
    transaction = parse_transaction((PROJECT / "samples" / "risky.json").read_bytes())
    rows = [row.plain for row in decision_rows(Decider(given.strategy).decide(transaction))]
    assert "```text\n" + "\n".join(rows) + "\n```\n" in PAGE


@pytest.mark.parametrize("row", cells("warning"), ids=lambda row: row[0])
def test_the_example_of_a_warning_gives_it(row: list[str]) -> None:
    name = row[0].strip("`")
    for when in re.findall(r"such as `([^`]+)`|or `([^`]+)`", row[1]):
        quoted = "".join(when).replace("'", "''")
        given = check_text(f"{HEAD}rules:\n  - {{code: a, weight: 0.1, when: '{quoted}'}}\n", "a.yaml")
        assert [each.message.rpartition("[")[2] for each in given.warnings] == [f"{name}]"]


def test_the_error_that_is_shown_is_the_one_of_such_a_file() -> None:
    shown = PAGE.partition("```text\nmine.yaml")[2].partition("mine.yaml: 1 error")[0]
    head = "name: mine\nthresholds: {review: 0.8, decline: 0.95}\nrules:\n"
    mistyped = f"{head}- code: large\n  weight: 0.5\n  when: amuont > 10_000\n"
    (error,) = check_text(mistyped, "mine.yaml").errors
    assert "".join(f"{row.plain}\n" for row in diagnostic_rows(error)) == f"mine.yaml{shown}"
