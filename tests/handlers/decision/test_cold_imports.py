"""A cold start that decides by the default strategy imports nothing that only others need."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.handlers.strategies import packaged_json

PROBLEMS, HINTS = "handlers.decision.strategy.entity_problems", "handlers.decision.condition.hints"
PROJECT = Path(__file__).parents[3]
COLD = """
import json, sys
from decimal import Decimal
from handlers.contract.strict_json import parse
from handlers.contract.transaction import Transaction
from handlers.decision.decide import Decider
from handlers.decision.strategy.loading import load
decider = Decider(load(parse(sys.argv[1].encode())))
decider.decide(Transaction(transaction_id="tx", timestamp=7, amount=Decimal(20000), merchant="Café Crypto"))
print(json.dumps(sorted(sys.modules)))
"""
"""From import to the first decision."""


SCORING = "import json, sys, handlers.scoring; print(json.dumps(sorted(sys.modules)))"
"""The function's own start."""

NO_AWS = {
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_ENDPOINT_URL_DYNAMODB": "http://127.0.0.1:9",
}
"""A table of strategies that is out, as it may be when a function starts."""

ELSEWHERE = {"http", "request", "validation", "card_data", "fallback", "batch", "stored_item", "stream", "row_image"}
"""Modules of the contract that Ingestion, Processing or the commands need, and Scoring does not."""


def imported_by(*arguments: str, **environment: str) -> set[str]:
    child, variables = [sys.executable, "-c", *arguments], {**os.environ, **environment}
    done = subprocess.run(child, cwd=PROJECT, env=variables, capture_output=True, text=True, check=True, timeout=60)
    return set(json.loads(done.stdout.splitlines()[-1]))  # before it stands that nobody answers for the strategies


def imported_for(*conditions: str, timezone: str = "UTC", **fields: object) -> set[str]:
    rules = [{"code": f"rule_{place}", "when": when, "weight": 0.5} for place, when in enumerate(conditions)]
    described = {
        "name": "cold",
        "thresholds": {"review": 0.8, "decline": 0.95},
        "seed_currencies": ["USD"],
        "timezone": timezone,
        "rules": rules,
        **fields,
    }
    return imported_by(COLD, json.dumps(described))


def test_entities_that_are_named_are_checked_and_hints_are_for_errors_alone() -> None:
    loaded = imported_for("card.count_1h > 5", entities={"card": "metadata.card_token"})
    assert (PROBLEMS in loaded, HINTS in loaded) == (True, False)


def test_a_strategy_without_a_model_or_a_detector_imports_nothing_of_these() -> None:
    loaded = imported_for("amount > 5")
    assert not [name for name in loaded if name.startswith(("handlers.decision.model", "handlers.fraud_detector"))]


def test_what_rules_on_the_payment_alone_say_needs_none_of_what_others_do() -> None:
    loaded = imported_for(
        "amount > 10_000 and (missing(currency) or currency in seed_currencies)",
        '"unknown" in lower(merchant) or "offshore" in lower(merchant) or "crypto" in lower(merchant)',
        "hour < 6 and merchant_mixed_scripts",
    )
    assert not loaded & {"re2", "zoneinfo", "difflib", "yaml", "tzdata", "handlers.contract.card_data"}
    assert not loaded & {
        "handlers.decision.condition.slips",
        "handlers.decision.condition.unmatchable",
        PROBLEMS,
        HINTS,
    }


def test_what_a_strategy_needs_beyond_that_is_imported_with_it() -> None:
    assert {"re2", "handlers.decision.condition.unmatchable"} <= imported_for('matches(merchant, "a+")')
    assert "zoneinfo" in imported_for("hour < 6", timezone="Europe/Berlin")
    assert "handlers.decision.condition.slips" in imported_for('merchant == "Café"')


def test_scoring_starts_without_what_only_the_other_functions_or_the_commands_need(tmp_path: Path) -> None:
    strategy = tmp_path / "default.json"
    strategy.write_text(packaged_json(), encoding="utf-8")
    loaded = imported_by(
        SCORING,
        ENVIRONMENT="test",
        ALERT_THRESHOLD="0.8",
        SCORE_RETENTION_DAYS="30",
        PROFILE_RETENTION_DAYS="90",
        STRATEGY_FILE=str(strategy),
        FRAUD_SCORES_TABLE="scores",
        PROFILES_TABLE="profiles",
        SNS_TOPIC_ARN="arn:aws:sns:us-east-1:000000000000:alerts",
        REVIEWS_TABLE="reviews",
        REVIEW_HOURS="24",
        EVENTS_TOPIC_ARN="arn:aws:sns:us-east-1:000000000000:events",
        EVENT_BUS="",
        DASHBOARD_URL="https://console.example/dashboard",
        STRATEGIES_TABLE="strategies",
        **NO_AWS,
    )
    assert not loaded & {
        "boto3",
        "difflib",
        "handlers.decision.condition.evaluation",
        "handlers.decision.condition.slips",
    }
    assert not loaded & {f"handlers.contract.{name}" for name in ELSEWHERE}


DECIDING = "import json, sys, handlers.decisions; print(json.dumps(sorted(sys.modules)))"


def test_decision_starts_without_what_only_the_other_functions_or_the_commands_need(tmp_path: Path) -> None:
    strategy = tmp_path / "default.json"
    strategy.write_text(packaged_json(), encoding="utf-8")
    loaded = imported_by(
        DECIDING,
        ENVIRONMENT="test",
        ALERT_THRESHOLD="0.8",
        REFUSE_CARD_NUMBERS="false",
        TRANSACTION_RETENTION_DAYS="0",
        ANSWER_SECONDS="3",
        STRATEGY_FILE=str(strategy),
        TRANSACTIONS_TABLE="transactions",
        DECISIONS_TABLE="decisions",
        FRAUD_SCORES_TABLE="scores",
        REVIEWS_TABLE="reviews",
        PROFILES_TABLE="profiles",
        DLQ_URL="https://sqs.us-east-1.amazonaws.com/000000000000/dead-letters",
        STRATEGIES_TABLE="strategies",
        **NO_AWS,
    )
    elsewhere = {"batch", "stream", "score_request", "fold_request", "label"}
    assert not loaded & {"boto3", "difflib", "handlers.decision.condition.evaluation"}
    assert not loaded & {f"handlers.contract.{name}" for name in elsewhere}
    assert not loaded & {f"handlers.aws.{name}" for name in ("score_store", "intake", "profile_folder", "judge")}
