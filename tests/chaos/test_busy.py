"""Of a busy hour the profile holds as many payments as are followed, and of every other hour all."""

from collections.abc import Sequence

import pytest

from chaos.verdict.busy import MOST_FOLLOWED
from tests.chaos.customer import CUSTOMER, NOW, Sent, folded, ids, payment, run, verdict

HOUR = 3_600_000
BEGAN = NOW - NOW // HOUR * HOUR
"""Milliseconds since the last whole hour."""
IN_THE_HOUR = [payment(number, ago=BEGAN + HOUR - number) for number in range(2_010)]
OTHERS = [payment(3_000 + number, ago=number) for number in range(30)]
EVERY = [*IN_THE_HOUR, *OTHERS]


def test_as_many_as_are_followed_are_right_whichever_they_are() -> None:
    judged = verdict(EVERY, folded(EVERY))

    assert (judged.judged, judged.busy, judged.wrong, judged.off) == (1, 1, {}, set())
    assert not verdict(EVERY, folded([*OTHERS[:9], *reversed(IN_THE_HOUR), *OTHERS[9:]])).wrong


@pytest.mark.parametrize(
    "held",
    [
        pytest.param([*IN_THE_HOUR[: MOST_FOLLOWED - 1], *OTHERS], id="one fewer than are followed"),
        pytest.param([*IN_THE_HOUR, *OTHERS[1:]], id="one of another hour missing"),
        pytest.param([*EVERY, {**OTHERS[0], "transaction_id": "tx-again"}], id="one of another hour twice"),
    ],
)
def test_one_fewer_or_one_more_is_wrong(held: Sequence[Sent]) -> None:
    assert verdict(EVERY, folded(held)).wrong.keys() == {CUSTOMER}


def test_what_the_log_says_was_given_up_may_be_missing_of_a_busy_entity_too() -> None:
    gave_up = [run(0, 9, ids(OTHERS[-2:]), given_up={CUSTOMER: "lost 5 races"})]

    assert verdict(EVERY, folded(EVERY[:-1]), runs=gave_up).off == {CUSTOMER}
    assert verdict(EVERY, folded(EVERY[:-3]), runs=gave_up).wrong.keys() == {CUSTOMER}


def test_whoever_has_exactly_as_many_as_are_followed_lacks_none() -> None:
    exactly = [*IN_THE_HOUR[:MOST_FOLLOWED], *OTHERS]

    assert not verdict(exactly, folded(exactly)).wrong
    assert verdict(exactly, folded(exactly[1:])).wrong
