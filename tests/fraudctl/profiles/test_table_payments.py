"""The payments of one entity are found in the tables, one an id, with what was decided on each."""

from datetime import timedelta
from typing import Any

import msgspec

from fraudctl.profiles.table_payments import PaymentsInTables
from handlers.decision.entity.entities import EntityKey
from handlers.decision.strategy.strategy import Strategy
from tests.fraudctl.recovery.stack_in_memory import SCORES, StackInMemory, stack_in_memory
from tests.handlers.strategies import packaged, strategy_of

CUSTOMER = EntityKey("customer", "C-1")
START = 1_790_000_000_000


def found(stack: StackInMemory, entity: EntityKey, strategy: Strategy) -> dict[str, tuple[int, int | Any, bool]]:
    """Return timestamp, time of receipt and decline of each payment that the tables have of an entity."""
    payments = PaymentsInTables(stack).of(entity, strategy)
    return {
        each.transaction.transaction_id: (each.transaction.timestamp, each.transaction.received, each.declined)
        for each in payments
    }


def test_the_tables_are_looked_through_for_the_payments_of_one_entity() -> None:
    with stack_in_memory() as stack:
        mine, card = {"customer_id": {"S": "C-1"}}, {"metadata": {"M": {"card": {"N": "7"}}}}
        stack.store("a", timedelta(hours=1), **mine)
        stack.store("b", timedelta(hours=1), **mine, **card)
        stack.store("c", timedelta(hours=1), customer_id={"S": "C-10"})
        stack.store("d", timedelta(hours=1), merchant={"S": "\uff33HOP"})
        stack.store("e", timedelta(hours=1), **mine, amount={"S": "much"})
        stack.store("f", timedelta(hours=1), **mine, created_at={"S": "yesterday"})
        stack.claim("g")
        client = stack.made["dynamodb"]
        client.put_item(TableName=SCORES, Item={"transaction_id": {"S": "a"}, "outcome": {"S": "decline"}})
        client.put_item(TableName=SCORES, Item={"transaction_id": {"S": "b"}, "outcome": {"S": "review"}})
        strategy = strategy_of(entities={"card": "metadata.card", "merchant": "merchant"})

        customers = found(stack, CUSTOMER, strategy)
        assert customers.keys() == {"a", "b", "f"}
        assert {name: declined for name, (_, _, declined) in customers.items()} == {"a": True, "b": False, "f": False}
        assert customers["a"][1] != customers["a"][0]
        assert customers["f"][1] is msgspec.UNSET
        assert found(stack, EntityKey("card", "7"), strategy).keys() == {"b"}
        assert found(stack, EntityKey("merchant", "SHOP"), strategy).keys() == {"d"}


def test_of_rows_that_raced_for_one_id_the_scored_one_counts_else_the_first() -> None:
    with stack_in_memory() as stack:
        mine = {"customer_id": {"S": "C-1"}}
        for identity in ("scored", "unscored"):
            for number, age in enumerate((3, 2, 1)):
                stack.store(identity, timedelta(hours=age), timestamp={"N": str(START + number)}, **mine)
        score = {"transaction_id": {"S": "scored"}, "timestamp": {"N": str(START + 1)}}
        stack.made["dynamodb"].put_item(TableName=SCORES, Item=score)

        payments = found(stack, CUSTOMER, packaged())

        assert {name: at for name, (at, _, _) in payments.items()} == {"scored": START + 1, "unscored": START}
