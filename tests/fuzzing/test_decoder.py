"""The decoder turns every body into a request, or into a refusal that names field and rule, as the contract says."""

import itertools
import os
import re
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from handlers.contract.errors import Refused
from handlers.contract.request import TransactionRequest
from handlers.contract.validation import decode_request, violation
from tests.fuzzing.bodies import bodies
from tests.fuzzing.field_rules import ALLOWED, FORBIDDEN, PRESENT, RULES
from tests.fuzzing.oracle import decoded_value, rule_on_body
from tests.fuzzing.values import CARD, DIGITS, MARK

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "25000"))
"""Four times as many come to no further rule of any field, nor to a further set of fields that is accepted."""

SEEDS = range(4)
LONGEST_FIELD, LONGEST_RULE, MOST_RULES = 640, 200, 60


def identities() -> Any:
    numbers = itertools.count()
    return lambda: f"tx-{next(numbers)}"


def assert_as_sent(request: TransactionRequest, sent: dict[str, Any], body: bytes) -> None:
    defaults = {"amount": Decimal(0), "merchant": "unknown"}
    expected = {**defaults, **{name: decoded_value(value) for name, value in sent.items()}}
    got = {name: value for name, value in msgspec.structs.asdict(request).items() if value is not msgspec.UNSET}
    assert got == expected, body


def assert_well_refused(error: Refused, faults: frozenset[str], body: bytes) -> None:
    assert str(error) == f"{error.field}: {error.rule}", body
    assert error.field.isascii()
    assert len(error.field) <= LONGEST_FIELD
    assert len(error.rule) <= LONGEST_RULE
    assert MARK not in error.rule
    assert DIGITS not in str(error), body
    if error.field in RULES:
        assert error.field in faults, body
        assert MARK not in str(error), body


def assert_held_to_the_present_rules(request: TransactionRequest, body: bytes) -> bool:
    """Assert that it is treated as the rules for new requests say, and return whether it is accepted."""
    reading, refused = rule_on_body(body, PRESENT), violation(request)
    if refused is None:
        assert reading.ruling != FORBIDDEN, body
        return True
    assert reading.ruling != ALLOWED, (body, str(refused))
    assert_well_refused(refused, reading.faults, body)
    return False


def assert_card_numbers_are_not_repeated(request: TransactionRequest, body: bytes) -> bool:
    """Assert that a stack which refuses card numbers refuses no less, by the place alone; return if it refused one."""
    usual, strict = violation(request), violation(request, refuse_card_numbers=True)
    if strict is None:
        assert usual is None, body
        return False
    assert CARD not in str(strict), body
    assert MARK not in strict.rule, body
    return "looks like a card number" in strict.rule


def without_character(rule: str) -> str:
    """Return a rule without the position and the code point of the character that breaks it."""
    return re.sub(r"character \d+,?( U\+[0-9A-F]+,)?", "character", rule)


def decoded_or_refusal(body: bytes) -> TransactionRequest | Refused:
    """Return the request or the refusal; any other error ends the test."""
    try:
        return decode_request(body)
    except Refused as error:
        return error


@pytest.mark.parametrize("seed", SEEDS)
def test_every_body_is_accepted_as_sent_or_refused_by_field_and_rule(seed: int) -> None:
    rules, taken, refused, new, cards = set[str](), 0, 0, 0, 0
    for body in itertools.islice(bodies(seed, identities()), EXAMPLES // len(SEEDS)):
        reading, outcome = rule_on_body(body), decoded_or_refusal(body)
        if isinstance(outcome, Refused):
            assert reading.ruling != ALLOWED, (body, str(outcome))
            assert_well_refused(outcome, reading.faults, body)
            rules.add(without_character(outcome.rule))
            refused += 1
        else:
            assert reading.ruling != FORBIDDEN, body
            assert_as_sent(outcome, reading.fields, body)
            taken += 1
            new += assert_held_to_the_present_rules(outcome, body)
            cards += assert_card_numbers_are_not_repeated(outcome, body)
    assert len(rules) <= MOST_RULES, rules  # a rule that quotes its input would be another one each time
    assert min(taken, refused, new) > EXAMPLES // len(SEEDS) // 5
    assert cards > EXAMPLES // len(SEEDS) // 1000
