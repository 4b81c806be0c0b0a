"""The query of docs/export.md reads attributes that rows have, of the types that they have them in."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from handlers.aws.attributes import to_attributes
from handlers.contract.row_image import CLAIM
from handlers.contract.stored_item import RequestContext, to_item
from handlers.contract.validation import convert
from handlers.decision.decide import Decider
from handlers.decision.labelled_item import to_item as label_item
from handlers.decision.labelled_row import LabelledRow, StatedLabel
from handlers.decision.review_item import to_item as review_item
from handlers.decision.score_row import score_row
from tests.documents.pages import PROJECT
from tests.fraudctl.rollout.stack_of_strategies import payment
from tests.handlers.decision.reviews import ANN, review
from tests.handlers.strategies import strategy_of

NOW = datetime(2026, 11, 26, tzinfo=UTC)
REQUEST = {
    "transaction_id": "tx",
    "amount": Decimal(5),
    "merchant": "Shop",
    "currency": "EUR",
    "customer_id": "C-1",
    "terminal_id": "T-1",
    "metadata": {"card_token": "T-9"},
}
CONTEXT = RequestContext(milliseconds=1_795_350_700_500, trace_id=None)
LABEL = StatedLabel(label="fraud", source="analyst", at=1, received=2)
SCORED = score_row(
    Decider(strategy_of({"when": "amount > 1", "weight": Decimal("0.9")})).decide(payment(amount=10), {}),
    NOW,
    timedelta(days=30),
)
ROWS: Mapping[str, Mapping[str, Any]] = {
    "transactions": {**to_item(convert(REQUEST), CONTEXT, 7), CLAIM: 7},
    "scores": {**SCORED, "override": "approve", "alerted_at": "2026-11-26T00:00:00.000Z"},
    "labels": label_item(LabelledRow(transaction_id="tx").with_label(LABEL)),
    "reviews": review_item(review().decided(ANN, "decline", 1_795_350_700_500)),
}
"""An item of each table, with what only some have."""

QUERY = max(re.findall(r"```sql\n(.*?)```", (PROJECT / "docs/export.md").read_text(), re.DOTALL), key=len)


@pytest.mark.parametrize("table", ROWS)
def test_the_query_reads_attributes_that_rows_have(table: str) -> None:
    part = QUERY[QUERY.index(f"{table} AS (") :].partition("\n)")[0]
    paths = re.findall(r"'\$\.Item\.([\w.]+)'", part)

    for path in paths:
        found: Any = to_attributes(ROWS[table])
        for step in path.split("."):
            assert step in found, f"{table}: {path}"
            found = found[step]
    assert len(paths) > 3
