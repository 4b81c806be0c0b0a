"""Records that are no transaction, written past Ingestion by someone who may do anything."""

from typing import Any

from chaos.ledger import Ledger
from fraudctl.stacks.target import Target

SHAPES: tuple[dict[str, Any], ...] = (
    {},
    {"amount": {"S": "12"}, "merchant": {"S": "Corner Bakery"}},
    {"amount": {"N": "12"}, "merchant": {"N": "7"}},
    {"amount": {"N": "12"}},
    {"amount": {"N": "12"}, "merchant": {"S": "Corner Bakery"}, "timestamp": {"N": "1.5"}},
    {"amount": {"N": "12"}, "merchant": {"S": "Corner Bakery"}, "customer_id": {"L": []}},
)


def plant(target: Target, ledger: Ledger, kind: str, count: int) -> None:
    """Puts so many into the transactions table, and notes their ids."""
    client, table = target.client("dynamodb"), target.exports["transactions_table_name"]
    for number in range(count):
        identity = f"{kind}-poison-{number:04}"
        keys = {"transaction_id": {"S": identity}, "timestamp": {"N": str(number)}}
        client.put_item(TableName=table, Item={**keys, **SHAPES[number % len(SHAPES)]})
        ledger.poison[identity] = kind
