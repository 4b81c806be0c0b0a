"""Whatever breaks behind Decision, the client is answered in time, and told what the answer is worth."""

import json
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from tests.handlers.broken_aws import BrokenAws, broken, refusal
from tests.handlers.decisions_on_aws import DECISIONS, NOW, DecisionsOnAws
from tests.handlers.functions import FunctionLogs
from tests.handlers.strategies import strategy_of

PAID: dict[str, Any] = {
    "transaction_id": "tx-1",
    "amount": 20,
    "merchant": "Corner Bakery",
    "timestamp": NOW - 500,
    "customer_id": "C-1",
    "metadata": {"card_token": "T-9"},
}
READING = strategy_of(
    {"when": "customer.count_1h == 0", "weight": Decimal("0.1")},
    {"when": '"blocked" in customer.lists', "outcome": "decline"},
    {"when": "card.attempts_10m > 5", "outcome": "decline"},
    {"when": "missing(customer.count_1h)", "tags": ["without_profile"]},
    entities={"card": "metadata.card_token"},
    when_degraded="review",
)
BLOCKING = strategy_of(
    {"when": '"blocked" in customer.lists', "outcome": "decline"},
    {"when": '"trusted" not in terminal.lists'},
)
TRANSACTIONS, PROFILES, SCORES = "transactions-test", "fraud-profiles-test", "fraud-scores-test"
LONGEST_ANSWER = 3.0
"""Seconds."""

TABLES_OUT = [
    ("Query", TRANSACTIONS),
    ("TransactWriteItems", ""),
    ("BatchGetItem", PROFILES),
    ("BatchGetItem", DECISIONS),
    ("UpdateItem", DECISIONS),
    ("SendMessage", ""),
]


@pytest.fixture
def aws_broken(decisions: DecisionsOnAws) -> Iterator[BrokenAws]:
    decisions.decide_by(READING)
    with broken(decisions) as made:
        yield made


def _held(decisions: DecisionsOnAws) -> Exception:
    """Return the SDK's error for a transaction whose row another one is about to write."""
    reasons = [{"Code": "None"}, {"Code": "TransactionConflict"}]
    held = refusal("TransactionCanceledException", "TransactWriteItems", CancellationReasons=reasons)
    error: Exception = decisions.module.writes.exceptions.TransactionCanceledException(
        held.response, "TransactWriteItems"
    )
    return error


def _late() -> Exception:
    return ReadTimeoutError(endpoint_url="https://memory.invalid")


def test_all_is_well_without_a_word(decisions: DecisionsOnAws, aws_broken: BrokenAws) -> None:
    answer = decisions.post(PAID)

    assert (answer.body["outcome"], answer.body["score"], "degraded" in answer.body) == ("approve", 0.1, False)
    assert aws_broken.calls == ["Query", "BatchGetItem", "BatchGetItem", "UpdateItem", "TransactWriteItems"]


@pytest.mark.parametrize(
    ("out", "words"),
    [
        ([("BatchGetItem", PROFILES)], ["profiles", "facts"]),
        ([("BatchGetItem", DECISIONS)], ["attempts"]),
        ([("UpdateItem", DECISIONS)], ["attempts"]),
        ([("BatchGetItem", PROFILES), ("UpdateItem", DECISIONS)], ["profiles", "facts", "attempts"]),
    ],
)
def test_what_could_not_be_read_is_named_and_the_outcome_is_no_milder_than_the_strategy_says(
    decisions: DecisionsOnAws, aws_broken: BrokenAws, logs: FunctionLogs, out: Any, words: list[str]
) -> None:
    for each in out:
        aws_broken.fail(*each)

    answer = decisions.post(PAID)

    assert (answer.status, answer.body["outcome"], answer.body["degraded"]) == (200, "review", words)
    (line,) = logs.lines()
    assert [name for name in line if name.startswith("Degraded")] == [f"Degraded{each.title()}" for each in words]
    aws_broken.mend()
    again = decisions.post(PAID)
    assert again.body == {**answer.body, "duplicate": True}


def test_a_profile_that_was_not_read_is_not_taken_for_an_empty_one(
    decisions: DecisionsOnAws, aws_broken: BrokenAws
) -> None:
    aws_broken.fail("BatchGetItem", PROFILES)
    answer = decisions.post(PAID)

    assert (answer.body["score"], answer.body["tags"]) == (0, ["without_profile"])


