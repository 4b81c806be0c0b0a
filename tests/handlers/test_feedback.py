"""Each label of a request is answered by itself, in order, and what is stored is in the row and in all facts."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from handlers.aws import labeller
from handlers.aws.attributes import to_attributes
from handlers.aws.concurrency import Budget
from handlers.contract.label import MAX_LABELS
from handlers.decision.entity.entities import EntityReader
from handlers.decision.profile.event import hashed
from tests.handlers.feedback_on_aws import LABELS, NOW, FeedbackOnAws, fraud
from tests.handlers.functions import FunctionLogs

CUSTOMER, TERMINAL, MERCHANT = "facts#customer#C-1", "facts#terminal#T-1", "facts#merchant#Bakery"


def statuses(results: list[dict[str, Any]]) -> list[str]:
    return [each["status"] for each in results]


def test_a_fraud_is_in_its_row_and_in_the_facts_of_all_entities(feedback: FeedbackOnAws) -> None:
    feedback.store("tx-1")

    assert feedback.label(fraud("tx-1", note="reason 10.4")) == [
        {"status": "stored", "transaction_id": "tx-1", "label": "fraud"}
    ]

    said = {"label": "fraud", "source": "chargeback", "at": NOW - 1000, "received": NOW, "note": "reason 10.4"}
    assert feedback.row("tx-1") == {
        **said,
        "transaction_id": "tx-1",
        "version": 2,  # its event is published
        "history": [said],
        "holders": frozenset({CUSTOMER, TERMINAL, MERCHANT}),
    }
    for key in (CUSTOMER, TERMINAL, MERCHANT):
        (label,) = feedback.facts(key).labels
        assert (label.identity, label.time, label.received) == (hashed("tx-1"), NOW - 60_000, NOW)
        assert (label.amount, label.declined, label.fraud) == (120_000, False, True)


def test_results_come_in_order_and_a_bad_label_takes_none_of_its_neighbours_with_it(feedback: FeedbackOnAws) -> None:
    feedback.store("tx-1")
    feedback.store("tx-2", customer_id="C-2", terminal_id="T-2")
    feedback.store("waiting", score=False)

    results = feedback.label(
        fraud("tx-1"),
        fraud("unheard-of"),
        {**fraud("tx-2"), "source": "horoscope"},
        fraud("waiting"),
        fraud("tx-1"),
        fraud("tx-2"),
        fraud("tx-2", at=NOW + 3_600_000),
    )

    assert statuses(results) == ["stored", "unknown", "refused", "unavailable", "duplicate", "stored", "refused"]
    assert results[2]["error"] == "source: must be chargeback, analyst, customer or issuer"
    assert results[3]["error"] == "the transaction is not scored yet, repeat the label in a moment"
    assert results[6]["error"] == "at: must not be in the future: a label says what is known"
    assert [feedback.row(name) for name in ("unheard-of", "waiting")] == [None, None]


def test_the_latest_label_counts_however_late_it_comes(feedback: FeedbackOnAws) -> None:
    feedback.store("tx-1")
    (first,) = feedback.label(fraud("tx-1", label="legitimate", source="analyst", at=NOW - 10))
    feedback.now += 1
    (earlier,) = feedback.label(fraud("tx-1", at=NOW - 20))
    assert (first["label"], earlier["label"]) == ("legitimate", "legitimate")
    assert not feedback.facts(CUSTOMER).labels

    (latest,) = feedback.label(fraud("tx-1", source="issuer", at=NOW - 5))

    assert latest == {"status": "stored", "transaction_id": "tx-1", "label": "fraud"}
    assert [each.received for each in feedback.facts(CUSTOMER).labels] == [NOW + 1]
    row = feedback.row("tx-1")
    assert row
    assert [(each["label"], each["at"]) for each in row["history"]] == [
        ("fraud", NOW - 20),
        ("legitimate", NOW - 10),
        ("fraud", NOW - 5),
    ]


def test_of_labels_of_the_same_time_the_one_received_last_counts(feedback: FeedbackOnAws) -> None:
    feedback.store("tx-1")

    results = feedback.label(fraud("tx-1"), fraud("tx-1", label="legitimate"))

    assert [each["label"] for each in results] == ["fraud", "legitimate"]
    assert not feedback.facts(TERMINAL).labels


def test_what_was_declined_or_has_no_score_any_more_is_not_subtracted(feedback: FeedbackOnAws) -> None:
    for name in ("declined", "forgotten"):
        received = datetime.fromtimestamp(NOW / 1000, UTC) - timedelta(days=31)
        feedback.store(name, score=False, created_at=received.isoformat(), customer_id=name)
    row = {"transaction_id": "declined", "timestamp": NOW - 60_000, "outcome": "decline"}
    feedback.aws.client("dynamodb").put_item(TableName=feedback.scoring.table, Item=to_attributes(row))

    assert statuses(feedback.label(fraud("declined"), fraud("forgotten"))) == ["stored", "stored"]

    (declined,), (forgotten,) = (feedback.facts(f"facts#customer#{name}").labels for name in ("declined", "forgotten"))
    assert declined.declined
    assert (forgotten.declined, forgotten.amount) == (False, None)


def test_a_fraud_is_withdrawn_from_facts_that_the_strategy_does_not_name_any_more(
    feedback: FeedbackOnAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    feedback.store("tx-1")
    feedback.label(fraud("tx-1"))

    names_none = EntityReader({})
    monkeypatch.setattr(feedback.module.transactions, "_entities", lambda _: names_none)
    feedback.label(fraud("tx-1", label="legitimate", at=NOW - 1))

    assert not feedback.facts(CUSTOMER).labels
    assert not feedback.facts(TERMINAL).labels
    row = feedback.row("tx-1")
    assert row
    assert "holders" not in row


def test_lists_of_an_entity_stay_and_facts_that_nobody_reads_are_left_alone(
    feedback: FeedbackOnAws, logs: FunctionLogs
) -> None:
    feedback.store("tx-1")
    client, table = feedback.aws.client("dynamodb"), feedback.scoring.profiles
    lists = {"blocked": {"by": "somebody", "at": 1}}
    listed = {"entity": CUSTOMER, "version": 4, "lists": lists}
    damaged: Any = {"entity": {"S": TERMINAL}, "version": {"N": "2"}, "labels": {"B": b"\xff?"}}
    client.put_item(TableName=table, Item=to_attributes(listed))
    client.put_item(TableName=table, Item=damaged)

    assert statuses(feedback.label(fraud("tx-1"))) == ["stored"]

    facts = feedback.facts(CUSTOMER)
    assert set(facts.lists) == {"blocked"}
    assert len(facts.labels) == 1
    assert client.get_item(TableName=table, Key={"entity": {"S": TERMINAL}})["Item"] == damaged
    (warning,) = [line for line in logs.lines() if line["level"] == "WARN" and line["service"] == "feedback"]
    assert warning["item"] == TERMINAL


@pytest.mark.parametrize("operation", ["query", "batch_get_item", "get_item", "transact_write_items"])
def test_a_table_that_does_not_answer_leaves_nothing_of_a_label_and_the_log_says_why(
    feedback: FeedbackOnAws, monkeypatch: pytest.MonkeyPatch, operation: str, logs: FunctionLogs
) -> None:
    feedback.store("tx-1")
    throttled = ClientError({"Error": {"Code": "ThrottlingException", "Message": "k3epm3out"}}, operation)

    def fail(**_: Any) -> None:
        raise throttled

    with monkeypatch.context() as patch:
        patch.setattr(feedback.module.dynamodb, operation, fail)
        (result,) = feedback.label(fraud("tx-1"))

    assert result == {
        "status": "unavailable",
        "transaction_id": "tx-1",
        "error": "the label could not be stored, repeat it",
    }
    (line,) = [each for each in logs.lines() if each["message"] == "unavailable"]
    assert (line["transaction_id"], line["reason"]) == ("tx-1", "ThrottlingException")
    assert feedback.row("tx-1") is None
    assert not feedback.facts(CUSTOMER).labels
    assert statuses(feedback.label(fraud("tx-1"))) == ["stored"]


def test_a_table_that_fails_ten_times_in_a_row_is_asked_no_more_in_that_request(
    feedback: FeedbackOnAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[str]()

    def fail(**query: Any) -> None:
        asked.append(query["ExpressionAttributeValues"][":id"]["S"])
        raise ClientError({"Error": {"Code": "ThrottlingException", "Message": ""}}, "Query")

    with monkeypatch.context() as patch:
        patch.setattr(feedback.module.dynamodb, "query", fail)
        results = feedback.label(*(fraud(f"tx-{number}") for number in range(30)))

    assert statuses(results) == ["unavailable"] * 30
    assert asked == [f"tx-{number}" for number in range(10)]


def test_nothing_more_is_read_or_written_once_the_time_of_a_request_is_over(
    feedback: FeedbackOnAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each call may take six seconds more, and the function ends after ten."""
    feedback.store("tx-1")
    find, clock, calls = feedback.module.dynamodb.query, [0.0], list[str]()

    def find_slowly(**asked: Any) -> Any:
        clock[0] += 60
        return find(**asked)

    monkeypatch.setattr(labeller, "Budget", lambda seconds: Budget(seconds, clock=lambda: clock[0]))
    monkeypatch.setattr(feedback.module.dynamodb, "query", find_slowly)
    for operation in ("batch_get_item", "get_item", "transact_write_items"):
        monkeypatch.setattr(feedback.module.dynamodb, operation, lambda **_: calls.append("called"))

    assert statuses(feedback.label(fraud("tx-1"))) == ["unavailable"]
    assert calls == []


