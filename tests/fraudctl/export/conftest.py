"""A stack in memory with payments of several days, and exports of it into folders."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fraudctl.export.entity_filter import EntityFilter
from fraudctl.export.export_run import ExportRun
from fraudctl.export.request import ExportRequest
from fraudctl.export.stack_reader import StackReader
from handlers.decision.entity.entities import EntityKey
from handlers.decision.entity.places import IdPlace
from tests.fraudctl.backtest.paid_stack import DAY, NOON, PaidStack, paid_stack
from tests.fraudctl.rollout.stack_of_strategies import MemoryTarget

NOW = datetime(2026, 11, 26, tzinfo=UTC)

Exported = Callable[..., ExportRun]

PLACES = {"customer": IdPlace(field="customer_id"), "card": IdPlace(field="metadata", key="card_token")}


@pytest.fixture
def stack() -> Iterator[PaidStack]:
    """Yield a stack with payments of three days, of every kind that there is."""
    with paid_stack() as made:
        for number in range(30):
            identity, at = f"t-{number}", NOON + (number % 3 - 3) * DAY + number
            made.pay(identity, at, amount=number * 10, customer_id=f"C-{number % 4}", **_more(number))
            if number % 3:
                made.score(identity, ("approve", "review", "decline")[number % 3], at, reasons=[], tags=["a", "b"])
            if number % 5 == 0:
                made.label(identity, "fraud", declined=number % 2 == 0)
            if number % 7 == 0:
                made.review(identity, status="declined", decided_by="ann", final_outcome="decline", version=2)
        yield made


def _more(number: int) -> dict[str, Any]:
    metadata = {"card_token": f"{number % 5:04}", "tries": number, "gift": number % 2 == 0, "note": 'a, "b"\nc'}
    more: dict[str, Any] = {"currency": "EUR", "metadata": metadata} if number % 2 else {}
    return {**more, "created_at": "2026-11-20T12:00:00.000+00:00", "terminal_id": "T-1"}


@pytest.fixture
def exported(stack: PaidStack, tmp_path: Path) -> Exported:
    """Return a function that exports into a folder, by default all of it into `out`."""

    def run(
        form: str = "jsonl",
        *,
        folder: str = "out",
        since: str | None = "2026-11-01",
        entity: tuple[str, str] | None = None,
        looked: Callable[[int], None] = lambda _: None,
        written: Callable[[int], None] = lambda _: None,
        target: MemoryTarget | None = None,
    ) -> ExportRun:
        made = ExportRun(tmp_path / folder, ExportRequest.of("test", since, None, form, entity), NOW)
        only = EntityFilter(entity=EntityKey(*entity), place=PLACES[entity[0]]) if entity else None
        reader = StackReader(target or stack.target, made.time, made.manifest.request.form, only)
        made.run(reader, looked, written)
        return made

    return run
