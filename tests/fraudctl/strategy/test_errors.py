"""Errors of a strategy are told as by a good compiler: one file of each kind, and what is said of it."""

from pathlib import Path

import pytest

from fraudctl.strategy.checked import check_file, check_text
from fraudctl.strategy.view import diagnostic_rows

ERRORS = Path(__file__).parent / "errors"
OF_EXAMPLES = Path(__file__).parent / "errors_of_examples"
FILES = [*sorted(ERRORS.glob("*.yaml")), *sorted(OF_EXAMPLES.glob("*.yaml"))]


def told(file: Path) -> str:
    checked = check_text(file.read_text(encoding="utf-8"), file.name)
    return "".join(f"{row.plain}\n" for each in checked.errors for row in diagnostic_rows(each))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_kind_of_error_is_told_with_line_caret_and_what_was_perhaps_meant(file: Path) -> None:
    assert told(file) == file.with_suffix(".txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_with_errors_gives_no_strategy(file: Path) -> None:
    checked = check_file(file)
    assert checked.errors
    assert checked.strategy is None


def test_all_errors_of_a_file_are_told_and_not_the_first_alone() -> None:
    rules = "".join(f"  - {{code: rule_{n}, when: amuont > {n}, weight: 0.1}}\n" for n in range(30))
    checked = check_text(f"name: many\nthresholds: {{review: 2, decline: 3}}\nrules:\n{rules}", "many.yaml")
    assert [each.line for each in checked.errors] == [2, 2, *range(4, 34)]


def test_ten_thousand_rules_and_two_megabytes_are_refused() -> None:
    rules = "".join(f"  - {{code: rule_{n}, when: hour > 1, weight: 0.1}}\n" for n in range(10_000))
    checked = check_text(f"name: many\nthresholds: {{review: 0.8, decline: 0.9}}\nrules:\n{rules}", "many.yaml")
    assert checked.strategy is None
    assert len(checked.errors) == 1
