"""A transaction's row takes one write unit with its decision, which says all that the decision said."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import msgspec
import pytest

from fraudctl.backtest.living_entities import LivingEntities
from handlers.aws.attributes import to_attributes
from handlers.contract.transaction import Transaction
from handlers.decision.batch import BatchDecider
from handlers.decision.decide import Decision
from handlers.decision.panel import Panel
from handlers.decision.stored_decision import encode, stored_decision
from simulation import WORLDS, World, simulate_world
from tests.handlers.decision.test_stored_decision import AS_OF, reread, said
from tests.handlers.strategies import packaged
from tests.handlers.test_row_size import size

WRITE_UNIT = 1024
"""Bytes."""


def traffic(name: str, count: int) -> Iterator[Decision]:
    """Yield the decisions on the last payments of a world."""
    decider, known = BatchDecider(Panel.of_one(packaged())), LivingEntities(BatchDecider(Panel.of_one(packaged())).kept)
    for each in simulate_world(World(seed=5, name=name), count=count):
        fields = {field: getattr(each, field) for field in ("transaction_id", "timestamp", "amount", "merchant")}
        optional = {field: getattr(each, field) for field in ("customer_id", "terminal_id", "currency")}
        metadata = {"metadata": {key: {"S": value} for key, value in each.metadata.items()}} if each.metadata else {}
        given: dict[str, Any] = {name: value for name, value in (fields | optional).items() if value is not None}
        payment = decider.payment(Transaction(**given | metadata))
        decided = decider.decide(payment, known, each.timestamp)
        decider.fold(payment, decided, known, each.timestamp)
        yield decided


@pytest.mark.parametrize("name", WORLDS)
def test_a_row_with_its_decision_takes_one_write_unit_and_comes_back_as_it_was(name: str) -> None:
    decisions = list(islice(traffic(name, 2200), 1700, None))
    sizes = sorted(size({"M": row_with(each)}) for each in decisions)

    assert [said(reread(each)) for each in decisions] == [said(each) for each in decisions]
    assert sizes[len(sizes) * 95 // 100] <= WRITE_UNIT, (sizes[len(sizes) // 2], sizes[-10:])


def row_with(decided: Decision) -> dict[str, Any]:
    fields = msgspec.structs.asdict(decided.transaction)
    metadata = {"metadata": {"M": fields.pop("metadata")}} if decided.transaction.metadata is not msgspec.UNSET else {}
    stamps = {"created_at": "2026-11-22T12:30:00.123+00:00", "trace_id": "1-6921a7f0-0123456789abcdef01234567"}
    plain = {key: value for key, value in (fields | stamps).items() if value is not msgspec.UNSET}
    return {**to_attributes(plain), **metadata, "decision": {"B": encode(stored_decision(decided, AS_OF))}}
