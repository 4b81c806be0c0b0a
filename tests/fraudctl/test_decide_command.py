"""`fraudctl decide`, as a person types it: each line is decided on, and a load test fails past its thresholds."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from fraudctl import cli
from fraudctl.client import api_client
from fraudctl.client.connection import ApiResponse
from fraudctl.stacks.target import Target

DECISION = {"score": 0.5, "reasons": [], "tags": [], "strategy": {"name": "default", "digest": "0" * 64}}


class DecidingApi:
    """An API that declines what is above 100, and answers as if the stated statuses came first."""

    def __init__(self) -> None:
        self.endpoint = ""
        self.posted: list[tuple[str, bytes]] = []
        self.statuses: list[int] = []
        self.more: dict[str, Any] = {}
        self.seconds = [0.1]
        self.retries = 0

    def post(self, body: bytes, path: str = "") -> ApiResponse:
        self.posted.append((path, body))
        fields, status = json.loads(body), self.statuses.pop(0) if self.statuses else 200
        outcome = "decline" if fields["amount"] > 100 else "approve"
        decided = {"transaction_id": fields["transaction_id"], "timestamp": 7, "outcome": outcome, **DECISION}
        answer = {**decided, **self.more} if status == 200 else {"error": "busy"}
        seconds = self.seconds.pop(0) if len(self.seconds) > 1 else self.seconds[0]
        return ApiResponse(status=status, body=answer, seconds=seconds, received=1.0, retries=self.retries)

    def stop_retrying(self) -> None:
        """Do nothing; there are no retries."""

    def close(self) -> None:
        """Do nothing; there are no connections."""


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> DecidingApi:
    made = DecidingApi()

    def client(*_: Any, endpoint: str, **__: Any) -> DecidingApi:
        made.endpoint = endpoint
        return made

    monkeypatch.setattr(api_client, "ApiClient", client)
    monkeypatch.setattr(Target, "find", lambda _: None)
    return made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path, 10, 1000, 20)


def written(folder: Path, *amounts: int) -> Path:
    made = folder / "payments.jsonl"
    made.write_text("".join(f'{{"transaction_id":"T-{n}","amount":{each}}}\n' for n, each in enumerate(amounts)))
    return made


def typed(monkeypatch: pytest.MonkeyPatch, words: Sequence[str | Path]) -> int:
    """Run a command and return its exit code."""
    monkeypatch.setattr(sys, "argv", ["fraudctl", *map(str, words)])
    with pytest.raises(SystemExit) as end:
        cli.app()
    return int(end.value.code or 0)


def test_each_line_is_posted_once_to_the_decisions_and_counted_by_outcome(
    api: DecidingApi, file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(monkeypatch, ["decide", file, "--json"]) == 0

    found = json.loads(capsys.readouterr().out)
    assert (api.endpoint, [path for path, _ in api.posted]) == ("decisions_endpoint", [""] * 3)
    assert (found["decided"], found["outcomes"]) == (3, {"approve": 2, "review": 0, "decline": 1})
    assert list(found["latency_ms"]) == ["p50", "p90", "p99"]
    assert {each["transaction_id"]: each["decision"]["outcome"] for each in found["transactions"]} == {
        "T-0": "approve",
        "T-1": "decline",
        "T-2": "approve",
    }


def test_a_dry_run_says_so_in_each_request_and_in_the_summary(
    api: DecidingApi, file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(monkeypatch, ["decide", file, "--dry-run"]) == 0

    assert {path for path, _ in api.posted} == {"?dry_run=true"}
    assert "nothing is stored of it" in capsys.readouterr().out


def test_what_could_not_be_read_is_counted_by_word_and_a_repeat_with_its_first_outcome(
    api: DecidingApi, file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    api.more = {"degraded": ["facts", "profiles"], "duplicate": True}

    assert typed(monkeypatch, ["decide", file, "--json"]) == 0

    found = json.loads(capsys.readouterr().out)
    assert (found["decided"], found["duplicates"], found["degraded"]) == (0, 3, {"facts": 3, "profiles": 3})
    assert found["outcomes"] == {"approve": 2, "review": 0, "decline": 1}


def test_an_answer_that_is_no_decision_decides_nothing(
    api: DecidingApi, file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    api.more = {"outcome": "perhaps"}

    assert typed(monkeypatch, ["decide", file]) == 1

    printed = capsys.readouterr().out
    assert "Not decided" in printed
    assert "none of the API's" in printed


@pytest.mark.parametrize(
    ("limits", "code"),
    [("p99=200ms", 1), ("p99=0.4s", 0), ("p50=200ms", 0), ("p50=100ms,p99=300ms", 0), ("p50=99ms,p99=1s", 1)],
)
def test_a_latency_above_its_threshold_fails_the_run(
    limits: str, code: int, api: DecidingApi, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.seconds = [0.1, 0.3, 0.1]

    assert typed(monkeypatch, ["decide", file, "--concurrency", "1", "--fail-above", limits]) == code


@pytest.mark.parametrize(("limit", "code"), [("errors=34%", 0), ("errors=33%", 1), ("p99=1s", 1)])
def test_lines_without_a_decision_fail_the_run_unless_a_threshold_allows_them(
    limit: str, code: int, api: DecidingApi, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.statuses = [503]

    assert typed(monkeypatch, ["decide", file, "--fail-above", limit]) == code


def test_a_try_that_was_repeated_is_an_error_of_a_load_test_though_its_line_was_decided_on(
    api: DecidingApi, file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    api.retries = 1

    assert typed(monkeypatch, ["decide", file]) == 0
    assert typed(monkeypatch, ["decide", file, "--fail-above", "errors=49%"]) == 1
    assert "errors is 50.000%, above the threshold of 49%" in " ".join(capsys.readouterr().err.split())


def test_degraded_decisions_fail_the_run_past_their_threshold(
    api: DecidingApi, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.more = {"degraded": ["attempts"]}

    assert typed(monkeypatch, ["decide", file]) == 0
    assert typed(monkeypatch, ["decide", file, "--fail-above", "degraded=99%"]) == 1


def test_a_run_in_which_no_request_was_answered_is_within_no_latency(
    api: DecidingApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    refused = tmp_path / "bad.jsonl"
    refused.write_text('{"transaction_id":"T-1","amount":-1}\n')

    assert typed(monkeypatch, ["decide", refused, "--fail-above", "p99=1s,errors=100%"]) == 1
    assert api.posted == []
    assert "p99 is not known" in capsys.readouterr().err


WRONG = {
    "p99": "p99: give thresholds as p99=200ms,errors=0.1%",
    "p99=200": "p99=200: p99 needs a time in ms or s, as 200ms",
    "p99=1%": "p99=1%: p99 needs a time",
    "errors=5ms": "errors=5ms: errors needs a share in %",
    "errors=101%": "errors=101%: a share is 100% at most",
    "p100=1s": "p100=1s: give thresholds",
    "p0=1s": "p0=1s: give thresholds",
    "latency=1s": "latency=1s: give thresholds",
    "p99=1s,p99=2s": "p99=1s,p99=2s: p99 has more than one threshold",
    "p99=-1s": "p99=-1s: p99 needs a time",
    "p99=1s,": "(empty): give thresholds",
    "p99=nan s": "p99=nan s: p99 needs a time",
}


@pytest.mark.parametrize("limits", WRONG)
def test_a_threshold_that_is_none_is_said_before_anything_is_sent(
    limits: str, api: DecidingApi, file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(monkeypatch, ["decide", file, "--fail-above", limits]) == 1

    printed = capsys.readouterr()
    assert (printed.out, api.posted) == ("", [])
    assert printed.err.startswith(f"fraudctl: {WRONG[limits]}")
