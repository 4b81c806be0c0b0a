"""A condition that lacks quotes around the whole is told as that, and no other is."""

import pytest

from fraudctl.strategy.checked import check_text
from tests.fraudctl.strategy.written import HEAD

BLOCK = "rules:\n  - code: a\n    when: {}\n    weight: 0.1\n"
BRACES = "rules:\n  - {{code: a, when: {}, weight: 0.1}}\n"


@pytest.mark.parametrize(
    "when",
    [
        "hour > 5",
        "-5 < amount and currency == 'EUR'",
        "(hour > 5)",
        "hour > 5 # a remark: 'with quotes'",
        'hour > 5 # the "late" ones',
        '"hour > 5"',
        "'hour > 5' # remark",
        "'\"crypto\" in lower(merchant)'",
        "'\"crypto\" in\n      lower(merchant)'",
        '"hour > 5 and\n      hour < 9"',
        "hour > 5 and\n      hour < 9",
        '>-\n      "crypto" in lower(merchant)',
        "|\n      [5] == hour or True",
    ],
)
def test_a_condition_that_yaml_takes_for_one_text_is_left_alone(when: str) -> None:
    errors = check_text(HEAD + BLOCK.format(when), "tried.yaml").errors
    assert [each for each in errors if "YAML" in each.message] == []


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("form", [BLOCK, BRACES], ids=["block", "braces"])
@pytest.mark.parametrize(
    "when", ['"a" in merchant', "[1, 2]", "{x} in y", "!missing(currency)", "%5", "@x", "*a", "&a > 1", "> 1", "`a`"]
)
def test_a_condition_that_yaml_takes_for_something_else_is_told_with_what_to_write(
    when: str, form: str, end: str
) -> None:
    text = (HEAD + form.format(when)).replace("\n", end)
    (error,) = check_text(text, "tried.yaml").errors
    line = text.split(end)[(error.line or 0) - 1]
    assert line[(error.column or 0) - 1 :].startswith(when)
    assert error.hint == f"'{when}'"
    assert check_text((HEAD + form.format(error.hint)), "tried.yaml").errors != [error]
    assert error.text[error.caret :].startswith(when)


@pytest.mark.parametrize("when", ["hour in (1, 2)", 'currency in ("USD", "EUR")', 'matches(merchant, "a{2}")'])
def test_braces_around_a_rule_are_named_where_they_cut_its_condition(when: str) -> None:
    (error,) = check_text(HEAD + BRACES.format(when), "tried.yaml").errors
    assert "such a condition in braces stands in quotes as a whole" in error.message
    assert check_text(HEAD + BRACES.format(error.hint), "tried.yaml").errors == ()
    assert check_text(HEAD + BLOCK.format(when), "tried.yaml").errors == ()


def test_a_text_that_reads_like_such_a_condition_is_a_text() -> None:
    rules = BLOCK.format("hour > 5") + "    message: >-\n      when: [x]\n"
    checked = check_text(HEAD + rules, "tried.yaml")
    assert checked.errors == ()
    assert checked.strategy
    assert checked.strategy.rules[0].message == "when: [x]"
