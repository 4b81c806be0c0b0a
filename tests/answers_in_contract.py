"""Answers of the API, held to their types: nothing is missing, nothing is more than the contract says."""

import json
from decimal import Decimal
from typing import Any

import msgspec

from handlers.contract.answers import ErrorAnswer


def hold_to_contract(status: int, body: str | bytes, answer: type[msgspec.Struct]) -> None:
    """Fail unless the body is an answer of this type, or of an error's for a status other than 200."""
    said = json.loads(body, parse_float=Decimal)
    known: Any = msgspec.convert(said, answer if status == 200 else ErrorAnswer)
    assert msgspec.to_builtins(known, builtin_types=(Decimal,)) == said
