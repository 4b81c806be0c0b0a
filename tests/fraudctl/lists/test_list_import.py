"""A file of entries is in force whole: in batches, again without a second write, and what is none beside it."""

import gzip
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from fraudctl.lists import list_import
from tests.fraudctl.lists.stack_of_lists import PROFILES, StackOfLists
from tests.handlers.strategies import strategy_of

Typed = Callable[..., Result]

ENTRIES = 130


def entries(count: int = ENTRIES) -> str:
    return "list,kind,id,until,note\n" + "".join(f"blocked,card,T-{number},,\n" for number in range(count))


def import_json(typed: Typed, file: Path, *options: str) -> tuple[int, dict[str, Any]]:
    result = typed("import", file, "--json", *options)
    assert result.stdout, repr(result.exception)
    return result.exit_code, json.loads(result.stdout)


def counts(said: dict[str, Any]) -> list[int]:
    return [said[name] for name in ("lines", "written", "unchanged", "refused", "failed")]


def test_a_file_takes_reads_of_a_hundred_and_writes_of_25_and_one_row(
    stack: StackOfLists, typed: Typed, tmp_path: Path
) -> None:
    (file := tmp_path / "stolen.csv").write_text(entries())
    code, said = import_json(typed, file)

    assert (code, counts(said)) == (0, [ENTRIES, ENTRIES, 0, 0, 0])
    assert Counter(stack.calls) == {
        ("BatchGetItem", 100): 1,
        ("BatchGetItem", 30): 1,
        ("BatchExecuteStatement", 25): 5,
        ("BatchExecuteStatement", 5): 1,
    }
    assert "blocked" in stack.lists("card", "T-129")
    ((row,), listing) = stack.changes, stack.lists("card", "T-0")["blocked"]
    assert (row["action"], row["file"], row["by"]) == ("list-import", "stolen.csv", listing.by)
    assert row["counts"] == {"written": ENTRIES, "unchanged": 0, "refused": 0, "failed": 0}
    assert row["lists"] == {"blocked": ENTRIES}


def test_the_same_again_writes_nothing_and_records_nothing(stack: StackOfLists, typed: Typed, tmp_path: Path) -> None:
    (file := tmp_path / "stolen.csv").write_text(entries())
    typed("import", file)
    stack.calls.clear()
    code, said = import_json(typed, file)

    assert (code, counts(said)) == (0, [ENTRIES, 0, ENTRIES, 0, 0])
    assert {operation for operation, _ in stack.calls} == {"BatchGetItem"}
    assert len(stack.changes) == 1


def test_a_run_that_ended_in_the_middle_is_recorded_and_gone_on_with(
    stack: StackOfLists, typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_import, "WINDOW", 50)
    (file := tmp_path / "stolen.csv").write_text(entries())
    stack.failing_after.append(3)  # one read and two writes are the first fifty lines
    assert (
        str(typed("import", file).exception)
        == f"the table {PROFILES} does not answer: 50 entries: EndpointConnectionError"
    )
    stack.failing_after.clear()
    code, said = import_json(typed, file)

    assert (code, counts(said)) == (0, [ENTRIES, ENTRIES - 50, 50, 0, 0])
    assert [each["counts"]["written"] for each in stack.changes] == [50, ENTRIES - 50]


