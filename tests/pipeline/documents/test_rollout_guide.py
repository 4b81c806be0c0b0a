"""Every command of the page on strategies at run time is typed as it stands there, on a stack of its own."""

import re
import signal
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import boto3
import pytest

from tests.pipeline.documents.conftest import PROJECT, LocalUp, Shell, exports_of

PAGE = (PROJECT / "docs" / "rollout.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(sh|text)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FUNCTIONS = ("decision", "scoring", "feedback")


@pytest.fixture(scope="module")
def walked(shell: Shell, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sequence[tuple[str, str, str]]]:
    """Yield each block of commands, what it printed, and what the page shows of that."""
    home = tmp_path_factory.mktemp("rollout")
    (home / "tmp").mkdir()
    environment = {**shell.environment, "HOME": str(home), "TMPDIR": str(home / "tmp"), "COLUMNS": "100"}
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
            deployment = LocalUp(Shell(folder=_folder(home), environment=environment), exports_of(process))
            yield [(block, _typed(deployment, block), shown) for block, shown in _blocks()]
        finally:
            process.send_signal(signal.SIGINT)


def _folder(home: Path) -> Path:
    folder = home / "strategies"
    folder.mkdir()
    return folder


def _blocks() -> list[tuple[str, str]]:
    """Return the blocks of commands, each with what is shown of it before the next one."""
    found: list[tuple[str, str]] = []
    for kind, text in BLOCK.findall(PAGE):
        if kind == "sh":
            found.append((text, ""))
        else:
            block, shown = found[-1]
            found[-1] = (block, shown + text)
    return found


def _typed(deployment: LocalUp, block: str) -> str:
    if "fraudctl decide" in block:
        start_anew(deployment)
    done = deployment.shell.run(block)
    assert done.returncode == 0, f"{block}\n{done.stdout}"
    return done.stdout


def start_anew(deployment: LocalUp) -> None:
    """Have the functions start anew, as they would know of a change within a minute anyway."""
    address = deployment.exports["api_endpoint"].partition("/restapis/")[0]
    functions = boto3.client(
        "lambda",
        endpoint_url=address,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    for stage in FUNCTIONS:
        name = deployment.exports[f"{stage}_function_name"]
        timeout = functions.get_function_configuration(FunctionName=name)["Timeout"]
        functions.update_function_configuration(FunctionName=name, Timeout=timeout)


def _lines(text: str) -> set[str]:
    """Return the lines with a # for each digest, and for each number, since they depend on how fast profiles follow."""
    said = (" ".join(line.split()) for line in text.splitlines() if line.strip())
    return {re.sub(r"\b[0-9a-f]{12}\b|\d[\d,.]*", "#", line) for line in said}


def test_what_the_page_shows_is_what_is_printed(walked: Sequence[tuple[str, str, str]]) -> None:
    missing = {block: _lines(shown) - _lines(printed) for block, printed, shown in walked}
    assert {block: lines for block, lines in missing.items() if lines} == {}


def test_each_step_decides_by_the_version_that_it_made_live(walked: Sequence[tuple[str, str, str]]) -> None:
    (printed,) = [printed for block, printed, _ in walked if "for line in" in block]
    decided = re.findall(r"decided by strategy (\w+),", printed)

    assert decided[0] == decided[1] == "default"
    assert decided[2] in ("default", "ours")  # by the customer's arm
    assert decided[3:] == ["slip", "ours", "slip"]
    assert printed.count("the decision comes to the same") == 6
    assert printed.count("the shadow comes to the same") == 1


def test_the_guards_refuse_the_slip_and_the_record_tells_who_overrode_them(
    walked: Sequence[tuple[str, str, str]],
) -> None:
    (refused,) = [printed for block, printed, _ in walked if 'echo "refused"' in block]
    (history,) = [printed for block, printed, _ in walked if "history --last 1" in block]

    assert "alerts" in refused
    assert "(slip)" in history
    assert "before the weekend" in " ".join(history.split())


def test_no_answer_of_the_walk_is_unexplained(walked: Sequence[tuple[str, str, str]]) -> None:
    decided = [printed for block, printed, _ in walked if "fraudctl decide" in block]

    assert len(decided) == 5
    for printed in decided:
        (row,) = re.findall(r"^ +(\d+) +(\d+) +\d+ +\d+ +\d+ +(\d+) +(\d+) +(\d+) *$", printed, re.MULTILINE)
        lines, answered, repeated, refused, failed = map(int, row)
        assert (lines, repeated, refused, failed) == (answered, 0, 0, 0)
