"""Numbers and texts that hold no card number are left alone, and telling costs little."""

import random
import re
import uuid
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.contract import card_number
from handlers.contract.card_number import MOST_GROUPS, NETWORKS, holds_card_number, passes_luhn
from tests.handlers.contract.card_numbers import card_numbers, with_check_digit

PAGE = Path(__file__).parents[3] / "docs" / "security.md"
SAMPLE = 20_000
"""Numbers of each length; enough that the share of those refused is known to a third of a per cent."""

NO_CARD_NUMBERS = [
    *("", "Corner Bakery", "0000000000000000", "1234567890123456", "9999999999999995", "4111111111111112"),
    *("4222222222222", "4006381333931", "1767603600123", "1767603600123456", "20260105123045123"),
    *("2026-01-05T09:00:00Z", "2026-01-05 09:30:45.123456", "48.137154, 11.576124", "192.168.100.200"),
    *("+49 151 12345678", "+44 7911 123456", "+1 (555) 010-9999", "4111111111 4111111111"),
    *("490154203237518", "8944110065000000000", "99 4111 11", "0.4111111111111111", "17.4111111111111111"),
    *("411111******1111", "4111 11XX XXXX 1111", "4111", "41111111111111111111", "4111,1111,1111,1111"),
    *("tok_a4111111111111111", "a4111111111111111b", "4111 11111111 1111"),
    *("DE89 3704 0044 0532 0130 00", "DE12510500150000000000", "GB29 NWBK 6016 1331 9268 19"),
    *(None, True, False, 4, 1767603600123),
    *(Decimal("4111.111111111111"), Decimal("0.4111111111111111"), Decimal("4E+124")),
]


@given(st.text("0123456789", min_size=13, max_size=19).filter(lambda digits: not passes_luhn(digits)))
def test_an_order_id_with_another_check_digit_is_left_alone(digits: str) -> None:
    assert not holds_card_number(digits)
    assert not holds_card_number(f"order {digits}")
    assert not holds_card_number(int(digits))


@given(
    st.sampled_from(["1", "7", "9", "28", "29", "31", "33", "57", "66", "69", "84", "89"]),
    st.integers(13, 19),
    st.text("0123456789", min_size=18, max_size=18),
)
def test_an_order_id_with_a_prefix_of_no_network_is_left_alone(prefix: str, length: int, digits: str) -> None:
    order = with_check_digit((prefix + digits)[: length - 1])

    assert not holds_card_number(order)
    assert not holds_card_number(f"order {order}")
    assert not holds_card_number(int(order))


@pytest.mark.parametrize(
    "value",
    NO_CARD_NUMBERS,
    ids=ascii,
)
def test_what_is_no_card_number_is_left_alone(value: object) -> None:
    assert not holds_card_number(value)


@given(st.uuids())
def test_a_uuid_is_left_alone(identity: uuid.UUID) -> None:
    assert not holds_card_number(str(identity))


@given(
    st.text("0123456789", min_size=12, max_size=12).map(lambda digits: uuid.UUID(f"41111111-1111-4111-8111-{digits}"))
)
def test_a_uuid_of_digits_alone_is_left_alone(identity: uuid.UUID) -> None:
    assert not holds_card_number(str(identity))


@given(card_numbers().filter(lambda digits: len(digits) == 16), st.sampled_from(["", " "]), st.sampled_from(["", "34"]))
def test_an_iban_is_left_alone_though_its_digits_are_a_card_number(digits: str, between: str, rest: str) -> None:
    account = digits + rest
    check = 98 - int(account + "131400") % 97  # D is 13, E is 14: ISO 13616
    groups = [account[at : at + 4] for at in range(0, len(account), 4)]

    assert not holds_card_number(between.join([f"DE{check:02}", *groups]))


@given(st.text("0123456789", min_size=1, max_size=13) | st.text("0123456789", min_size=20, max_size=40))
def test_shorter_and_longer_numbers_are_left_alone(digits: str) -> None:
    assert not holds_card_number(digits)


@given(st.integers(946_684_800_000, 2_100_000_000_000), st.sampled_from([1, 1_000, 1_000_000]), st.booleans())
def test_a_time_from_2000_to_2036_is_left_alone(milliseconds: int, unit: int, text: bool) -> None:  # noqa: FBT001 -- drawn
    assert not holds_card_number(str(milliseconds * unit) if text else milliseconds * unit)


def share_refused(length: int) -> Decimal:
    """Return the exact share of numbers of so many digits that look like a card number, in per cent."""
    starts = {
        start
        for lengths, ranges in NETWORKS.values()
        if length in lengths
        for first, last in ranges
        for start in range(first, last + 1)
    }
    return Decimal(len(starts)) / 10_000 * 10  # of each start, Luhn's formula leaves one last digit in ten


@pytest.mark.parametrize("length", range(13, 20))
def test_random_digits_look_like_a_card_number_as_often_as_the_document_says(length: int) -> None:
    chance = random.Random(length)  # noqa: S311 -- repeatable, not secret
    found = sum(holds_card_number("".join(chance.choices("0123456789", k=length))) for _ in range(SAMPLE))
    exact = share_refused(length)
    print(f"{length} digits: {exact:.2f} %, {100 * found / SAMPLE:.2f} % of {SAMPLE}")  # noqa: T201 -- pytest -s shows it

    assert abs(Decimal(100 * found) / SAMPLE - exact) < Decimal("0.4")
    row = re.search(rf"^\| {length} \| ([0-9.]+) % \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert row is not None
    assert row[1] == f"{exact:.2f}"


@pytest.mark.parametrize("text", ["4111 1112 " * 400, "1 " * 2_000, "DE12 3456 " * 400], ids=["cards", "ones", "IBANs"])
def test_a_hostile_text_costs_a_few_checks_a_word(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []
    monkeypatch.setattr(card_number, "is_card_number", checked.append)

    assert not holds_card_number(text)
    assert len(checked) <= len(text.split()) * MOST_GROUPS
