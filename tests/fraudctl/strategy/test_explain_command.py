"""`fraudctl strategy explain`, as a person or a program types it."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.fraudctl.strategy.written import CUSTOMER


@pytest.mark.parametrize("given", ['{"amount": 5, "merchant": "From a file"}', "@risky.json", "-"])
def test_explain_takes_a_transaction_as_text_file_or_standard_input(
    typed: Any, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    body = Path("risky.json").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(body)))
    code, printed, _ = typed("explain", "warned.yaml", "--transaction", given)
    assert code == 0
    assert "large  did not fire\n      5 > 100\n" in printed


@pytest.mark.parametrize("given", ['{"customer": {"count_1h": 6}}', "@known.json", "-"])
def test_explain_takes_what_is_known_as_text_file_or_standard_input(
    typed: Any, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    Path("known.json").write_text('{"customer": {"count_1h": 6}}')
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(Path("known.json").read_bytes())))
    code, printed, _ = typed("explain", "features.yaml", "--transaction", CUSTOMER, "--known", given)
    assert code == 0
    assert "often  fired, +0.1\n      6 > 5\n" in printed
    assert "reads what is absent: customer.count_1h" in typed("explain", "features.yaml", "--transaction", CUSTOMER)[1]


def test_explain_tells_programs_every_rule(typed: Any) -> None:
    facts = json.loads(typed("explain", "good.yaml", "--json", "--transaction", '{"timestamp": 1767578400000}')[1])
    assert (facts["score"], facts["outcome"], facts["reasons"]) == (0.1, "approve", ["night"])
    assert [(each["code"], each["fired"], each["filled"]) for each in facts["rules"]] == [("night", True, "2 < 6")]


def test_explain_shows_errors_of_the_file_beside_the_result(typed: Any) -> None:
    code, printed, errors = typed("explain", "broken.yaml", "--transaction", "{}")
    assert (code, printed) == (1, "")
    assert "huor is not known" in errors


def test_a_transaction_cannot_move_the_cursor(typed: Any) -> None:
    printed = typed("explain", "good.yaml", "--transaction", '{"transaction_id": "a", "merchant": "\\u001b[31m"}')[1]
    assert "\x1b" not in printed
