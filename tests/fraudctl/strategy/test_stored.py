"""`fraudctl explain`: each rule of a decision that was made, by the features that it stored."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from fraudctl import cli
from fraudctl.client.row_facts import StoredRow
from fraudctl.profiles import packaged
from handlers.aws.attributes import to_attributes
from handlers.decision.decide import Decider
from handlers.decision.strategy.document import canonical
from handlers.decision.strategy.strategy import Strategy
from tests.fraudctl.decided_rows import KNOWN, PAID, decided, image, score, strategy
from tests.fraudctl.strategy.stack_of_documents import stack_of_documents
from tests.handlers.strategies import first


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the file of the strategy that decided; JSON is YAML, too."""
    made = tmp_path / "deployed.yaml"
    made.write_bytes(canonical(strategy().document))
    return made


@pytest.fixture
def explained(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Return a function that types `fraudctl explain` where these rows are; it returns exit code and output."""

    def explain(
        rows: list[Any], scored: StoredRow | None, *options: object, deployed: Sequence[Strategy] = ()
    ) -> tuple[int, str, str]:
        stack_of_documents(monkeypatch, deployed, lambda: (rows, scored))
        monkeypatch.setattr(sys, "argv", ["fraudctl", "explain", "tx-1", *map(str, options)])
        with pytest.raises(SystemExit) as ended:
            cli.app()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return explain


@pytest.mark.parametrize("scored", [True, False])
def test_each_rule_is_shown_with_the_values_that_were_read_then(explained: Any, file: Path, *, scored: bool) -> None:
    decision = decided()
    code, printed, _ = explained([image(decision)], score(decision) if scored else None, "--strategy", file)

    assert code == 0
    assert printed.splitlines()[:9] == [
        "transaction tx-1, 2026-11-22 12:30:00 UTC",
        "  far_above_habit  fired, +0.5",
        "      120.5 > 2 * 20.25 and 7 > 5",
        "  blocked  fired, decline",
        "      \"blocked\" in ['blocked', 'watched']",
        "  busy_terminal  did not fire: reads what is absent: terminal.count_1h",
        "      absent > 9",
        "  small  did not fire",
        "      120.5 < 5",
    ]
    assert "score 0.5, outcome decline" in printed
    assert "when it was decided" not in printed


def test_what_could_not_be_read_in_time_is_said_beside_the_rules_that_lacked_it(explained: Any, file: Path) -> None:
    decision = decided(known={}, degraded=("profiles",))
    _, printed, _ = explained([image(decision)], None, "--strategy", file)

    assert "reads what is absent: customer.mean_30d" in printed
    assert "degraded: profiles could not be read in time" in printed


def test_programs_get_each_rule_and_what_was_decided(explained: Any, file: Path) -> None:
    decision = decided(degraded=("facts",))
    found = json.loads(explained([image(decision)], score(decision), "--strategy", file, "--json")[1])

    assert (found["outcome"], found["score"], found["degraded"], found["differences"]) == (
        "decline",
        0.5,
        ["facts"],
        [],
    )
    assert [(each["code"], each["fired"], each["stopped_by"]) for each in found["rules"]] == [
        ("far_above_habit", True, None),
        ("blocked", True, None),
        ("busy_terminal", False, "terminal.count_1h"),
        ("small", False, None),
    ]


def test_the_strategy_is_found_among_those_that_come_with_this_version(explained: Any) -> None:
    row = score(Decider(first()).decide(PAID, KNOWN))
    code, printed, _ = explained([image(decided())], row)

    assert code == 0
    assert "amount_above_10000  did not fire" in printed


def test_the_strategy_is_found_among_those_that_were_deployed(explained: Any) -> None:
    decision = decided()
    code, printed, _ = explained([image(decision)], score(decision), deployed=[strategy()])

    assert code == 0
    assert "busy_terminal  did not fire: reads what is absent: terminal.count_1h" in printed


def test_another_strategy_than_the_one_that_decided_explains_nothing(
    explained: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other.yaml"
    other.write_bytes(canonical(strategy({"when": "amount > 1"}).document))
    row, digest = image(decided()), strategy().digest

    code, printed, errors = explained([row], None, "--strategy", other)
    assert (code, printed) == (1, "")
    assert f"decided by strategy of_a_test, digest {digest}" in errors

    monkeypatch.setattr(packaged, "STRATEGY", tmp_path / "default.yaml")
    assert "give its file by --strategy" in explained([row], None)[2]


def test_a_row_of_which_other_rules_fire_now_says_so(explained: Any, file: Path) -> None:
    changed = {**image(decided()), **to_attributes({"amount": 4})}
    printed = explained([changed], score(decided()), "--strategy", file)[1]

    assert "fired when it was decided, and not by what is stored now: far_above_habit" in printed
    assert "fires by what is stored now, and did not when it was decided: small" in printed


def test_without_a_decision_a_row_or_a_strategy_it_says_what_is_missing(explained: Any, file: Path) -> None:
    undecided = {name: value for name, value in image(decided()).items() if name != "decision"}
    early = {name: value for name, value in score(decided()).items() if name != "strategy"}

    assert "no transaction tx-1" in explained([], None)[2]
    assert "its score is there, and its row" in explained([], score(decided()))[2]
    assert "tx-1 is not scored yet" in explained([undecided], None)[2]
    assert "an early release wrote its score" in explained([undecided], early)[2]
    assert "none that can be decided on" in explained([{"amount": {"N": "1"}}], score(decided()), "--strategy", file)[2]
