"""A transaction's row says what its client was told, before there is a score and after."""

import json
import sys
from datetime import UTC, datetime
from typing import Any

import pytest

from fraudctl import cli
from fraudctl.client import label_rows, scores
from fraudctl.client.row_facts import StoredRow
from fraudctl.client.told import told_decision
from fraudctl.reviews import review_row
from fraudctl.stacks.target import Target
from tests.fraudctl.decided_rows import AS_OF, decided, image, score


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Return a function that types `fraudctl show` where these rows are, and returns what it prints, in a row."""

    def show(rows: list[Any], scored: StoredRow | None, *options: str) -> str:
        monkeypatch.setattr(Target, "find", lambda _: None)
        monkeypatch.setattr(scores, "find_images", lambda *_: (rows, scored))
        monkeypatch.setattr(label_rows, "find_labels", lambda *_: [])
        monkeypatch.setattr(review_row, "find_review", lambda *_: None)
        monkeypatch.setattr(sys, "argv", ["fraudctl", "show", "tx-1", *options])
        with pytest.raises(SystemExit) as ended:
            cli.app()
        assert not ended.value.code
        out = capsys.readouterr().out
        return out if options else " ".join(out.split())

    return show


def test_a_decision_is_shown_in_full_before_it_has_a_score(shown: Any) -> None:
    printed = shown([image(decided())], None)

    for line in (
        "the client was told decline at 2026-11-22T12:30:00.250Z",
        'for the customer, by far_above_habit: "Larger than usual."',
        "not scored yet; what was decided:",
        "score 0.5, outcome decline",
        "far_above_habit +0.5 (amount=120.5, customer.count_30d=7, customer.mean_30d=20.25)",
        "decided by strategy of_a_test, digest",
        "tags: list",
        "customer.mean_30d = 20.25",
        "terminal.count_1h = not known",
    ):
        assert line in printed


def test_what_could_not_be_read_in_time_is_said(shown: Any) -> None:
    decision = decided(known={}, degraded=("facts", "profiles"))

    for printed in (shown([image(decision)], None), shown([image(decision)], score(decision))):
        assert "degraded: facts, profiles could not be read in time" in printed


def test_with_a_score_the_row_still_says_what_the_client_was_told(shown: Any) -> None:
    printed = shown([image(decided())], score(decided()))

    assert "the client was told decline" in printed
    assert "scored at" in printed
    assert "decided anew" not in printed


def test_a_score_that_says_otherwise_than_the_client_was_told_is_no_secret(shown: Any) -> None:
    printed = shown([image(decided())], {**score(decided()), "outcome": "approve"})

    assert "the score says approve: somebody changed the transaction, and it was decided anew" in printed


@pytest.mark.parametrize("changed", [{"amount": 7}, {"merchant": "Another"}, {"amount": "much"}])
def test_a_row_that_somebody_changed_no_longer_says_what_the_client_was_told(changed: dict[str, Any]) -> None:
    assert told_decision(image(decided(), **changed)) is None


def test_a_transaction_that_was_only_stored_has_no_decision(shown: Any) -> None:
    row = {name: value for name, value in image(decided()).items() if name != "decision"}

    assert told_decision(row) is None
    assert "not scored yet" in shown([row], None)


def test_programs_get_the_answer_and_the_features_of_either(shown: Any) -> None:
    early, late = (json.loads(shown([image(decided())], each, "--json")) for each in (None, score(decided())))

    assert early["told"] == late["told"]
    assert early["told"].items() >= {"outcome": "decline", "score": 0.5, "degraded": [], "tags": ["list"]}.items()
    assert [each.get("message") for each in early["told"]["reasons"]] == ["Larger than usual.", None]
    assert datetime.fromisoformat(early["told"]["at"]) == datetime.fromtimestamp(AS_OF / 1000, UTC)
    assert early["features"] == late["features"]
    assert (early["features"]["customer.count_30d"], early["score"]) == (7, None)
