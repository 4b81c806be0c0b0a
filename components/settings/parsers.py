"""Parsers of configured values, which are always text; a value that breaks its rule raises ValueError or KeyError."""

import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

Value = TypeVar("Value")

LARGEST = 2**31 - 1

BOOLEAN = {"true": True, "false": False}.__getitem__, "true or false"


def matching_text(pattern: str) -> Callable[[str], str]:
    """Return a parser that takes texts which match the whole pattern."""

    def parse(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError
        return text

    return parse


def parse_whole_number(least: int, most: int) -> Callable[[str], int]:
    """Return a parser of whole numbers within these bounds."""

    def parse(text: str) -> int:
        if not re.fullmatch(r"-?[0-9]+", text) or not least <= int(text) <= most:
            raise ValueError
        return int(text)

    return parse


def concurrency(text: str) -> int:
    """Return a reserved concurrency; -1 reserves none."""
    return -1 if text == "-1" else parse_whole_number(1, LARGEST)(text)  # with 0 the function would never run


CONCURRENCY = concurrency, "-1 or a whole number of at least 1"


def provisioned_within(reserved: int) -> tuple[Callable[[str], int], str]:
    """Return the parser, and the rule, of a provisioned concurrency: Lambda takes no more than is reserved."""
    if reserved == -1:
        return parse_whole_number(0, LARGEST), "a whole number of at least 0"
    rule = f"a whole number from 0 to decisionConcurrency ({reserved}), since Lambda keeps no more warm than may run"
    return parse_whole_number(0, reserved), rule


def one_of(*choices: Value, kind: Callable[[str], Value]) -> Callable[[str], Value]:
    """Return a parser that takes these values only."""

    def parse(text: str) -> Value:
        if kind(text) not in choices:
            raise ValueError
        return kind(text)

    return parse


def share(text: str) -> Decimal:
    """Return a number from 0 to 1."""
    if not 0 <= (number := Decimal(text)) <= 1:
        raise ValueError
    return number


def emails(text: str) -> tuple[str, ...]:
    """Return the addresses of a JSON list, in which each stands once."""
    addresses = json.loads(text)
    if not isinstance(addresses, list) or not all(isinstance(each, str) for each in addresses):
        raise ValueError
    if not all(re.fullmatch(r"[^@\s]+@[^@\s]+", each) for each in addresses) or len(set(addresses)) < len(addresses):
        raise ValueError
    return tuple(addresses)
