"""A mutation takes effect in a function that is imported, unless something was done with it before."""

import sys
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest

from tests.mutants.in_place import ImportedFunctions
from tests.mutants.mutations import draw, mutations
from tests.mutants.reach import PROJECT, lines_in_functions, users_of

SOURCE = """\
LIMIT = 3

def within(amount, most=LIMIT):
    return amount < most

class Till:
    def counted(self, *amounts):
        return sum(each + 1 for each in amounts)
"""


@pytest.fixture
def till(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    path, module = tmp_path / "till.py", ModuleType("till")
    path.write_text(SOURCE, encoding="utf-8")
    exec(compile(SOURCE, str(path), "exec"), module.__dict__)  # noqa: S102 -- as an import does
    monkeypatch.setattr("tests.mutants.in_place.PROJECT", tmp_path)
    monkeypatch.setitem(sys.modules, "till", module)
    return module


def mutate(till: Any, change: str, *, run: frozenset[int] = frozenset()) -> bool:
    functions: list[FunctionType] = [till.within, till.Till.counted]
    (mutation,) = (each for each in mutations("till.py", SOURCE) if each.change == change)
    path = till.within.__code__.co_filename
    return ImportedFunctions(by_file={path: functions}, run={"till.py": run}).mutate(mutation)


def test_it_takes_effect_in_functions_methods_and_what_is_within_them(till: Any) -> None:
    assert (till.within(3), till.Till().counted(1, 2)) == (False, 5)

    assert mutate(till, "amount < most → amount <= most")
    assert mutate(till, "each + 1 → each - 1")

    assert (till.within(3), till.Till().counted(1, 2)) == (True, 1)


def test_a_function_that_was_run_already_has_to_be_imported_anew(till: Any) -> None:
    assert not mutate(till, "amount < most → amount <= most", run=frozenset({4}))
    assert till.within(3) is False


def test_so_has_what_is_done_at_import(till: Any) -> None:
    assert not mutate(till, "3 → 4")
    assert till.LIMIT == 3


def test_the_lot_of_a_mutation_is_its_own() -> None:
    found = list(mutations("till.py", SOURCE))

    drawn = draw(found, seed=1, count=len(found))

    assert sorted(drawn) == sorted(found)
    for without in found:
        left = draw([each for each in found if each != without], seed=1, count=len(found))
        assert left == [each for each in drawn if each != without]
    moved = list(mutations("till.py", f"\n\n{SOURCE}"))
    assert [each.change for each in draw(moved, seed=1, count=9)] == [each.change for each in drawn]


def test_a_constant_is_used_by_the_files_that_name_it() -> None:
    file = "handlers/decision/profile/flags.py"
    text = (PROJECT / file).read_text(encoding="utf-8")
    line = text[: text.index("DECLINED, ")].count("\n") + 1

    assert line not in lines_in_functions(file)
    assert users_of(file, line) > {file, "handlers/decision/profile/subject.py"}
