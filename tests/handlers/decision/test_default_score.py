"""The default score, exact at every boundary."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.contract.transaction import Transaction
from handlers.decision.decide import Decision
from tests.handlers.strategies import decide, strategy_of

ABOVE_5000, ABOVE_10000, MERCHANT = "amount_above_5000", "amount_above_10000", "suspicious_merchant"


def default_decision(amount: str, merchant: str = "Corner Bakery", **optional: str) -> Decision:
    transaction = Transaction(
        transaction_id="tx-1",
        timestamp=7,
        amount=Decimal(amount),
        merchant=merchant,
        **optional,  # type: ignore[arg-type]  # the currency
    )
    return decide(transaction)


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
    found = default_decision(amount)

    assert found.score == Decimal(score)
    assert [rule.code for rule in found.fired] == reasons


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
    assert default_decision("0", merchant).score == Decimal("0.4")
    assert default_decision("5000.01", merchant).score == Decimal("0.7")
    assert default_decision("10000.01", merchant).score == Decimal("0.9")
    assert [(rule.code, rule.weight) for rule in default_decision("10000.01", merchant).fired] == [
        (ABOVE_10000, Decimal("0.5")),
        (MERCHANT, Decimal("0.4")),
    ]


@pytest.mark.parametrize("merchant", ["Corner Bakery", "un known", "off-shore", "cript0", "unknow", "🏪"])
def test_another_merchant_adds_nothing(merchant: str) -> None:
    assert default_decision("0", merchant).score == 0
    assert default_decision("0", merchant).fired == ()


def test_the_score_is_calculated_in_decimal() -> None:
    assert str(default_decision("10000.01", "crypto").score) == "0.9"
    assert isinstance(default_decision("0").score, Decimal)


amounts = st.decimals(0, 20_000, places=2) | st.decimals(0, 10**30, places=4)


@given(amounts, amounts, st.text(min_size=1, max_size=30))
def test_a_larger_amount_never_scores_less(one: Decimal, other: Decimal, merchant: str) -> None:
    assert (
        default_decision(str(min(one, other)), merchant).score <= default_decision(str(max(one, other)), merchant).score
    )


weights = st.lists(st.decimals("0", "1", places=2), max_size=8)


@given(weights, st.data())
def test_a_score_is_the_sum_of_what_fired_and_at_most_one(found: list[Decimal], data: st.DataObject) -> None:
    fires = [data.draw(st.booleans()) for _ in found]
    rules = [
        {"code": f"rule_{position}", "weight": weight, "when": str(fired)}
        for position, (weight, fired) in enumerate(zip(found, fires, strict=True))
    ]

    decision = decide(default_decision("0").transaction, strategy_of(*rules))

    total = sum((weight for weight, fired in zip(found, fires, strict=True) if fired), Decimal(0))
    assert decision.score == min(Decimal(1), total)
    assert [rule.code for rule in decision.fired] == [f"rule_{n}" for n, fired in enumerate(fires) if fired]


@pytest.mark.parametrize("currency", ["USD", "EUR", "GBP"])
def test_an_amount_in_a_seed_currency_adds_as_one_without(currency: str) -> None:
    assert default_decision("10000.01", currency=currency).score == Decimal("0.5")
    assert default_decision("5000.01", currency=currency).score == Decimal("0.3")


@pytest.mark.parametrize("currency", ["JPY", "IDR", "usd", "CHF"])
def test_an_amount_in_another_currency_adds_nothing_and_its_merchant_still_does(currency: str) -> None:
    assert default_decision("1000000", currency=currency).score == 0
    assert default_decision("1000000", "crypto", currency=currency).score == Decimal("0.4")
