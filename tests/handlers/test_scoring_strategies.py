"""Scoring does what the strategy says: rules, outcomes, tags and thresholds, over metadata too."""

import json
from decimal import Decimal
from typing import Any

import pytest

from tests.handlers.decision.model.models import expected, part
from tests.handlers.functions import FunctionLogs
from tests.handlers.scoring_on_aws import ScoringOnAws, scored_transaction
from tests.handlers.strategies import packaged, strategy_of

METADATA = {"channel": {"S": "web"}, "risk": {"N": "0.5"}, "vip": {"BOOL": True}, "note": {"NULL": True}}


def test_the_packaged_thresholds_follow_the_alert_threshold(scoring: ScoringOnAws) -> None:
    thresholds = scoring.module.strategies.decider(0).panel.active.thresholds

    assert (thresholds.review, thresholds.decline) == (Decimal("0.8"), Decimal("0.95"))
    for threshold, decline in (("0.3", "0.95"), ("0.97", "0.97")):
        moved = packaged().alerting_above(Decimal(threshold))
        assert (moved.thresholds.review, moved.thresholds.decline) == (Decimal(threshold), Decimal(decline))
        assert moved.digest == packaged().digest


@pytest.mark.parametrize(
    ("rule", "outcome", "alerts"),
    [
        ({"when": "amount > 10", "weight": Decimal("0.5")}, "approve", 0),
        ({"when": "amount > 10", "weight": Decimal("0.9")}, "review", 1),
        ({"when": "amount > 10", "weight": Decimal(1)}, "decline", 1),
        ({"when": "amount > 10", "outcome": "review"}, "review", 1),
        ({"when": "amount > 10", "outcome": "decline"}, "decline", 1),
        ({"when": "amount > 10", "outcome": "approve", "weight": Decimal(1)}, "approve", 1),
        ({"when": "amount > 10", "outcome": "approve", "weight": Decimal("0.5")}, "approve", 0),
    ],
)
def test_a_score_above_review_and_any_outcome_but_approve_is_alerted_once(
    scoring: ScoringOnAws, rule: dict[str, Any], outcome: str, alerts: int
) -> None:
    scoring.decide_by(strategy_of(rule))

    for scored in (1, 0):
        assert scoring.score(scored_transaction(1)) == {"received": 1, "scored": scored, "alerts": alerts * scored}

    assert scoring.items["tx-1"]["outcome"] == outcome
    assert "pending" not in scoring.items["tx-1"]
    sent = scoring.alerts()
    assert [json.loads(alert["Message"])["outcome"] for alert in sent] == [outcome] * alerts
    assert [alert["MessageAttributes"]["outcome"]["Value"] for alert in sent] == [outcome] * alerts


def test_a_rule_over_metadata_fires_and_its_tags_are_in_row_and_alert(scoring: ScoringOnAws) -> None:
    when = "metadata.risk >= 0.5 and metadata.channel == 'web' and metadata.vip and missing(metadata.note)"
    scoring.decide_by(strategy_of({"code": "new_device", "when": when, "outcome": "review", "tags": ["device"]}))

    scoring.score({**scored_transaction(1), "metadata": METADATA}, scored_transaction(2))

    row, other = scoring.items["tx-1"], scoring.items["tx-2"]
    (alert,) = [json.loads(each["Message"], parse_float=Decimal) for each in scoring.alerts()]
    values = {"metadata.channel": "web", "metadata.risk": Decimal("0.5"), "metadata.vip": True}
    for told in (row, alert):
        assert told["tags"] == ["device"]
        assert told["reasons"] == [{"reason": "new_device", "weight": 0, "values": values}]
    assert (other["outcome"], other["reasons"], "tags" in other) == ("approve", [], False)


def test_what_rules_could_not_take_is_counted_once_and_named(scoring: ScoringOnAws, logs: FunctionLogs) -> None:
    scoring.decide_by(
        strategy_of(
            {"when": "metadata.channel > 1 or metadata.vip == 'yes'"},
            {"code": "ratio", "when": "1 / (amount - 12.50) > 1"},
        )
    )
    logs.text()

    for _ in range(2):
        scoring.score({**scored_transaction(1), "metadata": METADATA}, scored_transaction(2, amount="13"))

    first, again = logs.lines()
    assert (first["MistypedMetadata"], first["DivisionsByZero"]) == (2, 1)
    assert (sorted(first["scores"][0]["mistyped"]), first["scores"][0]["undecided"]) == (["channel", "vip"], ["ratio"])
    assert not {"MistypedMetadata", "DivisionsByZero"} & again.keys()
    assert scoring.items["tx-1"]["undecided"] == ["ratio"]
    assert scoring.items["tx-2"]["reasons"][0]["reason"] == "ratio"


def test_a_decision_that_is_replaced_leaves_nothing_of_the_one_before(scoring: ScoringOnAws) -> None:
    scoring.decide_by(
        strategy_of({"when": "amount == 1", "tags": ["one"], "outcome": "decline"}, {"when": "1 / (amount - 1) > 1000"})
    )
    scoring.score({**scored_transaction(1, amount="1"), "currency": "EUR"})
    assert {"tags", "undecided", "currency"} <= scoring.items["tx-1"].keys()

    assert scoring.score(scored_transaction(1, amount="2")) == {"received": 1, "scored": 1, "alerts": 0}

    assert not {"tags", "undecided", "currency", "pending"} & scoring.items["tx-1"].keys()
    assert (scoring.items["tx-1"]["outcome"], scoring.items["tx-1"]["amount"]) == ("approve", 2)


def test_the_scores_of_a_model_are_counted_by_band_beside_those_expected(
    scoring: ScoringOnAws, logs: FunctionLogs
) -> None:
    rule = {"when": "amount > 1_000_000 and model.score > 0.5", "outcome": "review"}
    scoring.decide_by(strategy_of(rule, model=part(expected=expected())))

    scoring.score(scored_transaction(1, amount="5"), scored_transaction(2, amount="500"))

    (line,) = logs.lines()
    assert [line[f"ModelScores{band}"] for band in range(1, 6)] == [0, 1, 1, 0, 0]
    assert [line[f"ModelExpected{band}"] for band in range(1, 6)] == [1.4, 0.4, 0.2, 0, 0]