def test_a_hundred_labels_with_every_field_at_its_limit_and_every_character_escaped_are_read(
    feedback: FeedbackOnAws,
) -> None:
    name, note = "\U0001f4b3" * 256, "\U0001f4b3" * 1024

    results = feedback.label(*[fraud(name, note=note)] * MAX_LABELS)

    assert statuses(results) == ["unknown"] * MAX_LABELS


def test_a_label_that_loses_every_race_is_to_be_repeated(
    feedback: FeedbackOnAws, monkeypatch: pytest.MonkeyPatch, logs: FunctionLogs
) -> None:
    feedback.store("tx-1")
    codes = [{"Code": "None"}, {"Code": "TransactionConflict"}]
    conflict: Any = {"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": codes}
    tries = []

    def lose(**asked: Any) -> None:
        tries.append(asked)
        raise ClientError(conflict, "TransactWriteItems")

    monkeypatch.setattr(feedback.module.dynamodb, "transact_write_items", lose)

    assert statuses(feedback.label(fraud("tx-1"))) == ["unavailable"]
    assert len(tries) == 5
    (line,) = [each for each in logs.lines() if each["message"] == "labelled"]
    assert (line["LabelsUnavailable"], line["LabelRaces"], line["Labels"]) == (1, 4, 0)


def test_a_row_that_holds_no_labels_is_never_written_over(feedback: FeedbackOnAws) -> None:
    feedback.store("tx-1")
    strange = {"transaction_id": {"S": "tx-1"}, "history": {"S": "none"}}
    feedback.aws.client("dynamodb").put_item(TableName=LABELS, Item=strange)

    assert statuses(feedback.label(fraud("tx-1"))) == ["unavailable"]
    assert feedback.row("tx-1") == {"transaction_id": "tx-1", "history": "none"}


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"labels": []}', '{"labels": {}}', '{"labels": [1], "more": 1}', "{"]
)
def test_a_body_that_is_no_list_of_labels_is_refused_as_a_whole(feedback: FeedbackOnAws, body: str) -> None:
    status, answer = feedback.invoke(body)

    assert status == 400
    assert answer["error"].partition(":")[0] in ("body", "labels")


