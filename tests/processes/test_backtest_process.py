"""A backtest as a process of its own: the same bytes whatever Python's hashes are, and a clear end by Ctrl-C."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.pipeline.waiting import becomes_true

PROJECT = Path(__file__).parents[2]
T = 1_760_000_000_000
STRATEGY = """name: mine
thresholds: {review: 0.2, decline: 0.8}
entities: {card: metadata.card}
rules:
  - {code: often, when: customer.count_1h > 1 or terminal.count_24h > 4, weight: 0.3, tags: [a, b]}
  - {code: card, when: card.distinct_customers > 1, weight: 0.25}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lines = [
        json.dumps(
            {
                "transaction_id": f"t-{number}",
                "timestamp": T + number * 600_000,
                "amount": number % 9,
                "currency": ("EUR", "USD", "GBP")[number % 3],
                "customer_id": f"C-{number * 7 % 11}",
                "terminal_id": f"T-{number % 5}",
                "metadata": {"card": f"{number % 6}"},
                "label": ("0", "stolen", "takeover", "testing")[number * 5 % 4],
            }
        )
        for number in range(300)
    ]
    (tmp_path / "past.jsonl").write_text("\n".join(lines))
    (tmp_path / "mine.yaml").write_text(STRATEGY)
    return tmp_path


def start(folder: Path, *words: str, environment: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [str(Path(sys.executable).parent / "fraudctl"), "backtest", "mine.yaml", *words],
        cwd=folder,
        env={**os.environ, "COLUMNS": "100", **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.mark.parametrize("form", [[], ["--json"]], ids=["text", "json"])
def test_the_same_file_gives_the_same_bytes_under_any_hash_seed(folder: Path, form: list[str]) -> None:
    words = ("--data", "past.jsonl", "--against", str(PROJECT / "strategies" / "default.yaml"), "--scores", "out.csv")
    found = []
    for seed in ("1", "2"):
        process = start(folder, *words, *form, environment={"PYTHONHASHSEED": seed})
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        found.append((out, (folder / "out.csv").read_bytes()))
    assert found[0] == found[1]
    assert found[0][1].count(b"\n") == 301


def test_a_pipe_is_read_as_a_file_is(folder: Path) -> None:
    words = ("--json", "--data")
    out, _ = start(folder, *words, "past.jsonl", environment={}).communicate(timeout=120)
    piped = start(folder, *words, "/dev/stdin", environment={})
    shown, err = piped.communicate((folder / "past.jsonl").read_bytes(), timeout=120)

    assert piped.returncode == 0, err
    assert shown == out


def test_ctrl_c_ends_it_and_leaves_nothing_behind(folder: Path) -> None:
    before = sorted(each.name for each in folder.iterdir())
    os.mkfifo(folder / "endless")
    process = start(folder, "--data", "endless", "--scores", "out.csv", environment={})
    with (folder / "endless").open("wb") as feed:
        feed.write((folder / "past.jsonl").read_bytes() + b"\n")
        feed.flush()
        assert becomes_true(lambda: any(folder.glob("out.csv.*.part")) or process.poll() is not None)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=120)

    assert (process.returncode, out) == (130, b"")
    assert b"no scores are written" in err
    assert err.splitlines()[-1] == b"interrupted"
    assert b"Traceback" not in err
    assert sorted(each.name for each in folder.iterdir() if each.name != "endless") == before
