"""Every command of the page on backtests is run as it stands there, on the files that the page gives."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
PAGE = (PROJECT / "docs" / "backtest.md").read_text(encoding="utf-8")
FILES = re.findall(r"^Save this as `([^`]+)`:\n\n```\w+\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
COMMANDS = [
    command
    for block in re.findall(r"^```sh\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    for command in block.replace("\\\n", "").splitlines()
]
SHOWN = re.findall(r"^```text\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return what each command printed, run in order in one folder."""
    folder = tmp_path_factory.mktemp("guide")
    (folder / "strategies").symlink_to(PROJECT / "strategies")
    for name, content in FILES:
        (folder / name).write_text(content)
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    ended = [
        subprocess.run(
            ["sh", "-c", command],  # noqa: S607 -- any sh
            cwd=folder,
            env={**os.environ, "PATH": path, "COLUMNS": "100"},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        for command in COMMANDS
    ]
    assert [(each.args[-1], each.stderr) for each in ended if each.returncode] == []
    assert (folder / "habits.svg").read_text().startswith("<svg ")
    assert (folder / "habits.html").read_text().startswith("<!doctype html>")
    assert (folder / "scores.csv").read_text().startswith("transaction_id,timestamp,score,outcome,label\n")
    return [each.stdout for each in ended]


def rows(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines() if line.strip()]


def test_the_output_that_is_shown_is_what_is_printed(outputs: list[str]) -> None:
    printed = rows(outputs[1])
    (shown,) = SHOWN
    assert [row for row in rows(shown) if row not in printed] == []


def test_the_last_commands_say_what_the_page_says_of_them(outputs: list[str]) -> None:
    assert "Gained and lost" in outputs[2]
    assert '"label_delay_seconds": 2419200' in outputs[3]
    assert outputs[5].startswith("3 payments in 1 day, 1 of them fraud;")
    assert "Left out" not in outputs[5]


def test_the_page_tells_to_type_six_commands() -> None:
    assert len(COMMANDS) == 6
