"""The contract's rules for each field: `RULES` for everything that was ever accepted, `PRESENT` for new requests."""

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import IntEnum
from typing import Any

LARGEST_METADATA = 4096
FILLERS = "\u034f\u115f\u1160\u2800\u3164\ufe0f\uffa0\U000e0041\U000e0100\U0001d159"
"""Letters, marks and signs by category that have no visible glyph."""


class FieldRuling(IntEnum):
    ALLOWED = 0
    UNSAID = 1
    FORBIDDEN = 2


ALLOWED, UNSAID, FORBIDDEN = FieldRuling.ALLOWED, FieldRuling.UNSAID, FieldRuling.FORBIDDEN


class Number(str):
    """A JSON number, as it is written."""

    __slots__ = ()


class Pairs(list[tuple[str, Any]]):
    """An object with all its names, repeated ones included."""


FieldRules = Mapping[str, Callable[[Any], FieldRuling]]


def exact_number(number: Number) -> Decimal:
    """Return the exact number, or infinity if it is not zero and its exponent is too large to compute."""
    mantissa, _, exponent = number.lower().partition("e")
    if not set(mantissa) & set("123456789"):
        return Decimal(0)
    return Decimal(number) if len(exponent) < 9 else Decimal("Infinity")


def repeated_names(pairs: Pairs) -> set[str]:
    names = [name for name, _ in pairs]
    return {name for name in names if names.count(name) > 1}


def _is_text(value: object) -> bool:
    return isinstance(value, str) and not isinstance(value, Number)


def _text(most: int, judge: Callable[[str], FieldRuling]) -> Callable[[Any], FieldRuling]:
    def rule(value: Any) -> FieldRuling:
        if not _is_text(value) or not 1 <= len(value) <= most:
            return FORBIDDEN
        return max(map(judge, value))

    return rule


def _character(one: str) -> FieldRuling:
    return FORBIDDEN if unicodedata.category(one) == "Cs" else ALLOWED


def _printable(one: str) -> FieldRuling:
    category = unicodedata.category(one)
    if category in {"Cc", "Cs", "Zl", "Zp"} or one in "\u200b\u200e\u200f\u202a\u202e\u2060\u2066\ufeff":
        return FORBIDDEN  # controls, and what makes text invisible or run backwards
    return ALLOWED if one == " " or category[0] in "LMNPS" else UNSAID


def _seen(most: int) -> Callable[[Any], FieldRuling]:
    """Return the rule for text of which a reader sees every character."""
    printable = _text(most, _printable)

    def rule(value: Any) -> FieldRuling:
        ruling = printable(value)
        if ruling == FORBIDDEN or value != " ".join(value.split()) or unicodedata.normalize("NFC", value) != value:
            return FORBIDDEN
        if unicodedata.category(value[0])[0] == "M":
            return FORBIDDEN
        hidden = any(unicodedata.category(one)[0] == "C" or one in FILLERS for one in value)
        return FORBIDDEN if hidden else ruling

    return rule


def _number(value: Any) -> FieldRuling:
    """Return whether DynamoDB stores it exactly: 38 significant digits, magnitudes from 1E-130 to 9.99E+125."""
    if not isinstance(value, Number):
        return FORBIDDEN
    number = exact_number(value)
    if not number:
        return ALLOWED
    digits = "".join(map(str, number.as_tuple().digits)) if number.is_finite() else "9" * 39
    if len(digits.strip("0")) > 38 or not -130 <= number.adjusted() <= 125:
        return FORBIDDEN
    return ALLOWED if len(digits) <= 38 else UNSAID  # are the zeros around 1.000… significant?


def _amount(value: Any) -> FieldRuling:
    storable = _number(value)
    return storable if storable == FORBIDDEN or exact_number(value) >= 0 else FORBIDDEN


def _timestamp(value: Any) -> FieldRuling:
    if not isinstance(value, Number):
        return FORBIDDEN
    moment = exact_number(value)
    within = 0 <= moment <= 9_999_999_999_999
    return ALLOWED if within and moment == moment.to_integral_value() else FORBIDDEN


def _since_2000(value: Any) -> FieldRuling:
    return FORBIDDEN if _timestamp(value) == FORBIDDEN or exact_number(value) < 946_684_800_000 else ALLOWED


def _currency(value: Any) -> FieldRuling:
    good = _is_text(value) and len(value) == 3 and all("A" <= one <= "Z" for one in value)
    return ALLOWED if good else FORBIDDEN


def _metadata(value: Any) -> FieldRuling:
    if not isinstance(value, Pairs) or repeated_names(value):
        return FORBIDDEN
    ruling = max((_scalar(each) for pair in value for each in pair), default=ALLOWED)
    if ruling == FORBIDDEN:
        return FORBIDDEN
    if not all(name for name, _ in value):
        ruling = max(ruling, UNSAID)
    spelled = json.dumps(dict(value), separators=(",", ":"), ensure_ascii=False)
    size = len(spelled.encode())
    plain = spelled.isascii() and spelled.isprintable() and not any(isinstance(each, Number) for _, each in value)
    if size > LARGEST_METADATA + (0 if plain else size // 2):
        return FORBIDDEN
    return ruling if size <= LARGEST_METADATA // (1 if plain else 8) else max(ruling, UNSAID)


def _without_card_data(value: Any) -> FieldRuling:
    """Return the ruling on new metadata: no key is the name of card data, however it is written."""
    names = [] if not isinstance(value, Pairs) else [unicodedata.normalize("NFKC", name) for name, _ in value]
    plain = {re.sub(r"[\s_\-\u2010]", "", name).lower() for name in names}
    return FORBIDDEN if plain & {"cardnumber", "pan", "cvv", "cvv2", "trackdata", "pin"} else _metadata(value)


def _scalar(value: Any) -> FieldRuling:
    if _is_text(value):
        return max(map(_character, value), default=ALLOWED)
    return ALLOWED if value is None or isinstance(value, bool) else _number(value)


RULES: FieldRules = {
    "transaction_id": _text(256, _printable),
    "amount": _amount,
    "merchant": _text(256, _character),
    "timestamp": _timestamp,
    "customer_id": _text(128, _printable),
    "terminal_id": _text(128, _printable),
    "currency": _currency,
    "metadata": _metadata,
}

PRESENT: FieldRules = {
    **RULES,
    "transaction_id": _seen(256),
    "timestamp": _since_2000,
    "customer_id": _seen(128),
    "terminal_id": _seen(128),
    "metadata": _without_card_data,
}
