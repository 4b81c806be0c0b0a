"""A cold start that decides by the default strategy imports nothing that only other strategies need."""

import json
import subprocess
import sys
from pathlib import Path

PROBLEMS, HINTS = "handlers.decision.profile.entity_problems", "handlers.decision.profile.hints"
PROJECT = Path(__file__).parents[3]
COLD = """
import json, sys
from decimal import Decimal
from handlers.contract.strict_json import parse
from handlers.contract.transaction import Transaction
from handlers.decision.decide import Decider
from handlers.decision.strategy import load
decider = Decider(load(parse(sys.argv[1].encode())))
decider.decide(Transaction(transaction_id="tx", timestamp=7, amount=Decimal(20000), merchant="Café Crypto"))
print(json.dumps(sorted(sys.modules)))
"""
"""From import to the first decision."""


def imported_for(*conditions: str, timezone: str = "UTC", **fields: object) -> set[str]:
    """Return the modules that were imported, of libraries the package alone."""
    rules = [{"code": f"rule_{place}", "when": when, "weight": 0.5} for place, when in enumerate(conditions)]
    described = {
        "name": "cold",
        "thresholds": {"review": 0.8, "decline": 0.95},
        "seed_currencies": ["USD"],
        "timezone": timezone,
        "rules": rules,
        **fields,
    }
    child = [sys.executable, "-c", COLD, json.dumps(described)]
    done = subprocess.run(child, cwd=PROJECT, capture_output=True, text=True, check=True, timeout=60)
    return {name if name.startswith("handlers.") else name.partition(".")[0] for name in json.loads(done.stdout)}


def test_entities_that_are_named_are_checked_and_hints_are_for_errors_alone() -> None:
    loaded = imported_for("card.count_1h > 5", entities={"card": "metadata.card_token"})
    assert (PROBLEMS in loaded, HINTS in loaded) == (True, False)


def test_what_the_default_strategy_says_needs_none_of_what_others_do() -> None:
    loaded = imported_for(
        "amount > 10_000 and (missing(currency) or currency in seed_currencies)",
        '"unknown" in lower(merchant) or "offshore" in lower(merchant) or "crypto" in lower(merchant)',
        "hour < 6 and merchant_mixed_scripts",
    )
    assert not loaded & {"re2", "zoneinfo", "difflib", "yaml", "tzdata", PROBLEMS, HINTS, "handlers.contract.card_data"}


def test_what_a_strategy_needs_beyond_that_is_imported_with_it() -> None:
    assert "re2" in imported_for('matches(merchant, "a+")')
    assert "zoneinfo" in imported_for("hour < 6", timezone="Europe/Berlin")
