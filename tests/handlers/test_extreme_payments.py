"""A payment at the ends of what a row can hold is decided, and harms no other."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from handlers.contract.row_image import from_image
from tests.handlers.functions import FunctionLogs
from tests.handlers.known_payments import SCORED_AT, known, payment, stored
from tests.handlers.scoring_on_aws import ScoringOnAws
from tests.handlers.strategies import strategy_of

RATIO = strategy_of({"when": "customer.amount_to_mean_30d >= 0", "outcome": "review"})
CARDS = strategy_of(
    {"when": "card.count_1h > 1 or device.count_1h > 1"},
    entities={"card": "metadata.card", "device": "metadata.device"},
)


@pytest.fixture(autouse=True)
def _now(scoring: ScoringOnAws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring.module, "time", SimpleNamespace(time=lambda: SCORED_AT))


def of_another_writer(metadata: Mapping[str, Any]) -> Any:
    """Return a payment as Processing hands it over, of a row whose metadata somebody wrote by hand."""
    image = {name: {"N" if name in ("timestamp", "amount") else "S": str(value)} for name, value in payment(1).items()}
    return msgspec.to_builtins(from_image({**image, "metadata": {"M": metadata}}))


@pytest.mark.parametrize(("usual", "amount"), [("0.0001", "9E+125"), ("1000000000000000", "1E-130")])
def test_a_ratio_that_no_number_of_dynamodb_is_fails_no_batch(scoring: ScoringOnAws, usual: str, amount: str) -> None:
    scoring.decide_by(RATIO)
    scoring.score(payment(1, amount=usual))

    assert scoring.score(payment(2, 1, amount=amount), payment(3, 2, customer="C-2"))["scored"] == 2

    assert scoring.items["tx-002"]["outcome"] == "review"
    assert "27" in known(scoring, 2)


@pytest.mark.parametrize(
    "spoiled", [{"L": [{"S": "T-9"}]}, {"M": {"id": {"S": "T-9"}}}, {"S": "x" * 4097}], ids=["list", "object", "4 KiB"]
)
def test_what_another_writer_put_in_an_ids_place_is_counted_and_spoils_no_other(
    scoring: ScoringOnAws, logs: FunctionLogs, spoiled: dict[str, Any]
) -> None:
    scoring.decide_by(CARDS)
    logs.text()

    scoring.score(of_another_writer({"card": spoiled, "device": {"S": "D-1"}}))

    (line,) = logs.lines()
    assert (line["UnusableEntities"], line["scores"][0]["unusable"]) == (1, ["card"])
    assert set(stored(scoring)) == {"profile#customer#C-1", "profile#device#D-1"}
