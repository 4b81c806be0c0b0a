"""Hits of rules are counted for the strategy that decided, and their precision is of payments with a label."""

from decimal import Decimal

from fraudctl.console.strategies.rule_hits import RuleHits
from fraudctl.rollout.compare.decision import BesideDecision, ComparedDecision
from handlers.decision.arms import Arm
from handlers.decision.basis import Basis
from tests.handlers.strategies import strategy_of

ACTIVE = strategy_of({"code": "large", "when": "amount > 100"}, {"code": "night", "when": "hour < 5"})
TRIED = strategy_of({"code": "large", "when": "amount > 50"}, name="tried")


def decided(
    *rules: str, fraud: bool | None = None, arm: Arm | None = None, shadow: tuple[str, ...] | None = None
) -> ComparedDecision:
    beside = shadow is not None and BesideDecision(
        digest=TRIED.digest, outcome="review", score=Decimal(1), rules=shadow
    )
    return ComparedDecision(
        transaction_id="t",
        amount=Decimal(1),
        currency="EUR",
        outcome="review",
        told="review",
        alerted=True,
        rules=rules,
        basis=Basis(as_of=0, engine=1, arm=arm),
        shadow=beside or None,
        fraud=fraud,
    )


def test_precision_is_of_payments_with_a_label() -> None:
    hits = RuleHits({"active": ACTIVE})
    hits.add_all([decided("large", fraud=True), decided("large", fraud=False), decided("large"), decided("night")])

    by_code = {row.code: row.hits["active"] for row in hits.rows}
    assert [(each.fired, each.labelled, each.precision) for each in by_code.values()] == [(3, 2, 0.5), (1, 0, None)]


def test_what_the_challenger_decided_is_not_the_active_strategys() -> None:
    hits = RuleHits({"active": ACTIVE, "challenger": TRIED})
    hits.add_all(
        [
            decided("large", arm=Arm(experiment=TRIED.digest, name="challenger", unit="u")),
            decided("large", arm=Arm(experiment=TRIED.digest, name="control", unit="v")),
            decided("large"),
        ]
    )

    (large, night) = hits.rows
    assert (large.hits["active"].fired, large.hits["challenger"].fired) == (2, 1)
    assert set(night.hits) == {"active"}, "the challenger has no such rule"


def test_a_shadow_counts_only_where_it_is_the_one_of_now() -> None:
    earlier = RuleHits({"active": ACTIVE, "shadow": ACTIVE})
    now = RuleHits({"active": ACTIVE, "shadow": TRIED})
    for hits in (earlier, now):
        hits.add_all([decided(shadow=("large",))])

    assert "shadow" not in earlier.decisions
    assert (now.decisions["shadow"], now.rows[0].hits["shadow"].fired) == (1, 1)
