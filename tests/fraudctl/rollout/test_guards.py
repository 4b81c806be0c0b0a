"""The guards of a deployment: what a trial on stored decisions says against it, and what overrides them."""

import json

import pytest

from fraudctl.rollout.moves import deploy
from fraudctl.rollout.table.writer import Writer
from handlers.decision.arms import Arm
from handlers.decision.strategy.strategy import Strategy
from tests.fraudctl.rollout.conftest import SHOP, Typed, file, line
from tests.fraudctl.rollout.stack_of_strategies import NOW, MemoryTarget, decided

STRICT = SHOP.replace("1_000", "10")
"""Alerts of all that is above 10, where the file of the shop does above 1,000."""

DECLINING = SHOP.replace("amount > 1_000, weight: 0.8", "amount > 1_000, outcome: decline")


@pytest.mark.parametrize(
    ("alerted", "more", "refused"), [(10, 20, False), (10, 21, True), (0, 9, False), (0, 10, True)]
)
def test_alerts_may_triple_and_not_more_and_a_few_are_no_reason(
    typed: Typed, stack: MemoryTarget, shop: Strategy, alerted: int, more: int, *, refused: bool
) -> None:
    decided(stack, shop, count=40, alerted=alerted)
    for number in range(100, 100 + more):
        stack.decide(shop, number=number, amount=50)
    file("strict.yaml", STRICT)
    code, printed, error = typed("deploy", "strict.yaml", "--yes")

    assert code == int(refused)
    assert f"tried on the newest {40 + more} decisions; {more} would come out otherwise" in printed
    assert (f"alerts: {alerted + more} instead of {alerted} of {40 + more} decisions" in error) is refused


@pytest.mark.parametrize(("left", "refused"), [(5, False), (4, True)])
def test_alerts_may_fall_to_a_third_and_not_lower(
    typed: Typed, stack: MemoryTarget, shop: Strategy, left: int, *, refused: bool
) -> None:
    decided(stack, shop, count=20, alerted=15 - left)
    for number in range(100, 100 + left):
        stack.decide(shop, number=number, amount=9_000)
    file("lax.yaml", SHOP.replace("1_000", "8_000"))
    code, _, error = typed("deploy", "lax.yaml", "--yes")

    assert code == int(refused)
    assert ("fewer than a third" in error) is refused


def test_declines_are_guarded_by_themselves(typed: Typed, stack: MemoryTarget, shop: Strategy) -> None:
    decided(stack, shop, count=20, alerted=12)
    file("declining.yaml", DECLINING)
    error = line(typed("deploy", "declining.yaml", "--yes")[2])

    assert "declines: 12 instead of 0 of 20 decisions, more than three times as many" in error
    assert "alerts:" not in error


def test_force_with_a_note_overrides_and_is_recorded(typed: Typed, stack: MemoryTarget, shop: Strategy) -> None:
    decided(stack, shop, count=20, alerted=12)
    file("declining.yaml", DECLINING)
    code, printed, _ = typed("deploy", "declining.yaml", "--yes", "--force", "--note", "the bank says so")
    change = next(iter(stack.table.changes()))

    assert code == 0
    assert "review → decline" in printed
    assert (change.forced, change.note) == (["declines"], "the bank says so")
    assert "forced: declines" in typed("history")[1]


def test_a_shadow_is_deployed_whatever_it_would_decide(typed: Typed, stack: MemoryTarget, shop: Strategy) -> None:
    decided(stack, shop, count=20, alerted=12)
    file("declining.yaml", DECLINING)

    assert typed("deploy", "declining.yaml", "--shadow", "--yes")[0] == 0
    assert "declines: 12 instead of 0" in line(typed("promote", "shadow", "--yes")[2])


