"""Scoring's log tells which invocation decided what, what it gave up, and which of them ended before that."""

import json
from typing import Any

from chaos.verdict.scoring_log import ScoringRun, ScoringRuns, parse_runs


def events_of(request: str, at: int, *lines: dict[str, Any] | str) -> list[dict[str, Any]]:
    """Return the events of an invocation that took 40 ms, as CloudWatch Logs returns them."""
    texts = [json.dumps({"request_id": request, **line}) if isinstance(line, dict) else line for line in lines]
    report = f"REPORT RequestId: {request}\tDuration: 40.00 ms\tBilled Duration: 40 ms\tMemory Size: 1024 MB"
    every = [f"START RequestId: {request} Version: $LATEST", *texts, f"END RequestId: {request}", report]
    return [{"timestamp": at, "message": text} for text in every]


GIVEN_UP = {"message": "profile given up", "entity": "profile#customer#C-1", "reason": "lost 5 races"}
UNREADABLE = {"message": "unreadable profile", "entity": "profile#terminal#T-1", "reason": "the profile is damaged"}
SCORED = {"message": "scored", "count": 2, "scores": [{"id": "tx-1"}, {"id": "tx-2"}], "ProfileRaces": 7}


def test_each_invocation_has_what_its_lines_say_though_others_wrote_between_them() -> None:
    first = events_of("a-1", 1_000, GIVEN_UP, UNREADABLE, SCORED)
    second = events_of("b-2", 1_010, "Traceback (most recent call last):")
    between = [event for pair in zip(first, second, strict=False) for event in pair]

    assert sorted(parse_runs([*between, *first[len(second) :]]), key=lambda each: each.ended) == [
        ScoringRun(
            began=960,
            ended=1_000,
            received=2,
            decided={"tx-1", "tx-2"},
            races=7,
            given_up={"profile#customer#C-1": "lost 5 races"},
            unreadable={"profile#terminal#T-1": "the profile is damaged"},
        ),
        ScoringRun(began=970, ended=1_010),
    ]


def test_the_log_answers_what_was_given_up_and_what_could_not_be_read() -> None:
    runs = ScoringRuns(parse_runs(events_of("a-1", 1_000, GIVEN_UP, UNREADABLE, SCORED)))

    assert runs.races == 7
    assert list(runs.given_up("profile#customer#C-1", ["tx-1", "tx-3"])) == ["tx-1"]
    assert list(runs.given_up("profile#customer#C-2", ["tx-1"])) == []
    assert runs.may_have_been_unreadable("profile#terminal#T-1")
    assert not runs.may_have_been_unreadable("profile#customer#C-1")
    assert ScoringRuns(parse_runs(events_of("b-2", 1_000))).may_have_been_unreadable("profile#customer#C-1")


def test_what_an_operator_loads_leaves_nothing_to_retry() -> None:
    loaded = ScoringRuns(parse_runs(events_of("c-3", 1_000, {"message": "folded", "line": 9})))
    failed = ScoringRuns(parse_runs(events_of("c-3", 1_000)))

    assert loaded.failed_before("tx-1", 900) == 0
    assert failed.failed_before("tx-1", 900) == 1
