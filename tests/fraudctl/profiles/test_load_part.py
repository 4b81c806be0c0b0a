"""A part holds what a request may, and no more entities than Scoring folds in time."""

from typing import Any

import pytest

from fraudctl.profiles import load_part
from fraudctl.profiles.history_line import parse_history_line
from fraudctl.profiles.load_part import Part
from handlers.contract.fold_request import PastPayment, encode_load
from tests.fraudctl.profiles.past_files import line

EMPTY = len(encode_load("0" * 16, []))


def payment(number: int, **more: Any) -> PastPayment:
    parsed = parse_history_line(line(number, **more).encode(), number, now=2_000_000_000)
    assert isinstance(parsed, PastPayment)
    return parsed


def test_what_it_sends_is_no_larger_than_the_payload(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load_part, "LARGEST_PAYLOAD", 5000)
    for more in ({"merchant": '"' * 200}, {"merchant": "é"}, {"metadata": {"a": "b" * 900}}):
        part, number = Part(), 1
        while part.add(payment(number, **more)):
            number += 1

        sent = len(encode_load("0" * 16, part.payments)) - EMPTY
        assert sent <= 5000 < len(encode_load("0" * 16, [*part.payments, payment(number, **more)])) - EMPTY + 1


def test_payments_of_few_fill_it_and_of_many_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load_part, "LARGEST_PART", 50)
    monkeypatch.setattr(load_part, "MOST_NAMES", 30)

    def held(**of: Any) -> int:
        part, number = Part(), 1
        while part.add(payment(number, **{name: f"{value}{number}" for name, value in of.items()})):
            number += 1
        return len(part.payments)

    assert held() == 50
    assert held(customer_id="C-") == 29, "of so many customers, and one merchant"
    assert held(customer_id="C-", terminal_id="T-") == 14


def test_each_value_of_the_metadata_may_be_an_id(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load_part, "MOST_NAMES", 5)
    part = Part()

    assert part.add(payment(1, metadata={"card": "K-1", "device": "D-1"}))
    assert part.add(payment(2, metadata={"card": "K-1", "device": "K-1"}))
    assert not part.add(payment(3, metadata={"card": "K-2", "device": "D-1"}))
    assert part.add(payment(4, metadata={"card": "K-1"}))


def test_one_payment_always_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load_part, "MOST_NAMES", 1)

    assert Part().add(payment(1, terminal_id="T-1"))
