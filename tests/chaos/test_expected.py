"""The campaign's own reckoning of a score, at every boundary, and held against the strategy that the functions have."""

import random
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from chaos.traffic.transactions import START, random_transaction
from chaos.verdict.expected import expected_outcome, expected_score, stored_fields
from handlers.contract.transaction import Transaction
from tests.handlers.strategies import decide


@pytest.mark.parametrize(
    ("sent", "score"),
    [
        ({"amount": Decimal(5000)}, "0.4"),  # of the merchant that is not said
        ({"amount": Decimal("5000.01"), "merchant": "Corner Bakery"}, "0.3"),
        ({"amount": Decimal(10_000), "merchant": "Corner Bakery", "currency": "USD"}, "0.3"),
        ({"amount": Decimal("10000.01"), "merchant": "Corner Bakery", "currency": "GBP"}, "0.5"),
        ({"amount": Decimal("10000.01"), "merchant": "OFFSHORE", "currency": "EUR"}, "0.9"),
        ({"amount": Decimal("10000.01"), "merchant": "Corner Bakery", "currency": "JPY"}, "0"),
        ({"amount": Decimal("10000.01"), "merchant": "Offshore Crypto", "currency": "SEK"}, "0.4"),
    ],
)
def test_amounts_add_in_their_currencies_only(sent: dict[str, Any], score: str) -> None:
    assert expected_score(sent) == Decimal(score)
    assert expected_outcome(sent) == ("review" if score == "0.9" else "approve")


def test_the_campaigns_traffic_scores_as_the_packaged_strategy_says() -> None:
    chance, met = random.Random(7), Counter[Decimal]()  # noqa: S311 -- not a secret
    for number in range(3_000):
        sent = random_transaction(f"tx-{number}", START + number, chance)
        fields = {"timestamp": START, **stored_fields(sent)}
        known = {name: fields[name] for name in Transaction.__struct_fields__ if name in fields and name != "metadata"}
        decided = decide(Transaction(**known))
        assert (decided.score, decided.outcome) == (expected_score(sent), expected_outcome(sent)), sent
        met[decided.score] += 1
    assert set(met) == {Decimal(score) for score in ("0", "0.3", "0.4", "0.5", "0.7", "0.9")}
    assert all(count > 50 for count in met.values())
