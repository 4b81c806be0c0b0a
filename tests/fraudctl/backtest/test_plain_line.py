"""A plain line is read as the API's rules read it, and every other line is left to these."""

import random

import pytest

from fraudctl.backtest.payment import PastPayment, payment_of
from fraudctl.backtest.plain_line import plain_payment
from handlers.contract.errors import Refused
from handlers.contract.strict_json import fields_of, parse
from simulation import World, simulate_world

PLAIN = b'{"transaction_id":"t-1","timestamp":1767571200004,"amount":37.80}'
VALUES = (
    *(
        "0",
        "-0",
        "0.00",
        "-1",
        "1e2",
        "1E-2",
        "37.8",
        "12345678901234567890.12345678901234567890",
        "1e999",
        "007",
        "1.",
    ),
    *("1.0000000000000000000000000000000000000", "0.1", "100", "NaN", "null", "true", "[]", "{}", "1767571200004"),
    *('""', '" "', '"a"', '"a b"', '" a"', '"é"', '"\\u00e9"', '"12.5"', '"EUR"', '"eur"', '"\t"', '"\u200b"', '"0"'),
    *('"' + "x" * 129 + '"', '"' + "x" * 257 + '"', '{"a":"b"}', '{"a":1}', '{"a":"b","a":"c"}', '{"pan":"x"}'),
    *('{"":"x"}', '{"a":null}', '{"Card-Number":"x"}', '{"a":"b","c":"d"}', '{"a":{"b":"c"}}', '"1767571200004"'),
)
NAMES = (
    *("transaction_id", "timestamp", "amount", "merchant", "customer_id", "terminal_id", "currency", "metadata"),
    *("label", "label_received", "declined", "colour"),
)


def by_the_rules(line: bytes) -> PastPayment | str:
    try:
        return payment_of(fields_of(parse(line)))
    except Refused as error:
        return str(error)


def test_lines_of_the_simulation_are_plain() -> None:
    lines = [each.line() for each in simulate_world(World(seed=3), count=300)]
    assert [repr(plain_payment(each)) for each in lines] == [repr(by_the_rules(each)) for each in lines]


def test_what_is_taken_is_what_the_rules_make_of_it_whatever_stands_where() -> None:
    chance, taken = random.Random(1), 0  # noqa: S311 -- no secret
    for _ in range(20_000):
        fields = {"transaction_id": '"t-1"', "timestamp": "1767571200004", "amount": "37.80"}
        members = list(fields.items()) + [
            (chance.choice(NAMES), chance.choice(VALUES)) for _ in range(chance.randrange(4))
        ]
        if chance.random() < 0.5:
            members = list(dict(members).items())
        line = "{" + ", ".join(f'"{name}": {value}' for name, value in members) + "}"
        found = plain_payment(line.encode())
        if found is not None:
            taken += 1
            assert repr(found) == repr(by_the_rules(line.encode())), line
    assert taken > 2_000


@pytest.mark.parametrize(
    "line",
    [
        PLAIN[:-1],
        PLAIN + PLAIN,
        PLAIN + b",",
        PLAIN.replace(b"t-1", b"t\xff1"),
        PLAIN.replace(b"t-1", b"t\n1"),
        PLAIN.replace(b"37.80", b'"37.80"'),
        PLAIN.replace(b"}", b',"amount":1}'),
        b"[" + PLAIN + b"]",
        b"",
    ],
)
def test_what_is_no_plain_line_is_left_to_the_rules(line: bytes) -> None:
    assert plain_payment(line) is None
    assert plain_payment(PLAIN) is not None
