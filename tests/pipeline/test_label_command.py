"""`fraudctl label` as a person types it, on a running stack: one label, a file of them, and what `show` says after."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from fraudctl.cli import COMMANDS, command_line
from fraudctl.labels.label_sender import LabelSender
from fraudctl.stacks.announcement import announced
from fraudctl.stacks.local_stack import LocalStack
from tests.pipeline.stack_calls import post_transaction, score

RunCommand = Callable[..., Result]

NAMES = [f"typed-{number}" for number in range(5)]


@pytest.fixture(scope="module")
def fraudctl(pipeline: LocalStack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunCommand]:
    """Yield a function that runs a command where it finds the running pipeline, with some scored transactions."""
    for name in NAMES:
        post_transaction(pipeline, {"transaction_id": name, "amount": 9, "customer_id": "C-typed"})
    for name in NAMES:
        score(pipeline, name)
    with pytest.MonkeyPatch.context() as shell:
        shell.chdir(tmp_path_factory.mktemp("labels"))
        with announced(pipeline.emulator, "dev") as announcement:
            announcement.deployed(pipeline.target)
            yield lambda *words: CliRunner().invoke(command_line(*COMMANDS), list(words), env={"COLUMNS": "200"})


def row(name: str, label: str = "fraud", **fields: Any) -> dict[str, Any]:
    at = time.time_ns() // 1_000_000 - 60_000
    return {"transaction_id": name, "label": label, "source": "chargeback", "at": at, **fields}


def unwrapped(text: str) -> str:
    """Return a text without blanks and line breaks, of which a terminal's width makes more."""
    return "".join(text.split())


def test_a_label_is_stored_said_again_and_shown(fraudctl: RunCommand) -> None:
    words = (
        "label",
        "typed-0",
        "fraud",
        "--source",
        "chargeback",
        "--at",
        "2026-01-05T10:00:00Z",
        "--note",
        "by phone",
    )

    first, again = fraudctl(*words), fraudctl(*words, "--json")

    assert (first.exit_code, first.stdout) == (0, "stored; fraud counts\n")
    assert json.loads(again.stdout) == {"status": "duplicate", "label": "fraud"}
    shown = fraudctl("show", "typed-0")
    assert unwrapped("labelled fraud by chargeback  received 2") in unwrapped(shown.stdout)
    assert unwrapped("UTC, known since 2026-01-05 10:00:00 UTC: by phone") in unwrapped(shown.stdout)
    (label,) = json.loads(fraudctl("show", "typed-0", "--json").stdout)["labels"]
    assert (label["label"], label["source"], label["note"]) == ("fraud", "chargeback", "by phone")
    assert json.loads(fraudctl("show", "typed-1", "--json").stdout)["labels"] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("typed-1", "maybe", "--source", "analyst"), "refused: label: must be fraud or legitimate"),
        (("typed-1", "fraud"), "refused: source: is required"),
        (("typed-1", "--source", "analyst"), "refused: label: is required"),
        (("nobody-has-it", "fraud", "--source", "analyst"), "unknown: transaction_id: no transaction of this id"),
        (("typed-1", "fraud", "--source", "analyst", "--at", "2999-01-01"), "lies in the future"),
        ((), "give either an ID with a LABEL and --source, or --file"),
        (("--file", "absent.jsonl"), "does not exist"),
    ],
)
def test_what_is_no_label_is_an_error_that_says_what_is_wrong(
    fraudctl: RunCommand, words: tuple[str, ...], said: str
) -> None:
    ended = fraudctl("label", *words)

    assert ended.exit_code in (1, 2)
    assert said in " ".join(f"{ended.stderr} {ended.exception}".split())  # the command line prints an exception of ours


@pytest.mark.parametrize("odd", ["-typed id", 'typed "x"', "typed 日本 42", "[/typed]%é#?&=", "facts#customer#typed"])
def test_an_id_of_odd_characters_is_labelled_and_shown(fraudctl: RunCommand, pipeline: LocalStack, odd: str) -> None:
    post_transaction(pipeline, {"transaction_id": odd, "amount": 1})
    score(pipeline, odd)

    ended = fraudctl("label", "--source", "issuer", "--", odd, "legitimate")

    assert ended.exit_code == 0, ended.stderr
    assert json.loads(fraudctl("show", "--json", "--", odd).stdout)["labels"][0]["label"] == "legitimate"


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_a_file_is_labelled_but_for_what_is_unknown_or_broken(fraudctl: RunCommand, tmp_path: Path, form: str) -> None:
    again = row("typed-1")
    labels = [again, row("nobody-has-it"), row("typed-2", label="perhaps"), row("typed-3"), again]
    labels = [{**each, "source": {"jsonl": "issuer", "csv": "customer"}[form]} for each in labels]
    names = list(labels[0])
    lines = {
        "jsonl": [*map(json.dumps, labels), '{"transaction_id": "typed-4", "lab'],
        "csv": [",".join(names), *(",".join(str(each[name]) for name in names) for each in labels), "typed-4,fra"],
    }[form]
    file = tmp_path / f"labels.{form}"
    file.write_text("\n".join(lines), encoding="utf-8")

    ended = fraudctl("label", "--file", str(file), "--json")

    assert ended.exit_code == 1, ended.stderr
    said = json.loads(ended.stdout)
    assert said["statuses"] == {"stored": 2, "unknown": 1, "refused": 2, "duplicate": 1}
    assert '"nobody-has-it"' in (tmp_path / f"labels.{form}.unknown").read_text(encoding="utf-8")
    refused = [json.loads(line) for line in Path(f"{file}.refused").read_text(encoding="utf-8").splitlines()]
    assert [each["line"] for each in refused] == ([3, 6] if form == "jsonl" else [4, 7])
    table = fraudctl("label", "--file", str(file)).stdout
    assert unwrapped(f"the labels that are unknown are in {file}.unknown") in unwrapped(table)


def test_a_run_that_is_interrupted_says_how_far_it_came_and_the_next_goes_on(
    fraudctl: RunCommand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "labels.jsonl"
    file.write_text(
        "".join(json.dumps(row(NAMES[number % 5], at=1_767_571_200_000 + number)) + "\n" for number in range(250))
    )
    send, windows = LabelSender.send, list[int]()

    def interrupted(self: LabelSender, labels: Any) -> Any:
        windows.append(len(labels))
        if len(windows) == 2:
            raise KeyboardInterrupt
        return send(self, labels)

    with monkeypatch.context() as patch:
        patch.setattr(LabelSender, "send", interrupted)
        first = fraudctl("label", "--file", str(file), "--concurrency", "1")
    second = fraudctl("label", "--file", str(file), "--concurrency", "1", "--json")

    assert first.exit_code == 130
    assert "100 labels answered; the same command goes on after them" in first.stderr
    said = json.loads(second.stdout)
    assert (said["before"], said["lines"], second.exit_code) == (100, 250, 0)
