"""The verdict on labels: right ones pass, and whatever is lost, doubled or wrong in a row or in facts is found."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from chaos.label_book import LabelAttempt
from chaos.verdict.allowances import Allowances
from chaos.verdict.final_state import FinalState
from tests.chaos.customer import DAY, NOW, found, payment
from tests.chaos.labelled import FACTS, FRAUD, GOOD, SECOND, facts, faults, held, row, said, state, verdict

STORED = said(FRAUD)
HELD = row(FRAUD, holders=[FACTS])
RIGHT = state([HELD], facts(held(1)))
NOTHING = state([], None)
TAKEN_BACK = state([row(FRAUD, GOOD)], facts())


@pytest.mark.parametrize(
    ("final", "attempts"),
    [
        pytest.param(RIGHT, [STORED, said(FRAUD, "duplicate", at=40)], id="in force, and said again"),
        pytest.param(RIGHT, [said(FRAUD, "", 0), said(FRAUD, "duplicate", at=40)], id="the answer was lost"),
        pytest.param(NOTHING, [said({**FRAUD, "source": "horoscope"}, "refused")], id="refused"),
        pytest.param(
            NOTHING,
            [said({**FRAUD, "source": "horoscope"}, "", 0), said({**FRAUD, "source": "horoscope"}, "refused", at=40)],
            id="the answer was lost, and the repeat refused",
        ),
        pytest.param(NOTHING, [said({**FRAUD, "transaction_id": "unheard-of"}, "unknown")], id="unknown"),
        pytest.param(TAKEN_BACK, [STORED, said(GOOD, at=10)], id="taken back"),
        pytest.param(
            state([row(GOOD, FRAUD)], facts()), [said(GOOD), said(FRAUD, at=10)], id="a label known earlier comes later"
        ),
        pytest.param(
            state(
                [HELD, row(SECOND, received=[5], holders=[FACTS])], facts(held(1), held(2, received=5, amount=45_000))
            ),
            [STORED, said(SECOND, at=5)],
            id="of two payments",
        ),
    ],
)
def test_labels_that_are_in_force_as_their_clients_were_told_are_right(
    final: FinalState, attempts: Sequence[LabelAttempt]
) -> None:
    assert faults(final, *attempts) == []


def test_labels_in_force_are_counted_once_and_contradictions_by_transaction() -> None:
    judged = verdict(TAKEN_BACK, STORED, said(FRAUD, "duplicate", at=5), said(GOOD, at=10))

    assert (judged.in_force, judged.contradicted, judged.keys) == (2, 1, {FACTS})


WITHOUT_ROW = state([], facts(held(1)))
TWICE = {**HELD, "history": HELD["history"] * 2}


@pytest.mark.parametrize(
    ("final", "attempts", "expected"),
    [
        pytest.param(NOTHING, [STORED], ["lost"], id="nothing is there"),
        pytest.param(NOTHING, [said(FRAUD, "unavailable")], ["lost"], id="no repeat was taken, though it is stored"),
        pytest.param(state([HELD], facts()), [STORED], ["lost"], id="not in the facts"),
        pytest.param(state([row(FRAUD)], None), [STORED], ["lost"], id="facts were never written"),
        pytest.param(WITHOUT_ROW, [said(FRAUD, "")], ["lost", "wrong"], id="facts without a row"),
        pytest.param(state([TWICE], facts(held(1))), [STORED], ["doubled"], id="twice in the row"),
        pytest.param(state([HELD], facts(held(1), held(1))), [STORED], ["doubled"], id="twice in the facts"),
        pytest.param(RIGHT, [said(FRAUD, "refused")], ["wrong"], id="refused, and stored"),
        pytest.param(RIGHT, [STORED, said(FRAUD, "refused", at=3)], ["wrong"], id="stored, then refused"),
        pytest.param(RIGHT, [said(SECOND, "unknown")], ["lost", "wrong"], id="a label of another in the facts"),
        pytest.param(RIGHT, [said(FRAUD, at=40)], ["wrong"], id="received when nobody sent it"),
        pytest.param(
            state([{**HELD, "label": "legitimate"}], facts(held(1))), [STORED], ["wrong"], id="another counts"
        ),
        pytest.param(
            state([row(FRAUD, GOOD, holders=[FACTS])], facts(held(1))),
            [STORED, said(GOOD, at=10)],
            ["wrong"],
            id="not taken out of the facts",
        ),
        pytest.param(state([HELD], facts(held(1, amount=1))), [STORED], ["wrong"], id="another amount"),
        pytest.param(state([HELD], facts(held(1, received=7))), [STORED], ["wrong"], id="another receipt"),
        pytest.param(state([HELD], facts(held(1, declined=True))), [STORED], ["wrong"], id="declined"),
        pytest.param(state([row(FRAUD)], facts(held(1))), [STORED], ["wrong"], id="the row knows of no facts"),
        pytest.param(RIGHT, [STORED, said(SECOND, "", 502)], ["lost", "wrong"], id="an answer that no contract knows"),
    ],
)
def test_whatever_is_wrong_with_a_label_is_found(
    final: FinalState, attempts: Sequence[LabelAttempt], expected: Sequence[str]
) -> None:
    assert sorted(faults(final, *attempts)) == sorted(expected)


def test_a_function_that_was_killed_may_answer_anything() -> None:
    judged = verdict(RIGHT, STORED, said(FRAUD, "", 502), allowances=Allowances(crashes=True))

    assert judged.findings == []


MANY = [payment(number, ago=1000 * (number - 1), amount="3") for number in range(1, 67)]
"""More than facts hold one by one: the two earliest are summed by their day."""


def many(days: Sequence[Any], *, one_by_one: int = 64) -> FinalState:
    rows = [row({**FRAUD, "transaction_id": each["transaction_id"]}, holders=[FACTS]) for each in MANY]
    written = facts(*(held(number, amount=30_000) for number in range(1, one_by_one + 1)), days=days)
    return replace(
        found(MANY, None, []), labels={each["transaction_id"]: each for each in rows}, facts={FACTS: written}
    )


def day(frauds: int, payments: int, total: int, squares: int) -> list[Any]:
    return [NOW // DAY, "EUR", NOW, frauds, payments, total, str(squares)]


@pytest.mark.parametrize(
    ("final", "expected"),
    [
        pytest.param(many([day(2, 2, 60_000, 180_000)]), [], id="right"),
        pytest.param(many([day(2, 2, 60_000, 180_001)]), ["wrong"], id="other squares"),
        pytest.param(many([day(3, 2, 60_000, 180_000)]), ["wrong"], id="a fraud too many"),
        pytest.param(many([]), ["lost", "lost"], id="none"),
        pytest.param(many([day(3, 3, 90_000, 270_000)], one_by_one=63), ["wrong"], id="beside fewer than fit"),
    ],
)
def test_labels_that_are_summed_by_the_day_are_reckoned_too(final: FinalState, expected: Sequence[str]) -> None:
    sent = [said({**FRAUD, "transaction_id": each["transaction_id"]}) for each in MANY]

    assert faults(final, *sent) == expected
