"""A file is loaded in its order, once, wherever an earlier run ended."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from fraudctl.errors import CommandError
from fraudctl.profiles import load_part
from fraudctl.profiles.loading import MAX_TRIES
from fraudctl.profiles.past_file import digest_of
from fraudctl.recovery.errors import Retryable
from handlers.decision.profile.codec import decode
from tests.fraudctl.profiles.past_files import line, many, write
from tests.fraudctl.profiles.stack_of_profiles import CUSTOMER, StackOfProfiles, giving_up, load, profile
from tests.handlers.profiles_table import in_turn, refusing

LARGEST_PART = 40


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load_part, "LARGEST_PART", LARGEST_PART)


def test_a_file_is_loaded_in_parts(stack: StackOfProfiles, file: Path) -> None:
    scoring = stack.scoring
    summary = load(scoring, many(file, LARGEST_PART + 3))

    assert (summary.lines, summary.folded, summary.complete) == (LARGEST_PART + 3, LARGEST_PART + 3, True)
    assert scoring.parts == [0, LARGEST_PART, 3]
    assert profile(stack).count == LARGEST_PART + 3


def test_the_same_file_again_sends_nothing_compressed_or_not(stack: StackOfProfiles, file: Path) -> None:
    load(stack.scoring, many(file, 40))
    again = stack.scoring
    file.write_bytes(gzip.compress(file.read_bytes()))

    summary = load(again, file)

    assert (summary.known, summary.folded, summary.complete) == (40, 0, True)
    assert again.parts == [0]
    assert profile(stack).count == 40


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


def test_a_scoring_that_does_not_answer_is_said_before_anything_is_sent(stack: StackOfProfiles, file: Path) -> None:
    scoring = stack.scoring

    def fail(_: Any) -> None:
        raise Retryable("fraud-scorer could not be invoked: AccessDeniedException")

    scoring.before = fail
    with pytest.raises(CommandError, match="AccessDenied"):
        load(scoring, many(file, 1))


def test_the_question_how_far_a_file_is_loaded_is_asked_again_as_a_part_is_sent_again(
    stack: StackOfProfiles, file: Path
) -> None:
    scoring = stack.scoring
    failures = ["ThrottlingException", "Runtime.HandlerError"]

    def fail(_: Any) -> None:
        if failures:
            raise Retryable(failures.pop())

    scoring.before = fail
    summary = load(scoring, many(file, 3))

    assert (summary.folded, summary.complete) == (3, True)
    assert scoring.parts == [0, 0, 0, 3]


def test_a_digest_is_of_the_content(file: Path) -> None:
    many(file, 3)
    plain = digest_of(file)
    file.write_bytes(gzip.compress(file.read_bytes()))

    assert digest_of(file) == plain
    assert digest_of(many(file, 4)) != plain
    file.write_bytes(gzip.compress(b"x" * 99)[:-9])
    with pytest.raises(CommandError, match="cut off"):
        digest_of(file)
