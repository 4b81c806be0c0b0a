"""What a phase excuses: what its kinds' faults do, and what a machine that was too slow does."""

from collections import Counter

import pytest

from chaos.excuses import Excuses
from chaos.kinds_of_faults import BEYOND_PATIENCE
from chaos.tally import STALLED, Phase, Tally


def excuses(kinds: list[str], **abandoned: int) -> Excuses:
    counted = Counter({operation.replace("__", ":"): count for operation, count in abandoned.items()})
    return Tally(phase=Phase(kinds=kinds, count=1), abandoned=counted).excuses


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (["contested"], Excuses()),
        (["updated"], Excuses()),
        (["contested-failing"], Excuses()),
        (["late"], Excuses(alerts_repeat=True, outlived=BEYOND_PATIENCE)),
        (["calm", "killed", "late"], Excuses(alerts_repeat=True, crashes=True, outlived=BEYOND_PATIENCE)),
    ],
)
def test_a_phase_excuses_what_its_kinds_do(kinds: list[str], expected: Excuses) -> None:
    assert excuses(kinds) == expected


def test_a_call_that_was_given_up_excuses_what_it_may_have_brought_about() -> None:
    assert excuses(["calm"], sns__Publish=1) == Excuses(alerts_repeat=True)
    assert excuses(["calm"], dynamodb__PutItem__transactions=1) == Excuses(outlived=STALLED)
    assert excuses(["calm"], sqs__SendMessage=1) == Excuses()
