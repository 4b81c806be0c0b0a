"""Conditions mean what they say: compiled or evaluated step by step, absent or there, exact to the last digit."""

from collections.abc import Mapping
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow, localcontext
from typing import Any

import pytest
from hypothesis import given, reject, settings

from handlers.decision.condition.checking import check
from handlers.decision.condition.compiling import compile_condition
from handlers.decision.condition.evaluation import evaluate
from handlers.decision.condition.faults import ConditionError
from handlers.decision.condition.tree import Node
from handlers.decision.condition.vocabulary import TRANSACTION
from handlers.decision.decide import EXACT
from tests.handlers.decision.condition.conditions import conditions, values


def tree(condition: str) -> Node:
    return check(condition, TRANSACTION)


def result(of: Any, *arguments: Any) -> Any:
    """Return what a call gives, or the type of the error that it raises."""
    with localcontext(EXACT):
        try:
            return of(*arguments)
        except (KeyError, DivisionByZero, InvalidOperation, Overflow) as error:
            return type(error)


def fires(condition: str, **known: Any) -> Any:
    return result(compile_condition(tree(condition)), known)


@settings(max_examples=400)
@given(condition=conditions, known=values)
def test_a_compiled_condition_is_the_evaluation_of_its_tree(condition: str, known: Mapping[str, Any]) -> None:
    try:
        checked = check(condition, TRANSACTION)
    except ConditionError:
        reject()  # a text among numbers, say: none of this test's business
    assert result(compile_condition(checked), known) == result(evaluate, checked, known)


@pytest.mark.parametrize(
    ("condition", "known", "expected"),
    [
        ("amount > 220.1", {"amount": Decimal("220.1")}, False),
        ("amount > 220.1", {"amount": Decimal("220.10000000000000000000000000000000001")}, True),
        ("amount + 0.1 == 0.3", {"amount": Decimal("0.2")}, True),
        ("amount * amount == 1e76", {"amount": Decimal("1e38")}, True),
        ("amount + 1e-37 > amount", {"amount": Decimal("9" * 38)}, True),
        ("amount / 3 * 3 == amount", {"amount": Decimal(7)}, False),
        ("amount % 100 == 99", {"amount": Decimal(1099)}, True),
        ("amount == 1_000", {"amount": Decimal(1000)}, True),
        ("1 < amount <= 2", {"amount": Decimal(2)}, True),
        ("min(amount, 3, 5) == 3", {"amount": Decimal(4)}, True),
        ("max(amount, 3) == 4", {"amount": Decimal(4)}, True),
        ("abs(amount - 5) == 1", {"amount": Decimal(4)}, True),
        ("amount in (1, 2.50)", {"amount": Decimal("2.5")}, True),
    ],
)
def test_numbers_are_exact(condition: str, known: Mapping[str, Any], expected: bool) -> None:  # noqa: FBT001
    assert fires(condition, **known) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("amount > 10_000 or currency == 'USD'", True),  # decided before it comes to what is absent
        ("currency == 'USD' or amount > 10_000", KeyError),
        ("not currency == 'USD'", KeyError),
        ("currency != 'USD'", KeyError),
        ("missing(currency)", True),
        ("missing(currency) or currency == 'USD'", True),
        ("not missing(currency) and currency == 'USD'", False),
        ("metadata.risk > 5", KeyError),
        ("missing(metadata.risk)", True),
    ],
)
def test_a_rule_that_reads_something_absent_does_not_fire_and_missing_asks(condition: str, expected: Any) -> None:
    assert fires(condition, amount=Decimal(20_000)) is expected


def test_division_by_zero_is_no_value() -> None:
    assert fires("1 / (amount - amount) > 1", amount=Decimal(5)) is DivisionByZero
    assert fires("0 / (amount - amount) > 1", amount=Decimal(5)) is InvalidOperation
    assert fires("amount % (amount - amount) == 0", amount=Decimal(5)) is InvalidOperation


@pytest.mark.parametrize("written", ["'caf\\u00e9'", "'cafe\\u0301'", "'ｃａｆé'"])
def test_texts_are_compared_as_a_reader_sees_them(written: str) -> None:
    assert fires(f"merchant == {written}", merchant="café") is True


def test_lower_folds_case() -> None:
    assert fires("lower(merchant) == 'strasse'", merchant="STRAßE") is True
    assert fires("'CRYPTO' in merchant", merchant="crypto") is False


def test_matches_takes_the_whole_text() -> None:
    assert fires("matches(merchant, 'a+')", merchant="aaa") is True
    assert fires("matches(merchant, 'a+')", merchant="aaab") is False


def test_an_expression_that_explodes_elsewhere_is_matched_in_linear_time() -> None:
    assert fires("matches(merchant, '(a+)+$')", merchant="a" * 256 + "!") is False
    assert fires("matches(merchant, '(a|aa)+b')", merchant="a" * 256) is False


@pytest.mark.parametrize("condition", [r'matches(merchant, "\d+")', r'matches(merchant, r"\d+")'])
def test_a_backslash_of_an_expression_stands_for_itself_without_a_word_on_standard_error(
    condition: str, recwarn: pytest.WarningsRecorder
) -> None:
    assert fires(condition, merchant="123") is True
    assert not recwarn.list
