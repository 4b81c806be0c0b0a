"""The strategy of a stack that says where the ids of a kind of entity stand: the active one, else one beside it."""

import pytest

from fraudctl.errors import CommandError
from fraudctl.profiles.packaged import entity_of
from fraudctl.rollout.running import strategy_naming
from fraudctl.stacks.exports import Exports
from handlers.decision.strategy.document import canonical
from tests.fraudctl.rollout.conftest import SHOP, file
from tests.fraudctl.rollout.stack_of_strategies import MemoryTarget

WITH_BRANCHES = "entities: {branch: metadata.branch}\n"


def test_a_kind_that_only_a_strategy_beside_the_active_one_has_is_found_there(stack: MemoryTarget) -> None:
    beside = file("branches.yaml", SHOP.replace("shop", "branches") + WITH_BRANCHES)
    stack.put(kind="document", id=beside.digest, document=canonical(beside.document).decode())
    stack.put(kind="pointer", id="shadow", version=1, digest=beside.digest)

    assert strategy_naming("branch", stack).digest == beside.digest
    assert entity_of("branch", "B-1", beside).profile == "profile#branch#B-1"
    assert strategy_naming("customer", stack).name == "default"


def test_a_kind_that_no_strategy_has_is_refused_with_those_that_they_have(stack: MemoryTarget) -> None:
    stack.put(kind="pointer", id="challenger", version=1, digest="0" * 64, percent=5)
    with pytest.raises(CommandError) as refused:
        strategy_naming("shop", stack)

    said = str(refused.value)
    assert said.startswith("shop is no entity of the strategies of stack test; they have card, customer, device,")
    assert "the challenger strategy cannot be read" in said


def test_a_stack_of_a_release_without_strategies_at_run_time_has_the_packaged_default(stack: MemoryTarget) -> None:
    del stack.exports["fraud_strategies_table_name"]
    older = MemoryTarget(stack="test", region="us-east-1", exports=Exports("test", stack.exports))

    assert strategy_naming("customer", older).name == "default"
