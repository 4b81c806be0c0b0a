"""The walls between the rooms: each stands, and `lint-imports` sees each one break."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).parent.parent
CONFIGURATION: dict[str, Any] = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "importlinter"
]
ROOMS: list[str] = CONFIGURATION["root_packages"]
CONTRACTS: dict[str, dict[str, Any]] = {each["id"]: each for each in CONFIGURATION["contracts"]}
TESTS = "tests"
"""No package of its own, so that a contract forbids it as it forbids a library."""
BREAKS = [
    ("handlers", "handlers/aws/__init__.py", "import components"),
    ("handlers", "handlers/ingestion.py", "import emulator"),
    ("handlers", "handlers/contract/__init__.py", "import strategies"),
    ("strategies", "strategies/__init__.py", "import fraudctl"),
    ("components", "components/storage/__init__.py", "import emulator"),
    ("components", "components/__init__.py", "import fraudctl"),
    ("policy", "policy/__init__.py", "import components"),
    ("simulation", "simulation/__init__.py", "import handlers"),
    ("emulator", "emulator/provisioners/__init__.py", "import fraudctl"),
    ("emulator", "emulator/__init__.py", "import simulation"),
    ("fraudctl", "fraudctl/client/__init__.py", "import chaos"),
    ("fraudctl", "fraudctl/__init__.py", "import bench"),
    ("chaos", "chaos/__init__.py", "import tests.pipeline.rights"),
    ("bench", "bench/__init__.py", "from tests.pipeline import rights"),
    ("inside-handlers", "handlers/contract/__init__.py", "import handlers.decision"),
    ("inside-handlers", "handlers/decision/__init__.py", "import handlers.aws"),
    ("inside-handlers", "handlers/scoring.py", "import handlers.ingestion"),
    ("inside-decision", "handlers/decision/condition/__init__.py", "import handlers.decision.strategy.strategy"),
    ("inside-decision", "handlers/decision/strategy/__init__.py", "import handlers.decision.profile.measures"),
    ("entry-points", "handlers/aws/__init__.py", "import handlers.processing"),
    ("entry-points", "fraudctl/recovery/__init__.py", "import handlers.scoring"),
    ("pure", "handlers/contract/__init__.py", "import os"),
    ("pure", "handlers/contract/__init__.py", "import botocore.session"),
    ("pure", "handlers/decision/__init__.py", "from time import time"),
    ("commands-on-top", "fraudctl/observe/__init__.py", "import fraudctl.commands.send"),
    ("commands-apart", "fraudctl/commands/show.py", "import fraudctl.commands.trace"),
    ("console-apart", "fraudctl/reviews/__init__.py", "import fraudctl.console.app"),
    ("console-packages", "fraudctl/charts/__init__.py", "import jinja2"),
]
"""Contract, file, and a line at its end that breaks through the wall."""


def lint_imports(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Return how the check of `make check` ends in a folder; what it caches stays there."""
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", *options],
        cwd=folder,
        env={**os.environ, "COLUMNS": "250"},  # a contract's name in one line
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture(scope="module")
def rooms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the rooms and of their contracts."""
    copy = tmp_path_factory.mktemp("rooms")
    shutil.copy(PROJECT / "pyproject.toml", copy)
    for room in ROOMS:
        shutil.copytree(PROJECT / room, copy / room, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


@pytest.fixture(scope="module")
def unbroken(rooms: Path) -> str:
    """Return what the check prints of the rooms as they are."""
    return lint_imports(rooms).stdout


@pytest.fixture(scope="module")
def broken(rooms: Path, unbroken: str) -> Mapping[str, str]:
    """Return what the check prints of each contract, by its name, where all forbidden imports are in the copy."""
    assert unbroken, "checked before"
    for _, file, statement in BREAKS:
        with (rooms / file).open("a", encoding="utf-8") as source:
            source.write(f"\n{statement}\n")
    done = lint_imports(rooms)
    assert done.returncode == 1
    _, *parts = re.split(r"^(.+)\n-+\n", done.stdout.partition("\nBroken contracts\n")[2], flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def written_break(rooms: Path, file: str, statement: str) -> str:
    """Return how the check writes a forbidden import: the importing module, the imported one, the line."""
    importing = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    imported = statement.split()[1]
    inside = imported.split(".")[0] in ROOMS
    lines = (rooms / file).read_text(encoding="utf-8").splitlines()
    return f"{importing} -> {imported if inside else imported.split('.')[0]} (l.{lines.index(statement) + 1})"


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=CONTRACTS)
def test_a_wall_stands(contract: dict[str, Any], unbroken: str) -> None:
    assert re.search(rf"^{re.escape(contract['name'])} KEPT", unbroken, re.MULTILINE), unbroken


@pytest.mark.parametrize(
    ("contract", "file", "statement"), BREAKS, ids=[f"{file}: {statement}" for _, file, statement in BREAKS]
)
def test_a_wall_that_is_broken_through_fails_the_check(
    contract: str, file: str, statement: str, broken: Mapping[str, str], rooms: Path
) -> None:
    said = broken[CONTRACTS[contract]["name"]]
    alone = rf"^- +{re.escape(written_break(rooms, file, statement))}\n\n"  # not the first step of a longer way
    assert re.search(alone, said, re.MULTILINE), said


def test_every_wall_is_broken_once_on_purpose() -> None:
    assert {contract for contract, _, _ in BREAKS} == set(CONTRACTS)


def test_every_package_is_a_room_with_a_contract() -> None:
    packages = {path.parent.name for path in PROJECT.glob("*/__init__.py")}
    assert packages == set(ROOMS)
    assert set(ROOMS) <= {source for each in CONTRACTS.values() for source in each.get("source_modules", [])}


def allowed(table: str) -> dict[str, set[str]]:
    """Return what each row of a table in docs/architecture.md lets import, by its first cell's last names."""
    page = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = page.partition(f"| {table} | what it is | may import |\n")[2].partition("\n\n")[0].splitlines()[1:]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    named = [(re.findall(r"`([^`]+)`", first), set(re.findall(r"`(\w+)`", last))) for first, _, last in cells]
    return {re.sub(r"\.py$|/$", "", name).split("/")[-1]: may for names, may in named for name in names}


