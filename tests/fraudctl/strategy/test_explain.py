"""A decision is explained rule by rule, as it was made."""

from decimal import Decimal
from typing import Any

import pytest

from fraudctl.strategy.explain import Verdict, decision_facts, explain
from fraudctl.strategy.filled import filled
from fraudctl.strategy.request import transaction_of
from fraudctl.strategy.view import decision_rows
from handlers.decision.decide import Decider, Decision
from tests.fraudctl.strategy.written import rule, strategy


def decided(*rules: str, more: str = "", **fields: Any) -> Decision:
    return Decider(strategy(*rules, more=more)).decide(transaction_of(fields))


def verdicts(decision: Decision) -> dict[str, tuple[Verdict, str | None]]:
    return {each.rule.code: (each.verdict, each.stopped_by) for each in explain(decision)}


def test_each_rule_is_told_with_how_it_ended() -> None:
    decision = decided(
        rule("large", "amount > 100 and missing(currency)"),
        rule("night", "hour < 6"),
        rule("foreign", 'currency != "USD" or customer_id == "C-1"'),
        rule("ratio", "amount / (hour - 12) > 3"),
        amount=200,
    )
    assert verdicts(decision) == {
        "large": (Verdict.FIRED, None),
        "night": (Verdict.HELD_NOT, None),
        "foreign": (Verdict.ABSENT, "currency"),
        "ratio": (Verdict.DIVIDED, None),
    }


def test_a_rule_after_the_first_that_fired_is_not_evaluated_where_the_first_decides() -> None:
    rules = rule("never", "hour < 6"), rule("one", "hour == 12"), rule("other", "hour > 6")
    decision = decided(*rules, more="evaluate: first\n")
    found = verdicts(decision)
    assert [verdict for verdict, _ in found.values()] == [Verdict.HELD_NOT, Verdict.FIRED, Verdict.SKIPPED]
    assert [each["evaluated"] for each in decision_facts(decision)["rules"]] == [True, True, False]
    assert {verdict for verdict, _ in verdicts(decided(*rules)).values()} == {Verdict.HELD_NOT, Verdict.FIRED}


@pytest.mark.parametrize(
    ("condition", "values", "shown"),
    [
        ("amount > 10_000", {"amount": 200}, "200 > 10_000"),
        ("merchant == 'a  b'", {"merchant": "c  d"}, "'c  d' == 'a  b'"),
        ("missing(currency) or\n  currency in ('a', 'b')", {}, "missing(absent) or   absent in ('a', 'b')"),
        ("'merchant' in merchant", {"merchant": "é"}, "'merchant' in 'é'"),
        ("'é' in merchant and hour > 3", {"merchant": "x"}, "'é' in 'x' and 12 > 3"),
        ("merchant == 'x'", {"merchant": "Joe's"}, "\"Joe's\" == 'x'"),
        ("currency in seed_currencies", {"currency": "CHF"}, "'CHF' in ['EUR', 'USD']"),
        ("merchant_mixed_scripts", {"merchant": "Pаypal"}, "True"),  # noqa: RUF001 -- a Cyrillic letter
        ("not (5 < amount * amount <= 7)", {"amount": 3}, "not (5 < 3 * 3 <= 7)"),
    ],
)
def test_the_values_are_put_in_the_place_of_the_names(condition: str, values: dict[str, Any], shown: str) -> None:
    decision = decided(rule("first", condition.replace("\n", " ")), **values)
    assert filled(condition, decision.values) == shown


