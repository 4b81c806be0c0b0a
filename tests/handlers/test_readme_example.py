"""The functions turn the README's request into the response, the score and the alert that it shows."""

import json
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from handlers.aws.attributes import to_attributes
from handlers.contract.score_request import pack
from handlers.contract.stream import Arrival, decode_records
from tests.handlers.ingestion_on_aws import IngestionOnAws
from tests.handlers.scoring_on_aws import ScoringOnAws

PROJECT = Path(__file__).parents[2]
README = (PROJECT / "README.md").read_text(encoding="utf-8")
MOMENTS = ("scored_at", "alerted_at", "alert_shard", "expiry", "decision")
"""Fields that differ from one run to the next."""

Example = dict[str, Any]


def readme_examples() -> list[str]:
    """Return the JSON examples of the README, in order."""
    return re.findall(r"^```json\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def exact_json(text: str | bytes) -> Example:
    parsed: Example = json.loads(text, parse_float=Decimal)
    return parsed


def row_as_json(row: Example) -> Example:
    """Return a row as JSON, with exact numbers."""
    return exact_json(msgspec.json.Encoder(decimal_format="number").encode(row))


def score_request_for(row: Example) -> dict[str, Any]:
    """Return Processing's score request for a row that was inserted."""
    record = {
        "eventName": "INSERT",
        "dynamodb": {"NewImage": to_attributes(row), "SequenceNumber": "1", "Keys": {}},
    }
    found = decode_records([record], now=datetime.now(UTC), retention=timedelta(days=30))
    ((_, payload),) = pack([each for each in found if isinstance(each, Arrival)])
    return dict(json.loads(payload))


def test_the_readme_shows_one_request_its_answer_its_score_and_its_alert(
    ingestion: IngestionOnAws, scoring: ScoringOnAws
) -> None:
    request, answer, score, alert = readme_examples()

    answered = ingestion.post(request)
    (row,) = ingestion.items
    scoring.score(*score_request_for(row)["transactions"])
    (scored,), (alerted,) = scoring.items.values(), scoring.alerts()

    assert (answered.status, dict(answered.body)) == (200, json.loads(answer))
    made, told = row_as_json(scored), exact_json(score)
    assert set(made) == set(told), "the keys of the score"
    assert {key: made[key] for key in made if key not in MOMENTS} == {
        key: told[key] for key in told if key not in MOMENTS
    }
    assert exact_json(made["decision"]).keys() == exact_json(told["decision"]).keys()
    assert exact_json(alert)["environment"] == "dev"
    assert exact_json(alerted["Message"]) == {**exact_json(alert), "environment": "test"}


def test_the_times_in_the_readmes_score_have_the_form_of_real_ones(
    ingestion: IngestionOnAws, scoring: ScoringOnAws
) -> None:
    request, _, score, _ = readme_examples()
    ingestion.post(request)
    scoring.score(*score_request_for(ingestion.items[0])["transactions"])
    (made,), told = scoring.items.values(), exact_json(score)

    assert told["alert_shard"] == told["alerted_at"][:10] + made["alert_shard"][10:]
    for key in ("scored_at", "alerted_at"):
        assert re.sub(r"\d", "0", told[key]) == re.sub(r"\d", "0", made[key]), key
    as_of, moment = (json.loads(each["decision"]).pop("as_of") for each in (told, made))
    assert len(str(as_of)) == len(str(moment))
    assert 0 <= as_of - _milliseconds(told["scored_at"]) <= 1, "the clock is read once more for it"
    kept = datetime.fromtimestamp(int(told["expiry"]), UTC) - datetime.fromisoformat(told["scored_at"])
    assert kept.days in {29, 30}


def _milliseconds(time: str) -> int:
    return int(datetime.fromisoformat(time).timestamp() * 1000)


def test_the_request_in_the_readme_is_the_sample_that_it_names() -> None:
    assert exact_json(readme_examples()[0]) == exact_json((PROJECT / "samples" / "risky.json").read_bytes())
