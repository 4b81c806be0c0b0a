"""The catalogue names each feature once, and a number that was given stays with its feature."""

import pytest

from handlers.decision.condition.vocabulary import TRANSACTION, Kind
from handlers.decision.entity.catalogue import BY_NAME, BY_NUMBER, OF_ENTITY, OF_PAYMENT, names_of
from handlers.decision.entity.feature import Feature

GIVEN = {
    1: "amount",
    2: "hour",
    3: "weekday",
    4: "merchant_mixed_scripts",
    10: "count_1h",
    11: "count_24h",
    12: "count_7d",
    13: "count_30d",
    14: "count_ever",
    15: "attempts_10m",
    20: "sum_1h",
    21: "sum_24h",
    22: "sum_7d",
    23: "sum_30d",
    24: "mean_30d",
    25: "deviation_30d",
    26: "most_30d",
    27: "amount_to_mean_30d",
    30: "seconds_since_last",
    31: "seconds_since_first",
    40: "small_1h",
    41: "small_24h",
    42: "high_24h",
    43: "high_7d",
    50: "distinct_customers",
    51: "distinct_terminals",
    52: "distinct_merchants",
    53: "new_terminal",
    54: "new_merchant",
    60: "declined_24h",
    61: "declined_7d",
    70: "frauds_28d",
    71: "frauds_in_row",
    72: "seconds_since_row_began",
    80: "lists",
}
"""Numbers that rows hold: add to them, and never give one to another feature."""


def test_every_number_means_what_it_always_meant() -> None:
    assert {number: feature.name for number, feature in BY_NUMBER.items()} == GIVEN


def test_no_number_and_no_name_is_given_twice() -> None:
    assert len(BY_NUMBER) == len(OF_PAYMENT) + len(OF_ENTITY)
    assert len(BY_NAME) == len(OF_ENTITY)


@pytest.mark.parametrize("feature", OF_PAYMENT, ids=lambda each: each.name)
def test_a_feature_of_the_payment_is_the_name_that_conditions_know(feature: Feature) -> None:
    known = TRANSACTION[feature.name]
    found = feature.as_name
    assert (found.kind, found.least, found.most, found.whole) == (known.kind, known.least, known.most, known.whole)


def test_conditions_read_every_feature_of_an_entity_after_its_kind() -> None:
    names = names_of("card")
    assert list(names) == [f"card.{feature.name}" for feature in OF_ENTITY]
    assert all(name.optional for name in names.values())
    assert (names["card.count_1h"].kind, names["card.count_1h"].least) == (Kind.NUMBER, 0)
    assert (names["card.distinct_customers"].most, names["card.distinct_customers"].whole) == (32, True)
    assert not names["card.sum_1h"].whole
    attempts = names["card.attempts_10m"]
    assert (attempts.kind, attempts.least, attempts.most, attempts.whole) == (Kind.NUMBER, 1, 256, True)
    assert (names["card.new_terminal"].kind, names["card.new_terminal"].least) == (Kind.BOOLEAN, None)
    assert names["card.lists"].kind is Kind.TEXTS


@pytest.mark.parametrize(
    ("kind", "lacks"),
    [
        ("customer", {"distinct_customers"}),
        ("card", set()),
        ("device", set()),
        ("terminal", {"distinct_terminals", "distinct_merchants", "new_terminal", "new_merchant"}),
        ("merchant", {"distinct_terminals", "distinct_merchants", "new_terminal", "new_merchant"}),
    ],
)
def test_who_pays_has_places_and_a_place_has_customers(kind: str, lacks: set[str]) -> None:
    assert {feature.name for feature in OF_ENTITY if not feature.had_by(kind)} == lacks


def test_an_entity_of_which_only_lists_and_labels_are_read_needs_no_profile() -> None:
    of_facts = {each.name for each in OF_ENTITY if each.origins == {"facts"}}
    assert of_facts == {"frauds_28d", "lists"}


def test_attempts_are_made_of_nothing_that_is_stored_of_an_entity() -> None:
    assert [each.name for each in OF_ENTITY if "attempts" in each.origins] == ["attempts_10m"]
    assert BY_NAME["attempts_10m"].origins == {"attempts"}


def test_windows_are_as_long_as_names_say() -> None:
    hour, day = 3_600_000, 86_400_000
    assert {each.name: each.window for each in OF_ENTITY if each.window} == {
        **{f"{of}_1h": hour for of in ("count", "sum", "small")},
        **{f"{of}_24h": day for of in ("count", "sum", "small", "high", "declined")},
        **{f"{of}_7d": 7 * day for of in ("count", "sum", "high", "declined")},
        **{f"{of}_30d": 30 * day for of in ("count", "sum", "mean", "deviation", "most", "amount_to_mean")},
        "frauds_28d": 28 * day,
        "attempts_10m": 600_000,
    }


def test_what_counts_payments_says_so() -> None:
    assert {each.name for each in OF_ENTITY if each.unit == "payments"} == {
        *("count_1h", "count_24h", "count_7d", "count_30d", "count_ever", "small_1h", "small_24h"),
        *("high_24h", "high_7d", "declined_24h", "declined_7d", "frauds_28d", "frauds_in_row"),
    }
