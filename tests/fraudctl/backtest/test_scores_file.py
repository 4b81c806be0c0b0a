"""The file of scores appears whole, or not at all."""

import json
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from fraudctl.backtest import scores_file, whole_file
from fraudctl.backtest.backtest import Backtest
from fraudctl.backtest.payment import NumberedPayment, payment_of
from fraudctl.backtest.scores_file import HEADER, open_scores
from tests.fraudctl.backtest.conftest import Typed
from tests.handlers.strategies import strategy_of

T = 1_760_000_000_000
STRATEGY = "name: one\nthresholds: {review: 0.4, decline: 0.8}\nrules: [{code: all, when: amount >= 0, weight: 0.5}]\n"


def interrupted_lines() -> Iterator[NumberedPayment]:
    yield 1, payment_of({"transaction_id": "t-1", "timestamp": T})
    raise KeyboardInterrupt


def run_interrupted(file: Path) -> None:
    backtest = Backtest(strategy_of({"when": "amount >= 0"}), label_delay=timedelta())
    with pytest.raises(KeyboardInterrupt):
        backtest.run(interrupted_lines(), scores=file)


def test_who_ends_the_command_finds_no_half_written_file(tmp_path: Path) -> None:
    run_interrupted(tmp_path / "scores.csv")
    assert list(tmp_path.iterdir()) == []


def test_who_ends_the_command_finds_what_was_there_before(tmp_path: Path) -> None:
    file = tmp_path / "scores.csv"
    file.write_text("of yesterday")
    run_interrupted(file)
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("scores.csv", "of yesterday")]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # a file that the collector closes
def test_ctrl_c_at_any_line_of_it_leaves_what_was_there_before_or_all_of_it(tmp_path: Path) -> None:
    file = tmp_path / "scores.csv"
    for line in range(100):
        file.write_text("of yesterday")
        if not interrupted_at(line, file):
            break
        assert [each.name for each in tmp_path.iterdir()] == ["scores.csv"], f"Ctrl-C at the line {line} of those run"
        assert file.read_text() in {"of yesterday", ",".join(HEADER) + "\n"}
    assert line > 10


def interrupted_at(line: int, file: Path) -> bool:
    """Write a file of no scores with Ctrl-C at one of the lines that are run; return whether there is such a line."""
    lines = count(-1)

    def trace(frame: FrameType, event: str, _: object) -> Callable[..., Any] | None:
        if frame.f_code.co_filename not in (scores_file.__file__, whole_file.__file__):
            return None
        if event == "line" and next(lines) == line:
            signal.raise_signal(signal.SIGINT)
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        with open_scores(file):
            pass
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(before)
    return False


@pytest.fixture
def _files(folder: Path) -> None:
    (folder / "one.yaml").write_text(STRATEGY)
    (folder / "past.jsonl").write_text(json.dumps({"transaction_id": "t-1", "timestamp": T, "label": "0"}))


@pytest.mark.usefixtures("_files")
def test_a_file_that_is_replaced_keeps_its_rights_and_a_link_leads_to_it(typed: Typed, folder: Path) -> None:
    (folder / "real.csv").write_text("of yesterday")
    (folder / "real.csv").chmod(0o640)
    (folder / "link.csv").symlink_to("real.csv")

    assert typed("one.yaml", "--data", "past.jsonl", "--scores", "link.csv")[0] == 0

    assert (folder / "link.csv").is_symlink()
    assert (folder / "real.csv").read_text().endswith(f"t-1,{T},0.5,review,0\n")
    assert (folder / "real.csv").stat().st_mode & 0o777 == 0o640


@pytest.mark.usefixtures("_files")
def test_a_new_file_has_the_rights_of_any_new_file(typed: Typed, folder: Path) -> None:
    (folder / "other").write_text("")
    assert typed("one.yaml", "--data", "past.jsonl", "--scores", "out.csv")[0] == 0
    assert (folder / "out.csv").stat().st_mode == (folder / "other").stat().st_mode


@pytest.mark.usefixtures("_files")
def test_scores_may_go_to_a_device(typed: Typed) -> None:
    assert typed("one.yaml", "--data", "past.jsonl", "--scores", "/dev/null")[0] == 0


@pytest.mark.usefixtures("_files")
def test_a_folder_that_is_not_there_is_said_before_anything_is_read(typed: Typed, folder: Path) -> None:
    (folder / "past.jsonl").write_text("no payment at all")
    code, _, err = typed("one.yaml", "--data", "past.jsonl", "--scores", "nowhere/out.csv")
    assert code == 1
    assert "nowhere" in err
