"""A scan keeps to its rate, and one that was interrupted goes on where each segment had come to."""

from collections.abc import Mapping
from typing import Any

from fraudctl.erase.plan import Plan
from fraudctl.erase.rows import Tables
from fraudctl.erase.scanning import Progress, ReadRate, TableScan

PAGES = 4


class Table:
    """A table of a few pages, one item each, in one segment; it may die at one of them."""

    def __init__(self) -> None:
        self.dies_at: int | None = None

    def scan(self, **asked: Any) -> Mapping[str, Any]:
        page = int(asked.get("ExclusiveStartKey", {"id": {"N": "0"}})["id"]["N"])
        if page == self.dies_at:
            raise ConnectionError
        last = {"LastEvaluatedKey": {"id": {"N": str(page + 1)}}} if page + 1 < PAGES else {}
        capacity = {"ConsumedCapacity": {"CapacityUnits": 128.5}}
        return {"Items": [{"id": {"N": str(page)}}], "ScannedCount": 1000, **capacity, **last}

    def describe_table(self, **asked: Any) -> Mapping[str, Any]:
        return {"Table": {"ItemCount": 10, "TableSizeBytes": 81_921 if asked["TableName"] == "transactions" else 0}}


def run(table: Table, written: str | None, saved: list[str], taken: list[str], rate: ReadRate) -> None:
    progress = Progress(written, saved.append, segments=1, every=0)
    scan = TableScan(client=table, rate=rate, progress=progress)  # type: ignore[arg-type]
    scan.run("transactions", lambda page: taken.extend(each["id"]["N"] for each in page), {})


def test_what_was_done_is_not_read_again_and_what_was_under_way_is() -> None:
    table, saved, taken = Table(), list[str](), list[str]()
    table.dies_at = 2
    try:
        run(table, None, saved, taken, ReadRate())
    except ConnectionError:
        table.dies_at = None
    assert taken == ["0", "1"]

    run(table, saved[-1], saved, taken, ReadRate())
    run(table, saved[-1], saved, taken, ReadRate())

    assert taken == ["0", "1", "2", "3"]


def test_other_segments_begin_anew() -> None:
    saved, taken = list[str](), list[str]()
    run(Table(), None, saved, taken, ReadRate())

    assert Progress(saved[-1], saved.append, segments=2).start("transactions", 0) is None
    assert Progress("changed by hand", saved.append, segments=1).start("transactions", 0) is None


def test_a_rate_is_kept_by_pauses_and_the_units_are_counted() -> None:
    pauses = list[float]()
    rate = ReadRate(257, clock=lambda: 0.0, sleep=pauses.append)

    run(Table(), None, [], [], rate)

    assert pauses == [0.5, 1.0, 1.5, 2.0]
    assert rate.taken == 514


def test_the_cost_is_that_of_whole_tables_at_half_a_unit_for_4_kb() -> None:
    names = Tables(
        transactions="transactions",
        scores="scores",
        labels="labels",
        reviews="reviews",
        decisions="decisions",
        profiles="profiles",
        strategies="strategies",
    )

    plan = Plan.of(Table(), names)  # type: ignore[arg-type]

    assert [(each.name, each.units) for each in plan.tables] == [
        ("transactions", 11),
        ("scores", 0),
        ("reviews", 0),
        ("decisions", 0),
    ]
    assert plan.usd == 11 * 0.125 / 1_000_000