def test_features_are_put_in_as_they_are_known() -> None:
    rules = (
        rule("above_habit", "customer.count_30d >= 5 and amount > 5 * customer.mean_30d"),
        rule("blocked", '"blocked" in customer.lists', "outcome: decline"),
        rule("new_place", "customer.new_terminal and terminal.count_1h > 3"),
    )
    known = {
        "customer.count_30d": Decimal(12),
        "customer.mean_30d": Decimal("40.5"),
        "customer.lists": frozenset({"vip", "blocked"}),
        "customer.new_terminal": True,
    }
    decision = Decider(strategy(*rules)).decide(transaction_of({"amount": 300}), known)
    assert [(each.verdict, each.stopped_by, each.filled) for each in explain(decision)] == [
        (Verdict.FIRED, None, "12 >= 5 and 300 > 5 * 40.5"),
        (Verdict.FIRED, None, "\"blocked\" in ['blocked', 'vip']"),
        (Verdict.ABSENT, "terminal.count_1h", "True and absent > 3"),
    ]


def test_the_decision_is_told_to_programs_with_every_rule() -> None:
    rules = (
        rule("large", "amount > 100 and missing(currency)", "weight: 0.85\n    tags: [big]"),
        rule("night", "hour < 6"),
    )
    facts = decision_facts(decided(*rules, amount=200))
    assert {name: facts[name] for name in ("score", "outcome", "reasons", "tags", "transaction_id", "timestamp")} == {
        "score": Decimal("0.85"),
        "outcome": "review",
        "reasons": ["large"],
        "tags": ["big"],
        "transaction_id": "example",
        "timestamp": 1767614400000,
    }
    assert [(each["code"], each["fired"], each["filled"]) for each in facts["rules"]] == [
        ("large", True, "200 > 100 and missing(absent)"),
        ("night", False, "12 < 6"),
    ]


def test_a_person_reads_every_rule_the_score_the_outcome_and_the_reasons() -> None:
    decision = decided(
        rule("large", "amount > 100 and missing(currency)", "weight: 0.85"),
        rule("blocked", 'merchant == "Shop"', "outcome: decline"),
        rule("foreign", 'currency == "CHF"'),
        amount=200,
        merchant="Shop",
    )
    assert [row.plain for row in decision_rows(decision)][:-1] == [
        "transaction example, 2026-01-05 12:00:00 UTC",
        "  large  fired, +0.85",
        "      200 > 100 and missing(absent)",
        "  blocked  fired, decline",
        "      'Shop' == \"Shop\"",
        "  foreign  did not fire: reads what is absent: currency",
        '      absent == "CHF"',
        "score: 0.85, outcome: decline",
        "  reasons: large, blocked",
    ]


@pytest.mark.parametrize(("floor", "said"), [("approve", False), ("review", True), ("decline", True)])
def test_a_person_reads_what_a_degraded_decision_would_come_to_if_that_is_severer(floor: str, *, said: bool) -> None:
    decision = decided(rule("large", "amount > 100"), more=f"when_degraded: {floor}\n", amount=200)
    rows = [row.plain for row in decision_rows(decision)]
    assert (f"  {floor} where something that it needs cannot be read in time" in rows) is said
    assert decision_facts(decision)["when_degraded"] == floor
    assert (decision.outcome, decision.score) == ("approve", Decimal("0.1"))


@pytest.mark.parametrize(
    ("condition", "rest"),
    [
        ("hour > 20 and amount > 5 and hour > 3", ("amount > 5", "hour > 3")),
        ("hour == 12 or amount > 5", ("amount > 5",)),
        ("not (hour == 12 or amount > 5)", ("amount > 5",)),
        ("currency == 'USD' or amount > 5", ("amount > 5",)),
        ("1 / (hour - 12) > 3 or amount > 5", ("amount > 5",)),
        ("(hour == 3 or hour == 12) and amount > 5", ()),
        ("amount > 5 and (hour == 12 or (hour > 3 and hour > 2))", ("hour > 3 and hour > 2",)),
    ],
)
def test_what_the_evaluation_does_not_come_to_is_told(condition: str, rest: tuple[str, ...]) -> None:
    (found,) = explain(decided(rule("one", condition), amount=200))
    assert found.not_reached == rest
    shown = [row.plain.strip() for row in decision_rows(decided(rule("one", condition), amount=200))]
    assert (f"not evaluated: {', '.join(rest)}" in shown) is bool(rest)
