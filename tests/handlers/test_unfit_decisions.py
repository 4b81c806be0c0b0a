"""A decision that is not the transaction's, or none, is decided anew: named, counted, and no harm to its neighbours."""

from base64 import b64decode
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from tests.handlers.functions import FunctionLogs
from tests.handlers.known_payments import SCORED_AT, payment, profile
from tests.handlers.scoring_on_aws import ScoringOnAws
from tests.handlers.strategies import strategy_of
from tests.handlers.told_decisions import told, with_decision

OWN = strategy_of({"code": "large", "when": "amount > 100", "outcome": "review"})
BEFORE = strategy_of({"code": "all", "when": "True", "outcome": "decline", "weight": Decimal("0.7")})


@pytest.fixture(autouse=True)
def _now(scoring: ScoringOnAws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring.module, "time", SimpleNamespace(time=lambda: SCORED_AT))
    scoring.decide_by(OWN)


WRITTEN = b64decode(told(payment(1), BEFORE)["decision"])
DAMAGED = {"empty": b"", "cut": WRITTEN[:-3], "newer": b"\x63" + WRITTEN[1:], "foreign": b"\x00\xff" * 40}


@pytest.mark.parametrize("written", DAMAGED.values(), ids=DAMAGED)
def test_what_is_no_decision_is_decided_anew_and_counted(
    scoring: ScoringOnAws, logs: FunctionLogs, written: bytes
) -> None:
    scoring.score(with_decision(payment(1), written), told(payment(2, 1), BEFORE))

    assert [scoring.items[each]["outcome"] for each in ("tx-001", "tx-002")] == ["approve", "decline"]
    assert scoring.items["tx-001"]["strategy"]["digest"] == OWN.digest
    assert profile(scoring).count == 2
    warning, line = logs.lines()
    assert (warning["message"], warning["id"], warning["level"]) == ("decision not taken", "tx-001", "WARN")
    assert warning["reason"]
    assert line["UnfitDecisions"] == 1


def test_a_decision_on_another_transaction_is_not_taken(scoring: ScoringOnAws, logs: FunctionLogs) -> None:
    scoring.score(with_decision(payment(2), WRITTEN))

    assert scoring.items["tx-002"]["outcome"] == "approve"
    assert "other fields" in logs.lines()[0]["reason"]


@pytest.mark.parametrize(
    ("changed", "outcome"), [({"amount": "200"}, "review"), ({"merchant": "Other"}, "approve")], ids=["amount", "name"]
)
def test_a_row_that_somebody_changed_is_decided_anew_and_keeps_when_it_was_alerted(
    scoring: ScoringOnAws, monkeypatch: pytest.MonkeyPatch, changed: dict[str, Any], outcome: str
) -> None:
    original = told(payment(1), BEFORE, degraded=("facts",))
    scoring.score(original)
    before = scoring.items["tx-001"]
    assert (before["outcome"], before["degraded"]) == ("decline", ["facts"])
    monkeypatch.setattr(scoring.module, "time", SimpleNamespace(time=lambda: SCORED_AT + 60))

    scoring.score({**original, **changed, "row_received": int(SCORED_AT * 1000)})

    row = scoring.items["tx-001"]
    assert (row["outcome"], row["strategy"]["digest"]) == (outcome, OWN.digest)
    assert (row["alerted_at"], row["alerted_timestamps"]) == (before["alerted_at"], before["alerted_timestamps"])
    assert "degraded" not in row
    assert profile(scoring).count == 1


def test_of_an_arrival_and_its_change_in_one_batch_the_last_counts(scoring: ScoringOnAws) -> None:
    original = told(payment(1), BEFORE)
    scoring.score(original, {**original, "amount": "200"})
    assert (scoring.items["tx-001"]["outcome"], scoring.items["tx-001"]["amount"]) == ("review", 200)
