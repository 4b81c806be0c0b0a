"""A stored decision rule by rule, at the terminal and for programs."""

from collections.abc import Iterator
from typing import Any

from fraudctl.client.decision_facts import decision_notes, degraded_words, score_and_outcome
from fraudctl.client.row_facts import StoredRow
from fraudctl.strategy.explain import decision_facts
from fraudctl.strategy.stored import differences
from fraudctl.strategy.view import rule_rows
from fraudctl.terminal.text import AnyText, Text
from handlers.decision.decide import Decision


def stored_rows(again: Decision, decided: StoredRow) -> Iterator[AnyText]:
    """Yield each rule with its condition on the transaction, and what was decided."""
    yield from rule_rows(again)
    yield Text(f"score {score_and_outcome(decided)}", "bold")
    yield from (Text(f"  {note}") for note in decision_notes(decided))
    if degraded_words(decided) and (floor := again.strategy.when_degraded) != "approve":
        yield Text(f"  for want of what could not be read, the outcome is {floor} at least")
    yield from (Text(f"  {difference}", "yellow") for difference in differences(again, decided))


def stored_facts(again: Decision, decided: StoredRow) -> dict[str, Any]:
    """Return the decision as it is stored, and each rule of it, for programs."""
    return {
        **decision_facts(again),
        "score": decided.get("fraud_score"),
        "outcome": decided.get("outcome"),
        "tags": decided.get("tags", []),
        "degraded": degraded_words(decided),
        "differences": list(differences(again, decided)),
    }
