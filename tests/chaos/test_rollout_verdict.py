"""The verdict finds every decision by what was not in force, every change without its row, and no other."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from chaos.ledger import Ledger
from chaos.rollout_book import ChangeResult, ListChange, PointerChange, RolloutBook
from chaos.told import Told
from chaos.verdict.changes import judge_changes
from chaos.verdict.rollout_state import RolloutState
from chaos.verdict.versions import judge_versions, versions_of
from chaos.versions import campaign_version, clashing_version, first_version
from tests.chaos.example import ALL_CORRECT, SENT, attempt

FIRST, SECOND, OTHER = first_version().digest, campaign_version(2).digest, "f" * 64
AT = 1_000_000
"""The time of the second version's deployment, in milliseconds."""
MINUTE = 60_000
ROW = {"id": "1", "action": "deploy", "pointer": "active", "made": {"active": Decimal(1)}, "note": "change 1"}
DEPLOYED = {**ROW, "before": "packaged", "after": SECOND}
EXPERIMENT = {**ROW, "id": "2", "pointer": "challenger", "made": {"challenger": Decimal(1)}, "note": "change 2"}
TRIED = {**EXPERIMENT, "after": OTHER, "percent": Decimal(40)}
OVERRIDE = {**ROW, "id": "3", "action": "override", "pointer": "override", "made": {"override": Decimal(1)}}
OVERRIDDEN = {**OVERRIDE, "note": "change 3", "before": "off", "after": "review"}
POINTERS = {name: {"id": name, "version": Decimal(1)} for name in ("active", "challenger", "override")}
STATE = RolloutState(pointers=POINTERS, changes=[DEPLOYED, TRIED, OVERRIDDEN])


def change(note: str, result: ChangeResult = "done", **more: Any) -> PointerChange:
    return PointerChange(note=note, result=result, sent=AT, answered=AT + 500, **more)


def listed(name: str, *, on_it: bool = True, at: int = AT, result: ChangeResult = "done", **more: Any) -> ListChange:
    return ListChange(customer="C-1", list_name=name, on_it=on_it, result=result, sent=at, answered=at + 500, **more)


def book(*changes: PointerChange | ListChange) -> RolloutBook:
    made = RolloutBook()
    for each in changes or (change("change 1"), change("change 2"), change("change 3")):
        made.add(each)
    return made


def decided(by: str, at: int, *lists: str, **more: Any) -> Told:
    reasons = [{"reason": f"customer_{name}", "weight": Decimal(0)} for name in lists]
    strategy = {"name": "campaign", "digest": by}
    return Told(outcome="review", score=Decimal(0), as_of=at, strategy=strategy, reasons=reasons, **more)


def arm(name: str, unit: str = "u", experiment: str = OTHER) -> dict[str, str]:
    return {"experiment": experiment, "name": name, "unit": unit}


def verdict(*decisions: Told, lists: Sequence[ListChange] = (), state: RolloutState = STATE) -> list[str]:
    """Judge decisions on one customer's payments."""
    ledger = Ledger()
    ledger.rollout = book(change("change 1"), change("change 2"), change("change 3"), *lists)
    for number in range(len(decisions)):
        ledger.add_attempt("kind", attempt({**SENT, "transaction_id": f"tx-{number}", "customer_id": "C-1"}))
    found = replace(
        ALL_CORRECT, decisions={f"tx-{number}": {7: each} for number, each in enumerate(decisions)}, rollout=state
    )
    return [what for _, what in judge_versions(ledger, "kind", found)]


REVIEW = {"override": "review"}


@pytest.mark.parametrize(
    "decisions",
    [
        pytest.param([decided(FIRST, AT - 1)], id="before the deployment"),
        pytest.param([decided(FIRST, AT + 500 + MINUTE)], id="a minute after it"),
        pytest.param([decided(SECOND, AT + 1)], id="as soon as it was sent"),
        pytest.param([decided(SECOND, AT + 10 * MINUTE, **REVIEW)], id="long after it"),
        pytest.param([decided(FIRST, AT + 2 * MINUTE, degraded=("strategy",))], id="too old, and says so"),
        pytest.param([decided(OTHER, AT + 1, arm=arm("challenger"))], id="by the challenger"),
        pytest.param(
            [decided(FIRST, AT + 1, arm=arm("control")), decided(SECOND, AT + 9, arm=arm("control"))], id="arms"
        ),
    ],
)
def test_what_was_in_force_within_the_minute_before_decides(decisions: list[Told]) -> None:
    assert verdict(*decisions) == []


