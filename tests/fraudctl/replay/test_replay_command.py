"""`fraudctl replay` as people type it: the same, or both results; and another strategy's."""

import json
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from fraudctl import cli
from fraudctl.client.row_facts import StoredRow
from fraudctl.client.scores import RowImage
from handlers.aws.attributes import to_attributes
from handlers.decision.basis import basis_in
from handlers.decision.strategy.document import canonical
from handlers.decision.strategy.strategy import Strategy
from tests.fraudctl.decided_rows import decided, image, score, strategy
from tests.fraudctl.replay.decided_rows import STRATEGIES, DecidedRow, decided_rows
from tests.fraudctl.strategy.stack_of_documents import stack_of_documents

Replayed = Callable[..., tuple[int, str, str]]

WORDS = msgspec.json.Encoder(decimal_format="number").encode


@pytest.fixture
def replayed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Replayed:
    """Return a function that types `fraudctl replay` where these rows are; it returns exit code and output."""

    def run(
        rows: Sequence[RowImage],
        scored: StoredRow | None,
        *options: object,
        deployed: Sequence[Strategy] = (strategy(),),
    ) -> tuple[int, str, str]:
        monkeypatch.setenv("COLUMNS", "160")
        stack_of_documents(monkeypatch, deployed, lambda: (rows, scored))
        monkeypatch.setattr(sys, "argv", ["fraudctl", "replay", "tx-1", *map(str, options)])
        with pytest.raises(SystemExit) as ended:
            cli.app()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return run


def some_row(wanted: str) -> DecidedRow:
    """Return rows of which the score has an attribute."""
    return next(each for each in decided_rows(700) if wanted in each.score)


@pytest.mark.parametrize("scored", [True, False])
def test_a_decision_that_comes_to_the_same_says_so(replayed: Replayed, *, scored: bool) -> None:
    decision = decided()
    code, printed, _ = replayed([image(decision)], score(decision) if scored else None)

    assert code == 0
    assert "the decision comes to the same" in printed
    assert [line.split() for line in printed.splitlines() if "far_above_habit" in line] == [
        ["reasons", *["far_above_habit", "+0.5"] * 2]
    ]


def test_a_row_that_was_changed_by_hand_does_not_and_both_results_are_shown(replayed: Replayed) -> None:
    changed = {**image(decided()), **to_attributes({"amount": 4})}
    code, printed, _ = replayed([changed], score(decided()))
    said = json.loads(replayed([changed], score(decided()), "--json")[1])

    assert code == 1
    assert "the decision does not come to the same: score, reasons" in printed
    assert (said["same"], said["stored"]["score"], said["again"]["score"]) == (False, 0.5, 0.1)


def test_a_value_that_a_reason_read_counts_too(replayed: Replayed) -> None:
    row = score(decided())
    reasons = [{**row["reasons"][0], "values": {**row["reasons"][0]["values"], "amount": 7}}, *row["reasons"][1:]]

    assert replayed([image(decided())], {**row, "reasons": reasons})[0] == 1


def test_another_engine_is_named_whatever_it_comes_to(replayed: Replayed) -> None:
    row = score(decided())
    basis = WORDS(msgspec.structs.replace(basis_in(row["decision"]), engine=0)).decode()
    code, printed, _ = replayed([image(decided())], {**row, "decision": basis})

    assert code == 0
    assert "engine 0 decided it, and this is engine 1" in printed


def test_a_shadow_is_tried_again_where_its_strategy_is_known(replayed: Replayed) -> None:
    row = some_row("shadow")
    changed = {**row.score, "shadow": {**row.score["shadow"], "outcome": "none"}}
    deployed = list(STRATEGIES.values())

    assert "the shadow comes to the same" in replayed([row.image], row.score, deployed=deployed)[1]
    code, printed, _ = replayed([row.image], changed, deployed=deployed)
    assert (code, "the shadow does not come to the same: outcome" in printed) == (1, True)


def test_an_override_is_the_answer_and_not_the_outcome(replayed: Replayed) -> None:
    row = some_row("override")
    said = json.loads(replayed([row.image], row.score, "--json", deployed=list(STRATEGIES.values()))[1])

    assert said["override"] == said["again"]["answer"] == said["stored"]["answer"] == row.score["override"]
    assert said["again"]["outcome"] == row.score["outcome"]


def test_another_strategy_says_what_it_would_have_decided_and_what_it_lacked(
    replayed: Replayed, tmp_path: Path
) -> None:
    other = strategy(
        {"code": "every", "when": "amount > 1", "weight": 1},
        {"when": "card.count_1h > 1"},
        entities={"card": "metadata.card_token"},
    )
    (file := tmp_path / "other.yaml").write_bytes(canonical(other.document))
    code, printed, _ = replayed([image(decided())], score(decided()), "--with", file)
    said = json.loads(replayed([image(decided())], score(decided()), "--with", file, "--json")[1])["with"]

    assert code == 0
    assert "absent, as the decision did not read it: card.count_1h" in printed
    assert (said["outcome"], said["score"], said["unread"]) == ("decline", 1, ["card.count_1h"])


def test_what_is_missing_is_said_in_one_line(replayed: Replayed) -> None:
    undecided = {name: value for name, value in image(decided()).items() if name != "decision"}
    found: list[Any] = [
        replayed([], None),
        replayed([undecided], None),
        replayed([image(decided())], score(decided()), deployed=()),
    ]

    decider = f"it was decided by strategy of_a_test, digest {strategy().digest}"
    assert [code for code, _, _ in found] == [1, 1, 1]
    assert [errors for _, _, errors in found] == [
        "fraudctl: no transaction tx-1\n",
        "fraudctl: tx-1 is not scored yet, or its score has expired\n",
        f"fraudctl: {decider}, which neither the stack nor this version has\n",
    ]


@pytest.mark.parametrize("written", ["{not json", None])
def test_a_row_that_does_not_say_what_it_was_decided_on_is_not_replayed(replayed: Replayed, written: str) -> None:
    code, printed, errors = replayed([image(decided())], {**score(decided()), "decision": written})

    assert (code, printed) == (1, "")
    assert errors.startswith("fraudctl: its row does not say what it was decided on")


def test_a_part_that_somebody_made_another_kind_of_value_differs(replayed: Replayed) -> None:
    code, printed, _ = replayed([image(decided())], {**score(decided()), "tags": Decimal(5)})

    assert (code, "the decision does not come to the same: tags" in printed) == (1, True)
