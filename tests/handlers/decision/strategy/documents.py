"""Documents of strategies: a small one to change, random ones, and JSON that says the same in other words."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from handlers.contract.strict_json import parse
from handlers.contract.transaction import Transaction
from handlers.decision.decide import Decider, Decision
from handlers.decision.strategy.loading import load
from handlers.decision.strategy.problem import Problem
from handlers.decision.strategy.strategy import Strategy

THRESHOLDS: Mapping[str, Any] = {"review": Decimal("0.8"), "decline": Decimal("0.95")}


def rule(code: str = "any", when: str = "True", **fields: Any) -> dict[str, Any]:
    return {"code": code, "when": when, **({} if fields else {"weight": Decimal("0.5")}), **fields}


def document(*rules: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a document of these rules, or of one that always fires."""
    return {"name": "tried", "thresholds": THRESHOLDS, "rules": list(rules) or [rule()], **fields}


def loaded(*rules: Mapping[str, Any], **fields: Any) -> Strategy:
    found = load(document(*rules, **fields))
    assert isinstance(found, Strategy), found
    return found


def refused(described: Any) -> list[Problem]:
    found = load(described)
    assert isinstance(found, list)
    return found


def transaction(**fields: Any) -> Transaction:
    defaults = {"transaction_id": "tx-1", "timestamp": 7, "amount": Decimal(100), "merchant": "Corner Bakery"}
    return Transaction(**{**defaults, **fields})


def decided(*rules: Mapping[str, Any], on: Transaction | None = None, **fields: Any) -> Decision:
    """Return the decision of these rules on a transaction."""
    return Decider(loaded(*rules, **fields)).decide(on or transaction())


_codes = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)
_shares = st.decimals(0, 1, places=3) | st.sampled_from(
    [Decimal("0.1234567890123456789012345678901234567"), Decimal(1)]
)
_sentences = st.text('aZ9.,é送 "\\', min_size=1, max_size=20).filter(str.strip)
_tags = st.lists(st.from_regex(r"[a-z0-9][a-z0-9_:.-]{0,8}", fullmatch=True), max_size=3, unique=True)
_rules = st.fixed_dictionaries(
    {"code": _codes, "when": st.sampled_from(["amount > 5", "missing(currency)", "True"]), "weight": _shares},
    optional={"outcome": st.sampled_from(["approve", "review", "decline"]), "tags": _tags, "message": _sentences},
)
_required: dict[str, st.SearchStrategy[Any]] = {
    "name": _codes,
    "thresholds": st.tuples(_shares, _shares).map(lambda two: {"review": min(two), "decline": max(two)}),
    "rules": st.lists(_rules, max_size=4, unique_by=lambda each: str(each["code"])),
}
_optional: dict[str, st.SearchStrategy[Any]] = {
    "entities": st.fixed_dictionaries(
        {},
        optional={"card": st.sampled_from(["metadata.card", 'metadata["card id"]']), "merchant": st.just("merchant")},
    ),
    "seed_currencies": st.lists(st.sampled_from(["USD", "EUR", "CHF"]), unique=True),
    "rates": st.dictionaries(st.sampled_from(["USD", "JPY"]), st.decimals(0, 10**6, places=5)),
    "timezone": st.sampled_from(["UTC", "Europe/Berlin"]),
    "evaluate": st.sampled_from(["all", "first"]),
    "when_degraded": st.sampled_from(["approve", "review", "decline"]),
}
random_documents = st.fixed_dictionaries(_required, optional=_optional)


def _zeros(number: Decimal) -> str:
    return f"{number:f}" + ("000" if "." in f"{number:f}" else ".000")


def _shifted(number: Decimal) -> str:
    sign, digits, exponent = number.as_tuple()
    return f"{Decimal((sign, digits, int(exponent) + 7)):f}e-7"


NOTATIONS = ("{:f}".format, _zeros, _shifted, "{:E}".format)
"""Ways to write a number in JSON, all of them the same to `parse`."""


@st.composite
def retold(draw: st.DrawFn, told: Any) -> Any:
    """Draw the same value as read from JSON with its keys in another order, and its numbers in another notation."""
    return parse(_written(draw, told).encode())


def _written(draw: st.DrawFn, told: Any) -> str:
    match told:
        case dict():
            names = draw(st.permutations(sorted(told)))
            return "{" + ", ".join(f"{json.dumps(name)}: {_written(draw, told[name])}" for name in names) + "}"
        case list():
            return "[" + ",".join(_written(draw, each) for each in told) + "]"
        case Decimal():
            return draw(st.sampled_from(NOTATIONS))(told)
        case _:
            return json.dumps(told)
