"""An entity is read as rules would read it now: its features, what people said of it, its last payments."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from handlers.contract.iso_time import iso_time
from handlers.decision.profile import facts as facts_of
from handlers.decision.profile.facts import Facts, Listing
from tests.handlers.decisions_on_aws import NOW
from tests.handlers.feedback_on_aws import fraud
from tests.handlers.queries_on_aws import QueriesOnAws
from tests.handlers.strategies import strategy_of
from tests.handlers.strategies_on_aws import StrategiesOnAws

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000


def pay(queries: QueriesOnAws, name: str, ago: int, amount: int = 10, **fields: Any) -> None:
    """Have a payment of a customer stored and scored, at a time before now, in milliseconds."""
    queries.feedback.store(
        name, timestamp=NOW - ago, amount=amount, **{"customer_id": "C-1", "currency": "EUR", **fields}
    )


def read(queries: QueriesOnAws, kind: str = "customer", name: str = "C-1") -> Mapping[str, Any]:
    answer = queries.get("/entities", kind=kind, id=name)
    assert answer.status == 200, answer.body
    return answer.body


def test_features_are_those_of_a_payment_that_came_now(queries: QueriesOnAws) -> None:
    for number, ago in enumerate([40 * MINUTE, 20 * MINUTE, 3 * HOUR, 3 * DAY]):
        pay(queries, f"t-{number}", ago, amount=10 + number)
    shown = read(queries)
    features = shown["features"]
    assert (features["count_1h"], features["count_24h"], features["count_7d"], features["count_ever"]) == (2, 3, 4, 4)
    assert (features["sum_1h"], features["sum_24h"], features["mean_30d"]) == (21, 33, 11.5)
    assert (features["seconds_since_last"], features["seconds_since_first"]) == (1200, 3 * 86_400)
    assert (features["distinct_terminals"], features["distinct_merchants"]) == (1, 1)
    assert (shown["currency"], shown["as_of"]) == ("EUR", iso_time(NOW))
    queries.decisions.clock.now += HOUR
    assert read(queries)["features"]["count_1h"] == 0


def test_features_that_need_a_payment_or_the_decisions_table_are_left_out(queries: QueriesOnAws) -> None:
    pay(queries, "t-1", HOUR)
    absent = {"amount_to_mean_30d", "new_terminal", "new_merchant", "attempts_10m"}
    assert not absent & read(queries)["features"].keys()
    assert not absent & read(queries, "terminal", "T-1")["features"].keys()
    assert "distinct_customers" in read(queries, "terminal", "T-1")["features"]


def test_labels_are_summed_up_and_marked_among_the_last_payments(queries: QueriesOnAws) -> None:
    pay(queries, "t-1", 2 * HOUR, amount=50)
    pay(queries, "t-2", HOUR, amount=10)
    queries.feedback.now = NOW
    queries.feedback.label(fraud("t-1", at=NOW))
    shown = read(queries)
    assert shown["facts"]["labels"] == {
        "fraud": 1,
        "declined_by_review": 0,
        "last_fraud": iso_time(NOW - 2 * HOUR),
        "last_received": iso_time(NOW),
    }
    assert (shown["features"]["frauds_28d"], shown["features"]["mean_30d"]) == (1, 10)
    assert shown["events"] == [
        {"time": iso_time(NOW - HOUR), "amount": 10},
        {"time": iso_time(NOW - 2 * HOUR), "amount": 50, "label": "fraud"},
    ]


def test_the_last_payments_say_if_they_were_declined_and_never_how_much_then(
    queries: QueriesOnAws, strategies: StrategiesOnAws
) -> None:
    strategies.deploy(strategy_of({"when": "amount > 100", "outcome": "decline"}, name="strict"))
    scoring = queries.decisions.scoring.module
    scoring.strategies.refresh(scoring.epoch())
    pay(queries, "t-1", HOUR, amount=101)
    pay(queries, "t-2", 2 * HOUR, amount=3)
    shown = read(queries)
    declined, small = shown["events"]
    assert declined == {"time": iso_time(NOW - HOUR), "declined": True}
    assert small == {"time": iso_time(NOW - 2 * HOUR), "amount": 3, "small": True}
    assert shown["features"]["declined_24h"] == 1


def test_lists_are_shown_with_their_ends_and_those_that_ended_are_not(queries: QueriesOnAws) -> None:
    lists = {
        "blocked": Listing(by="arn:ann", at=NOW - DAY, note="stolen card"),
        "watched": Listing(by="arn:ann", at=NOW - DAY, until=NOW + 1),
        "vip": Listing(by="arn:ann", at=NOW - DAY, until=NOW),
    }
    item = facts_of.encode(Facts(lists=lists))
    queries.put(
        queries.decisions.scoring.profiles, {"entity": "facts#customer#C-1", "version": 1, "lists": item["lists"]}
    )
    shown = read(queries)
    assert shown["facts"]["lists"] == [
        {"list": "blocked", "by": "arn:ann", "at": iso_time(NOW - DAY), "note": "stolen card"},
        {"list": "watched", "by": "arn:ann", "at": iso_time(NOW - DAY), "until": iso_time(NOW + 1)},
    ]
    assert shown["features"]["lists"] == ["blocked", "watched"]
    assert shown["events"] == []


def test_sums_know_the_rates_of_the_strategy_in_force(queries: QueriesOnAws, strategies: StrategiesOnAws) -> None:
    strategy = strategy_of(
        {"when": "customer.mean_30d > 1"}, name="rated", rates={"EUR": Decimal(1), "USD": Decimal("0.5")}
    )
    strategies.deploy(strategy)
    scoring = queries.decisions.scoring.module
    scoring.strategies.refresh(scoring.epoch())
    pay(queries, "t-1", 2 * HOUR, amount=10)
    pay(queries, "t-2", HOUR, amount=40, currency="USD")
    queries.feedback.now = NOW
    queries.feedback.module.strategies.refresh(NOW)
    assert read(queries)["features"]["sum_24h"] == 30
    queries.feedback.label(fraud("t-2", at=NOW))
    assert read(queries)["features"]["sum_24h"] == 10


def test_a_merchant_is_found_as_its_payments_write_it(queries: QueriesOnAws, strategies: StrategiesOnAws) -> None:
    strategies.deploy(strategy_of({"when": "merchant.count_1h > 1"}, name="m", entities={"merchant": "merchant"}))
    scoring = queries.decisions.scoring.module
    scoring.strategies.refresh(scoring.epoch())
    pay(queries, "t-1", HOUR, merchant="\uff22akery\u200b")
    assert read(queries, "merchant", "\uff22akery")["id"] == "Bakery"


@pytest.mark.parametrize(
    "name",
    ["Corner\u00a0Shop", "Corner\u3000Shop", "a\tb", "\u3164", "\ufe0f", "\ufdfa" * 128],
    ids=["no-break space", "ideographic space", "tab", "filler", "variation selector", "long in its normal form"],
)
def test_a_merchant_s_name_that_can_be_no_id_is_refused(queries: QueriesOnAws, name: str) -> None:
    answer = queries.get("/entities", kind="merchant", id=name)
    assert (answer.status, answer.body["error"].partition(": ")[0]) == (400, "id")


def test_an_entity_that_nothing_is_known_of_is_404_and_hears_which_kinds_there_are(queries: QueriesOnAws) -> None:
    answer = queries.get("/entities", kind="custommer", id="C-1")
    assert answer.status == 404
    assert answer.body["error"].startswith(
        "id: nothing is known of this entity; kinds of entity are customer, terminal"
    )


def test_a_profile_that_cannot_be_read_is_named(queries: QueriesOnAws) -> None:
    client, table = queries.decisions.aws.client("dynamodb"), queries.decisions.scoring.profiles
    client.put_item(TableName=table, Item={"entity": {"S": "profile#customer#C-1"}, "profile": {"B": b"\x01none"}})
    client.put_item(TableName=table, Item={"entity": {"S": "facts#customer#C-1"}, "labels": {"B": b"\xffnewer"}})
    assert read(queries)["unreadable"] == ["facts", "profile"]


@pytest.mark.parametrize("failing", [True, False])
def test_it_answers_by_the_last_strategies_known_while_their_table_is_out(
    queries: QueriesOnAws, monkeypatch: pytest.MonkeyPatch, *, failing: bool
) -> None:
    pay(queries, "t-1", HOUR)
    if failing:
        monkeypatch.setattr(queries.module.strategies, "refresh", lambda _: None)
    assert read(queries)["features"]["count_24h"] == 1
