"""A file is loaded in its order, once, wherever an earlier run ended, and what cannot be loaded is named."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from fraudctl.errors import CommandError
from fraudctl.profiles.load_summary import LoadSummary
from fraudctl.profiles.loading import LARGEST_PART, MAX_TRIES, Loader
from fraudctl.profiles.past_file import digest_of
from fraudctl.recovery.errors import Retryable
from handlers.decision.profile.codec import decode
from handlers.decision.profile.profile import Profile
from tests.fraudctl.profiles.past_files import START, line, many, write
from tests.fraudctl.profiles.stack_of_profiles import (
    NOW,
    ScoringOfProfiles,
    StackOfProfiles,
    giving_up,
    stack_of_profiles,
)
from tests.handlers.profiles_table import in_turn, refusing

CUSTOMER = "profile#customer#C-1"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "past.jsonl"


@pytest.fixture
def stack() -> StackOfProfiles:
    return stack_of_profiles()


def load(scoring: ScoringOfProfiles, file: Path, *, again: bool = False) -> LoadSummary:
    return Loader(scoring, again=again, pause=lambda _: None, clock=NOW.timestamp).load(file)


def profile(stack: StackOfProfiles) -> Profile:
    return decode(stack.table.items[CUSTOMER]["profile"]["B"])


def test_a_file_is_loaded_in_parts(stack: StackOfProfiles, file: Path) -> None:
    scoring = stack.scoring
    summary = load(scoring, many(file, LARGEST_PART + 3))

    assert (summary.lines, summary.folded, summary.complete) == (LARGEST_PART + 3, LARGEST_PART + 3, True)
    assert scoring.parts == [0, LARGEST_PART, 3]
    assert profile(stack).count == LARGEST_PART + 3


def test_the_same_file_again_sends_nothing_compressed_or_not(stack: StackOfProfiles, file: Path) -> None:
    load(stack.scoring, many(file, 60))
    again = stack.scoring
    file.write_bytes(gzip.compress(file.read_bytes()))

    summary = load(again, file)

    assert (summary.known, summary.folded, summary.complete) == (60, 0, True)
    assert again.parts == [0]
    assert profile(stack).count == 60


def test_again_it_comes_back_to_who_lost_it_and_is_not_counted_twice_for_others(
    stack: StackOfProfiles, file: Path
) -> None:
    write(file, *map(line, range(1, 41)), *(line(number, customer_id="C-2") for number in range(41, 81)))
    load(stack.scoring, file)
    stack.table.put(CUSTOMER, version={"N": "7"}, profile={"B": b"\x01damaged"})
    assert load(stack.scoring, file).folded == 0

    summary = load(stack.scoring, file, again=True)

    assert (summary.known, summary.folded, summary.skipped) == (0, 40, 40)
    assert profile(stack).count == 40
    assert decode(stack.table.items["profile#customer#C-2"]["profile"]["B"]).count == 40


def test_a_load_that_was_cut_off_goes_on_where_it_ended(stack: StackOfProfiles, file: Path) -> None:
    many(file, 2 * LARGEST_PART)
    first, second = stack.scoring, stack.scoring

    def fail_at_the_second_part(request: dict[str, Any]) -> None:
        if any(each["line"] > LARGEST_PART for each in request["load"]["entries"]):
            raise Retryable("fraud-scorer could not be invoked: ThrottlingException")

    first.before = fail_at_the_second_part
    cut = load(first, file)
    assert (cut.folded, cut.ended) == (LARGEST_PART, "fraud-scorer could not be invoked: ThrottlingException")
    assert first.parts == [0, LARGEST_PART, *[LARGEST_PART] * MAX_TRIES]

    summary = load(second, file)

    assert (summary.known, summary.folded, summary.complete) == (LARGEST_PART, LARGEST_PART, True)
    assert profile(stack).count == 2 * LARGEST_PART


def test_an_answer_that_was_lost_counts_nothing_twice(stack: StackOfProfiles, file: Path) -> None:
    scoring, other = stack.scoring, stack.scoring
    lost = [True]

    def lose(request: dict[str, Any]) -> None:
        if request["load"]["entries"] and lost.pop():
            lost.append(False)
            other.invoke(json.dumps(request).encode())
            raise Retryable("the connection broke off")

    scoring.before = lose
    summary = load(scoring, many(file, 40))

    assert (summary.folded, summary.skipped, summary.complete) == (0, 40, True)
    assert profile(stack).count == 40


def test_a_part_that_an_entity_lacks_is_sent_again_before_the_next(stack: StackOfProfiles, file: Path) -> None:
    scoring = stack.scoring
    refused = [giving_up(CUSTOMER)]
    scoring.before = lambda request: refused.pop() if request["load"]["entries"] and refused else None

    summary = load(scoring, many(file, 5))

    assert (summary.folded, summary.skipped, summary.complete) == (5, 0, True)
    assert scoring.parts == [0, 5, 5]


def test_a_payment_that_one_entity_takes_later_than_another_counts_once(stack: StackOfProfiles, file: Path) -> None:
    stack.table.writes = in_turn(refusing("ValidationError", "profile#terminal#T-1"))
    lines = [line(number, terminal_id="T-1", label="fraud") for number in range(1, 6)]

    summary = load(stack.scoring, write(file, *lines))

    assert (summary.folded, summary.skipped, summary.labels, summary.complete) == (5, 0, 5, True)
    assert decode(stack.table.items["profile#terminal#T-1"]["profile"]["B"]).count == profile(stack).count == 5


def test_a_part_that_an_entity_lacks_in_the_end_is_not_passed_over(stack: StackOfProfiles, file: Path) -> None:
    scoring = stack.scoring
    scoring.before = lambda request: giving_up(CUSTOMER) if request["load"]["entries"] else None

    summary = load(scoring, many(file, LARGEST_PART + 1))

    assert summary.ended == f"{CUSTOMER}: lost 5 races"
    assert not summary.complete
    assert scoring.parts == [0, *[LARGEST_PART] * MAX_TRIES]


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


def test_a_scoring_that_does_not_answer_is_said_before_anything_is_sent(stack: StackOfProfiles, file: Path) -> None:
    scoring = stack.scoring

    def fail(_: Any) -> None:
        raise Retryable("fraud-scorer could not be invoked: AccessDeniedException")

    scoring.before = fail
    with pytest.raises(CommandError, match="AccessDenied"):
        load(scoring, many(file, 1))


def test_a_digest_is_of_the_content(file: Path) -> None:
    many(file, 3)
    plain = digest_of(file)
    file.write_bytes(gzip.compress(file.read_bytes()))

    assert digest_of(file) == plain
    assert digest_of(many(file, 4)) != plain
    file.write_bytes(gzip.compress(b"x" * 99)[:-9])
    with pytest.raises(CommandError, match="cut off"):
        digest_of(file)
