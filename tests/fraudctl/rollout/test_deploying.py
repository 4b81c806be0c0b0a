"""Strategies put live, tried and taken back as a person types it, and the record of it."""

import json

import pytest

from handlers.decision.strategy.pointers import Pointers
from tests.fraudctl.rollout.conftest import SHOP, Typed, file
from tests.fraudctl.rollout.stack_of_strategies import MemoryTarget


def test_a_deployed_strategy_is_the_active_one_and_the_record_says_who_did_it_and_why(
    typed: Typed, stack: MemoryTarget
) -> None:
    shop = file("shop.yaml", SHOP)
    code, printed, _ = typed("deploy", "shop.yaml", "--yes", "--note", "large payments")
    read = stack.table.pointers()

    assert code == 0
    assert f"{shop.digest[:12]} is the active strategy" in printed
    assert (read.active, read.before) == (shop.digest, ("packaged",))
    (change,) = stack.table.changes()
    assert (change.action, change.before, change.after, change.note) == (
        "deploy",
        "packaged",
        shop.digest,
        "large payments",
    )
    assert change.by.startswith("arn:aws:sts::")
    assert stack.table.document(shop.digest).digest == shop.digest


def test_the_same_again_changes_nothing_and_is_no_error(typed: Typed, stack: MemoryTarget) -> None:
    typed("deploy", "shop.yaml", "--yes")
    code, printed, _ = typed("deploy", "shop.yaml", "--yes")

    assert code == 0
    assert "already" in printed
    assert len(list(stack.table.changes())) == 1


def test_rolling_back_returns_step_by_step_to_the_packaged_default(typed: Typed, stack: MemoryTarget) -> None:
    first = file("shop.yaml", SHOP)
    typed("deploy", "shop.yaml", "--yes")
    file("other.yaml", SHOP.replace("1_000", "2_000"))
    typed("deploy", "other.yaml", "--yes")

    assert typed("rollback")[0] == 0
    assert stack.table.pointers().active == first.digest
    assert "the packaged default is active again" in typed("rollback")[1]
    assert stack.table.pointers().active == "packaged"
    code, _, error = typed("rollback")
    assert code == 1
    assert "nothing to roll back to" in error
    assert [each.action for each in stack.table.changes()] == ["rollback", "rollback", "deploy", "deploy"]


def test_a_shadow_is_promoted_and_is_no_shadow_any_more(typed: Typed, stack: MemoryTarget) -> None:
    shop = file("shop.yaml", SHOP)
    typed("deploy", "shop.yaml", "--shadow", "--yes")
    assert stack.table.pointers().shadow == shop.digest

    code, printed, _ = typed("promote", "shadow", "--yes")

    assert code == 0
    assert "is the active strategy" in printed
    read = stack.table.pointers()
    assert (read.active, read.shadow, read.before) == (shop.digest, None, ("packaged",))


def test_a_challenger_decides_for_a_share_which_can_be_raised_until_it_is_stopped(
    typed: Typed, stack: MemoryTarget
) -> None:
    shop = file("shop.yaml", SHOP)
    typed("deploy", "shop.yaml", "--challenger", "10%", "--yes")
    assert (stack.table.pointers().challenger, stack.table.pointers().percent) == (shop.digest, 10)
    typed("deploy", "shop.yaml", "--challenger", "25%", "--yes")
    assert stack.table.pointers().percent == 25
    typed("stop", "challenger")
    read = stack.table.pointers()
    assert (read.challenger, read.percent, read.active) == (None, 0, "packaged")


def test_the_override_is_asked_about_and_ends_when_it_is_off(typed: Typed, stack: MemoryTarget) -> None:
    assert typed("override", "review")[0] == 1
    assert stack.table.pointers().override is None
    assert typed("override", "review", answers="n\n")[0] == 1
    assert stack.table.pointers().override is None
    assert typed("override", "review", answers="y\n")[0] == 0
    assert stack.table.pointers().override == "review"
    assert typed("override", "off")[0] == 0
    assert stack.table.pointers().override is None
    assert [(each.before, each.after) for each in stack.table.changes()] == [("review", "off"), ("off", "review")]


@pytest.mark.parametrize(("answers", "code"), [("y\n", 0), ("n\n", 1), (None, 1)])
def test_nothing_is_deployed_unless_the_answer_is_yes(
    typed: Typed, stack: MemoryTarget, answers: str | None, code: int
) -> None:
    assert typed("deploy", "shop.yaml", answers=answers)[0] == code
    assert (stack.table.pointers() == Pointers()) is bool(code)


def test_the_packaged_default_is_pinned_with_the_thresholds_of_the_stack(typed: Typed, stack: MemoryTarget) -> None:
    assert typed("deploy", "--packaged", "--yes")[0] == 0
    pinned = stack.table.document(stack.table.pointers().active)

    assert pinned.name == "default"
    assert (str(pinned.thresholds.review), str(pinned.thresholds.decline)) == ("0.7", "0.95")


def test_a_rollback_stops_the_shadow_that_cannot_read_with_what_is_active_again(
    typed: Typed, stack: MemoryTarget
) -> None:
    of_card = SHOP.replace("rules:", "entities: {card: metadata.KEY}\nrules:").replace(
        "amount > 1_000", "card.count_1h > 5"
    )
    file("here.yaml", of_card.replace("KEY", "card"))
    file("elsewhere.yaml", of_card.replace("KEY", "token"))
    for each in (["here.yaml"], ["shop.yaml"], ["elsewhere.yaml", "--shadow"]):
        assert typed("deploy", *each, "--yes")[0] == 0

    assert "the shadow was stopped" in typed("rollback")[1]
    assert stack.table.pointers().shadow is None
    assert next(iter(stack.table.changes())).stopped == ["shadow"]


def test_programs_get_what_was_done(typed: Typed, stack: MemoryTarget) -> None:
    found = json.loads(typed("deploy", "shop.yaml", "--yes", "--json")[1])

    assert (found["done"], found["after"], found["change"]["by"]) == (
        True,
        stack.table.pointers().active,
        next(iter(stack.table.changes())).by,
    )
