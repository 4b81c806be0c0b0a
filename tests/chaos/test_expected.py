"""The campaign's own reckoning of a score, at every boundary, and held against the strategy that the functions have."""

import random
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from chaos.strategy import FILE
from chaos.traffic.transactions import START, random_transaction
from chaos.verdict.expected import expected_outcome, expected_reasons, expected_score, is_risky, stored_fields
from chaos.verdict.reckoning import RATES
from components.compute.strategy import packaged_strategy
from handlers.contract.transaction import Transaction
from handlers.decision.strategy.document import parse_canonical
from tests.handlers.strategies import decide, loaded, packaged


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


@pytest.mark.parametrize(
    ("merchant", "amount", "outcome"),
    [
        ("Crypto Exchange", "100", "decline"),
        ("Crypto Exchange", "100.01", "approve"),
        ("Corner Bakery", "1", "approve"),
        ("OFFSHORE", "10000.01", "review"),
    ],
)
def test_little_money_for_crypto_is_declined_and_told(merchant: str, amount: str, outcome: str) -> None:
    sent = {"merchant": merchant, "amount": Decimal(amount)}

    assert expected_outcome(sent) == outcome
    assert is_risky(sent) is (outcome != "approve")


def test_the_campaigns_traffic_is_decided_as_its_strategy_says() -> None:
    strategy = loaded(parse_canonical(packaged_strategy(FILE)))
    assert strategy.document["rates"] == RATES
    chance, met = random.Random(7), Counter[tuple[Decimal, str]]()  # noqa: S311 -- not a secret
    for number in range(3_000):
        sent = random_transaction(f"tx-{number}", START + number, chance)
        fields = {"timestamp": START, **stored_fields(sent)}
        known = {name: fields[name] for name in Transaction.__struct_fields__ if name in fields and name != "metadata"}
        decided = decide(Transaction(**known), strategy)
        assert (decided.score, decided.outcome) == (expected_score(sent), expected_outcome(sent)), sent
        assert {rule.code: rule.weight for rule in decided.fired} == expected_reasons(sent), sent
        assert decided.alert_due is is_risky(sent)
        met[decided.score, decided.outcome] += 1
    approved = {(Decimal(score), "approve") for score in ("0", "0.3", "0.4", "0.5", "0.7")}
    assert set(met) == approved | {(Decimal("0.9"), "review"), (Decimal("0.4"), "decline")}
    assert all(count > 50 for count in met.values())


def test_the_campaigns_strategy_has_the_rules_of_the_packaged_one_that_ask_for_the_payment_alone() -> None:
    rules = {rule["code"]: rule for rule in parse_canonical(packaged_strategy(FILE))["rules"]}
    of_the_payment = [rule.code for rule in packaged().rules if not any("." in read.name for read in rule.reads)]

    assert of_the_payment == ["amount_above_10000", "amount_above_5000", "suspicious_merchant"]
    for each in packaged().document["rules"][:3]:
        known = rules[each["code"]]
        assert (known["when"], known["weight"]) == (each["when"], each["weight"])
