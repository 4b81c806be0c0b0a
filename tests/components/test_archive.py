"""The archive and the layer as built: with only them and boto3, every entry point can be imported."""

import io
import subprocess
import zipfile
from pathlib import Path

import pulumi
import pytest

from components.compute.code import PROJECT, handlers_archive, vendor
from emulator.program.archive import zip_archive
from emulator.program.vendoring import vendor_overrides
from tests.components.stacks import DryRunStack

INTERPRETER = PROJECT / ".emulator" / "bin" / "python"
ENTRY_POINTS = {
    "handlers.ingestion": "transaction-ingestion",
    "handlers.processing": "transaction-processor",
    "handlers.scoring": "fraud-scorer",
    "handlers.decisions": "transaction-decision",
    "handlers.feedback": "fraud-feedback",
}

AWS = {
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:1",  # where nobody answers: an import may try to read strategies
}

IMPORT = "import importlib, sys; sys.path[:0] = sys.argv[2:]; print(importlib.import_module(sys.argv[1]).handler)"


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the archive, unpacked as Lambda would."""
    folder = tmp_path_factory.mktemp("task")
    zipfile.ZipFile(io.BytesIO(zip_archive(handlers_archive()))).extractall(folder)
    return folder


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the layer for the interpreter that runs the functions here, unpacked as Lambda would."""
    overrides = vendor_overrides(INTERPRETER)
    built = vendor(overrides["vendorPython"], overrides["vendorPlatform"])
    folder = tmp_path_factory.mktemp("opt")
    content = zip_archive(pulumi.AssetArchive({"python": pulumi.FileArchive(str(built))}))
    zipfile.ZipFile(io.BytesIO(content)).extractall(folder)
    return folder / "python"


def import_alone(entry_point: str, stack: DryRunStack, *folders: Path) -> "subprocess.CompletedProcess[str]":
    """Import in an interpreter that has boto3, these folders, the stack's variables, and nothing of the project."""
    function = stack.one("lambda/function:Function", ENTRY_POINTS[entry_point]).inputs
    assert function["handler"] == f"{entry_point}.handler"
    command = [str(INTERPRETER), "-I", "-B", "-c", IMPORT, entry_point, *map(str, folders)]
    environment = AWS | function["environment"]["variables"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd="/")


@pytest.mark.parametrize("entry_point", ENTRY_POINTS)
def test_an_entry_point_needs_the_archive_the_layer_boto3_and_its_environment_and_nothing_else(
    unpacked: Path, packages: Path, dev: DryRunStack, entry_point: str
) -> None:
    done = import_alone(entry_point, dev, unpacked, packages)

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].startswith("<function "), "the lines before say that no table answers"


@pytest.mark.parametrize("entry_point", ENTRY_POINTS)
def test_without_the_layer_an_entry_point_cannot_be_import_alone(
    unpacked: Path, dev: DryRunStack, entry_point: str
) -> None:
    done = import_alone(entry_point, dev, unpacked)

    assert done.returncode
    assert "ModuleNotFoundError" in done.stderr


def test_the_archive_holds_every_module_of_the_handlers_the_strategy_and_nothing_else(unpacked: Path) -> None:
    found = {file.relative_to(unpacked).as_posix() for file in unpacked.rglob("*") if file.is_file()}

    modules = {file.relative_to(PROJECT).as_posix() for file in (PROJECT / "handlers").rglob("*.py")}
    assert found == modules | {"strategies/default.json"}
    assert {f"{name.replace('.', '/')}.py" for name in ENTRY_POINTS} <= found


def test_the_archive_is_the_same_wherever_it_is_packed() -> None:
    assert zip_archive(handlers_archive()) == zip_archive(handlers_archive())
    assert list(handlers_archive().assets) == sorted(handlers_archive().assets)


def test_nothing_that_runs_in_lambda_imports_what_does_not() -> None:
    for source in (PROJECT / "handlers").rglob("*.py"):
        text = source.read_text(encoding="utf-8")
        assert not [each for each in ("pulumi", "fraudctl", "components", "tests") if f"import {each}" in text], source
        assert not [each for each in ("pulumi", "fraudctl", "components", "tests") if f"from {each}" in text], source
