"""The wheel has the client and the command line, not the program, and works where nothing but its extra is there."""

import importlib.metadata
import json
import os
import re
import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

from tests.fraudctl.client.fake_api import respond_with, serve_fake_api

PROJECT = Path(__file__).parents[2]
PROGRAM = """
import sys
from fraudctl.client import Client
with Client(sys.argv[1], region="eu-west-1") as client:
    decided = client.decide({"transaction_id": "a", "amount": 12.5})
print(decided.outcome, sorted(each for each in ("pulumi", "boto3", "typer", "rich", "yaml") if each in sys.modules))
"""
EVERY_COMMAND = """
import sys
from fraudctl.cli import COMMANDS, command_line
command_line(*COMMANDS)
import fraudctl.backtest.backtest, fraudctl.export.export_run, fraudctl.recovery.reconciling, fraudctl.rollout.moves
print(sorted(each for each in sys.modules if each.startswith(("components", "policy", "pulumi", "emulator.program"))))
"""
PROGRAM_PARTS = ("components/", "policy/", "emulator/program/", "emulator/provisioners/", "emulator/streams/")
DECIDED = {"transaction_id": "a", "timestamp": 1, "outcome": "approve", "score": 0, "reasons": [], "tags": []}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel, built with what is installed."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "scripts/build_wheel.py", folder], cwd=PROJECT, check=True, timeout=120)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def bare(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of packages as pip makes it of the wheel and of what it requires, and of nothing else."""
    return installed(wheel, tmp_path_factory.mktemp("bare"))


@pytest.fixture(scope="module")
def command_line(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the same with the extra `cli`."""
    return installed(wheel, tmp_path_factory.mktemp("cli"), "cli")


def installed(wheel: Path, folder: Path, *extras: str) -> Path:
    """Unpack the wheel into a folder, and link what it requires."""
    zipfile.ZipFile(wheel).extractall(folder)
    for name in required(wheel, *extras):
        for file in importlib.metadata.files(name) or []:
            if ".." not in file.parts and file.suffix != ".pyc":
                (folder / file).parent.mkdir(parents=True, exist_ok=True)
                (folder / file).symlink_to(file.locate())
    return folder


def requirements(wheel: Path) -> list[str]:
    """Return what the wheel says that it requires."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
        return Parser().parsestr(archive.read(name).decode()).get_all("Requires-Dist") or []


def required(wheel: Path, *extras: str) -> set[str]:
    """Return the distributions that pip installs for the wheel with these extras, those of others too."""
    wanted = [each.partition(";") for each in requirements(wheel)]
    named = {f'extra == "{extra}"' for extra in extras}
    found, waiting = set[str](), [name for name, _, marker in wanted if not marker or marker.strip() in named]
    while waiting:
        (name,) = re.findall(r"^[\w.-]+", waiting.pop())
        if name not in found:
            found.add(name)
            waiting += [each for each in importlib.metadata.requires(name) or [] if ";" not in each]
    return found


def run(bare: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python with these packages and no others."""
    environment = {"PYTHONPATH": str(bare), "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    kept = {name: os.environ[name] for name in ("PYTHONPYCACHEPREFIX",) if name in os.environ}
    return subprocess.run(
        [sys.executable, "-S", *arguments],
        env={**kept, **environment},
        cwd=bare,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_it_requires_what_the_client_imports_and_no_pulumi(wheel: Path) -> None:
    assert required(wheel) == {"botocore", "jmespath", "msgspec", "python-dateutil", "six", "urllib3"}
    assert any(each.startswith("pulumi") and 'extra == "program"' in each for each in requirements(wheel))


def test_the_client_works_with_that_alone(bare: Path) -> None:
    with serve_fake_api() as api:
        api.steps = [respond_with(200, body=json.dumps(DECIDED).encode())]
        done = run(bare, "-c", PROGRAM, api.url)

    assert (done.returncode, done.stdout, done.stderr) == (0, "approve []\n", "")


def test_the_command_says_in_a_line_what_it_lacks(bare: Path) -> None:
    done = run(bare, "-c", "from fraudctl.entry import main; main()")

    assert done.returncode == 1
    assert (
        done.stderr == "fraudctl: only the client of the API is installed here; the extra cli brings the command line\n"
    )


def test_the_program_is_not_in_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        files = [each.filename for each in archive.infolist()]
        times = {each.date_time for each in archive.infolist()}

    assert {each.split("/")[0] for each in files if ".dist-info/" not in each} == {
        *("emulator", "fraudctl", "handlers", "simulation", "strategies")
    }
    assert not [each for each in files if each.startswith(PROGRAM_PARTS)]
    assert times == {(1980, 1, 1, 0, 0, 0)}, "the same commit makes the same wheel"
    assert "strategies/default.yaml" in files


def test_what_its_modules_import_at_once_is_there(command_line: Path) -> None:
    """Commands import the program only where they run it: none of its modules is loaded by the others."""
    done = run(command_line, "-c", EVERY_COMMAND)

    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--version",), 0, "fraudctl "),
        (("--help",), 0, "Deploy, feed and question"),
        (("send", "--help"), 0, "Usage: fraudctl send"),
        (("demo", "--help"), 0, "Usage: fraudctl demo"),
        (("simulate", "--customers", "3", "--days", "1", "--seed", "7"), 0, '"transaction_id"'),
        (("strategy", "check", "strategies/default.yaml"), 0, "no errors"),
        (("openapi",), 0, '"openapi"'),
        (("show", "tx-1"), 1, "no local deployment is running"),
        (("send", "samples.jsonl"), 2, "samples.jsonl"),
        (("show", "tx-1", "--stack", "prod"), 1, "a --stack is looked up with the Pulumi CLI, which is not installed"),
        (("show", "tx-1", "--stack", "prod.json"), 1, "prod.json: No such file or directory"),
        *[
            (words, 1, "the program, which is not installed here")
            for words in (("demo",), ("local", "up"), ("graph",), ("adopt", "--stack", "prod"))
        ],
    ],
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else None,
)
def test_a_command_does_its_work_or_says_in_a_line_what_it_lacks(
    command_line: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    done = run(command_line, "-c", "from fraudctl.entry import main; main()", *words)

    assert (done.returncode, said in done.stdout + done.stderr) == (code, True), done.stdout + done.stderr
    assert "Traceback" not in done.stderr