def test_a_part_of_the_items_that_dynamodb_leaves_out_is_named(
    decisions: DecisionsOnAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    decisions.decide_by(READING)
    reads = decisions.module.reads
    read = reads.batch_get_item

    def leave_out(**asked: Any) -> Any:
        answer = read(**asked)
        if PROFILES in asked["RequestItems"]:
            left = [
                each for each in asked["RequestItems"][PROFILES]["Keys"] if each["entity"]["S"].startswith("facts#")
            ]
            answer["UnprocessedKeys"] = {PROFILES: {"Keys": left}}
        return answer

    monkeypatch.setattr(reads, "batch_get_item", leave_out)

    assert decisions.post(PAID).body["degraded"] == ["facts"]


def test_a_list_that_was_read_counts_though_facts_of_another_entity_were_not(
    decisions: DecisionsOnAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    decisions.decide_by(BLOCKING)
    listed = {"blocked": {"by": "somebody", "at": 1}}
    decisions.put(PROFILES, {"entity": "facts#customer#C-1", "version": 1, "lists": listed})
    reads = decisions.module.reads
    read = reads.batch_get_item

    def leave_out(**asked: Any) -> Any:
        answer = read(**asked)
        left = [each for each in asked["RequestItems"][PROFILES]["Keys"] if "terminal" in each["entity"]["S"]]
        answer["UnprocessedKeys"] = {PROFILES: {"Keys": left}}
        return answer

    monkeypatch.setattr(reads, "batch_get_item", leave_out)
    answer = decisions.post(PAID | {"terminal_id": "T-1"})

    assert (answer.body["outcome"], answer.body["degraded"]) == ("decline", ["facts"])
    assert [each["reason"] for each in answer.body["reasons"]] == ["rule_0"], "nothing is known of the terminal"


@pytest.mark.parametrize("out", [each for size in range(1, 7) for each in combinations(TABLES_OUT, size)])
def test_an_answer_takes_three_seconds_at_most_whatever_hangs(
    decisions: DecisionsOnAws, aws_broken: BrokenAws, out: Any
) -> None:
    for each in out:
        aws_broken.fail(*each)

    answer = decisions.post(PAID)

    hangs = {operation for operation, _ in out}
    stored = not hangs & {"Query", "TransactWriteItems"}
    assert aws_broken.now <= LONGEST_ANSWER
    assert answer.status == (503 if not stored and "SendMessage" in hangs else 200)
    assert answer.status == 200 or answer.headers["Retry-After"] == "5"
    aws_broken.mend()
    assert (len(decisions.rows), len(decisions.queued)) == (stored, not stored and answer.status == 200)


def test_a_decision_that_neither_tables_nor_queue_took_is_counted_as_undurable(
    decisions: DecisionsOnAws, aws_broken: BrokenAws, logs: FunctionLogs
) -> None:
    aws_broken.fail("TransactWriteItems")
    aws_broken.fail("SendMessage")
    logs.lines()

    assert decisions.post(PAID).status == 503

    (line,) = logs.lines()
    assert (line["level"], line["transaction_id"], line["Undurable"]) == ("WARN", "tx-1", 1)


@pytest.mark.parametrize("conflicts", [1, 2, 3, 9])
def test_an_answer_takes_three_seconds_at_most_however_others_hold_the_id(
    decisions: DecisionsOnAws, aws_broken: BrokenAws, conflicts: int
) -> None:
    aws_broken.fail("TransactWriteItems", "", *[_held(decisions)] * conflicts)

    answer = decisions.post(PAID)

    assert aws_broken.now <= LONGEST_ANSWER
    assert (answer.status, answer.headers.get("Retry-After")) == ((200, None) if conflicts < 3 else (503, "1"))
    assert len(decisions.rows) == (conflicts < 3)


def test_no_transaction_is_begun_for_which_no_time_is_left(decisions: DecisionsOnAws, aws_broken: BrokenAws) -> None:
    aws_broken.fail("BatchGetItem", PROFILES)
    aws_broken.fail("TransactWriteItems", "", refusal("InternalServerError"), _held(decisions), *[_late()] * 2)
    aws_broken.fail("SendMessage")
    store, find = decisions.module.store, decisions.module.store.rows

    def find_late(transaction_id: str) -> Any:
        aws_broken.now += 0.29  # just within what its client waits
        return find(transaction_id)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "rows", find_late)
        answer = decisions.post(PAID)

    assert aws_broken.now <= LONGEST_ANSWER
    assert (answer.status, answer.headers["Retry-After"]) == (503, "1")
    assert aws_broken.calls.count("TransactWriteItems") == 2


def test_the_times_that_calls_take_are_those_of_the_design(decisions: DecisionsOnAws) -> None:
    module = decisions.module
    reads, *writes = (each.meta.config for each in (module.reads, module.writes, module.dead_letters._client))  # noqa: SLF001

    assert (reads.connect_timeout, reads.read_timeout) == (0.15, 0.15)
    assert [each.connect_timeout + each.read_timeout for each in writes] == [pytest.approx(0.5)] * 2
    assert all(each.retries == {"mode": "standard", "total_max_attempts": 1} for each in (reads, *writes))


def test_a_look_that_fails_once_is_repeated(decisions: DecisionsOnAws, aws_broken: BrokenAws) -> None:
    decisions.post(PAID)
    aws_broken.fail("Query", TRANSACTIONS, refusal("InternalServerError"))

    assert decisions.post(PAID).body["duplicate"] is True


def test_the_second_try_of_a_transaction_has_the_token_of_the_first(
    decisions: DecisionsOnAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes, asked = decisions.module.writes, list[Any]()
    write = writes.transact_write_items

    def lose_the_answer(**call: Any) -> Any:
        asked.append(call)
        write(**call)
        raise refusal("InternalServerError")

    monkeypatch.setattr(writes, "transact_write_items", lose_the_answer)
    answer = decisions.post(PAID)
    monkeypatch.undo()

    tokens = [call["ClientRequestToken"] for call in asked]
    assert tokens == tokens[:1] * 2
    assert answer.status == 200
    assert decisions.post(PAID).body == {**answer.body, "duplicate": True}
    assert len({json.dumps(call, default=str) for call in asked}) == 1


def test_a_transaction_whose_first_try_was_still_under_way_is_no_repeat(
    decisions: DecisionsOnAws, monkeypatch: pytest.MonkeyPatch, logs: FunctionLogs
) -> None:
    writes = decisions.module.writes
    write, under_way = writes.transact_write_items, refusal("TransactionInProgressException").response
    errors = [_late(), writes.exceptions.TransactionInProgressException(under_way, "TransactWriteItems")]

    def answer_late(**call: Any) -> Any:
        if len(errors) == 2:
            write(**call)
        raise errors.pop(0)

    monkeypatch.setattr(writes, "transact_write_items", answer_late)
    answer = decisions.post(PAID)

    assert (answer.status, "duplicate" in answer.body, len(decisions.rows)) == (200, False, 1)
    assert [line["message"] for line in logs.lines()] == ["decided"]


@pytest.mark.parametrize("error", [_late(), refusal("AccessDeniedException")], ids=["late", "denied"])
def test_scores_that_cannot_be_read_are_no_answer_and_counted(
    decisions: DecisionsOnAws, aws_broken: BrokenAws, logs: FunctionLogs, error: Exception
) -> None:
    decisions.ingestion.post(PAID)
    decisions.score()
    aws_broken.fail("GetItem", SCORES, error)
    logs.lines()

    answer = decisions.post(PAID)

    assert (answer.status, answer.headers["Retry-After"]) == (503, "1")
    assert answer.body == {"error": "the score cannot be read now, try again"}
    (line,) = logs.lines()
    assert (line["message"], line["ScoresUnread"], line["reason"]) == ("unread", 1, type(error).__name__)


def test_an_id_that_is_not_scored_yet_is_not_counted_among_those(decisions: DecisionsOnAws, logs: FunctionLogs) -> None:
    decisions.ingestion.post(PAID)
    logs.lines()

    assert decisions.post(PAID).body == {"error": "the transaction is not scored yet, try again"}
    assert "ScoresUnread" not in logs.lines()[0]


@pytest.mark.parametrize(
    ("heartbeat", "later", "words"),
    [
        (None, 59_000, None),
        (None, 62_000, ["profiles"]),
        (NOW - 20_000, 62_000, ["profiles"]),
        (NOW - 5_000, 62_000, None),
        (NOW + 60_000, 600_000, None),
        ("yesterday", 62_000, ["profiles"]),
    ],
)
def test_profiles_are_stale_when_what_was_stored_a_minute_ago_is_not_settled(
    decisions: DecisionsOnAws, logs: FunctionLogs, heartbeat: int | str | None, later: int, words: Any
) -> None:
    decisions.decide_by(READING)
    decisions.post(PAID)
    if heartbeat is not None:
        decisions.put(PROFILES, {"entity": "heartbeat", "at": heartbeat, "expiry": 1})
    decisions.clock.now += later
    logs.lines()

    answer = decisions.post({**PAID, "transaction_id": "tx-2", "timestamp": decisions.clock.now})

    assert answer.body.get("degraded") == words
    assert answer.body["score"] == 0.1, "what the profiles say is read"
    assert ("DegradedProfiles" in logs.lines()[0]) is bool(words)
