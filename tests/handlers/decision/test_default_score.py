"""The default score, exact at every boundary."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.contract.transaction import Transaction
from handlers.decision.rules import DEFAULT_RULES, Rule
from handlers.decision.verdict import Verdict, assess

ABOVE_5000, ABOVE_10000, MERCHANT = "amount_above_5000", "amount_above_10000", "suspicious_merchant"


def default_verdict(amount: str, merchant: str = "Corner Bakery") -> Verdict:
    transaction = Transaction(transaction_id="tx-1", timestamp=7, amount=Decimal(amount), merchant=merchant)
    return assess(transaction, DEFAULT_RULES)


@pytest.mark.parametrize(
    ("amount", "score", "reasons"),
    [
        ("0", "0", []),
        ("4999.99", "0", []),
        ("5000", "0", []),
        ("5000.0000000000000000000000000000001", "0.3", [ABOVE_5000]),
        ("5000.01", "0.3", [ABOVE_5000]),
        ("10000", "0.3", [ABOVE_5000]),
        ("10000.00", "0.3", [ABOVE_5000]),
        ("10000.0000000000000000000000000000001", "0.5", [ABOVE_10000]),
        ("10000.01", "0.5", [ABOVE_10000]),
        ("9e125", "0.5", [ABOVE_10000]),
    ],
)
def test_the_amount_adds_by_where_it_lies(amount: str, score: str, reasons: list[str]) -> None:
    found = default_verdict(amount)

    assert found.score == Decimal(score)
    assert [rule.reason for rule in found.fired] == reasons


@pytest.mark.parametrize(
    "merchant",
    [
        "unknown",
        "UNKNOWN",
        "Offshore Holdings Ltd",
        "the oFFsHoRe",
        "CryptoKingdom",
        "xcryptox",
        "unknown offshore crypto",
    ],
)
def test_a_suspicious_merchant_adds_once_in_any_case_and_anywhere(merchant: str) -> None:
    assert default_verdict("0", merchant).score == Decimal("0.4")
    assert default_verdict("5000.01", merchant).score == Decimal("0.7")
    assert default_verdict("10000.01", merchant).score == Decimal("0.9")
    assert default_verdict("10000.01", merchant).reasons == [
        {"reason": ABOVE_10000, "weight": Decimal("0.5")},
        {"reason": MERCHANT, "weight": Decimal("0.4")},
    ]


@pytest.mark.parametrize("merchant", ["Corner Bakery", "un known", "off-shore", "cript0", "unknow", "🏪"])
def test_another_merchant_adds_nothing(merchant: str) -> None:
    assert default_verdict("0", merchant).score == 0
    assert default_verdict("0", merchant).reasons == []


def test_the_score_is_calculated_in_decimal() -> None:
    assert str(default_verdict("10000.01", "crypto").score) == "0.9"
    assert isinstance(default_verdict("0").score, Decimal)


amounts = st.decimals(0, 20_000, places=2) | st.decimals(0, 10**30, places=4)


@given(amounts, amounts, st.text(min_size=1, max_size=30))
def test_a_larger_amount_never_scores_less(one: Decimal, other: Decimal, merchant: str) -> None:
    assert (
        default_verdict(str(min(one, other)), merchant).score <= default_verdict(str(max(one, other)), merchant).score
    )


weights = st.lists(st.decimals("0", "1", places=2), max_size=8)


@given(weights, st.data())
def test_a_score_is_the_sum_of_what_fired_and_at_most_one(found: list[Decimal], data: st.DataObject) -> None:
    fires = [data.draw(st.booleans()) for _ in found]
    rules = [
        Rule(reason=str(position), weight=weight, condition=lambda _, fired=fired: fired)  # type: ignore[misc]  # the default binds it
        for position, (weight, fired) in enumerate(zip(found, fires, strict=True))
    ]

    assessed = assess(default_verdict("0").transaction, rules)

    total = sum((weight for weight, fired in zip(found, fires, strict=True) if fired), Decimal(0))
    assert assessed.score == min(Decimal(1), total)
    assert [rule.reason for rule in assessed.fired] == [str(n) for n, fired in enumerate(fires) if fired]
