"""Entries of the transactions table's stream, as Lambda hands them to Processing."""

from itertools import count
from typing import Any

TIMESTAMP = 1_767_571_200_000

_sequence_numbers = count(1)


def new_image(transaction_id: str) -> dict[str, Any]:
    return {
        "transaction_id": {"S": transaction_id},
        "timestamp": {"N": str(TIMESTAMP)},
        "amount": {"N": "7"},
        "merchant": {"S": "Bakery"},
    }


def stream_entry(new_image: dict[str, Any]) -> dict[str, Any]:
    change = {"SequenceNumber": str(next(_sequence_numbers)), "NewImage": new_image}
    return {"eventName": "INSERT", "eventSource": "aws:dynamodb", "dynamodb": change}
