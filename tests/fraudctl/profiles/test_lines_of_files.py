"""Lines that cannot be loaded are named and stop no other, and the others are counted."""

import json
from pathlib import Path

from tests.fraudctl.profiles.past_files import START, line, many, write
from tests.fraudctl.profiles.stack_of_profiles import StackOfProfiles, load, profile


def test_bad_lines_are_named_and_written_beside_the_file_and_stop_no_other(stack: StackOfProfiles, file: Path) -> None:
    bad = line(2, amount=-1)
    summary = load(stack.scoring, write(file, line(1), bad, '{"transaction_id": ', line(4), "[1]"))

    assert sorted(each for numbers in summary.refused.values() for each in numbers) == [2, 3, 5]
    assert (summary.folded, summary.complete) == (2, False)
    assert file.with_name("past.jsonl.refused").read_text().splitlines() == [bad, '{"transaction_id": ', "[1]"]


def test_a_line_that_cannot_be_read_is_named_and_is_in_no_file(stack: StackOfProfiles, file: Path) -> None:
    file.write_text(f"[{line(1)}, {line(2)}")

    summary = load(stack.scoring, file)

    assert (summary.folded, summary.written_beside, len(summary.refused)) == (2, 0, 1)
    assert not file.with_name("past.jsonl.refused").exists()


def test_a_line_from_the_future_is_refused_and_spoils_nothing(stack: StackOfProfiles, file: Path) -> None:
    summary = load(stack.scoring, write(file, line(1), line(2, timestamp=9_999_999_999_999), line(3)))

    assert [(reason.partition(":")[0], lines) for reason, lines in summary.refused.items()] == [("timestamp", [2])]
    assert (profile(stack).count, profile(stack).last) == (2, START + 3)


def test_a_file_without_bad_lines_has_none_beside_it(stack: StackOfProfiles, file: Path) -> None:
    load(stack.scoring, many(file, 3))

    assert [each.name for each in file.parent.iterdir()] == [file.name]


def test_lines_that_are_earlier_than_the_one_before_are_counted_and_folded(stack: StackOfProfiles, file: Path) -> None:
    summary = load(stack.scoring, write(file, line(5), line(9), line(2), line(3)))

    assert (summary.late, summary.folded, summary.complete) == ([3], 4, True)


def test_payments_of_nobody_and_labels_are_counted(stack: StackOfProfiles, file: Path) -> None:
    nobody = json.dumps({"transaction_id": "x", "timestamp": START})
    summary = load(stack.scoring, write(file, nobody, line(1, label="takeover"), line(2, label="legitimate")))

    assert (summary.without_entity, summary.folded, summary.skipped, summary.labels) == (1, 2, 0, 1)


def test_another_file_is_noticed(stack: StackOfProfiles, file: Path) -> None:
    load(stack.scoring, many(file, 3))

    assert load(stack.scoring, many(file, 4)).of_other_files == 1
