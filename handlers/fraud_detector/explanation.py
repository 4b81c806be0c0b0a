"""The explanation of a prediction in the service's form: rules with the event's values, scores, outcomes."""

from collections.abc import Mapping
from typing import Any

from handlers.contract.absent_fields import ABSENT, absent_in
from handlers.contract.read_answers import DecisionMade, TransactionAnswer
from handlers.fraud_detector.detector_part import DetectorPart
from handlers.fraud_detector.event_view import given_variables, named_entity
from handlers.fraud_detector.model_scores import evaluated_models, insight_scores
from handlers.fraud_detector.payment import EVENT
from handlers.fraud_detector.predictions import decided_at
from handlers.fraud_detector.times import written
from handlers.fraud_detector.told_strategy import ToldStrategy
from handlers.fraud_detector.values import typed_value
from handlers.fraud_detector.with_values import METADATA, expression_with_values, with_values

OF_EVENT, OF_DEFAULT = "EVENT", "DEFAULT"
"""Sources of a variable's value."""

OPTIONAL = ("customer_id", "terminal_id", "currency")
"""Fields of a payment that conditions read and that may be absent."""


def explanation(
    found: TransactionAnswer, decision: DecisionMade, strategy: ToldStrategy, part: DetectorPart, *, active: bool
) -> dict[str, Any]:
    """Return the answer to GetEventPredictionMetadata.

    Args:
        found: The event.
        decision: On it.
        strategy: By which it was decided.
        part: Of that strategy, as the decision's own or as it was asked for.
        active: Whether that strategy is in force.
    """
    transaction = found.transaction
    event_type, entity_type, entity_id = named_entity(transaction)
    fired = [each.reason for each in decision.reasons]
    values, theirs = _values(found, decision), _values_of_variables(found, decision, strategy)
    first_only, order = strategy.document.evaluate == "first", [each.code for each in strategy.document.rules]
    last = order.index(fired[0]) if first_only and fired and fired[0] in order else len(order)
    rules = []
    for place, rule in enumerate(strategy.document.rules):
        named = strategy.named(rule.code)
        rules.append(
            {
                "ruleId": named.id,
                "ruleVersion": named.version,
                "expression": named.expression or rule.when,
                "expressionWithValues": (
                    expression_with_values(named.expression, theirs)
                    if named.expression
                    else with_values(rule.when, values)
                ),
                "outcomes": list(named.outcomes),
                "evaluated": place <= last,
                "matched": rule.code in fired,
            }
        )
    return {
        "eventId": transaction.transaction_id,
        "eventTypeName": event_type,
        "entityId": entity_id,
        "entityType": entity_type,
        "eventTimestamp": written(transaction.timestamp),
        "detectorId": part.detector,
        "detectorVersionId": part.versions[0],
        "detectorVersionStatus": "ACTIVE" if active else "INACTIVE",
        "eventVariables": _variables(given_variables(transaction), part),
        "rules": rules,
        "ruleExecutionMode": "FIRST_MATCHED" if first_only else "ALL_MATCHED",
        "outcomes": list(dict.fromkeys(each for code in fired for each in strategy.named(code).outcomes)),
        "evaluatedModelVersions": evaluated_models(decision.model_score, strategy, decision.reasons),
        "evaluatedExternalModels": [],
        **({"predictionTimestamp": written(at)} if (at := decided_at(decision)) is not None else {}),
    }


def _variables(given: Mapping[str, str], part: DetectorPart) -> list[dict[str, str]]:
    defaults = {name: form.default for name, form in part.variables.items() if form.default is not None}
    return [
        {
            "name": name,
            "value": given.get(name, defaults.get(name, "")),
            "source": OF_EVENT if name in given else OF_DEFAULT,
        }
        for name in {**defaults, **given}
    ]


def _values(found: TransactionAnswer, decision: DecisionMade) -> dict[str, Any]:
    """Return what conditions read of the event, by name."""
    transaction = found.transaction
    metadata = transaction.metadata or {}
    fields = {"amount": transaction.amount, "merchant": transaction.merchant}
    absent = absent_in(metadata.get(ABSENT), transaction.amount, transaction.merchant)
    return {
        "transaction_id": transaction.transaction_id,
        "timestamp": transaction.timestamp,
        **{name: None if name in absent else value for name, value in fields.items()},
        **{name: getattr(transaction, name) for name in OPTIONAL},
        **(decision.features or {}),
        **{f"{METADATA}.{key}": value for key, value in metadata.items()},
    }


def _values_of_variables(found: TransactionAnswer, decision: DecisionMade, strategy: ToldStrategy) -> dict[str, Any]:
    """Return what rules of the service read, by variable: the event's value, else the default, and scores."""
    metadata = found.transaction.metadata or {}
    variables = strategy.part.variables if strategy.part else {}
    defaults = {
        name: typed_value(form.default, form.type) for name, form in variables.items() if form.default is not None
    }
    given = {name: value for name, value in metadata.items() if name not in (EVENT, ABSENT)}
    return {**defaults, **given, **insight_scores(decision.model_score, strategy)}