@pytest.mark.parametrize(
    ("decisions", "said"),
    [
        pytest.param([decided(FIRST, AT + 501 + MINUTE, **REVIEW)], "replaced over a minute ago", id="replaced"),
        pytest.param([decided(SECOND, AT - MINUTE)], "replaced over a minute ago", id="before it was there"),
        pytest.param([decided(OTHER, AT + 1)], "replaced over a minute ago", id="a challenger without its arm"),
        pytest.param([decided(FIRST, AT + 1, arm=arm("challenger"))], "in the challenger's arm", id="another decided"),
        pytest.param([decided(SECOND, AT + 2 * MINUTE)], "override None", id="not overridden"),
        pytest.param(
            [decided(FIRST, AT - MINUTE, **REVIEW)], "override review", id="overridden before anybody said so"
        ),
        pytest.param(
            [decided(OTHER, AT + 1, arm=arm("challenger")), decided(SECOND, AT + 9, arm=arm("control"))],
            "was challenger u before",
            id="two arms",
        ),
    ],
)
def test_every_decision_by_what_was_not_in_force_is_found(decisions: list[Told], said: str) -> None:
    (what,) = verdict(*decisions)
    assert said in what


def test_a_decision_that_comes_to_another_when_it_is_made_again_is_found() -> None:
    assert verdict(decided(FIRST, AT), state=replace(STATE, replays_that_differ={"tx-0": "so"})) == [
        "decided again: so"
    ]


BLOCKED = listed("blocked")
REMOVED = listed("blocked", on_it=False, at=AT + 10_000)
REMOVED_LATER = listed("blocked", on_it=False, at=AT + 13_000)
NOT_THERE = listed("blocked", on_it=False, at=AT + 10_000, result="refused")
FOR_SHORT = listed("blocked", until=AT + 5_000)


@pytest.mark.parametrize(
    ("lists", "at", "found", "is_right"),
    [
        ([BLOCKED], 1_600, True, True),
        ([BLOCKED], 1_600, False, False),
        ([BLOCKED], 1_000, False, True),  # within a second of the answer
        ([BLOCKED, REMOVED], 2_000, False, True),  # the list was read late
        ([BLOCKED, REMOVED_LATER], 2_000, False, False),
        ([BLOCKED, REMOVED], 11_600, True, False),
        ([BLOCKED, REMOVED], 11_600, False, True),
        ([FOR_SHORT], 3_000, False, False),
        ([FOR_SHORT], 6_100, True, False),
        ([FOR_SHORT], 6_100, False, True),
        ([listed("blocked", result="unknown")], 3_000, True, True),
        ([listed("blocked", result="unknown")], 3_000, False, True),
        ([listed("blocked", result="unknown"), NOT_THERE], 11_600, True, True),  # it took effect after that
        ([listed("blocked", result="unknown"), REMOVED], 11_600, True, False),
        ([NOT_THERE], 11_600, True, False),
        ([], 3_000, True, True),  # nobody knows of it, nor does a rule that fires by the text alone
    ],
)
def test_a_list_counts_from_a_second_after_the_answer_until_its_end(
    lists: list[ListChange], at: int, *, found: bool, is_right: bool
) -> None:
    decision = decided(FIRST, AT + at, *(["blocked"] if found else []))
    assert (verdict(decision, lists=lists) == []) is is_right


def test_what_could_not_be_read_says_nothing_of_lists() -> None:
    assert verdict(decided(FIRST, AT + 1_600, degraded=("facts",)), lists=[BLOCKED]) == []


def test_every_change_told_done_has_one_row_and_every_pointer_the_rows_of_its_versions() -> None:
    assert list(judge_changes(book(), STATE)) == []


@pytest.mark.parametrize(
    ("changes", "state", "said"),
    [
        (book(change("change 1"), change("change 4")), STATE, "change 4 was told done, and has 0 rows"),
        (book(), replace(STATE, changes=[DEPLOYED, DEPLOYED, TRIED, OVERRIDDEN]), "has 2 rows"),
        (book(), replace(STATE, pointers={"active": {"version": Decimal(2)}}), "active is at version 2"),
        (book(listed("blocked")), STATE, "list-add customer#C-1 blocked: told done 1 times of 1, and has 0 rows"),
    ],
)
def test_a_change_without_its_row_is_found(changes: RolloutBook, state: RolloutState, said: str) -> None:
    assert any(said in each for each in judge_changes(changes, state))


def test_what_was_moved_by_hand_has_no_row() -> None:
    by_hand = change("", made=("active", 2, OTHER))
    moved = replace(STATE, pointers={**POINTERS, "active": {"version": Decimal(2)}})

    assert list(judge_changes(book(change("change 1"), by_hand), moved)) == []
    assert [each.said for each in moved.times_of("active", [change("change 1"), by_hand])] == [FIRST, SECOND, OTHER]


def test_the_versions_that_decided_are_counted_by_digest() -> None:
    ledger = Ledger()
    ledger.add_attempt("kind", attempt(SENT))
    found = replace(ALL_CORRECT, decisions={"tx": {7: decided(FIRST, AT), 8: decided(SECOND, AT)}})

    assert versions_of(ledger, "kind", found) == {FIRST, SECOND}


def test_no_two_versions_have_one_digest_and_the_clashing_one_finds_cards_elsewhere() -> None:
    digests = {campaign_version(number).digest for number in range(1, 6)}

    assert len(digests | {FIRST, clashing_version(1).digest}) == 7
    assert clashing_version(1).entities["card"] != first_version().entities["card"]
