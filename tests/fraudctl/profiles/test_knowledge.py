"""All that is known of an entity is shown, and agrees with a count by hand."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from fraudctl.profiles.knowledge import Knowledge, find_knowledge
from fraudctl.profiles.knowledge_view import knowledge_json, render_knowledge
from fraudctl.profiles.loading import Loader
from fraudctl.profiles.packaged import entity_of
from fraudctl.terminal.json_text import as_json_text
from tests.fraudctl.printed import printed
from tests.fraudctl.profiles.stack_of_profiles import NOW as LOADED
from tests.fraudctl.profiles.stack_of_profiles import RETENTION, StackOfProfiles, stack_of_profiles
from tests.handlers.strategies import packaged

NOW = datetime(2026, 11, 26, 10, 30, tzinfo=UTC)
AGES = {
    timedelta(days=40): ("500", "T-1", "Bakery"),
    timedelta(days=20): ("10", "T-1", "Bakery"),
    timedelta(days=6): ("20", "T-2", "Bakery"),
    timedelta(hours=20): ("3", "T-1", "Kiosk"),
    timedelta(minutes=30): ("40", "T-1", "Bakery"),
}
"""Amount, terminal and merchant of each payment by how long ago it was made."""


def written(age: timedelta, number: int, **more: object) -> str:
    amount, terminal, merchant = AGES[age]
    fields = {
        "transaction_id": f"tx-{number}",
        "timestamp": int((NOW - age).timestamp() * 1000),
        "amount": float(amount),
        "currency": "EUR",
        "customer_id": "C-1",
        "terminal_id": terminal,
        "merchant": merchant,
        **more,
    }
    return json.dumps(fields)


@pytest.fixture
def stack(tmp_path: Path) -> StackOfProfiles:
    """Return a stack that knows the payments, the one of 20 days ago as fraud and the last as declined."""
    made = stack_of_profiles()
    more: dict[int, dict[str, object]] = {1: {"label": "fraud"}, 4: {"declined": True}}
    lines = [written(age, number, **more.get(number, {})) for number, age in enumerate(AGES)]
    file = tmp_path / "past.jsonl"
    file.write_text("\n".join(lines))
    assert Loader(made.scoring, clock=NOW.timestamp).load(file).complete
    return made


def known(stack: StackOfProfiles, kind: str = "customer", identity: str = "C-1", at: datetime = NOW) -> Knowledge:
    return find_knowledge(stack, entity_of(kind, identity, packaged()), packaged(), at)


def test_the_features_agree_with_a_count_by_hand(stack: StackOfProfiles) -> None:
    """Of the last 30 days: 10 (fraud, so no habit), 20, 3 and 40 (declined, so not summed)."""
    expected = {
        "count_1h": 1,
        "count_24h": 2,
        "count_7d": 3,
        "count_30d": 4,
        "count_ever": 5,
        "sum_1h": 0,
        "sum_24h": 3,
        "sum_7d": 23,
        "sum_30d": 23,
        "mean_30d": Decimal("11.5"),
        "deviation_30d": Decimal("12.0208152802"),
        "most_30d": 20,
        "seconds_since_last": 1800,
        "seconds_since_first": 40 * 86_400,
        "small_1h": 0,
        "small_24h": 1,
        "high_24h": 0,
        "high_7d": 0,
        "distinct_terminals": 2,
        "distinct_merchants": 2,
        "declined_24h": 1,
        "declined_7d": 1,
        "frauds_28d": 1,
        "frauds_in_row": 1,
        "seconds_since_row_began": 20 * 86_400,
        "lists": frozenset(),
    }
    assert dict(known(stack).features) == expected


def test_an_earlier_time_knows_what_was_known_then(stack: StackOfProfiles) -> None:
    earlier = known(stack, at=NOW - timedelta(hours=21)).features

    assert (earlier["count_24h"], earlier["count_7d"], earlier["count_ever"]) == (0, 1, 3)


def test_it_is_told_in_words_and_numbers(stack: StackOfProfiles) -> None:
    text = printed(render_knowledge(known(stack)), width=160)

    kept = LOADED + RETENTION
    assert "customer C-1  as of 2026-11-26 10:30:00 UTC" in text
    assert "payments: 5 in all, the first at 2026-10-17 10:30:00 UTC, the last at 2026-11-26 10:00:00 UTC" in text
    assert "main currency: EUR" in text
    assert f"profile: version 1, kept until {kept:%Y-%m-%d %H:%M:%S} UTC" in text
    assert "up to its payment 5" in text
    assert "a payment of 2026-11-06 10:30:00 UTC is labelled fraud, known since 2026-11-06 10:30:00 UTC" in text
    rows = [line.split()[:2] for line in text.splitlines()]
    assert ["count_30d", "4"] in rows
    assert ["mean_30d", "11.5"] in rows
    assert ["frauds_28d", "1"] in rows


def test_a_program_gets_the_same(stack: StackOfProfiles) -> None:
    said = json.loads(as_json_text(knowledge_json(known(stack))))

    assert said["entity"] == {"kind": "customer", "id": "C-1"}
    assert said["features"]["mean_30d"] == 11.5
    assert said["profile"]["payments"] == 5
    assert said["profile"]["currency"] == "EUR"
    assert said["profile"]["busy"] is False
    assert said["profile"]["load"]["line"] == 5
    assert [each["fraud"] for each in said["facts"]["labels"]] == [True]


def test_a_terminal_has_customers_and_no_terminals(stack: StackOfProfiles) -> None:
    features = known(stack, "terminal", "T-2").features

    assert features["distinct_customers"] == 1
    assert "distinct_terminals" not in features
    assert "T-2" in printed(render_knowledge(known(stack, "terminal", "T-2")), width=160)


def test_of_somebody_unknown_nothing_is_known(stack: StackOfProfiles) -> None:
    nobody = known(stack, identity="C-9")

    assert nobody.is_nothing
    assert dict(nobody.features) == {}


def test_lists_and_labels_are_shown_where_no_payment_is_known(stack: StackOfProfiles) -> None:
    day = int(NOW.timestamp() * 1000)
    listing = {"M": {"by": {"S": "ann"}, "at": {"N": str(day)}, "note": {"S": "chargebacks"}}}
    over = {"M": {"by": {"S": "bob"}, "at": {"N": "0"}, "until": {"N": str(day - 1)}}}
    stack.table.put("facts#customer#C-2", version={"N": "1"}, lists={"M": {"blocked": listing, "watched": over}})

    found = known(stack, identity="C-2")
    text = printed(render_knowledge(found), width=160)

    assert "no payment is known" in text
    assert "on the list blocked, by ann at 2026-11-26 10:30:00 UTC: chargebacks" in text
    assert "on the list watched (over), by bob at 1970-01-01 00:00:00 UTC" in text
    assert found.features["lists"] == {"blocked"}


def test_what_cannot_be_read_is_said(stack: StackOfProfiles) -> None:
    stack.table.put("profile#customer#C-3", version={"N": "4"}, profile={"B": b"\x09later"})
    stack.table.put("facts#customer#C-3", labels={"S": "none"})

    text = printed(render_knowledge(known(stack, identity="C-3")), width=160)

    assert "the profile is of form 9, newer than 1 (version 4)" in text
    assert "the labels are damaged, or of a newer version" in text


def test_an_entity_that_is_too_busy_is_said_to_be(stack: StackOfProfiles, tmp_path: Path) -> None:
    hour = int(NOW.replace(minute=0).timestamp() * 1000)
    crowd = [
        json.dumps({"transaction_id": f"b-{number}", "timestamp": hour + number, "terminal_id": "T-9"})
        for number in range(2_100)
    ]
    file = tmp_path / "crowd.jsonl"
    file.write_text("\n".join(crowd))
    assert Loader(stack.scoring, clock=NOW.timestamp).load(file).skipped == 99

    busy = known(stack, "terminal", "T-9")

    assert dict(busy.features) == {
        "count_1h": 2_001,
        "frauds_28d": 0,
        "lists": frozenset(),
    }
    assert "too busy to be followed" in printed(render_knowledge(busy), width=160)