def test_the_architectures_table_of_rooms_is_what_the_contracts_say() -> None:
    told = allowed("room")
    assert told.pop("__main__") == {"components"}
    forbidden = {room: set(CONTRACTS[room]["forbidden_modules"]) - {TESTS} for room in ROOMS}
    assert told == {room: set(ROOMS) - {room} - forbidden[room] for room in ROOMS}


def test_the_architectures_table_of_layers_is_what_the_contract_says() -> None:
    layers = [set(layer.split(" | ")) for layer in CONTRACTS["inside-handlers"]["layers"]]
    below = {name: set[str]().union(*layers[each + 1 :]) for each, layer in enumerate(layers) for name in layer}
    assert allowed("layer") == below


def test_the_check_is_a_part_of_make_check() -> None:
    check = (PROJECT / "Makefile").read_text(encoding="utf-8").partition("\ncheck:")[2].partition("\n\n")[0]
    assert "$(BIN)/lint-imports" in check


def test_the_program_wires_components_and_nothing_else() -> None:
    imported = set()
    for node in ast.walk(ast.parse((PROJECT / "__main__.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {each.name.split(".")[0] for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(str(node.module).split(".")[0])
    assert imported & {*ROOMS, TESTS} == {"components"}


IMPURE = {"now", "today", "utcnow", "open", "print", "input", "exec", "eval", "__import__"}


def named_in(path: Path, kinds: type[ast.AST] | tuple[type[ast.AST], ...]) -> Iterator[str]:
    """Yield the names that a file calls, or the modules that it imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, kinds):
            continue
        match node:
            case ast.Call(func=ast.Attribute(attr=name)) | ast.Call(func=ast.Name(id=name)):
                yield name
            case ast.Import(names=names):
                yield from (each.name for each in names)
            case ast.ImportFrom(module=str() as module):
                yield module


def found_in(room: str, names: set[str], *kinds: type[ast.AST]) -> set[tuple[str, str]]:
    """Return which of the names stand in which files of a part of the handlers."""
    files = (PROJECT / "handlers" / room).rglob("*.py")
    return {(path.name, name) for path in files for name in names & set(named_in(path, kinds))}


@pytest.mark.parametrize(
    ("room", "excepted"),
    [("contract", set()), ("decision", {("compiling.py", "eval")})],  # of text that it makes itself, of a checked tree
)
def test_pure_code_calls_nothing_that_reads_or_writes(room: str, excepted: set[tuple[str, str]]) -> None:
    assert found_in(room, IMPURE, ast.Call) == excepted


def test_what_a_strategy_may_need_is_imported_in_one_place() -> None:
    imported = found_in("decision", {"re2", "zoneinfo"}, ast.Import, ast.ImportFrom)
    assert imported == {("patterns.py", "re2"), ("zones.py", "zoneinfo")}
