"""A card number is found in whatever form people write it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.contract.card_number import LONGEST, NETWORKS, SHORTEST, holds_card_number, is_card_number
from tests.handlers.contract.card_numbers import card_numbers

CARDS = {
    "Visa": ["4111111111111111", "4012888888881881"],
    "Mastercard": ["5555555555554444", "5105105105105100", "2223003122003222"],
    "American Express": ["378282246310005", "371449635398431"],
    "Diners Club": ["30569309025904", "38520000023237", "36227206271667"],
    "Discover": ["6011111111111117", "6011000990139424"],
    "JCB": ["3530111333300000", "3566002020360505"],
    "UnionPay": ["6240008631401148", "6205500000000000004"],
    "Maestro": ["6759649826438453", "6799990100000000019"],
    "Mir": ["2200000000000053"],
    "RuPay": ["6074829000000000"],
}
"""Numbers that the networks and acquirers publish for tests; RuPay's is made up."""


def grouped(digits: str, sizes: tuple[int, ...], between: str) -> str:
    """Return the digits in groups of these sizes."""
    ends = [sum(sizes[: index + 1]) for index in range(len(sizes))]
    return between.join(digits[end - size : end] for size, end in zip(sizes, ends, strict=True))


@pytest.mark.parametrize("network", NETWORKS)
def test_the_test_numbers_of_a_network_are_card_numbers(network: str) -> None:
    assert all(map(is_card_number, CARDS[network]))
    assert all(map(holds_card_number, CARDS[network]))
    assert all(holds_card_number(int(digits)) for digits in CARDS[network])


@given(card_numbers())
def test_another_last_digit_makes_it_no_card_number(digits: str) -> None:
    assert [is_card_number(digits[:-1] + last) for last in "0123456789"].count(True) == 1


@given(
    card_numbers(),
    st.sampled_from(["{}", "card: {}.", "({})", "PAN={};", "ref_{}", "a {} b", "12/27 {} 123", "カード{}で"]),
)
def test_it_is_found_inside_longer_text(digits: str, text: str) -> None:
    assert holds_card_number(text.format(digits))


@given(
    card_numbers(),
    st.sampled_from([" ", "-", ".", " - ", "\u00a0", "\u2011", "\u2013"]),
    st.sampled_from(["{}", "call 12 {}", "{} 123", "{} 12 27", "1234 {} 1234"]),
)
def test_it_is_found_in_the_groups_that_cards_and_forms_show(digits: str, between: str, text: str) -> None:
    rest = len(digits) - 16
    sizes = {14: (4, 6, 4), 15: (4, 6, 5)}.get(len(digits), (4, 4, 4, 4, rest) if rest else (4, 4, 4, 4))

    assert holds_card_number(text.format(grouped(digits, sizes, between)))


@pytest.mark.parametrize(
    "text",
    [
        "%B4111111111111111^DOE/JANE^2512101",
        ";4111111111111111=25121010000",
        "4111111111111111D25121010000",
        "\uff14\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11",
        "\u0664\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661",
        "4111\u200b1111\u200b1111\u200b1111",
        "4111 1111\n1111 1111",
        "6205500 6205500000000000004",
        "620550 0000000000004",
        "DE89 3704 0044 0532 0130 00 and 4111 1111 1111 1111",
        "order 0.5 4111111111111111",
    ],
    ids=ascii,
)
def test_it_is_found_in_other_forms(text: str) -> None:
    assert holds_card_number(text)


@pytest.mark.parametrize(
    "value",
    [
        Decimal(4111111111111111),
        Decimal("4.111111111111111E15"),
        Decimal("4111111111111111.000"),
        -4111111111111111,
    ],
)
def test_a_number_is_one_in_whatever_notation(value: Decimal | int) -> None:
    assert holds_card_number(value)


def test_the_bounds_are_those_of_the_networks() -> None:
    lengths = {length for lengths, _ in NETWORKS.values() for length in lengths}

    assert (min(lengths), max(lengths)) == (SHORTEST, LONGEST)


@pytest.mark.parametrize(("check", "refused"), [("88", False), ("89", True)])
def test_an_iban_holds_no_card_number_and_what_is_none_by_its_check_digits_does(check: str, refused: bool) -> None:  # noqa: FBT001 -- of the table
    assert holds_card_number(f"DE{check} 4111 1111 1111 1111") is refused
