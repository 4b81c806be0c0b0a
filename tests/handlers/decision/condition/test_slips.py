"""A sign of another language is told by its name, at its place, with what is written here instead."""

import pytest

from handlers.decision.condition.checking import check
from handlers.decision.condition.faults import ConditionError, Fault
from handlers.decision.condition.vocabulary import TRANSACTION


def faults_of(condition: str) -> list[Fault]:
    with pytest.raises(ConditionError) as refused:
        check(condition, TRANSACTION)
    return list(refused.value.faults)


@pytest.mark.parametrize(
    ("condition", "sign", "said", "hint"),
    [
        ("amount > 1 && amount < 5", "&&", "&& is no operator", "and"),
        ("amount > 1 || amount < 5", "||", "|| is no operator", "or"),
        ("amount <> 1", "<>", "<> is no operator", "!="),
        ("amount => 1", "=>", "=> is no operator", ">="),
        ("amount =< 1", "=<", "=< is no operator", "<="),
        ("amount = 1", "=", "= is no comparison", "=="),
        ("!merchant_mixed_scripts", "!", "! is no operator", "not"),
        ("amount > 1 AND amount < 5", "AND", "AND is no operator", "and"),
        ("amount > 1 OR amount < 5", "OR", "OR is no operator", "or"),
        ("NOT amount > 1", "NOT", "NOT is no operator", "not"),
        ("merchant Contains 'a'", "Contains", "contains is no operator", '"text" in merchant'),
        ("merchant LIKE 'a%'", "LIKE", "like is no operator", 'matches(merchant, "expression")'),
        ("amount BETWEEN 1 AND 5", "AND", "AND is no operator", "and"),
        ("amount between 1 and 5", "between", "between is no operator", "10 <= amount <= 20"),
        ("currency IS NULL", "IS NULL", "null is no value here", "missing(…)"),
        ("hour > 3 or currency Is Not Null", "Is Not Null", "null is no value here", "missing(…)"),
        ("missing currency", "missing", "a name that is asked for stands in parentheses", "missing(…)"),
        ("amount > (10,000 + 1", "0,000", "a comma parts values, not thousands", "_"),
        ("amount > $5", "$", "an amount is written without its currency", None),
    ],
)
def test_a_sign_of_another_language_is_named_where_it_stands(
    condition: str, sign: str, said: str, hint: str | None
) -> None:
    assert faults_of(condition) == [Fault(condition.index(sign), said, hint)]


@pytest.mark.parametrize("end", ["and", "or", "not", "in", "+", "-", "*", "/", "%", "<", ">", "==", "max(1,", "(", "["])
def test_a_condition_that_ends_too_early_is_told_so_at_its_end(end: str) -> None:
    condition = f"amount > 1 {end}"
    assert faults_of(f"{condition} ") == [Fault(len(condition) - 1, "the condition ends before it is complete")]


@pytest.mark.parametrize(
    ("typeset", "plain"),
    [("“", '"'), ("”", '"'), ("‘", "'"), ("’", "'"), ("≥", ">="), ("≤", "<="), ("≠", "!="), ("−", "-"), ("＞", ">")],  # noqa: RUF001 -- on purpose
)
def test_a_sign_as_word_processors_print_it_is_told_as_it_is_typed(typeset: str, plain: str) -> None:
    condition = f"amount > 1 and {typeset}"
    (fault, *_) = faults_of(condition)
    assert (fault.column, fault.hint) == (len(condition) - 1, plain)
    assert f"U+{ord(typeset):04X}" in fault.message


@pytest.mark.parametrize("condition", ["amount > (5)", "(amount) > +5", "(5) < amount", "amount == (7)", "+amount > 6"])
def test_a_value_may_stand_in_parentheses_and_have_a_sign(condition: str) -> None:
    assert check(condition, TRANSACTION)


@pytest.mark.parametrize("prefix", ["", "r", "R", "u", "U"])
def test_a_text_has_the_prefixes_of_one_text(prefix: str) -> None:
    assert check(f'merchant == {prefix}"a"', TRANSACTION)
