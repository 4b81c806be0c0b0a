"""Decisions in the request, many at once, through the deployed API."""

import json
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from fraudctl.recovery import Stage, redrive_queue
from fraudctl.stacks.local_stack import LocalStack
from tests.pipeline.other_strategy import deciding_by
from tests.pipeline.stack_calls import ApiAnswer, items, post_transaction, scores, stored_transactions
from tests.pipeline.waiting import eventually

AT_ONCE = 50

FIVE_ON_A_CARD = {
    "name": "five",
    "thresholds": {"review": 0.8, "decline": 0.95},
    "entities": {"card": "metadata.card_token"},
    "when_degraded": "review",
    "rules": [{"code": "sixth", "when": "card.attempts_10m > 5", "weight": 0, "outcome": "decline"}],
}


def decide_all(stack: LocalStack, requests: Sequence[Mapping[str, Any]]) -> list[ApiAnswer]:
    """Return the answers to requests that are sent at once, each sent again until it is answered."""

    def decide(request: Mapping[str, Any]) -> ApiAnswer:
        def answered() -> ApiAnswer | None:
            try:
                answer = post_transaction(stack, {**request}, endpoint="decisions_endpoint")
            except TimeoutError:  # fifty functions start at once
                return None
            assert answer.status in (200, 429, 503), answer.body
            return answer if answer.status == 200 else None

        return eventually(answered, f"decision on {request['transaction_id']}")

    with ThreadPoolExecutor(len(requests)) as clients:
        return list(clients.map(decide, requests))


def test_of_fifty_decisions_at_once_on_one_card_at_most_five_are_approved(pipeline: LocalStack, tmp_path: Path) -> None:
    file, now = tmp_path / "five.json", time.time_ns() // 1_000_000
    file.write_text(json.dumps(FIVE_ON_A_CARD), encoding="utf-8")
    requests = [
        {
            "transaction_id": f"at-once-{number}",
            "amount": 1,
            "timestamp": now,
            "metadata": {"card_token": "t-at-once"},
        }
        for number in range(AT_ONCE)
    ]

    with deciding_by(pipeline, "decision", {"STRATEGY_FILE": str(file)}):
        answers = decide_all(pipeline, requests)

    outcomes = {answer.body["transaction_id"]: answer.body["outcome"] for answer in answers}
    approved = [each for each, outcome in outcomes.items() if outcome == "approve"]
    uncounted = [each for each in answers if "attempts" in each.body.get("degraded", ())]
    assert len(approved) <= 5, "the sixth on the card, and those that could not be counted, are not approved"
    assert len(approved) + len(uncounted) > 0
    assert sum(outcome == "decline" for outcome in outcomes.values()) >= AT_ONCE - 5 - len(uncounted)


def test_an_id_that_many_ask_for_at_once_has_one_decision(pipeline: LocalStack) -> None:
    request = {
        "transaction_id": "asked-at-once",
        "amount": 12_500,
        "merchant": "Offshore",
        "timestamp": 1_767_603_600_009,
    }

    answers = decide_all(pipeline, [request] * 20)
    redrive_queue(pipeline.target, Stage.INGESTION)  # of those whose answer the tables did not take in time

    told = {(answer.body["outcome"], answer.body["timestamp"]) for answer in answers}
    (row,) = stored_transactions(pipeline, "asked-at-once")
    claims = [each for each in items(pipeline, "fraud_decisions_table_name") if each["key"] == "id#asked-at-once"]
    assert told == {("review", request["timestamp"])} == {("review", row["timestamp"])}
    assert len(claims) == 1
    assert scores(pipeline, ["asked-at-once"])["asked-at-once"]["outcome"] == "review"
