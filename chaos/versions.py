"""The versions that the campaign's operators deploy: its own strategy under a number, every other one stricter."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from chaos.strategy import FILE
from components.compute.strategy import packaged_strategy
from handlers.decision.strategy.document import parse_canonical
from handlers.decision.strategy.strategy import Strategy
from strategies.loading import compiled

VERSIONED = "campaign_"
"""The beginning of the name of a version, which its number follows: an odd one is strict."""
STRICT_RULE = {"code": "strict", "when": "amount > 1_000", "weight": 0, "outcome": "review"}
"""The rule by which a strict version reviews what others approve."""


def campaign_version(number: int) -> Strategy:
    """Return a version; no two have one digest."""
    document = campaign_document()
    rules = [*document["rules"], *([STRICT_RULE] if number % 2 else [])]
    return _loaded({**document, "name": f"{VERSIONED}{number}", "rules": rules})


def clashing_version(number: int) -> Strategy:
    """Return a version that finds cards elsewhere than all others, and so cannot stand beside one of them."""
    document = campaign_document()
    entities = {**document["entities"], "card": "metadata.other_card"}
    return _loaded({**document, "name": f"{VERSIONED}{number}", "entities": entities})


@cache
def first_version() -> Strategy:
    """Return the strategy that the campaign's stack begins with, in place of the packaged default."""
    return _loaded(campaign_document())


def campaign_document() -> Mapping[str, Any]:
    """Return the document of the strategy that the campaign's stack begins with."""
    document: Mapping[str, Any] = parse_canonical(packaged_strategy(FILE))
    return document


def _loaded(document: Mapping[str, Any]) -> Strategy:
    loaded = compiled(document)
    assert isinstance(loaded, Strategy), loaded  # noqa: S101 -- of its own rules
    return loaded
