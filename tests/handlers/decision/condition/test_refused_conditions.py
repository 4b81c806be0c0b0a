"""Text that is no condition is refused: where it goes wrong, and with what was perhaps meant."""

import pytest

from handlers.decision.condition.checking import check
from handlers.decision.condition.faults import ConditionError
from handlers.decision.condition.vocabulary import TRANSACTION

ATTACKS = (
    "amount.__class__.__mro__[1].__subclasses__() == 1",
    "().__class__ == 1",
    "__import__('os').system('id') == 0",
    "eval('1') == 1",
    "open('/etc/passwd') == 1",
    "[x for x in (1, 2)] == 1",
    "{x: 1 for x in (1, 2)} == 1",
    "(x for x in (1, 2)) == 1",
    "(lambda: amount)() > 1",
    "(amount := 5) > 1",
    "amount ** 999999999 > 1",
    "9 ** 9 ** 9 ** 9 > amount",
    "'a' * 1000000000 == merchant",
    "1 << 1000000 > amount",
    "f'{amount.__class__}' == merchant",
    "'{0.__class__}'.format(amount) == merchant",
    "'%s' % amount == merchant",
    "merchant[0] == 'a'",
    "merchant.lower() == 'a'",
    "lower(*merchant) == 'a'",
    "min(**metadata) == 1",
    "max(amount, key=lower) > 1",
    "amount if True else hour",
    "b'a' in merchant",
    "... == amount",
    "None == currency",
    "1j == amount",
    "NaN == amount",
    "Infinity > amount",
    "v['amount'] > 1",
    "c0 > amount",
    "__builtins__ == 1",
    "seed_currencies == seed_currencies",
    "not " * 500 + "True",
    "-" * 500 + "amount > 1",
    "(" * 500 + "amount" + ")" * 500 + " > 1",
    "amount > " + "9" * 4_000,
    "amount > 1e99999999",
    "amount > 1" + " or amount > 1" * 300,
    "amount > 0xFF",
    "\uff41mount > 1",
    "\u0430mount > 1",
    "merchant == 'pay\u202epal'",
    "merchant == 'pay\u200bpal'",
    "amount > 1\x00",
    "amount > 1 # always",
    "amount > 1; amount > 2",
    "amount > 1) or (amount > 2",
    "matches(merchant, '(?=a)')",
    "matches(merchant, '((a{1,1000}){1,1000}){1,1000}')",
    "matches(merchant, merchant)",
    'metadata["a"]["b"] == 1',
    "metadata.a.b == 1",
    "metadata[amount] == 1",
)


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_what_is_no_condition_is_refused_with_a_reason(attack: str) -> None:
    with pytest.raises(ConditionError) as refused:
        check(attack, TRANSACTION)
    assert refused.value.faults
    assert all(fault.message and 0 <= fault.column <= len(attack) for fault in refused.value.faults)


@pytest.mark.parametrize("condition", ["amount > 1e" + "9" * 30, "amount > 1e-" + "9" * 30, "amount > " + "9" * 3000])
def test_a_number_that_no_decimal_holds_is_refused_and_not_repeated_at_length(condition: str) -> None:
    with pytest.raises(ConditionError) as refused:
        check(condition, TRANSACTION)
    assert "than an amount can be" in str(refused.value)
    assert len(str(refused.value)) < 150


@pytest.mark.parametrize(("letters", "repeated"), [(57, "b'" + "a" * 57 + "'"), (58, "b'" + "a" * 58 + "…")])
def test_of_a_literal_of_more_than_60_characters_the_beginning_is_repeated(letters: int, repeated: str) -> None:
    with pytest.raises(ConditionError) as refused:
        check(f"merchant == b'{'a' * letters}'", TRANSACTION)
    assert refused.value.faults[0].message == f"{repeated} is no literal of the language"


@pytest.mark.parametrize(
    "condition", [r'matches(merchant, "\bshop\b")', r'"\u200b" in merchant', r'merchant == "\ud800"']
)
def test_a_text_that_holds_what_no_compared_text_holds_is_refused(condition: str) -> None:
    with pytest.raises(ConditionError, match="which is not shown"):
        check(condition, TRANSACTION)


@pytest.mark.parametrize("condition", ['customer_id in ("C-10")', "customer_id not in (('C-10'))", "hour in (5)"])
def test_one_literal_in_parentheses_is_taken_for_no_list_and_for_no_text_to_look_in(condition: str) -> None:
    with pytest.raises(ConditionError, match="a list of one has a comma"):
        check(condition, TRANSACTION)


@pytest.mark.parametrize("condition", ["currency in ('USD' 'EUR', 'GBP')", "merchant == 'a' 'b'"])
def test_two_texts_side_by_side_are_not_joined(condition: str) -> None:
    with pytest.raises(ConditionError, match="one pair of quotes"):
        check(condition, TRANSACTION)


@pytest.mark.parametrize(
    ("condition", "column", "hint"),
    [
        ("(amount) ** 2 > 5", 9, "a product, as in amount * amount"),
        ("(amount > 5) & (hour > 3)", 13, "and"),
        ("hour > 3 and currency is None", 22, "== or missing(…)"),
        ("currency == 'USD' or == 'EUR'", 21, None),
        ("currency == 'USD' or 'EUR'", 21, "… == 'EUR'"),
        ("currency == USD", 12, '"USD"'),
        ("currency in (USD, EUR)", 13, '"USD"'),
        ("merchant contains 'crypto'", 9, '"text" in merchant'),
        ("not missing currency", 4, "missing(…)"),
        ("hour == '5'", 8, "5 without quotes"),
    ],
)
def test_a_slip_is_told_where_it_is_with_what_was_perhaps_meant(condition: str, column: int, hint: str | None) -> None:
    with pytest.raises(ConditionError) as refused:
        check(condition, TRANSACTION)
    assert [(fault.column, fault.hint) for fault in refused.value.faults] == [(column, hint)]
