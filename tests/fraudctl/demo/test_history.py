"""The history is in the profiles before anything is sent, with the labels that have come; else nothing is sent."""

import json
from datetime import UTC, datetime

import pytest

from fraudctl.client.line_results import LineOutcome
from fraudctl.profiles import loading
from fraudctl.recovery.errors import Retryable
from handlers.aws.attributes import from_attributes
from handlers.contract.transaction import milliseconds
from handlers.decision.profile import facts
from handlers.decision.profile.codec import decode
from tests.fraudctl.demo.conftest import WRONG, Run
from tests.fraudctl.profiles.stack_of_profiles import CUSTOMER, giving_up


def known_payments(run: Run) -> int:
    """Return how many payments the customers' profiles hold."""
    items = run.target.table.items
    return sum(decode(items[key]["profile"]["B"]).count for key in items if key.startswith("profile#customer#"))


def test_the_history_is_in_the_profiles_before_the_first_transaction_is_sent(run: Run) -> None:
    known: list[int] = []
    run.before_sending = lambda: known.append(known_payments(run))

    demo = run(LineOutcome.ACCEPTED)

    assert known[0] == demo.history.traffic.payments
    assert known[0] > 500, "a day of the town at least"
    assert run.loaded[0] == (0, known[0])
    assert run.loaded[-1] == (known[0], known[0])
    assert demo.as_json()["history"]["loaded"]["folded"] == known[0]


def test_no_label_is_known_that_the_shop_receives_later_than_now(run: Run) -> None:
    demo = run(LineOutcome.ACCEPTED, count=400)

    items = run.target.table.items
    known = [
        label
        for key in items
        if key.startswith("facts#customer#")
        for label in facts.decode(from_attributes(items[key])).labels
    ]
    lines = [json.loads(line) for line in demo.history.traffic.history.read_bytes().splitlines()]
    assert len(known) == demo.history.loaded.labels == sum("label" in each for each in lines) > 0
    assert all(label.received <= milliseconds(datetime.now(UTC)) for label in known)


def test_where_scoring_does_not_answer_nothing_is_sent(run: Run) -> None:
    def fail(_: object) -> None:
        raise Retryable("fraud-scorer failed: ImportError: x")

    run.scoring.before = fail
    demo = run(LineOutcome.ACCEPTED)

    assert demo.summary.lines == 0
    assert demo.missing == ["the history is not loaded: fraud-scorer failed: ImportError: x", str(WRONG)]


def test_where_an_entity_lacks_a_part_of_it_nothing_is_sent(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "MAX_TRIES", 1)
    run.scoring.before = lambda request: giving_up(CUSTOMER) if request["load"]["entries"] else None

    demo = run(LineOutcome.ACCEPTED)

    assert demo.summary.lines == 0
    assert demo.missing[0] == f"the history is not loaded: {CUSTOMER}: lost 5 races"
