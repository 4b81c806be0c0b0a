"""Every command of the page on training is typed as it stands there, with few customers, on a stack of its own.

So a model is trained, deployed to the shadow, promoted and rolled back while traffic flows.
"""

import json
import re
import signal
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import boto3
import pytest

from bench.aws.item_size import item_size
from fraudctl.client.told import told_decision
from fraudctl.train.environment import INTERPRETER
from tests.documents.pages import PROJECT
from tests.pipeline.documents.conftest import LocalUp, Shell, exports_of
from tests.pipeline.documents.test_rollout_guide import start_anew
from tests.pipeline.waiting import eventually

pytestmark = pytest.mark.skipif(not INTERPRETER.exists(), reason="`make test` makes .train, and so does `make train`")

PAGE = (PROJECT / "docs" / "training.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(sh|text)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PAYMENTS = 400
"""Those that the page decides on; where a write takes too long, the decision waits in Ingestion's queue."""
CUSTOMERS, FEWER = r"--customers \d+", "--customers 30"
LARGEST = 1_300
"""Bytes of the row of a decision by a model, in the middle: about as many as those by the packaged rules."""


@dataclass(frozen=True)
class Walked:
    """The page, walked to its end."""

    printed: Mapping[str, str]
    """The output of each block of commands."""
    shown: Mapping[str, str]
    """The part of it that the page shows."""
    decided: Mapping[str, Mapping[str, Any]]
    """The answer to each payment, by id."""
    sizes: Mapping[str, int]
    """Bytes of its row."""
    deployment: LocalUp


@pytest.fixture(scope="module")
def walked(shell: Shell, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walked]:
    """Yield what each block of commands printed, and the rows that the deployment holds then."""
    home = tmp_path_factory.mktemp("training")
    (home / "tmp").mkdir()
    (home / "models").mkdir()
    environment = {**shell.environment, "HOME": str(home), "TMPDIR": str(home / "tmp"), "COLUMNS": "80"}
    with subprocess.Popen(
        [shell.folder / ".venv" / "bin" / "fraudctl", "local", "up"],
        cwd=shell.folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            deployment = LocalUp(Shell(folder=home / "models", environment=environment), exports_of(process))
            printed, shown = dict[str, str](), dict[str, str]()
            for kind, text in BLOCK.findall(PAGE):
                if kind == "text":
                    shown[list(printed)[-1]] = text
                else:
                    printed[text] = "".join(_typed(deployment, text))
            redriven = deployment.shell.run("fraudctl redrive ingestion")  # what a slow machine had no time to store
            assert redriven.returncode == 0, redriven.stdout
            rows = eventually(
                lambda: rows if len(rows := _rows(deployment)) == PAYMENTS else None, "row of every payment"
            )
            told = {name: decided.row for name, row in rows.items() if (decided := told_decision(row))}
            yield Walked(printed, shown, told, {name: item_size(row) for name, row in rows.items()}, deployment)
        finally:
            process.send_signal(signal.SIGINT)


def _typed(deployment: LocalUp, block: str) -> Iterator[str]:
    """Type the commands of a block, and have the functions know of each change before the next payments."""
    for part in re.split(r"(?m)^(?=sed .*decide -$)", re.sub(CUSTOMERS, FEWER, block)):
        if part.startswith("sed "):
            start_anew(deployment)
        done = deployment.shell.run(part)
        assert done.returncode == 0, f"{part}\n{done.stdout}"
        yield done.stdout


def _rows(deployment: LocalUp) -> dict[str, Mapping[str, Any]]:
    client = boto3.client(
        "dynamodb",
        endpoint_url=deployment.exports["api_endpoint"].partition("/restapis/")[0],
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    pages = client.get_paginator("scan").paginate(TableName=deployment.exports["transactions_table_name"])
    return {item["transaction_id"]["S"]: item for page in pages for item in page["Items"]}


def _words(text: str) -> set[str]:
    """Return the lines with a # for each number, and one blank between words."""
    lines = (" ".join(line.split()) for line in text.splitlines() if line.strip())
    return {re.sub(r"[+-]?\d[\d,.]*", "#", line) for line in lines}


def test_what_the_page_shows_is_what_is_printed_but_for_what_depends_on_how_many_they_are(walked: Walked) -> None:
    for block, shown in walked.shown.items():
        said = {line for line in _words(shown) if "#" not in line or "# alerts a day" in line}
        assert said - _words(walked.printed[block]) == set(), block
    assert len(walked.shown) == 4


def test_files_are_there_once_all_are_whole_and_none_where_it_is_refused(walked: Walked) -> None:
    folder = walked.deployment.shell.folder
    for name, begins in (("town.md", "# Model card"), ("town.svg", "<svg "), ("town.html", "<!doctype html>")):
        assert (folder / name).read_text().startswith(begins)
    assert not {"few.yaml", "own.yaml"} & {each.name for each in folder.iterdir()}
    (refused,) = [printed for block, printed in walked.printed.items() if "few.yaml" in block]
    assert re.search(
        r"fraudctl: the payments are of [\d.]+ days; with a label delay of 7.0 days, 21.0 are needed", refused
    )
    (early,) = [printed for block, printed in walked.printed.items() if " own.yaml" in block]
    assert "fraudctl: the payments are of " in early


def test_decisions_carry_the_reasons_of_the_model_and_are_made_again(walked: Walked) -> None:
    by_model = {name: row for name, row in walked.decided.items() if row["strategy"]["name"] == "trained"}
    lines = (walked.deployment.shell.folder / "payments.jsonl").read_text().splitlines()
    between = {json.loads(line)["transaction_id"] for line in lines[250:350]}
    assert set(by_model) == between & set(walked.decided), "those between promotion and rollback"
    told = {name: each for name, row in by_model.items() for each in row["reasons"] if "model.score" in each["values"]}
    assert told, "a rule on the probability fires on one of a hundred at least"
    for name, reason in told.items():
        assert 0 < float(reason["values"]["model.score"]) < 1, name
        assert len(reason["values"]) > 1, "features that pushed it, with their values"
    replayed = walked.deployment.shell.run(f"fraudctl replay {min(told)}")
    assert (replayed.returncode, "the decision comes to the same" in replayed.stdout) == (0, True), replayed.stdout
    (others,) = [printed for block, printed in walked.printed.items() if "fraudctl replay" in block]
    assert others.count("the decision comes to the same") == 4
    assert others.count("the shadow comes to the same") == 1
    assert re.findall(r"decided by strategy (\w+),", others) == ["default", "default", "trained", "default"]


def test_payments_are_held_against_those_of_the_model_once_there_are_enough(walked: Walked) -> None:
    (printed,) = [printed for block, printed in walked.printed.items() if "fraudctl drift" in block]
    drift = printed[printed.index("payments beside those that the model of trained was made of") :]
    assert re.search(r"^ *model\.score +[▁-█]", drift, re.MULTILINE)
    assert "500 payments are needed" in drift


def test_no_answer_of_the_walk_is_unexplained_and_no_row_is_large(walked: Walked) -> None:
    assert (len(walked.sizes), bool(walked.decided)) == (PAYMENTS, True)
    outcomes = {row["outcome"] for row in walked.decided.values()}
    assert outcomes <= {"approve", "review", "decline"}
    sizes = sorted(walked.sizes[name] for name, row in walked.decided.items() if row["strategy"]["name"] == "trained")
    assert sizes[len(sizes) // 2] <= LARGEST, sizes
