"""History and sample are one stream of one place, and the history has the labels that have come by now."""

import json
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest

from fraudctl.demo import traffic as traffic_module
from fraudctl.demo.traffic import CHARGEBACK_DELAY, Traffic, simulate_traffic
from handlers.contract.transaction import milliseconds
from simulation import LabelledTransaction, World, simulate_world

NOW = datetime(2026, 11, 26, 9, 30, 17, tzinfo=UTC)
A_WEEK = CHARGEBACK_DELAY // timedelta(milliseconds=1)


def traffic(tmp_path: Path, count: int) -> Traffic:
    return simulate_traffic(count, 7, NOW, tmp_path / "history.jsonl")


def past(made: Traffic) -> list[dict[str, Any]]:
    """Return the payments of the history."""
    return [json.loads(line) for line in made.history.read_bytes().splitlines()]


def whole_stream(made: Traffic) -> list[LabelledTransaction]:
    """Return all payments of the town from the beginning of the history until now."""
    stream = simulate_world(World(seed=7, start=milliseconds(made.began)), days=60)
    return list(takewhile(lambda payment: payment.timestamp <= milliseconds(NOW), stream))


def test_history_and_sample_are_one_stream_until_now(tmp_path: Path) -> None:
    made = traffic(tmp_path, 60)

    stream = whole_stream(made)

    history = past(made)
    ids = [each["transaction_id"] for each in history]
    assert [*ids, *(each.transaction_id for each in made.sample)] == [each.transaction_id for each in stream]
    assert (len(made.sample), len(history)) == (60, made.payments)
    assert {"label", "label_received"}.isdisjoint(json.loads(made.sample[0].request()))


def test_no_payment_of_the_sample_is_in_the_history(tmp_path: Path) -> None:
    made = traffic(tmp_path, 200)

    assert {each["transaction_id"] for each in past(made)}.isdisjoint(each.transaction_id for each in made.sample)
    assert max(each["timestamp"] for each in past(made)) < min(each.timestamp for each in made.sample)


def test_the_history_has_the_labels_that_have_come_and_no_other(tmp_path: Path) -> None:
    made = traffic(tmp_path, 400)
    fraud = {each.transaction_id: each.timestamp for each in whole_stream(made) if each.fraudulent}

    labelled = {each["transaction_id"]: each for each in past(made) if "label" in each}

    due = {identifier for identifier, at in fraud.items() if at + A_WEEK <= milliseconds(NOW)}
    assert set(labelled) == due
    assert len(due) == made.labels
    assert 0 < made.labels < len(fraud), "some are labelled, and some not yet"
    assert all(each["label_received"] == each["timestamp"] + A_WEEK for each in labelled.values())


@pytest.mark.parametrize(("count", "days"), [(1, 1), (20, 1), (500, 15), (1000, 30)])
def test_a_thousand_have_a_month_before_them_and_fewer_less_but_a_day(tmp_path: Path, count: int, days: int) -> None:
    made = traffic(tmp_path, count)

    assert len(made.sample) == count
    before = datetime.fromtimestamp(made.sample[0].timestamp / 1000, UTC) - made.began
    assert timedelta(days=days) - timedelta(hours=6) < before < timedelta(days=days) + timedelta(hours=6)


def test_more_than_a_month_of_the_town_is_of_a_larger_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traffic_module, "MONTH", 2)

    of_town, larger = traffic(tmp_path, 2000), traffic(tmp_path, 3000)

    for made in (of_town, larger):
        assert made.began == NOW - timedelta(days=4)
        assert len(made.sample) > made.payments * 0.8
    customers = [{each.customer_id for each in made.sample} for made in (of_town, larger)]
    assert len(customers[0]) <= 200 < len(customers[1])
