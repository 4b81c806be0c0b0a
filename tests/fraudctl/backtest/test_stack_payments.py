"""The payments of a stack's tables: of the time that is asked about, each with its decision and its labels."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from fraudctl.backtest.counted_time import CountedTime
from fraudctl.backtest.payment import PastPayment
from fraudctl.backtest.stack_payments import StackPayments
from fraudctl.errors import CommandError
from tests.fraudctl.backtest.conftest import Typed
from tests.fraudctl.backtest.paid_stack import DAY, NOON, PaidStack, paid_stack
from tests.fraudctl.backtest.past import write_files

NOW = datetime(2026, 11, 26, tzinfo=UTC)


@pytest.fixture
def stack() -> Iterator[PaidStack]:
    with paid_stack() as made:
        yield made


def found(stack: PaidStack, since: str = "2026-11-20", until: str | None = None) -> dict[str, Any]:
    time = CountedTime.parse("test", since, until, NOW)
    return {str(place): payment for place, payment in StackPayments(stack.target, time)}


def test_each_comes_with_what_was_told_its_client_and_what_was_said_since(stack: PaidStack) -> None:
    for identity in ("unscored", "approved", "declined", "overridden", "reviewed", "fraud", "cleared"):
        stack.pay(identity)
    for identity in ("declined", "overridden"):
        override: dict[str, Any] = {"override": "approve"} if identity == "overridden" else {}
        stack.score(identity, "decline", **override)
    for identity in ("approved", "reviewed", "fraud", "cleared"):
        stack.score(identity, "review")
    stack.label("reviewed", declined=True)
    stack.label("fraud", "fraud")
    stack.label("cleared", "fraud", "legitimate")
    assert {name: (each.declined, each.label, each.label_received) for name, each in found(stack).items()} == {
        "unscored": (False, "", None),
        "approved": (False, "", None),
        "declined": (True, "", None),
        "overridden": (False, "", None),
        "reviewed": (True, "", None),
        "fraud": (False, "fraud", NOON + DAY),
        "cleared": (False, "legitimate", None),
    }


def test_those_of_the_time_are_read_and_those_of_35_days_before(stack: PaidStack) -> None:
    for days in (-37, -35, -1, 0, 1, 2):
        stack.pay(f"{days}", NOON + days * DAY)
    assert sorted(found(stack, "2026-11-20T12:00:00Z", "2026-11-22T12:00:00Z")) == ["-1", "-35", "0", "1"]


def test_what_is_no_payment_is_told_by_its_id(stack: PaidStack) -> None:
    stack.pay("claim", -1, claimed_timestamp=5)
    stack.pay("bad", amount="much")
    stack.pay("twice", NOON)
    stack.pay("twice", NOON + 1)
    stack.score("twice", "approve", NOON + 1)
    stack.pay("odd")
    stack.put_label(transaction_id="odd", label="fraud", history="of yesterday")
    time = CountedTime.parse("test", "2026-11-20", None, NOW)
    said = {(name, str(each)) for name, each in StackPayments(stack.target, time) if not isinstance(each, PastPayment)}
    assert said == {
        ("bad", "amount: is not of type N"),
        ("twice", "timestamp: is that of a second row of the id, and the other one was scored"),
        ("odd", "label: the row of labels is damaged, or of a newer version"),
    }


def test_the_order_is_always_the_same(stack: PaidStack) -> None:
    for number in range(250):
        stack.pay(f"t-{number}", NOON + number)
        stack.label(f"t-{number}", "fraud")
    assert list(found(stack)) == list(found(stack))
    assert len(found(stack)) == 250


@pytest.fixture
def of_stack(stack: PaidStack, typed: Typed, folder: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    write_files(folder)
    monkeypatch.setattr("fraudctl.stacks.target.Target.find", lambda _: stack.target)
    return typed


def test_a_person_is_told_which_payments_count(stack: PaidStack, of_stack: Typed) -> None:
    now = int(datetime.now(UTC).timestamp() * 1000)
    for identity, age in (("old", 20), ("young", 1), ("before", 40), ("declined", 20)):
        stack.pay(identity, now - age * DAY, amount=200)
    stack.score("declined", "decline", now - 20 * DAY)
    stack.label("old", "fraud")
    code, out, err = of_stack("one.yaml", "--since", "30d", "--against", "active")
    assert code == 0, err
    said = " ".join(out.split())
    assert "3 payments in 20 days, 1 of them fraud; a label is known when it was received" in said
    assert "1 payments before are history; 1 were declined" in said
    assert "1 payment that was declined when made, and nobody labelled, 1 of them alerted again" in said
    assert "1 payment without a label, counted as legitimate" in said
    assert "1 of these are of the last 7 days: labels may still come" in said


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--since", "soon"), 1, "give a time as"),
        (("--since", "1d", "--until", "2d"), 1, "is not after --since"),
        (("--since", "1d", "--data", "past.jsonl"), 2, "one of them"),
        (("--data", "past.jsonl", "--until", "1d"), 2, "--until goes with --since"),
        (("--since", "1d", "--against", "shadow"), 1, "shadow"),
        ((), 2, "--data"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else None,
)
def test_what_cannot_be_asked_is_said(of_stack: Typed, words: tuple[str, ...], code: int, said: str) -> None:
    ended, _, err = of_stack("one.yaml", *words)
    assert (ended, said in " ".join(err.split())) == (code, True), err


def test_a_time_ends_after_it_begins() -> None:
    with pytest.raises(CommandError, match="not after"):
        CountedTime.parse("test", "2026-11-20", "2026-11-20", NOW)
    whole = CountedTime.parse("test", "1970-01-02", None, NOW)
    assert (whole.read_from, whole.first, whole.end) == (0, DAY, NOW.timestamp() * 1000)