@pytest.mark.parametrize("words", [("promote", "challenger"), ("deploy", "other.yaml")])
def test_what_a_challenger_decided_hides_nothing_from_the_guards(
    typed: Typed, stack: MemoryTarget, shop: Strategy, words: tuple[str, ...]
) -> None:
    """Of half the customers a challenger declines all: as the active one it would do so for all."""
    declining = file("declining.yaml", SHOP.replace("amount > 1_000, weight: 0.8", "amount > 0, outcome: decline"))
    file("other.yaml", SHOP.replace("amount > 1_000, weight: 0.8", "amount > 1, outcome: decline"))
    decided(stack, shop, count=30, alerted=0)
    typed("deploy", "declining.yaml", "--challenger", "50%", "--yes", "--force", "--note", "to see")
    for number in range(100, 130):
        arm = Arm(declining.digest, "challenger", f"{number:016}")
        stack.decide(declining, number=number, arm=arm)
    code, printed, error = typed(*words, "--yes")

    assert code == 1
    assert "declines: 30 instead of 0 of 30 decisions" in line(error)
    assert "30 more were decided by a challenger, and are left out" in printed


def test_a_challenger_of_all_customers_is_compared_with_what_there_is(
    typed: Typed, stack: MemoryTarget, shop: Strategy
) -> None:
    for number in range(20):
        stack.decide(shop, number=number, amount=2_000, arm=Arm(shop.digest, "challenger", "0" * 16))
    file("lax.yaml", SHOP.replace("1_000", "8_000"))

    assert "alerts: 0 instead of 20 of 20 decisions" in line(typed("deploy", "lax.yaml", "--yes")[2])


def test_examples_that_fail_are_a_guard_too(typed: Typed, stack: MemoryTarget) -> None:
    file("wrong.yaml", SHOP + "examples:\n  - {transaction: {amount: 5}, outcome: decline}\n")
    code, _, error = typed("deploy", "wrong.yaml", "--shadow", "--yes")

    assert code == 1
    assert "1 of 1 examples of wrong.yaml fail" in line(error)
    assert not list(stack.table.changes())


def test_five_examples_show_what_would_come_out_otherwise(typed: Typed, stack: MemoryTarget, shop: Strategy) -> None:
    decided(stack, shop, count=30, alerted=20, currency="EUR")
    file("declining.yaml", DECLINING)
    printed = typed("deploy", "declining.yaml")[1]
    found = json.loads(typed("deploy", "declining.yaml", "--json")[1])

    assert sum("2,000 EUR  review → decline" in row for row in printed.splitlines()) == 5
    assert (found["done"], found["trial"]["differing"], len(found["trial"]["examples"])) == (False, 20, 5)
    assert [each["guard"] for each in found["refused"]] == ["declines"]


def test_a_sample_that_cannot_be_read_is_a_guard(typed: Typed, stack: MemoryTarget) -> None:
    stack.client("dynamodb").delete_table(TableName="fraud-scores-test")
    assert "the stored decisions could not be read" in line(typed("deploy", "shop.yaml", "--yes")[2])
    assert typed("deploy", "shop.yaml", "--yes", "--force", "--note", "scores are away")[0] == 0
    assert next(iter(stack.table.changes())).forced == ["sample"]


def test_whoever_says_yes_too_late_is_told_who_was_faster(typed: Typed, stack: MemoryTarget, shop: Strategy) -> None:
    strict = file("strict.yaml", STRICT)
    read, by = stack.table.pointers(), "arn:aws:iam::123456789012:user/anna"

    def meanwhile(_: object, *, yes: bool) -> None:
        assert yes
        Writer(table=stack.table, by=by, clock=lambda: NOW).make(deploy(read, strict.digest))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fraudctl.rollout.carrying_out.confirm", meanwhile)
        said = line(typed("deploy", "--packaged", "--yes")[2])

    assert f"somebody was faster: {by} made the change `deploy active` at 2026-11-26T15:00:00.000Z" in said
    assert (stack.table.pointers().active, stack.table.pointers().before) == (strict.digest, ("packaged", shop.digest))
