"""Payments of a sample are sent in order, each once those before it of its customer and its terminal are scored."""

from collections.abc import Collection, Sequence
from decimal import Decimal

from fraudctl.demo.score_wait import Clock
from fraudctl.demo.turns import AHEAD, PATIENCE, Turns
from simulation import LabelledTransaction


def pays(number: int, customer: str, terminal: str | None = None) -> tuple[int, LabelledTransaction]:
    return number, LabelledTransaction(
        transaction_id=f"tx-{number}",
        amount=Decimal(1),
        merchant="Corner Bakery",
        timestamp=number,
        customer_id=customer,
        terminal_id=terminal,
        currency=None,
        metadata=None,
        label="legitimate",
    )


class Stack:
    """Scores that come when they are waited for; a second passes meanwhile."""

    def __init__(self, *, scores: bool = True) -> None:
        self.seconds = 0.0
        self.asked: list[set[str]] = []
        self._scores = scores
        self._coming: set[str] = set()
        self._scored: set[str] = set()

    def scored(self, ids: Collection[str]) -> set[str]:
        self.asked.append(set(ids))
        self._coming |= set(ids)
        return self._scored & set(ids)

    def wait(self, _: float) -> None:
        self.seconds += 1
        if self._scores:
            self._scored |= self._coming

    @property
    def turns(self) -> Turns:
        return Turns(self.scored, Clock(now=lambda: self.seconds, wait=self.wait))


def order(turns: Turns, payments: Sequence[tuple[int, LabelledTransaction]]) -> list[int]:
    return [number for number, _ in turns.of(payments)]


def test_payments_of_different_customers_and_terminals_wait_for_none() -> None:
    stack = Stack()

    assert order(stack.turns, [pays(1, "a", "s"), pays(2, "b", "t"), pays(3, "c")]) == [1, 2, 3]
    assert not stack.asked


def test_a_payment_waits_for_the_score_of_the_one_before_and_others_go_ahead() -> None:
    stack = Stack()

    assert order(stack.turns, [pays(1, "a", "s"), pays(2, "b", "s"), pays(3, "a", "t"), pays(4, "c", "u")]) == [
        1,
        4,
        2,
        3,
    ]
    assert stack.asked[0] == {"tx-1"}
    assert stack.seconds == 1


def test_none_goes_ahead_of_one_that_waits_of_the_same_customer_or_terminal() -> None:
    payments = [pays(1, "a", "s"), pays(2, "a", "t"), pays(3, "b", "t"), pays(4, "b", "u")]

    assert order(Stack().turns, payments) == [1, 2, 3, 4]


def test_those_that_are_sent_before_a_pause_are_waited_for_after_it() -> None:
    stack = Stack()
    turns = stack.turns

    assert [order(turns, [pays(1, "a")]), order(turns, [pays(2, "a")])] == [[1], [2]]
    assert stack.asked[0] == {"tx-1"}


def test_none_goes_ahead_of_many() -> None:
    payments = [pays(number, "a") for number in range(AHEAD)]

    assert order(Stack().turns, [*payments, pays(AHEAD, "b")])[1] == AHEAD
    assert order(Stack().turns, [*payments, pays(AHEAD, "a"), pays(AHEAD + 1, "b")])[2] == AHEAD + 1


def test_where_no_score_comes_the_payments_are_sent_all_the_same() -> None:
    stack = Stack(scores=False)

    assert order(stack.turns, [pays(number, "a") for number in range(5)]) == [0, 1, 2, 3, 4]
    assert stack.seconds == PATIENCE
