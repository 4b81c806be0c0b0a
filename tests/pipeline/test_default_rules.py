"""Every rule of the default strategy fires for what clients send to the deployed pipeline."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
import yaml

from fraudctl.lists.stack_lists import StackLists
from fraudctl.stacks.local_stack import LocalStack
from tests.pipeline.default_rules import CASES, Sent
from tests.pipeline.default_score import FILE
from tests.pipeline.stack_calls import post_and_score, post_transaction, scores
from tests.pipeline.waiting import eventually

RULES = {rule["code"]: rule for rule in yaml.safe_load(FILE.read_text(encoding="utf-8"))["rules"]}

Fired = Mapping[str, Mapping[str, Any]]
"""The reasons of a score, by code."""


@pytest.fixture(scope="module")
def fired(pipeline: LocalStack) -> Mapping[str, Fired]:
    """Send all cases, what is before at first, and return the reasons of each last payment."""
    now = time.time_ns() // 1_000_000
    for part in ("before", "then"):
        send(pipeline, {code: list(requests(code, getattr(CASES[code], part), part, now)) for code in CASES})
    for code, case in CASES.items():
        for number in range(case.labelled):
            label(pipeline, f"{code}-before-{number}", now)
    put_on_lists(pipeline)
    rows = send(pipeline, {code: list(requests(code, [(0, CASES[code].last)], "last", now)) for code in CASES})
    return {code: {each["reason"]: each for each in rows[f"{code}-last-0"]["reasons"]} for code in CASES}


def requests(code: str, sent: Iterable[Sent], part: str, now: int) -> Iterator[dict[str, Any]]:
    for number, (ago, fields) in enumerate(sent):
        of_case = {**fields, "merchant": f"{fields['merchant']} {code}"}  # no case meets the merchants of another
        yield {"transaction_id": f"{code}-{part}-{number}", "timestamp": now - ago, **of_case}


def send(pipeline: LocalStack, by_code: Mapping[str, Sequence[Mapping[str, Any]]]) -> Mapping[str, Mapping[str, Any]]:
    """Have the payments of some cases decided, store those of the others, and return the scores of all by id."""
    decided = [each for code, payments in by_code.items() if CASES[code].decided for each in payments]
    for each in decided:
        answer = post_transaction(pipeline, {**each}, endpoint="decisions_endpoint")
        assert (answer.status, answer.body.get("degraded")) == (200, None), answer.body
    stored = [each for code, payments in by_code.items() if not CASES[code].decided for each in payments]
    told = scores(pipeline, [each["transaction_id"] for each in decided]) if decided else {}
    return {**post_and_score(pipeline, stored), **told}


def label(pipeline: LocalStack, transaction_id: str, now: int) -> None:
    """Label a payment as fraud."""
    said = {"transaction_id": transaction_id, "label": "fraud", "source": "chargeback", "at": now}

    def stored() -> bool:
        answer = post_transaction(pipeline, {"labels": [said]}, endpoint="labels_endpoint")
        return bool(answer.body["results"][0]["status"] in ("stored", "duplicate"))

    eventually(stored, f"label of {transaction_id}")


def put_on_lists(pipeline: LocalStack) -> None:
    """Put the entities of the cases on the lists, as `fraudctl list add` does: only what a strategy at work reads."""
    lists = StackLists.of(pipeline.target, datetime.now(UTC))
    for name, kind, identity in (case.listed for case in CASES.values() if case.listed):
        lists.add(
            lists.scope.entity(kind, identity), lists.scope.list_name(kind, name, force=False), until=None, note=None
        )


def test_each_rule_of_the_default_has_a_case() -> None:
    assert list(CASES) == list(RULES), "what is sent so that a rule fires stands in tests/pipeline/default_rules.py"


@pytest.mark.parametrize("code", RULES)
def test_a_rule_of_the_default_fires_for_what_clients_send(fired: Mapping[str, Fired], code: str) -> None:
    reasons = fired[code]

    assert code in reasons, f"only {', '.join(reasons) or 'nothing'} fired"
    assert float(reasons[code]["weight"]) == RULES[code].get("weight", 0)


def test_the_same_payments_without_a_past_fire_no_rule(pipeline: LocalStack) -> None:
    now = time.time_ns() // 1_000_000
    sent = [alone(code, now) for code, case in CASES.items() if case.before]

    rows = post_and_score(pipeline, sent)

    assert {name: [each["reason"] for each in row["reasons"]] for name, row in rows.items()} == {
        each["transaction_id"]: [] for each in sent
    }


def alone(code: str, now: int) -> dict[str, Any]:
    """Return the last payment of a case, of a customer, merchant, terminal, card and device that nobody knows."""
    fields = {**CASES[code].last, "merchant": f"{CASES[code].last['merchant']} alone {code}"}
    fields |= {name: f"alone-{code}" for name in ("customer_id", "terminal_id") if name in fields}
    if "metadata" in fields:
        fields["metadata"] = dict.fromkeys(fields["metadata"], f"alone-{code}")
    return {"transaction_id": f"{code}-alone", "timestamp": now, **fields}
