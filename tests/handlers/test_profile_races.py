"""A profile that others change at the same time is folded again, given up by name, or left alone while it is busy."""

from types import SimpleNamespace
from typing import Any

import pytest

from handlers.contract.score_request import unpack
from handlers.decision.batch import BatchDecider
from handlers.decision.panel import Panel
from handlers.decision.profile.codec import FORM, encode
from handlers.decision.profile.fold import fold
from handlers.decision.profile.profile import MOST_AN_HOUR, Profile
from tests.handlers.functions import FunctionLogs
from tests.handlers.known_payments import COUNT_1H, FIRST, HOUR, SCORED_AT, known, payment, profile, put, stored
from tests.handlers.recorded_calls import record_calls
from tests.handlers.scoring_on_aws import ScoringOnAws
from tests.handlers.strategies import strategy_of

HABIT = strategy_of({"when": "customer.count_1h >= 2 and customer.sum_1h > 25", "outcome": "review"})
KEY = "profile#customer#C-1"


@pytest.fixture(autouse=True)
def _scoring(scoring: ScoringOnAws, monkeypatch: pytest.MonkeyPatch, logs: FunctionLogs) -> None:
    monkeypatch.setattr(scoring.module, "time", SimpleNamespace(time=lambda: SCORED_AT))
    scoring.decide_by(HABIT)
    logs.text()


def test_a_race_that_is_lost_is_folded_into_what_the_other_wrote(scoring: ScoringOnAws, logs: FunctionLogs) -> None:
    scoring.score(payment(1))
    logs.text()
    others = iter([payment(2, 1)])

    def come_between(name: str, arguments: Any) -> Any:
        if name == "batch_execute_statement" and scoring.profiles in str(arguments):
            for other in others:
                _another_folds(scoring, other)

    record_calls(scoring, come_between)
    scoring.score(payment(3, 2))

    (line,) = logs.lines()
    assert (line["ProfileRaces"], "ProfilesGivenUp" in line) == (1, False)
    assert (profile(scoring).count, stored(scoring)[KEY]["version"]) == (3, {"N": "3"})
    assert known(scoring, 3)[COUNT_1H] == 1, "decided by what was read"


def test_a_profile_that_a_newer_release_writes_in_between_is_left_as_it_is_and_named(
    scoring: ScoringOnAws, logs: FunctionLogs
) -> None:
    newer = bytes((FORM + 1,)) + b"of a later release"

    def come_between(name: str, arguments: Any) -> Any:
        if name == "batch_execute_statement" and KEY in str(arguments):
            put(scoring, KEY, profile=newer)

    record_calls(scoring, come_between)
    assert scoring.score(payment(1))["scored"] == 1

    warning, line = logs.lines()
    assert (warning["message"], warning["entity"]) == ("unreadable profile", KEY)
    assert (line["UnreadableProfiles"], line["ProfileRaces"]) == (1, 1)
    assert (stored(scoring)[KEY]["profile"]["B"], stored(scoring)[KEY]["version"]) == (newer, {"N": "1"})


def test_an_entity_that_others_change_all_the_time_is_given_up_by_name_and_all_is_scored(
    scoring: ScoringOnAws, logs: FunctionLogs
) -> None:
    others = (payment(number, 1) for number in range(10, 99))

    def come_between(name: str, arguments: Any) -> Any:
        if name == "batch_execute_statement" and KEY in str(arguments):
            _another_folds(scoring, next(others))

    record_calls(scoring, come_between)
    summary = scoring.score(payment(1), payment(2, 1), payment(3, customer="C-2"))

    warning, line = logs.lines()
    assert summary == {"received": 3, "scored": 3, "alerts": 0}
    named = {name: warning[name] for name in ("level", "message", "entity", "reason")}
    assert named == {"level": "WARN", "message": "profile given up", "entity": KEY, "reason": "lost 5 races"}
    assert (line["ProfilesGivenUp"], line["ProfileRaces"]) == (1, 5)
    assert (profile(scoring).count, profile(scoring, "customer#C-2").count) == (5, 1)


def _another_folds(scoring: ScoringOnAws, fields: dict[str, Any]) -> None:
    """Fold a payment as another invocation does, in one step."""
    written = stored(scoring).get(KEY)
    (transaction,) = unpack({"transactions": [fields]})
    event = BatchDecider(Panel.of_one(HABIT)).event(transaction, received=FIRST, declined=False).of("customer")
    after = fold(profile(scoring) if written else None, event)
    assert after is not None
    put(scoring, KEY, profile=encode(after), version=int(written["version"]["N"]) + 1 if written else 1)


def busy_until_noon() -> Profile:
    """Return the profile of an entity with too many payments in the hour before the first one's."""
    found, scored = None, BatchDecider(Panel.of_one(HABIT))
    payments = [payment(number, timestamp=FIRST - HOUR + number) for number in range(MOST_AN_HOUR + 1)]
    for transaction in unpack({"transactions": payments}):
        found = fold(found, scored.event(transaction, received=FIRST, declined=False).of("customer"))
    assert found is not None
    return found


def test_a_busy_entity_is_left_alone_until_its_hour_is_over(scoring: ScoringOnAws, logs: FunctionLogs) -> None:
    put(scoring, KEY, profile=encode(busy_until_noon()))
    before = stored(scoring)

    scoring.score(payment(5000, -1), payment(5001, -0.5))

    assert stored(scoring) == before
    assert known(scoring, 5001) == {COUNT_1H: MOST_AN_HOUR + 1}
    assert "ProfilesGivenUp" not in logs.lines()[0]

    scoring.score(payment(5002, 1))

    assert profile(scoring).count == MOST_AN_HOUR + 2
