"""A strategy has one canonical form, by whose digest it is known: printed and read again, it is the same."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.contract.strict_json import parse
from handlers.decision.strategy.document import canonical, complete, digest
from handlers.decision.strategy.loading import load
from handlers.decision.strategy.schema import RULE, STRATEGY
from handlers.decision.strategy.strategy import Strategy
from tests.handlers.decision.strategy.documents import document, loaded, random_documents, retold, rule


def strategy(described: Any) -> Strategy:
    found = load(described)
    assert isinstance(found, Strategy), found
    return found


@given(described=random_documents)
def test_a_strategy_that_is_printed_and_read_again_has_the_same_digest(described: Any) -> None:
    first = strategy(described)
    again = strategy(parse(canonical(first.document)))
    assert again.digest == first.digest
    assert canonical(again.document) == canonical(first.document)
    assert msgspec.structs.replace(again, rules=()) == msgspec.structs.replace(first, rules=())
    assert [(each.code, each.weight, each.outcome, each.tags, each.message) for each in again.rules] == [
        (each.code, each.weight, each.outcome, each.tags, each.message) for each in first.rules
    ]


@given(data=st.data(), described=random_documents)
def test_neither_order_nor_notation_changes_the_digest(data: st.DataObject, described: Any) -> None:
    assert strategy(data.draw(retold(described))).digest == strategy(described).digest


@given(described=random_documents)
def test_a_default_that_is_written_out_changes_nothing(described: Any) -> None:
    spelled = {name: field.default for name, field in STRATEGY.items() if not field.required}
    of_rule = {name: field.default for name, field in RULE.items() if field.default is not None}
    rules = [{**of_rule, **each} for each in described["rules"]]
    assert strategy({**spelled, **described, "rules": rules}).digest == strategy(described).digest


@settings(max_examples=50)
@given(described=random_documents, data=st.data())
def test_whatever_is_said_otherwise_has_another_digest(described: Any, data: st.DataObject) -> None:
    other = data.draw(random_documents)
    same = complete(other) == complete(described)
    assert (strategy(other).digest == strategy(described).digest) is same


@pytest.mark.parametrize("written", ["0.5", "0.50", "5e-1", "5E-1", "0.005e2", "50e-2"])
def test_a_number_is_one_number_in_whatever_notation(written: str) -> None:
    assert loaded(rule(weight=parse(written.encode()))).digest == loaded(rule(weight=Decimal("0.5"))).digest


@pytest.mark.parametrize("written", [b"1", b"1.0", b"1e0", b"10E-1"])
def test_a_whole_number_is_a_number_too(written: bytes) -> None:
    found = loaded(rule(weight=parse(written)))
    assert found.digest == loaded(rule(weight=Decimal(1))).digest
    assert isinstance(found.rules[0].weight, Decimal)


def test_numbers_are_written_to_their_last_digit() -> None:
    long = Decimal("0.12345678901234567890123456789012345678")
    assert str(long).encode() in canonical(loaded(rule(weight=long)).document)
    assert loaded(rule(weight=long)).digest != loaded(rule(weight=long - Decimal("1e-38"))).digest


def test_the_floor_of_a_degraded_decision_is_a_part_of_what_a_strategy_is_known_by() -> None:
    assert loaded(rule(), when_degraded="approve").digest == loaded(rule()).digest
    assert loaded(rule(), when_degraded="review").digest != loaded(rule()).digest
    assert b'"when_degraded":"review"' in canonical(loaded(rule(), when_degraded="review").document)
    assert loaded(rule(), when_degraded="decline").when_degraded == "decline"


def test_the_canonical_form_is_this_text() -> None:
    described = document(rule("large", "amount > 10_000", weight=Decimal("0.50"), outcome="review", tags=[]))
    assert canonical(loaded(*described["rules"]).document) == (
        b'{"name":"tried","rules":[{"code":"large","outcome":"review","weight":0.5,"when":"amount > 10_000"}],'
        b'"thresholds":{"decline":0.95,"review":0.8}}'
    )
    assert digest(described) == "c1614a2e386d46291b4bb16b526b3aad19e8d15a4587c088002fa092ebd24318"
