"""The package without extras is a client of the API: it brings no pulumi, and works where nothing else is installed."""

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
DECIDED = {"transaction_id": "a", "timestamp": 1, "outcome": "approve", "score": 0, "reasons": [], "tags": []}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the project's wheel, built with what is installed."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*command, "--wheel-dir", folder, _copy(folder)], check=True, timeout=120)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def bare(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of packages as pip makes it of the wheel and of what it requires, and of nothing else."""
    folder = tmp_path_factory.mktemp("bare")
    zipfile.ZipFile(wheel).extractall(folder)
    for name in required(wheel):
        for file in importlib.metadata.files(name) or []:
            if ".." not in file.parts and file.suffix != ".pyc":
                (folder / file).parent.mkdir(parents=True, exist_ok=True)
                (folder / file).symlink_to(file.locate())
    return folder


def _copy(folder: Path) -> Path:
    """Return the project's tracked files in a folder of their own: a build leaves others beside them."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, check=True)  # noqa: S607
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (PROJECT / name).is_file():
            (folder / "project" / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / "project" / name).write_bytes((PROJECT / name).read_bytes())
    return folder / "project"


def requirements(wheel: Path) -> list[str]:
    """Return what the wheel says that it requires."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
        return Parser().parsestr(archive.read(name).decode()).get_all("Requires-Dist") or []


def required(wheel: Path) -> set[str]:
    """Return the distributions that pip installs for the wheel without extras, those of others too."""
    found, waiting = set[str](), [each for each in requirements(wheel) if "extra ==" not in each]
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
    assert any(each.startswith("pulumi") and 'extra == "cli"' in each for each in requirements(wheel))


def test_the_client_works_with_that_alone(bare: Path) -> None:
    with serve_fake_api() as api:
        api.steps = [respond_with(200, body=json.dumps(DECIDED).encode())]
        done = run(bare, "-c", PROGRAM, api.url)

    assert (done.returncode, done.stdout, done.stderr) == (0, "approve []\n", "")


def test_the_command_says_in_a_line_what_it_lacks(bare: Path) -> None:
    done = run(bare, "-c", "from fraudctl.entry import main; main()")

    assert done.returncode == 1
    assert done.stderr == "fraudctl: only the client of the API is installed here; the extra cli brings the rest\n"