def test_a_hundred_labels_are_taken_and_one_more_is_refused(
    feedback: FeedbackOnAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(labeller, "LABELS_SECONDS", 600.0)  # the AWS in memory is slow
    names = [f"tx-{number}" for number in range(MAX_LABELS)]
    for name in names:
        feedback.store(name, terminal_id=f"T-{name}", customer_id=f"C-{name}")

    assert statuses(feedback.label(*map(fraud, names))) == ["stored"] * MAX_LABELS
    assert feedback.invoke('{"labels": [' + ",".join(["1"] * (MAX_LABELS + 1)) + "]}")[0] == 400


def test_the_log_and_the_metrics_count_and_hold_no_note(feedback: FeedbackOnAws, logs: FunctionLogs) -> None:
    feedback.store("tx-1")
    logs.text()

    feedback.label(fraud("tx-1", note="k3epm3out"), fraud("nobody"), {"transaction_id": "k3epm3out"})

    written = logs.text()
    assert "k3epm3out" not in written
    assert '"LabelsUnknown":1' in written
    assert '"Labels":1' in written
    assert '"Refusals":1' in written


def test_a_row_that_is_no_transaction_is_none_to_a_label(feedback: FeedbackOnAws) -> None:
    feedback.store("tx-1")
    for timestamp, fields in ((1, {"amount": "much"}), (2, {"merchant": "Bakery"})):
        damaged = {"transaction_id": "tx-1", "timestamp": timestamp, **fields}
        feedback.aws.client("dynamodb").put_item(TableName=feedback.transactions, Item=to_attributes(damaged))
        other = to_attributes({**damaged, "transaction_id": "tx-2"})
        feedback.aws.client("dynamodb").put_item(TableName=feedback.transactions, Item=other)

    assert [each["status"] for each in feedback.label(fraud("tx-1"), fraud("tx-2"))] == ["stored", "unknown"]
