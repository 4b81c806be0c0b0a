"""A missing right is named, and a draft stays with its errors, also where the stack cannot be read."""

import pytest
from botocore.exceptions import EndpointConnectionError
from starlette.testclient import TestClient

from fraudctl.console.context import Console
from fraudctl.console.trouble import trouble_of
from fraudctl.errors import CommandError
from handlers.contract.errors import PartialBatchError
from tests.fraudctl.console.test_transaction_page import words

EXPORTS = {
    "fraud_strategies_table_name": "fraud-strategies-dev",
    "fraud_labels_table_name": "fraud-labels-dev",
    "fraud_scores_table_name": "fraud-scores-dev",
    "operations_topic_arn": "arn:aws:sns:eu-west-1:111122223333:fraud-operations-dev",
    "decision_function_name": "transaction-decision-dev",
}

DRAFT = """name: mine
thresholds: {review: 0.8, decline: 0.95}
rules:
  - code: large
    when: amuont > 10_000
    weight: 0.9
"""


@pytest.fixture(autouse=True)
def _stack_of_today(console: Console) -> None:
    console.target.exports.update(EXPORTS)


@pytest.mark.parametrize("address", ["/strategies", "/strategies/draft", "/health", "/health?span=week"])
def test_a_missing_right_is_named(browser: TestClient, address: str) -> None:
    answer = browser.get(address)

    assert answer.status_code == 403
    assert "A right is missing" in words(answer.text)
    assert "not authorized: " in answer.text


@pytest.mark.parametrize("do", ["check", "backtest", "shadow"])
def test_a_draft_stays_with_its_errors_where_the_stack_cannot_be_read(browser: TestClient, do: str) -> None:
    answer = browser.post("/strategies/draft", data={"text": DRAFT, "days": "14", "note": "a try", "do": do})

    said = words(answer.text)
    assert "A right is missing" in said
    assert "line 5, column 11 : rule large: amuont is not known" in said
    assert "when: amuont &gt; 10_000\n" in answer.text, "the draft is in its field"
    assert 'value="14"' in answer.text
    assert 'value="a try"' in answer.text


def test_what_a_draft_says_is_shown_as_text(browser: TestClient) -> None:
    hostile = "name: </textarea><script>alert(1)</script>"
    answer = browser.post("/strategies/draft", data={"text": hostile, "do": "check"})

    assert "<script>alert" not in answer.text
    assert "</textarea><script" not in answer.text


def test_a_draft_without_fields_is_an_empty_one(browser: TestClient) -> None:
    assert "1 error" in words(browser.post("/strategies/draft", data={}).text)


@pytest.mark.parametrize("number", ["", "7", "x"])
def test_a_backtest_that_is_not_kept_says_so(browser: TestClient, number: str) -> None:
    assert "not kept any more" in browser.get(f"/strategies/trial?number={number}").text


def test_a_part_of_a_table_that_could_not_be_read_is_the_failure_of_its_call(console: Console) -> None:
    part = PartialBatchError(["a"], reason="EndpointConnectionError")
    part.__cause__ = EndpointConnectionError(endpoint_url="https://dynamodb.example.com")
    error = CommandError("the labels could not be read, try again later")
    error.__cause__ = part

    assert trouble_of(error, console).title == "AWS does not answer"
