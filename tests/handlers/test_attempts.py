"""Attempts count at once, each id once, over the present and the last bucket, and stop at 256."""

from typing import Any

import pytest

from handlers.decision.stored_decision import decode
from tests.handlers.broken_aws import broken
from tests.handlers.decisions_on_aws import DECISIONS, NOW, DecisionsOnAws
from tests.handlers.functions import FunctionLogs
from tests.handlers.strategies import strategy_of

BUCKET = 300_000
START = NOW // BUCKET * BUCKET
"""The beginning of the present bucket."""

READING = strategy_of(
    {"when": "card.attempts_10m > 5", "outcome": "decline"},
    {"when": "device.attempts_10m > 1000"},
    entities={"card": "metadata.card_token", "device": "metadata.device_id"},
)


def paid(number: int, timestamp: int = NOW, **metadata: Any) -> dict[str, Any]:
    held = {"card_token": "T-9", **metadata}
    return {"transaction_id": f"tx-{number}", "amount": 20, "timestamp": timestamp, "metadata": held}


def counted(decisions: DecisionsOnAws, request: dict[str, Any]) -> int:
    """Return the attempts that a request was decided by."""
    from handlers.contract.row_image import from_image  # noqa: PLC0415

    decisions.post(request)
    rows = decisions.aws.client("dynamodb").scan(TableName=decisions.ingestion.table)["Items"]
    (row,) = [each for each in rows if each["transaction_id"]["S"] == request["transaction_id"]]
    features = decode(bytes(row["decision"]["B"]), from_image(row)).basis.features
    return int(features["card"][15])


def test_the_sixth_of_a_burst_is_declined(decisions: DecisionsOnAws) -> None:
    decisions.decide_by(READING)
    outcomes = [decisions.post(paid(number)).body["outcome"] for number in range(8)]
    assert outcomes == ["approve"] * 5 + ["decline"] * 3


def test_a_repeat_counts_once(decisions: DecisionsOnAws) -> None:
    decisions.decide_by(READING)
    for _ in range(20):
        decisions.post(paid(0))
    assert decisions.post(paid(1)).body["outcome"] == "approve"
    assert decisions.attempts == {f"attempts#card#T-9#{NOW // BUCKET}": 2}


def test_the_last_bucket_counts_and_the_one_before_it_does_not(decisions: DecisionsOnAws) -> None:
    decisions.decide_by(READING)
    for number, timestamp in enumerate([START - BUCKET - 1, START - BUCKET, START - 1]):
        decisions.post(paid(number, timestamp))

    assert counted(decisions, paid(3, START)) == 3
    assert counted(decisions, paid(4, START - 1)) == 4, "those of before, and itself; not one of a later bucket"


def test_a_set_expires_two_hours_after_its_last_write(decisions: DecisionsOnAws) -> None:
    decisions.decide_by(READING)
    decisions.post(paid(0, START))
    decisions.clock.now += 60_000
    decisions.post(paid(1, START))

    expiries = [each["expiry"] for each in decisions.table(DECISIONS) if each["key"].startswith("attempts#")]
    assert expiries == [decisions.clock.now // 1000 + 7200]


def test_256_is_256_or_more_and_is_not_written_any_further(decisions: DecisionsOnAws, logs: FunctionLogs) -> None:
    decisions.decide_by(READING)
    ids = [number.to_bytes(8, "big") for number in range(256)]
    key = f"attempts#card#T-9#{NOW // BUCKET}"
    item: Any = {"key": {"S": key}, "ids": {"BS": ids}}
    decisions.aws.client("dynamodb").put_item(TableName=DECISIONS, Item=item)

    counts = [counted(decisions, paid(number)) for number in range(2)]
    with broken(decisions) as made:
        decisions.post(paid(2))

    assert counts == [256, 256]
    assert decisions.attempts == {key: 256}
    assert "UpdateItem" not in made.calls, "this instance saw it full"
    assert [line["AttemptsFull"] for line in logs.lines()] == [1, 1, 1]
    assert decisions.post(paid(3)).body.get("degraded") is None


def test_of_two_kinds_each_has_its_own_and_they_share_one_read(decisions: DecisionsOnAws) -> None:
    decisions.decide_by(READING)
    with broken(decisions) as made:
        decisions.post(paid(0, device_id="D-1"))

    assert made.calls == ["Query", "BatchGetItem", "BatchGetItem", "UpdateItem", "UpdateItem", "TransactWriteItems"]
    assert sorted(key.split("#")[1] for key in decisions.attempts) == ["card", "device"]


@pytest.mark.parametrize("card", [1.5, True, "", "x" * 129, ["a"]])
def test_what_is_no_id_is_no_entity(decisions: DecisionsOnAws, card: Any) -> None:
    decisions.decide_by(READING)
    answer = decisions.post(paid(0, card_token=card))

    assert answer.status == (400 if isinstance(card, list) else 200)
    assert not decisions.attempts


def test_an_instance_that_saw_more_full_buckets_than_it_remembers_counts_them_as_before(
    decisions: DecisionsOnAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.aws.attempt_store.MOST_FULL", 1)
    decisions.decide_by(READING)
    ids = [number.to_bytes(8, "big") for number in range(256)]
    for card in ("T-1", "T-2"):
        item: Any = {"key": {"S": f"attempts#card#{card}#{NOW // BUCKET}"}, "ids": {"BS": ids}}
        decisions.aws.client("dynamodb").put_item(TableName=DECISIONS, Item=item)

    cards = ("T-1", "T-2", "T-1", "T-1")
    calls = list[int]()
    for number, card in enumerate(cards):
        with broken(decisions) as made:
            assert decisions.post(paid(number, card_token=card)).body["outcome"] == "decline"
        calls.append(made.calls.count("UpdateItem"))

    assert calls == [1, 1, 1, 0], "the one before is forgotten, and asked for once more"
