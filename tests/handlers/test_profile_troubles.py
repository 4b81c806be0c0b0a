"""Profiles that cannot be read, written or followed are named and counted, and stop no payment from being decided."""

from types import SimpleNamespace
from typing import Any

import pytest

from handlers.contract.errors import PartialBatchError
from handlers.decision.profile.codec import FORM
from tests.handlers.functions import FunctionLogs
from tests.handlers.known_payments import COUNT_1H, SCORED_AT, SUM_1H, known, payment, profile, put, stored
from tests.handlers.recorded_calls import THROTTLED, record_calls
from tests.handlers.scoring_on_aws import ScoringOnAws
from tests.handlers.strategies import strategy_of

HABIT = strategy_of({"when": "customer.count_1h >= 2 and customer.sum_1h > 25", "outcome": "review"})
KEY = "profile#customer#C-1"
NEWER = bytes((FORM + 1,)) + b"of a later release"


@pytest.fixture(autouse=True)
def _scoring(scoring: ScoringOnAws, monkeypatch: pytest.MonkeyPatch, logs: FunctionLogs) -> None:
    monkeypatch.setattr(scoring.module, "time", SimpleNamespace(time=lambda: SCORED_AT))
    scoring.decide_by(HABIT)
    logs.text()


@pytest.mark.parametrize("attributes", [{"profile": b""}, {"profile": b"\x01damaged"}, {"profile": "text"}, {}])
def test_a_damaged_profile_is_named_counted_and_written_anew(
    scoring: ScoringOnAws, logs: FunctionLogs, attributes: dict[str, Any]
) -> None:
    put(scoring, KEY, **attributes)

    scoring.score(payment(1), payment(2, 1), payment(3, customer="C-2"))

    warning, line = logs.lines()
    named = {name: warning[name] for name in ("level", "message", "entity", "reason")}
    assert named == {
        "level": "WARN",
        "message": "unreadable profile",
        "entity": KEY,
        "reason": "the profile is damaged",
    }
    assert (line["UnreadableProfiles"], line["count"]) == (1, 3)
    assert [known(scoring, each)[COUNT_1H] for each in (1, 2, 3)] == [0, 1, 0]
    assert (profile(scoring).count, stored(scoring)[KEY]["version"]) == (2, {"N": "2"})


def test_a_profile_of_a_newer_release_is_named_counted_and_left_as_it_is(
    scoring: ScoringOnAws, logs: FunctionLogs
) -> None:
    put(scoring, KEY, profile=NEWER)
    before = stored(scoring)

    for number in (1, 2):
        assert scoring.score(payment(number, number), payment(number + 10, number + 0.5))["scored"] == 2
        warning, line = logs.lines()
        assert (warning["entity"], warning["reason"]) == (KEY, "the profile is of form 2, newer than 1")
        assert line["UnreadableProfiles"] == 1

    assert stored(scoring) == before
    assert [known(scoring, each)[COUNT_1H] for each in (1, 11, 2, 12)] == [0, 0, 0, 0], "in one batch as in two"


def test_damaged_facts_are_named_counted_and_left_as_they_are(scoring: ScoringOnAws, logs: FunctionLogs) -> None:
    put(scoring, "facts#customer#C-1", labels=b"\x01damaged")
    before = stored(scoring)

    scoring.score(payment(1), payment(2, 1))

    warning, line = logs.lines()
    assert (warning["entity"], line["UnreadableProfiles"], line["count"]) == ("facts#customer#C-1", 1, 2)
    assert known(scoring, 2) == {COUNT_1H: 1, SUM_1H: 10}
    assert {"facts#customer#C-1": stored(scoring)["facts#customer#C-1"]} == before


@pytest.mark.parametrize("settled", [False, True], ids=["new", "changed in its table"])
def test_nothing_is_decided_while_the_profiles_cannot_be_read(scoring: ScoringOnAws, settled: bool) -> None:  # noqa: FBT001 -- pytest's
    if settled:
        scoring.score(payment(1))
    before = scoring.items, stored(scoring)

    def refuse(name: str, arguments: Any) -> Any:
        if name == "batch_get_item" and scoring.profiles in arguments["RequestItems"]:
            raise THROTTLED

    record_calls(scoring, refuse)
    with pytest.raises(PartialBatchError, match="ClientError"):
        scoring.score(payment(1, amount="99"))
    assert (scoring.items, stored(scoring)) == before

    record_calls(scoring)
    assert scoring.score(payment(1, amount="99"))["scored"] == 1


def test_nothing_is_scored_while_the_profiles_cannot_be_written(scoring: ScoringOnAws) -> None:
    def refuse(name: str, arguments: Any) -> Any:
        if name == "batch_execute_statement" and scoring.profiles in str(arguments):
            raise THROTTLED

    record_calls(scoring, refuse)
    with pytest.raises(PartialBatchError, match="ClientError"):
        scoring.score(payment(1))

    assert not scoring.items
