"""The document of a strategy: the values that its fields take, and all that is wrong with one at once."""

from decimal import Decimal
from typing import Any

import pytest

from handlers.decision.strategy import loading
from handlers.decision.strategy.document import LARGEST_DOCUMENT, MOST_RULES, MOST_TAGS
from tests.handlers.decision.strategy.documents import document, loaded, refused, rule


def sentences(described: Any) -> list[tuple[tuple[str | int, ...], str]]:
    return [(each.path, each.message) for each in refused(described)]


def test_what_is_left_out_has_a_default() -> None:
    found = loaded(rule(outcome="review"))
    assert (found.timezone, found.first_only, found.seed_currencies) == ("UTC", False, frozenset())
    assert found.when_degraded == "approve"
    (only,) = found.rules
    assert (only.weight, only.outcome, only.tags, only.message) == (Decimal(0), "review", (), None)


def test_all_that_is_wrong_is_said_at_once() -> None:
    described = {
        "name": "Has Blanks",
        "thresholds": {"review": Decimal("0.9"), "decline": Decimal(2), "alert": Decimal(1)},
        "timezon": "UTC",
        "evaluate": "some",
        "rules": [
            {"code": "one", "when": "amuont > 5 or curency == 'USD'", "weight": Decimal(-1)},
            {"code": "one", "when": 5, "tags": ["a", "a"]},
            "amount > 5",
            {"when": "True"},
        ],
    }
    assert sentences(described) == [
        (("timezon",), "timezon is no field here"),
        (("name",), "name must be 1 to 64 of a to z, 0 to 9 and _, beginning with a letter"),
        (("evaluate",), "evaluate must be one of all, first"),
        (("thresholds", "alert"), "alert is no field here"),
        (("thresholds", "decline"), "decline must be a number from 0 to 1"),
        (("rules", 0, "weight"), "weight must be a number from 0 to 1"),
        (("rules", 1, "when"), "when must be a condition"),
        (("rules", 1, "tags"), "tags must not hold anything twice"),
        (("rules", 1, "code"), "one is the code of rule 1 already"),
        (("rules", 2), "a rule is a mapping of code, when, weight and more"),
        (("rules", 3), "code is missing"),
        (("rules", 3), "a rule has a weight, an outcome or tags: this one changes nothing"),
        (("rules", 0, "when"), "amuont is not known"),
        (("rules", 0, "when"), "curency is not known"),
    ]


def test_what_was_perhaps_meant_is_said() -> None:
    assert [each.hint for each in refused(document(rule(), timezon="UTC"))] == ["timezone"]
    assert [each.hint for each in refused(document(rule(when="amuont > 5")))] == ["amount"]


@pytest.mark.parametrize("described", [None, [], "name: x", Decimal(1), True])
def test_whatever_is_no_mapping_is_refused(described: Any) -> None:
    assert sentences(described) == [((), "a strategy is a mapping of fields: name, thresholds, rules and more")]


def test_an_empty_mapping_lacks_what_is_required() -> None:
    assert [message for _, message in sentences({})] == [
        "name is missing",
        "thresholds is missing",
        "rules is missing",
    ]


def test_both_thresholds_are_required() -> None:
    assert sentences({**document(), "thresholds": {}}) == [
        (("thresholds",), "review is missing"),
        (("thresholds",), "decline is missing"),
    ]


def test_no_rules_are_rules_too() -> None:
    assert loaded().rules
    assert loading.load({**document(), "rules": []}).rules == ()  # type: ignore[union-attr]  # no problems


NUMBERS_THAT_ARE_NONE: tuple[Any, ...] = (
    Decimal("NaN"),
    Decimal("sNaN"),
    Decimal("Infinity"),
    Decimal("1e-131"),  # smaller than any that DynamoDB holds
    Decimal("1e-999999999"),  # a gigabyte of digits, written out
    Decimal("0." + "1" * 39),
    0.5,
    "0.5",
    True,
    None,
    [],
)


@pytest.mark.parametrize("weight", [*NUMBERS_THAT_ARE_NONE, Decimal("-0.1"), Decimal("1.0001"), 2, -1])
def test_a_weight_is_an_exact_number_from_0_to_1(weight: Any) -> None:
    assert sentences(document(rule(weight=weight))) == [(("rules", 0, "weight"), "weight must be a number from 0 to 1")]