def test_lines_that_are_no_entries_are_refused_with_the_reason_and_stop_no_other(
    stack: StackOfLists, typed: Typed, tmp_path: Path
) -> None:
    lines = [
        {"list": "blocked", "kind": "card", "id": 4711},
        {"list": "blocked", "kind": "device", "id": "D-1"},
        {"list": "vip", "kind": "card", "id": "T-1"},
        {"list": "blocked", "kind": "card", "id": "x" * 129},
        {"list": "blocked", "kind": "card", "id": "T-1", "until": "2020-01-01"},
        {"list": "blocked", "kind": "card", "id": "T-1", "until": "soon"},
        {"list": "blocked", "kind": "card", "id": "T-1", "why": "x"},
        {"list": "blocked", "kind": "card"},
        {"list": "blocked", "kind": "card", "id": "T-1", "note": "x" * 1025},
        {"list": "blocked", "kind": "card", "id": "T-2", "until": 32503680000000, "note": "why"},
    ]
    file = tmp_path / "entries.jsonl"
    file.write_text("".join(json.dumps(each) + "\n" for each in lines) + "{broken\n")
    code, said = import_json(typed, file)

    assert (code, counts(said)) == (1, [11, 2, 0, 9, 0])
    refused = [json.loads(line) for line in (tmp_path / "entries.jsonl.refused").read_text().splitlines()]
    reasons = {each["line"]: each["error"] for each in refused}
    assert list(reasons) == [*range(2, 10), 11]
    assert reasons[5] == "until: lies in the past"
    assert reasons[7] == "is no field of an entry of a list" or "why" in reasons[7]
    assert reasons[8] == "id: is required"
    listing = stack.lists("card", "T-2")["blocked"]
    assert (listing.until, listing.note) == (32503680000000, "why")
    assert "blocked" in stack.lists("card", "4711")
    assert not any("x" * 129 in each["error"] for each in refused)


def test_of_two_lines_on_one_entry_the_later_counts_and_lists_of_one_entity_come_in_one_write(
    stack: StackOfLists, typed: Typed, tmp_path: Path
) -> None:
    file = tmp_path / "entries.csv.gz"
    lines = "list;kind;id;note\nblocked;card;T-1;first\nwatched;card;T-1;\nblocked;card;T-1;last\n"
    file.write_bytes(gzip.compress(lines.encode()))
    code, _ = import_json(typed, file)

    assert code == 0
    assert stack.calls == [("BatchGetItem", 1), ("BatchExecuteStatement", 1)]
    assert {name: each.note for name, each in stack.lists("card", "T-1").items()} == {
        "blocked": "last",
        "watched": None,
    }


def test_an_entry_that_cannot_be_written_is_told_and_stops_no_other(
    stack: StackOfLists, typed: Typed, tmp_path: Path
) -> None:
    stack.put(PROFILES, {"entity": "facts#card#T-1", "version": 1, "lists": "none"})
    (file := tmp_path / "stolen.csv").write_text(entries(3))
    result = typed("import", file)

    assert result.exit_code == 1
    assert "the item facts#card#T-1 was damaged by hand: it has no lists" in " ".join(result.stdout.split())
    assert "blocked" in stack.lists("card", "T-2")


def test_a_file_without_the_columns_of_entries_is_refused_whole(
    stack: StackOfLists, typed: Typed, tmp_path: Path
) -> None:
    (file := tmp_path / "ids.csv").write_text("card\nT-1\n")

    assert "has a column card" in str(typed("import", file).exception) or "has no column" in str(
        typed("import", file).exception
    )
    assert stack.changes == []


def test_lists_of_no_strategy_are_imported_by_force(stack: StackOfLists, typed: Typed, tmp_path: Path) -> None:
    (file := tmp_path / "vip.csv").write_text("list,kind,id\nvip,card,T-1\n")

    assert [import_json(typed, file)[0], import_json(typed, file, "--force")[0]] == [1, 0]
    assert "vip" in stack.lists("card", "T-1")


def test_what_scoring_reads_of_an_imported_entity_is_what_a_condition_asks_for(
    stack: StackOfLists, typed: Typed, tmp_path: Path
) -> None:
    wide = strategy_of({"when": '"ﬁrst" in card.lists'}, entities={"card": "metadata.card_token"})
    stack.deploy("shadow", wide)
    (file := tmp_path / "first.csv").write_text("list,kind,id\nﬁrst,card,T-1\n", encoding="utf-8")

    assert import_json(typed, file)[0] == 0
    assert list(stack.lists("card", "T-1")) == ["first"]
