"""Each thing that is wrong is told once, and the caret stands below its character."""

import pytest

from fraudctl.strategy.checked import check_text
from fraudctl.strategy.view import diagnostic_rows
from strategies.diagnostics import Diagnostic
from tests.fraudctl.strategy.written import HEAD, checked, rule


def messages(text: str) -> list[str]:
    return [each.message for each in check_text(text, "tried.yaml").errors]


@pytest.mark.parametrize(
    "field",
    ["weight: 1e3", "tags: [no]", "tags: [a, 0x1]", "outcome: ~\n    weight: 0.1", "message: on\n    weight: 1"],
)
def test_a_value_that_yaml_spoils_is_told_once(field: str) -> None:
    (error,) = checked(rule("first", "hour > 1", field)).errors
    assert "to some readers" in error.message or "nothing" in error.message


def test_a_spoilt_value_hides_no_other_error() -> None:
    assert len(messages("thresholds: {review: no, decline: 2}\nrules: []\n")) == 3  # and the name is missing


def test_a_key_given_twice_hides_no_error_of_its_value() -> None:
    found = messages(f"{HEAD}rules:\n{rule('first', 'hour > 1', 'weight: 3')}    weight: 0.1\n")
    assert found == ["weight must be a number from 0 to 1", "weight is given twice"]


def test_every_value_of_a_key_that_is_given_again_is_checked() -> None:
    values = ["hour > 1", "huor > 1", "hour > 1", "amuont > 1"]
    lines = "".join(f"    when: {when}\n" for when in values)
    found = messages(f"{HEAD}rules:\n  - code: a\n    weight: 0.1\n{lines}")
    assert found == ["huor is not known", "when is given twice", "amuont is not known"]


@pytest.mark.parametrize("name", ["example", "exampels", "Examples"])
def test_a_slip_of_examples_is_hinted_at(name: str) -> None:
    (error,) = checked(rule("first", "hour > 1"), more=f"{name}: []\n").errors
    assert (error.message, error.hint) == (f"{name} is no field here", "examples")


@pytest.mark.parametrize(
    ("before", "shown"), [("ab", "ab"), ("a\u200b", "a\\u200b"), ("\u202e\t", "\\u202e\\t"), ("支付", "支付")]
)
def test_the_caret_stands_below_its_character_whatever_is_before_it(before: str, shown: str) -> None:
    text = f"{before}x = 1"
    rows = list(diagnostic_rows(Diagnostic("error", "a.yaml", 3, 3, "no", None, text, len(before))))
    line, caret = rows[2], rows[3]
    assert line.plain == f"3 | {shown}x = 1"
    assert caret.cell_len - 1 == line.cell_len - len("x = 1")  # both as wide up to there
    assert caret.plain.endswith("^")


def test_no_row_of_an_error_holds_a_character_that_a_terminal_obeys() -> None:
    found = check_text(f"{HEAD}rules:\n{rule('a', 'hour > 1')}\u202eweight: '\u009b31m'\n", "\x1b[31m.yaml")
    rows = [row.plain for each in found.errors for row in diagnostic_rows(each)]
    assert rows
    assert all(row.isprintable() for row in rows)


def test_a_long_line_is_shown_around_the_caret() -> None:
    (error,) = checked(rule("first", "hour > 1 and " * 40 + "x > 1")).errors
    assert error.text[error.caret] == "x"
    assert len(error.text) < 110


def test_many_rules_too_many_are_one_error() -> None:
    found = checked(*(rule(f"rule_{n}", "hour > x") for n in range(600)))
    assert [each.message for each in found.errors] == ["a strategy has at most 500 rules; this one has 600"]
