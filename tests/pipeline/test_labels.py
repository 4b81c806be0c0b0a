"""Labels on the embedded AWS, IAM enforced: sent through the API, told to the facts, read by the next score."""

import json
import time
from pathlib import Path
from typing import Any

from fraudctl.client.api_client import ApiClient
from fraudctl.labels.label_run import LabelRun
from fraudctl.labels.label_sender import LabelSender
from fraudctl.stacks.local_stack import LocalStack
from handlers.decision.profile import facts as facts_of
from tests.pipeline.other_strategy import scoring_by, strategy_file
from tests.pipeline.stack_calls import items, post_transaction, score
from tests.pipeline.waiting import eventually


def post_labels(pipeline: LocalStack, *labels: Any) -> Any:
    return post_transaction(pipeline, {"labels": list(labels)}, endpoint="labels_endpoint")


def fraud(name: str, **fields: Any) -> dict[str, Any]:
    return {"transaction_id": name, "label": "fraud", "source": "chargeback", "at": now() - 1000, **fields}


def now() -> int:
    return time.time_ns() // 1_000_000


def labels_of(pipeline: LocalStack, key: str) -> int:
    found = [each for each in items(pipeline, "fraud_profiles_table_name") if each["entity"] == key]
    return sum(len(facts_of.decode({**each, "labels": bytes(each["labels"])}).labels) for each in found)


def test_a_label_reaches_the_facts_of_all_entities_and_is_taken_back(pipeline: LocalStack) -> None:
    entities = {"customer_id": "C-labelled", "terminal_id": "T-labelled"}
    post_transaction(pipeline, {"transaction_id": "labelled", "amount": 5, "timestamp": now(), **entities})
    score(pipeline, "labelled")

    first = post_labels(pipeline, fraud("labelled"), fraud("never-heard-of"), {"transaction_id": "labelled"})

    assert first.status == 200, first
    assert [each["status"] for each in first.body["results"]] == ["stored", "unknown", "refused"]
    keys = ("facts#customer#C-labelled", "facts#terminal#T-labelled")
    assert [labels_of(pipeline, key) for key in keys] == [1, 1]

    again = post_labels(pipeline, fraud("labelled", label="legitimate", at=now()))
    assert again.body["results"] == [{"status": "stored", "transaction_id": "labelled", "label": "legitimate"}]
    assert [labels_of(pipeline, key) for key in keys] == [0, 0]
    (row,) = [each for each in items(pipeline, "fraud_labels_table_name") if each["transaction_id"] == "labelled"]
    assert [each["label"] for each in row["history"]] == ["fraud", "legitimate"]


def test_a_rule_on_labelled_frauds_fires_on_the_payment_right_after_the_answer(
    pipeline: LocalStack, tmp_path: Path
) -> None:
    strategy = strategy_file(tmp_path, when="terminal.frauds_28d > 0", weight=0.9)
    shop = {"amount": 5, "terminal_id": "T-compromised"}

    def reasons(name: str) -> list[str]:
        post_transaction(pipeline, {"transaction_id": name, **shop})
        return [each["reason"] for each in score(pipeline, name)["reasons"]]

    with scoring_by(pipeline, {"STRATEGY_FILE": str(strategy)}):
        before = reasons("before-the-label")
        answer = post_labels(pipeline, fraud("before-the-label"))
        right_after = reasons("right-after-the-label")
        post_labels(pipeline, fraud("before-the-label", label="legitimate", at=now()))
        taken_back = reasons("after-it-is-taken-back")

    assert [each["status"] for each in answer.body["results"]] == ["stored"]
    assert (before, right_after, taken_back) == ([], ["everybody"], [])


def test_a_label_that_is_sent_with_its_transaction_is_stored_once_it_is_scored(pipeline: LocalStack) -> None:
    post_transaction(pipeline, {"transaction_id": "early", "amount": 5, "timestamp": now(), "customer_id": "C-early"})

    def stored() -> bool:
        answer = post_labels(pipeline, fraud("early", at=1_767_571_200_000))
        return bool(answer.body["results"][0]["status"] in ("stored", "duplicate"))

    eventually(stored, "label in force")
    assert labels_of(pipeline, "facts#customer#C-early") == 1


def test_labels_of_a_file_are_sent_and_the_unknown_ones_written_down(pipeline: LocalStack, tmp_path: Path) -> None:
    post_transaction(pipeline, {"transaction_id": "by-command", "amount": 5, "timestamp": now()})
    score(pipeline, "by-command")
    file = tmp_path / "labels.csv"
    file.write_text(
        f"transaction_id,label,source,at\nby-command,legitimate,customer,{now()}\nnobody,fraud,issuer,{now()}\n"
    )
    client = ApiClient(pipeline.target, endpoint="labels_endpoint")

    summary = LabelRun(LabelSender(client)).send(file)

    assert summary.statuses == {"stored": 1, "unknown": 1}
    assert '"nobody"' in (tmp_path / "labels.csv.unknown").read_text(encoding="utf-8")


def test_the_gateway_refuses_what_is_no_list_of_labels(pipeline: LocalStack) -> None:
    bodies: tuple[dict[str, Any], ...] = ({}, {"labels": []}, {"labels": [1] * 101}, {"labels": [1], "more": 1})
    for body in bodies:
        answer = post_transaction(pipeline, json.dumps(body).encode(), endpoint="labels_endpoint")
        assert answer.status == 400, body
        assert "must be a list of 1 to 100 labels" in answer.body["error"]
