"""A phase allows what its kinds' faults cause, and what a machine that was too slow causes."""

from collections import Counter

import pytest

from chaos.kinds import KINDS
from chaos.kinds.shared_faults import BEYOND_TIMEOUT
from chaos.ledger import Ledger
from chaos.phase import STALLED, Phase, PhaseTally, require_distinct
from chaos.phase_traffic import PhaseTraffic
from chaos.verdict.allowances import Allowances


def allowances(kinds: list[str], **abandoned: int) -> Allowances:
    counted = Counter({operation.replace("__", ":").replace("_", "-"): count for operation, count in abandoned.items()})
    return PhaseTally(phase=Phase(kinds=kinds, count=1), abandoned=counted).allowances


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (["contested"], Allowances()),
        (["updated"], Allowances()),
        (["contested-failing"], Allowances(answers_lost=True)),
        (["late"], Allowances(alerts_repeat=True, answers_lost=True, late_effect=BEYOND_TIMEOUT)),
        (
            ["calm", "killed", "late"],
            Allowances(alerts_repeat=True, answers_lost=True, crashes=True, late_effect=BEYOND_TIMEOUT),
        ),
    ],
)
def test_a_phase_allows_what_its_kinds_allow(kinds: list[str], expected: Allowances) -> None:
    assert allowances(kinds) == expected


def test_a_call_that_was_given_up_allows_what_it_may_have_caused() -> None:
    assert allowances(["calm"], sns__Publish=1) == Allowances(alerts_repeat=True, crashes=True)
    assert allowances(["calm"], dynamodb__PutItem__transactions=1) == Allowances(late_effect=STALLED, crashes=True)
    written = allowances(["calm"], dynamodb__BatchExecuteStatement__fraud_profiles=1)
    assert written == Allowances(answers_lost=True, crashes=True)
    assert allowances(["calm"], sqs__SendMessage=1) == Allowances(crashes=True)
    assert allowances(["calm"]) == Allowances()


def test_a_call_that_was_given_up_in_the_recovery_may_have_been_of_any_phase() -> None:
    tally = PhaseTally(phase=Phase(kinds=["calm"], count=1), abandoned_later=Counter({"sns:Publish": 1}))

    assert tally.allowances == Allowances(alerts_repeat=True)


def test_two_phases_never_label_transactions_alike() -> None:
    calm, all_at_once, pair = (Phase(kinds=kinds, count=1) for kinds in (["calm"], [*KINDS], ["calm", "killed"]))

    require_distinct([calm, all_at_once, pair])
    with pytest.raises(ValueError, match="several phases send calm"):
        require_distinct([calm, pair, calm])


def test_kinds_that_come_together_keep_their_own_labels_in_turn() -> None:
    kinds = {f"mixed-{name}": KINDS[name] for name in ("racing", "odd-payments", "grown", "calm")}
    traffic = PhaseTraffic(
        stack=None,  # type: ignore[arg-type]  # nothing is sent
        ledger=Ledger(),
        kinds=kinds,
        count=20,
        seed=1,
        clients=1,
        progress=lambda _: None,
    )

    labels = list[str]()
    for label, case in traffic.cases():
        labels.append(label)
        assert all(each["transaction_id"].startswith(f"{label}-0") for post in case.posts for each in post.requests)
    assert labels[:4] == list(kinds)
    assert set(labels) == set(kinds)
