"""An operator of strategies at work, with whatever rights they have; each duty raises if it cannot be done."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

from fraudctl.backtest.counted_time import CountedTime
from fraudctl.backtest.stack_payments import StackPayments
from fraudctl.client.scores import find_images
from fraudctl.drift.stored_cases import StoredCases
from fraudctl.lists.list_import import ListImport
from fraudctl.lists.list_scan import all_entries
from fraudctl.lists.stack_lists import StackLists
from fraudctl.rollout import moves
from fraudctl.rollout.compare.rows import ComparedRows
from fraudctl.rollout.named import named_strategy
from fraudctl.rollout.table.change import Change
from fraudctl.rollout.table.session import Session
from fraudctl.rollout.table.strategies_table import DeployedStrategies
from fraudctl.rollout.trial.sample import Sampler
from fraudctl.stacks.local_stack import LocalStack
from fraudctl.stacks.target import Target
from handlers.decision.strategy.loading import load
from handlers.decision.strategy.pointers import ACTIVE
from handlers.decision.strategy.strategy import Strategy
from tests.pipeline.principals import Member

numbers = count(1)


@dataclass(frozen=True, kw_only=True)
class TargetOfMember(Target):
    """A stack as a member of the account may use it."""

    member: Member

    def client(self, service: str, **_: Any) -> Any:
        return self.member.client(service)


def target_of(stack: LocalStack, member: Member) -> TargetOfMember:
    """Return a stack as this member may use it."""
    exports = dict(stack.target.exports)
    return TargetOfMember(stack=stack.deployment.stack, region=stack.target.region, exports=exports, member=member)


def a_strategy(name: str) -> Strategy:
    """Return a strategy of this name."""
    rule = {"code": "everybody", "when": 'amount >= 0 and not "blocked" in customer.lists', "weight": Decimal("0.1")}
    thresholds = {"review": Decimal("0.8"), "decline": Decimal("0.95")}
    loaded = load({"name": name, "thresholds": thresholds, "rules": [rule]})
    assert isinstance(loaded, Strategy), loaded
    return loaded


class Strategist:
    """Somebody who changes the strategies of a stack, keeps its lists, and looks at what was decided."""

    def __init__(self, target: Target, folder: Path) -> None:
        self.target, self.folder = target, folder
        self.session = Session(target, DeployedStrategies.of(target))
        self.duties: tuple[Callable[[], object], ...] = (
            self.deploys_a_shadow,
            self.samples,
            self.finds_a_decision,
            self.compares,
            self.measures_drift,
            self.reads_the_past,
            self.lists_one,
            self.imports_a_list,
            lambda: list(all_entries(self.target)),
        )

    def deploy(self, strategy: Strategy, pointer: str = "active") -> Change:
        """Deploy a strategy, without a guard."""
        return self.session.make(moves.deploy(self.pointers(), strategy.digest, pointer), strategy)

    def pointers(self) -> Any:
        """Return the pointers of now."""
        return self.session.table.pointers()

    def deploys_a_shadow(self) -> None:
        """Deploy a shadow of a name of its own, and read it."""
        strategy = a_strategy(f"shadow_{next(numbers)}")
        self.deploy(strategy, "shadow")
        assert self.session.table.document(strategy.digest).name == strategy.name

    def samples(self) -> None:
        """Read what was decided on `sampled`, which has to be there."""
        sampled = Sampler.of(self.target, lambda _: None).sample()
        assert "sampled" in [each.transaction.transaction_id for each in sampled]

    def finds_a_decision(self) -> None:
        """Find the row and the score of `sampled`."""
        images, score = find_images(self.target, "sampled")
        assert images
        assert score

    def compares(self) -> None:
        """Read what was decided with its labels, as strategies are compared by."""
        rows = ComparedRows.of(self.target, lambda _: None)
        assert list(rows.since(datetime(2020, 1, 1, tzinfo=UTC)))

    def measures_drift(self) -> None:
        """Read the active strategy and what was decided on `sampled`, as `fraudctl drift` does."""
        assert named_strategy(self.session, ACTIVE).strategy
        since = StoredCases.of(self.target, lambda _: None).since(datetime(2020, 1, 1, tzinfo=UTC))
        assert "sampled" in [each.transaction.transaction_id for each in since]

    def reads_the_past(self) -> None:
        """Read all payments with their labels, as `fraudctl backtest` and `train` do of a stack."""
        time = CountedTime.parse(self.target.stack, "2020-01-01", None, datetime.now(UTC))
        assert "sampled" in [identity for identity, _ in StackPayments(self.target, time)]

    def lists_one(self) -> None:
        """Put a customer on a list, see it there, and take it off."""
        lists = StackLists.of(self.target, datetime.now(UTC))
        entity = lists.scope.entity("customer", f"C-{next(numbers)}")
        assert lists.add(entity, "blocked", until=None, note=None).changed
        assert lists.entry(entity, "blocked")
        assert lists.remove(entity, "blocked", note=None).changed

    def imports_a_list(self) -> None:
        """Import a file twice, of which the second puts the same customers on another list."""
        lists = StackLists.of(self.target, datetime.now(UTC))
        names = [f"C-{next(numbers)}" for _ in range(3)]
        for listed in ("blocked", "watched"):
            file = self.folder / f"{listed}-{names[0]}.jsonl"
            file.write_text("\n".join(json.dumps({"list": listed, "kind": "customer", "id": name}) for name in names))
            done = ListImport(lists.writer, lists.scope, by=lists.caller, now=lists.now, force=True).run(file)
            assert (done.complete, done.counts["written"]) == (True, len(names))
            lists.record_import(file.name, done)
