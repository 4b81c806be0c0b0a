"""Facts of the decision in a score's row: outcome, reasons with the values they read, tags, strategy.

Rows of earlier releases have fewer of them, and somebody may have edited a row: what is not there is not shown.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from fraudctl.client.row_facts import StoredRow
from fraudctl.terminal.json_text import as_json_text

DIGEST_CHARACTERS = 12
"""As many as Scoring logs; enough to tell strategies apart."""


def score_and_outcome(score: StoredRow) -> str:
    """Return the score, and the outcome where the row has one."""
    outcome = score.get("outcome")
    return str(score.get("fraud_score")) + (f", outcome {outcome}" if outcome else "")


def score_reasons(score: StoredRow) -> Iterator[str]:
    """Yield each rule that fired, with its weight and the values that its condition read, or that none fired.

    Entries of another form are left out.
    """
    if score.get("reasons") == []:
        yield "no rule fired"
    for each in _listed(score.get("reasons")):
        if isinstance(each, dict):
            values = _values(each.get("values"))
            yield f"{each.get('reason')} +{each.get('weight')}" + (f" ({values})" if values else "")


def decision_notes(score: StoredRow) -> Iterator[str]:
    """Yield what else the row says of the decision: the strategy, the tags, the rules that came to no number."""
    strategy = score.get("strategy")
    if isinstance(strategy, dict):
        digest = str(strategy.get("digest"))[:DIGEST_CHARACTERS]
        yield f"decided by strategy {strategy.get('name')}, digest {digest}"
    if tags := _joined(score.get("tags")):
        yield f"tags: {tags}"
    if undecided := _joined(score.get("undecided")):
        yield f"undecided rules: {undecided} (a division by zero, or a number too large)"


def _values(values: Any) -> str:
    """Return names with their values, texts in quotes, so that none passes for another."""
    if not isinstance(values, Mapping):
        return ""
    return ", ".join(f"{name}={as_json_text(value, indent=None)}" for name, value in sorted(values.items()))


def _joined(value: Any) -> str:
    return ", ".join(map(str, _listed(value)))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
