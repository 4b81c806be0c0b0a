"""All that a strategy reads must have had data, unless the active one lives without it just so."""

from decimal import Decimal

import pytest

from handlers.decision.strategy.strategy import Strategy
from tests.fraudctl.rollout.conftest import SHOP, Typed, file, line
from tests.fraudctl.rollout.stack_of_strategies import MemoryTarget, decided

HABIT = SHOP + "  - {code: often, when: customer.count_24h > 9, weight: 0.8}\n"
DEVICE = SHOP.replace("rules:", "entities: {device: metadata.device}\nrules:").replace(
    "amount > 1_000", "device.count_1h > 5"
)


def test_what_no_decision_has_read_yet_is_to_be_a_shadow_first(
    typed: Typed, stack: MemoryTarget, shop: Strategy
) -> None:
    decided(stack, shop, count=3, alerted=1, customer_id="C-1")
    habit = file("habit.yaml", HABIT)
    error = line(typed("deploy", "habit.yaml", "--yes")[2])
    assert "there is no data for what it reads: customer.count_24h: no decision has read it yet" in error

    typed("deploy", "habit.yaml", "--shadow", "--yes")
    stack.decide(habit, {"customer.count_24h": Decimal(3)}, number=7, customer_id="C-1")
    code, printed, _ = typed("promote", "shadow", "--yes")

    assert code == 0
    assert "tried on the newest 4 decisions, of which 1 had read all that it reads" in printed

    for number in range(100, 199):
        stack.decide(habit, {"customer.count_24h": Decimal(3)}, number=number, customer_id="C-1")
    file("oftener.yaml", HABIT.replace("> 9", "> 5"))
    assert "tried on 100 of the newest 103 decisions: those that had read all" in typed("deploy", "oftener.yaml")[1]


def test_a_shadow_of_a_few_minutes_does_not_hide_what_it_would_do_to_all(
    typed: Typed, stack: MemoryTarget, shop: Strategy
) -> None:
    decided(stack, shop, count=60, alerted=0, customer_id="C-1")
    habit = file("habit.yaml", HABIT.replace("amount > 1_000, weight: 0.8", "amount > 0, outcome: decline"))
    typed("deploy", "habit.yaml", "--shadow", "--yes")
    for number in range(100, 109):
        stack.decide(habit, {"customer.count_24h": Decimal(3)}, number=number, amount=0, customer_id="C-1")

    assert "declines: 60 instead of 0 of 69 decisions" in line(typed("promote", "shadow", "--yes")[2])


@pytest.mark.parametrize(("count", "refused"), [(99, False), (100, True)])
def test_an_entity_that_nobody_sends_is_no_reason_before_a_hundred_decisions(
    typed: Typed, stack: MemoryTarget, shop: Strategy, count: int, *, refused: bool
) -> None:
    device = file("device.yaml", DEVICE)
    typed("deploy", "device.yaml", "--shadow", "--yes")
    decided(stack, device, count=count, alerted=0)
    code, _, error = typed("promote", "shadow", "--yes")

    assert shop
    assert code == int(refused)
    assert (f"device: absent in all {count} decisions" in error) is refused


def test_what_the_active_strategy_reads_just_so_without_data_is_told_and_no_reason(
    typed: Typed, stack: MemoryTarget
) -> None:
    device = file("device.yaml", DEVICE)
    typed("deploy", "device.yaml", "--yes")
    decided(stack, device, count=120, alerted=0)
    file("more.yaml", DEVICE.replace("> 5", "> 6"))
    code, printed, _ = typed("deploy", "more.yaml", "--yes")

    assert code == 0
    assert "without data, as for the active strategy: device" in printed
