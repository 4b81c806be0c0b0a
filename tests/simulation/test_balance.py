"""The composition of a run, for any seed: enough fraud to find, and legitimate purchases that look like fraud."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

import pytest

from simulation import LEGITIMATE, LabelledTransaction, simulate

LABELS = {LEGITIMATE, "burst", "compromised_terminal", "out_of_pattern"}


def default_score(transaction: LabelledTransaction) -> Decimal:
    """Return the default score, computed from the contract's text: amounts add where their currency is not another."""
    amount, merchant, score = transaction.amount, transaction.merchant.lower(), Decimal(0)
    if transaction.currency in ("USD", "EUR", "GBP"):
        score = Decimal("0.5") if amount > 10000 else Decimal("0.3") if amount > 5000 else Decimal(0)
    suspicious = any(word in merchant for word in ("unknown", "offshore", "crypto"))
    return min(Decimal(1), score + (Decimal("0.4") if suspicious else Decimal(0)))


@pytest.fixture(params=range(12), ids="seed {}".format)
def thousand(request: pytest.FixtureRequest) -> Sequence[LabelledTransaction]:
    return list(simulate(1000, seed=request.param))


def test_two_to_four_in_a_hundred_are_fraud_of_every_kind(thousand: Sequence[LabelledTransaction]) -> None:
    labels = Counter(transaction.label for transaction in thousand)

    assert set(labels) == LABELS
    assert 20 <= sum(transaction.fraudulent for transaction in thousand) <= 40
    assert all(labels[label] >= 5 for label in LABELS)


def test_the_default_rules_alert_on_fraud_and_on_a_few_honest_purchases(
    thousand: Sequence[LabelledTransaction],
) -> None:
    alerted = Counter(t.label for t in thousand if default_score(t) > Decimal("0.8"))

    assert alerted["out_of_pattern"] >= 4  # a fraud in kronor scores by its merchant alone
    assert 1 <= alerted[LEGITIMATE] <= 5


def test_the_default_rules_meet_every_score_they_can_give(long_run: Sequence[LabelledTransaction]) -> None:
    scores = {default_score(transaction) for transaction in long_run}

    assert scores >= {Decimal(0), Decimal("0.3"), Decimal("0.4"), Decimal("0.5"), Decimal("0.9")}


def test_honest_customers_make_large_purchases_too(thousand: Sequence[LabelledTransaction]) -> None:
    assert sum(t.amount > 5000 and not t.fraudulent for t in thousand) >= 5


def test_customers_have_a_currency_and_a_few_places_of_their_own(long_run: Sequence[LabelledTransaction]) -> None:
    everyday = [t for t in long_run if not t.fraudulent and t.amount < 1000]
    currencies = {t.customer_id: t.currency for t in everyday}
    terminals = {t.customer_id: set[str]() for t in everyday}
    for transaction in everyday:
        assert currencies[transaction.customer_id] == transaction.currency
        terminals[transaction.customer_id].add(str(transaction.terminal_id))

    assert set(currencies.values()) == {"EUR", "GBP", "USD", "SEK"}
    assert max(len(used) for used in terminals.values()) <= 18


def test_the_day_has_a_rhythm(long_run: Sequence[LabelledTransaction]) -> None:
    hours = Counter(transaction.timestamp // 3_600_000 % 24 for transaction in long_run)

    assert hours[3] * 5 < hours[12]
    assert len(hours) == 24
