"""The verdict on the score and the alerts of one id."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from chaos.ledger import RequestFields
from chaos.told import Told, scored_by
from chaos.verdict.evidence import Evidence
from chaos.verdict.expected import (
    VERSIONED,
    expected_content,
    expected_outcome,
    expected_reasons,
    expected_score,
    is_risky,
)
from chaos.verdict.final_state import FoundItem

ScoringViolation = Literal["lost", "doubled", "wrong"]
StoredRequests = list[tuple[int, RequestFields, Told | None]]
"""The timestamp of each stored item, the request that it comes from, and the decision in it, if there is one."""


def judge_scoring(evidence: Evidence) -> Iterator[tuple[ScoringViolation, str]]:
    """Yield what is wrong with the score and the alerts; items that nobody sent are judged elsewhere."""
    stored: StoredRequests = [
        (time := int(item["timestamp"]), sources[0].fields, evidence.decided(time))
        for item in evidence.items
        if (sources := evidence.sources(item))
    ]
    if not evidence.items and (evidence.score or evidence.alerts):
        yield "wrong", "a score or an alert, but no transaction is stored"
    if stored and not evidence.expired:
        yield from _judge_score(evidence.score, stored)
    alerted = Counter(int(alert["timestamp"]) for alert in evidence.alerts)
    yield from _judge_alerts(evidence, stored, alerted)
    for timestamp, fields, decided in stored:
        if is_risky(fields, decided) and not alerted[timestamp]:
            yield "lost", "risky, but without an alert"
    if evidence.scored_anew:  # each alert says by which version it was
        stored = [(time, fields, evidence.decisions.get(time)) for time, fields, _ in stored]
    if any(not _matches(alert, stored, evidence.score) for alert in evidence.alerts if stored):
        yield "wrong", "an alert that matches no stored transaction"


def _judge_score(score: FoundItem | None, stored: StoredRequests) -> Iterator[tuple[ScoringViolation, str]]:
    """Yield what is wrong with the score row; of items that raced, it has to match one."""
    if score is None:
        yield "lost", "stored, but without a score"
        return
    fitting = [each for each in stored if _repeats(score, *each)]
    if not fitting:
        said, (_, wanted, decided) = (score.get("fraud_score"), score.get("outcome")), stored[0]
        yield "wrong", f"{said} instead of {expected_score(wanted), expected_outcome(wanted, decided)}"
    elif _reasons(score) not in (
        expected_reasons(fields, decided or scored_by(score)) for _, fields, decided in fitting
    ):
        yield "wrong", "other reasons than the rules give"
    if "pending" in score:
        yield "lost", "a score that is still pending"


def _repeats(found: FoundItem, timestamp: int, fields: RequestFields, decided: Told | None) -> bool:
    """Return whether a score or an alert is of this request, and says what follows from it."""
    wanted = {**expected_content(fields, decided or scored_by(found)), "timestamp": timestamp}
    return {name: found.get(name) for name in wanted} == wanted


def _reasons(found: FoundItem) -> dict[str, Decimal]:
    return {each["reason"]: each["weight"] for each in found["reasons"]}


def _judge_alerts(
    evidence: Evidence, stored: StoredRequests, alerted: Counter[int]
) -> Iterator[tuple[ScoringViolation, str]]:
    most = max(alerted.values(), default=0)
    if most > 1 and not evidence.allowances.alerts_repeat:
        yield "doubled", f"{most} alerts under one timestamp"
    if evidence.score is None or evidence.expired or not stored:
        return
    versions = [(each.get("strategy") or {}).get("digest") for each in (evidence.score, *evidence.alerts)]
    if evidence.scored_anew and len(set(versions)) > 1:
        return
    if set(map(int, evidence.score.get("alerted_timestamps", ()))) != set(alerted):
        yield "wrong", "a score row that lists other timestamps than those of its alerts"


def _matches(alert: FoundItem, stored: StoredRequests, score: FoundItem | None) -> bool:
    """Return whether an alert is of what is stored.

    Of two that raced, the one without a score is decided anew at each try of its alert: once it is due, it is sent, by
    whichever version is deployed by then, though that one may not call it risky.
    """
    deployed = str((alert.get("strategy") or {}).get("name", "")).startswith(VERSIONED)
    return any(
        (
            is_risky(fields, decided or scored_by(alert))
            or (deployed and score is not None and timestamp != score.get("timestamp"))
        )
        and _repeats(alert, timestamp, fields, decided)
        and _reasons(alert) == expected_reasons(fields, decided or scored_by(alert))
        for timestamp, fields, decided in stored
    )
