"""Facts of the decision in a score's row: outcome, reasons with the values they read, tags, strategy.

Rows of earlier releases have fewer of them, and somebody may have edited a row: what is not there is not shown.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from fraudctl.client.row_facts import StoredRow
from fraudctl.terminal.json_text import as_json_text
from handlers.decision.basis import Basis, basis_in
from handlers.decision.degraded import STRATEGY
from handlers.decision.entity.catalogue import BY_NUMBER

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
    for each in stored_reasons(score):
        values = _values(each.get("values"))
        yield f"{each.get('reason')} +{each.get('weight')}" + (f" ({values})" if values else "")


def stored_reasons(score: StoredRow) -> list[Mapping[str, Any]]:
    """Return the reasons as they are stored; entries of another form are left out."""
    return [each for each in _listed(score.get("reasons")) if isinstance(each, dict)]


def strategy_of(score: StoredRow) -> tuple[str, str]:
    """Return the name and the digest of the strategy that decided, empty where the row does not say."""
    strategy = score.get("strategy")
    if not isinstance(strategy, dict):
        return "", ""
    return str(strategy.get("name", "")), str(strategy.get("digest", ""))


def stored_basis(score: StoredRow) -> Basis:
    """Return all that the decision was made of; nothing, at the time 0, where the row does not say."""
    written = score.get("decision")
    try:
        return basis_in(written) if isinstance(written, str) else Basis(0, 0)
    except msgspec.MsgspecError:
        return Basis(0, 0)


def decision_features(score: StoredRow) -> dict[str, Any]:
    """Return the features that the decision was made of, by name; those that were not known are None.

    A number that this version's catalogue does not have is named by itself, and a row that says nothing has none.
    """
    basis = stored_basis(score)
    found: dict[str, Any] = {}
    for kind, values in sorted(basis.features.items()):
        found |= {_feature_name(kind, number): value for number, value in sorted(values.items())}
    for kind, numbers in sorted(basis.absent.items()):
        found |= {_feature_name(kind, number): None for number in sorted(numbers)}
    return found


def degraded_words(score: StoredRow) -> list[str]:
    """Return the words for what could not be read in time when it was decided; empty as a rule."""
    return list(stored_basis(score).degraded)


def decision_notes(score: StoredRow) -> Iterator[str]:
    """Yield what else the row says of the decision: the strategy, the tags, the rules that came to no number."""
    name, digest = strategy_of(score)
    if name or digest:
        yield f"decided by strategy {name}, digest {digest[:DIGEST_CHARACTERS]}"
    basis = stored_basis(score)
    if unread := ", ".join(each for each in basis.degraded if each != STRATEGY):
        yield f"degraded: {unread} could not be read in time, and what is made of them was not known"
    if STRATEGY in basis.degraded:
        yield "degraded: this strategy may have been replaced over a minute before"
    if basis.arm:
        yield f"arm {basis.arm.name} of the experiment {basis.arm.experiment[:DIGEST_CHARACTERS]}"
    if basis.override:
        yield f"the answer was {basis.override} in its place, by override"
    if tags := _joined(score.get("tags")):
        yield f"tags: {tags}"
    if undecided := _joined(score.get("undecided")):
        yield f"undecided rules: {undecided} (a division by zero, or a number too large)"


def _feature_name(kind: str, number: int) -> str:
    feature = BY_NUMBER.get(number)
    return f"{kind}.{feature.name if feature else f'feature {number}'}"


def _values(values: Any) -> str:
    """Return names with their values, texts in quotes, so that none passes for another."""
    if not isinstance(values, Mapping):
        return ""
    return ", ".join(f"{name}={as_json_text(value, indent=None)}" for name, value in sorted(values.items()))


def _joined(value: Any) -> str:
    return ", ".join(map(str, _listed(value)))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
