"""The afternoon of docs/from-fraud-detector.md, typed on a stack of its own."""

import re
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import boto3

from tests.documents.pages import PROJECT
from tests.pipeline.documents.conftest import LocalUp, Shell, exports_of

PAGE = (PROJECT / "docs" / "from-fraud-detector.md").read_text(encoding="utf-8")
AFTERNOON = PAGE[PAGE.index("## An afternoon") : PAGE.index("## What it was tried on")]
BLOCK = re.compile(r"^```(sh|text)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
DECIDING = ("decision", "scoring", "queries", "fraud_detector")


@dataclass(frozen=True)
class Walked:
    """The page, walked to its end."""

    printed: Mapping[str, str]
    """The output of each block of commands."""
    shown: Mapping[str, str]
    """The part of it that the page shows."""
    folder: Path
    deployment: LocalUp


@contextmanager
def walk(shell: Shell, home: Path) -> Iterator[Walked]:
    """Yield what each block of commands printed, while the deployment runs."""
    folder = home / "project"
    for made in (home / "tmp", folder):
        made.mkdir()
    for each in ("docs", "samples"):
        (folder / each).symlink_to(shell.folder / each)
    environment: dict[str, str] = {**shell.environment, "HOME": str(home), "TMPDIR": str(home / "tmp"), "COLUMNS": "90"}
    with subprocess.Popen(
        [shell.folder / ".venv" / "bin" / "fraudctl", "local", "up", "--config", "fraudDetectorApi=true"],
        cwd=shell.folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            deployment = LocalUp(Shell(folder=folder, environment=environment), exports_of(process))
            printed, shown = dict[str, str](), dict[str, str]()
            for kind, text in BLOCK.findall(AFTERNOON):
                if kind == "text":
                    shown[list(printed)[-1]] = text
                else:
                    printed[text] = _typed(deployment, text)
            yield Walked(printed, shown, folder, deployment)
        finally:
            process.send_signal(signal.SIGINT)


def _typed(deployment: LocalUp, block: str) -> str:
    done = deployment.shell.run(block)
    assert done.returncode == 0, f"{block}\n{done.stdout}"
    if "deploy registrations" in block or "rollback" in block:
        _start_anew(deployment)
    return done.stdout


def _start_anew(deployment: LocalUp) -> None:
    """Have the functions start anew, as they would know of a change within a minute anyway."""
    functions = boto3.client(
        "lambda",
        endpoint_url=deployment.exports["api_endpoint"].partition("/restapis/")[0],
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    for stage in DECIDING:
        name = deployment.exports[f"{stage}_function_name"]
        timeout = functions.get_function_configuration(FunctionName=name)["Timeout"]
        functions.update_function_configuration(FunctionName=name, Timeout=timeout)
