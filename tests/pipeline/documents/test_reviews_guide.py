"""The walk of the page on reviews is typed as it stands there, with a receiver beside, to the payment at its end."""

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.pipeline.documents.conftest import PROJECT, LocalUp, Shell, exports_of
from tests.pipeline.documents.test_rollout_guide import start_anew
from tests.pipeline.waiting import becomes_true

PAGE = (PROJECT / "docs" / "reviews.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(sh|text)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
RECEIVER, UP, *REST = BLOCK.findall(PAGE)
"""The commands of two terminals of their own, and the blocks after them."""
PORT = "8080"
"""The receiver's, on the page; the test takes a free one."""
HEARD = [
    line
    for kind, text in REST
    if kind == "text"
    for line in text.splitlines()
    if ".made " in line or "ed order" in line
]
"""The lines in the receiver's terminal that the page shows."""
WITHIN = 60
"""Seconds, on a busy machine."""


class Step(NamedTuple):
    """A block of commands, what it printed, and what the page shows of that."""

    block: str
    printed: str
    shown: str


class Walk(NamedTuple):
    """The steps in their order, and what the receiver printed."""

    steps: Sequence[Step]
    heard: Sequence[str]


@pytest.fixture(scope="module")
def walk(shell: Shell, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """Yield the walk, typed with a receiver and a deployment of its own."""
    home = tmp_path_factory.mktemp("reviews")
    (home / "tmp").mkdir()
    environment = {**shell.environment, "HOME": str(home), "TMPDIR": str(home / "tmp"), "COLUMNS": "120"}
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    heard = home / "heard.txt"
    receiver = [sys.executable, *RECEIVER[1].replace(PORT, port).split()[1:]]
    up = [shell.folder / ".venv" / "bin" / "fraudctl", *UP[1].replace(PORT, port).split()[1:]]
    with ExitStack() as ends:
        output = ends.enter_context(heard.open("w"))
        running = ends.enter_context(
            subprocess.Popen(receiver, cwd=shell.folder, stdout=output, stderr=subprocess.PIPE, text=True)
        )
        ends.callback(running.send_signal, signal.SIGINT)
        assert running.stderr
        assert running.stderr.readline().startswith("waiting for events")
        deployed = ends.enter_context(
            subprocess.Popen(
                up,
                cwd=shell.folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        )
        ends.callback(deployed.send_signal, signal.SIGINT)
        deployment = LocalUp(Shell(folder=_folder(home), environment=environment), exports_of(deployed))
        steps = [Step(block, _typed(deployment, block, heard), shown) for block, shown in _blocks()]
        yield Walk(steps, heard.read_text(encoding="utf-8").splitlines())


def _folder(home: Path) -> Path:
    folder = home / "orders"
    folder.mkdir()
    return folder


def _blocks() -> list[tuple[str, str]]:
    """Return the blocks of commands, each with what is shown of it; what the receiver shows is not of them."""
    found: list[tuple[str, str]] = []
    for kind, text in REST:
        if kind == "sh":
            found.append((text, ""))
        elif text.splitlines()[0] not in HEARD:
            block, shown = found[-1]
            found[-1] = (block, shown + text)
    return found


def _typed(deployment: LocalUp, block: str, heard: Path) -> str:
    def types(command: str) -> subprocess.CompletedProcess[str]:
        return deployment.shell.run(command)

    if "review list" in block:  # the page says: within a second
        assert becomes_true(lambda: "order-1" in types("fraudctl review list --json").stdout, WITHIN)
    if "replay order-2" in block:
        assert becomes_true(lambda: types("fraudctl trace order-2").returncode == 0, WITHIN)
    done = types(block)
    assert done.returncode == 0, f"{block}\n{done.stdout}"
    if "strategy deploy" in block:
        start_anew(deployment)
    if "review decide" in block:
        assert becomes_true(lambda: len(_without_ids(heard.read_text(encoding="utf-8"))) >= len(HEARD), WITHIN)
    return done.stdout


def _without_ids(heard: str) -> set[str]:
    """Return what the receiver printed of each event but its id; an event may come twice."""
    return {line.partition(" ")[2] for line in heard.splitlines()}


def _words(text: str) -> str:
    return " ".join(text.split())


def test_what_the_page_shows_is_what_is_printed(walk: Walk) -> None:
    missing = {
        each.block: [line for line in each.shown.splitlines() if _words(line) not in _words(each.printed)]
        for each in walk.steps
    }
    assert {block: lines for block, lines in missing.items() if lines} == {}


def test_the_backend_hears_of_each_step_once_by_its_id(walk: Walk) -> None:
    assert _without_ids("\n".join(walk.heard)) >= set(HEARD)
    ids = {line.split()[0] for line in walk.heard if line.partition(" ")[2] in HEARD}
    assert len(ids) == len(HEARD) == 3


def test_the_walk_ends_at_the_payment_and_replay_reproduces_both(walk: Walk) -> None:
    (replayed,) = [each.printed for each in walk.steps if "replay" in each.block]
    decided = [each.printed for each in walk.steps if "fraudctl decide" in each.block]

    assert replayed.count("the decision comes to the same") == 2
    assert [re.findall(r'"(?:final_)?outcome": "(approve|review|decline)"', each) for each in decided] == [
        ["review"],
        ["review", "decline"],
        ["decline"],
    ]