@pytest.mark.parametrize("rate", [*NUMBERS_THAT_ARE_NONE, Decimal("-0.1"), Decimal("1e126"), Decimal("1e999999999")])
def test_a_rate_is_an_exact_number_that_can_be_stored(rate: Any) -> None:
    assert [path for path, _ in sentences(document(rates={"JPY": rate}))] == [("rates",)]
    assert loaded(rates={"JPY": Decimal("0.0061")}).document["rates"] == {"JPY": Decimal("0.0061")}


@pytest.mark.parametrize("weight", [Decimal(0), Decimal("-0"), Decimal("1e-38"), Decimal("1.000"), 0, 1])
def test_weights_at_the_bounds_are_taken(weight: Any) -> None:
    assert loaded(rule(weight=weight)).rules[0].weight == weight


@pytest.mark.parametrize("weight", [Decimal("1e-39"), Decimal("1e-130"), Decimal("1.5e-38")])
def test_a_weight_has_no_more_decimals_than_a_sum_of_weights_that_is_stored(weight: Any) -> None:
    assert sentences(document(rule(weight=weight))) == [
        (("rules", 0, "weight"), "weight must have at most 38 decimals")
    ]


def test_a_strategy_has_at_most_100_different_tags() -> None:
    def tagged(number: int) -> list[Any]:
        return [rule(f"rule_{each}", tags=[f"t-{each}", "all"]) for each in range(number)]

    assert len(loaded(*tagged(MOST_TAGS - 1)).rules) == MOST_TAGS - 1
    assert sentences(document(*tagged(MOST_TAGS))) == [
        (("rules",), "a strategy has at most 100 different tags; this one has 101")
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "9lives"),
        ("name", "a" * 65),
        ("name", "name\n"),
        ("seed_currencies", "USD"),
        ("seed_currencies", ["usd"]),
        ("seed_currencies", ["USD", "USD"]),
        ("seed_currencies", [["USD"]]),
        ("seed_currencies", [f"{a}{b}A" for a in "ABCDEFGHIJKLMNO" for b in "ABCDEFGHIJKLMNO"]),
        ("rates", {"yen": Decimal(1)}),
        ("rates", []),
        ("evaluate", ["all"]),
        ("when_degraded", "deny"),
        ("when_degraded", ["review"]),
        ("when_degraded", None),
        ("timezone", "Europe/Berln"),
        ("timezone", 5),
        ("rules", {}),
        ("thresholds", []),
    ],
)
def test_a_field_takes_what_it_is_for(field: str, value: Any) -> None:
    assert [path for path, _ in sentences({**document(), field: value})] == [(field,)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "Large"),
        ("code", ""),
        ("outcome", "deny"),
        ("outcome", None),
        ("tags", ["Card testing"]),
        ("tags", [f"t{each}" for each in range(17)]),
        ("tags", "card_testing"),
        ("message", ""),
        ("message", "   "),
        ("message", "a\nb"),
        ("message", "a" * 201),
        ("message", 5),
    ],
)
def test_a_rules_field_takes_what_it_is_for(field: str, value: Any) -> None:
    assert [path for path, _ in sentences(document(rule(**{"weight": Decimal(1), field: value})))] == [
        ("rules", 0, field)
    ]


def test_thresholds_are_in_order() -> None:
    wrong = {"review": Decimal("0.9"), "decline": Decimal("0.8")}
    assert [path for path, _ in sentences({**document(), "thresholds": wrong})] == [("thresholds", "decline")]
    assert loaded(thresholds={"review": 1, "decline": Decimal(1)}).thresholds.review == 1


def test_a_strategy_has_at_most_so_many_rules() -> None:
    most = [rule(f"rule_{number}") for number in range(MOST_RULES)]
    assert len(loaded(*most).rules) == MOST_RULES
    assert sentences(document(*most, rule("one_more"))) == [
        (("rules",), f"a strategy has at most {MOST_RULES} rules; this one has {MOST_RULES + 1}")
    ]


def test_of_too_many_rules_no_condition_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(loading, "check")
    assert len(refused(document(*[rule(when="amuont > 5")] * 10_000))) == 1


def test_a_strategy_takes_at_most_so_many_bytes() -> None:
    condition = "amount > 5" + " " * 3_900
    largest = [rule(f"rule_{number}", condition) for number in range(LARGEST_DOCUMENT // 3_900)]
    (problem,) = refused(document(*largest))
    assert problem.path == ()
    assert "262,144 bytes" in problem.message
