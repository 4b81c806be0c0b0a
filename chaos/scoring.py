"""Whether the score and the alerts of an id are those that its items must have."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from chaos.case import Fields
from chaos.evidence import Evidence
from chaos.expectation import THRESHOLD, expected_score, stored_fields
from chaos.findings import Item

ScoringFault = Literal["lost", "doubled", "wrong"]


def judge_scoring(evidence: Evidence) -> Iterator[tuple[ScoringFault, str]]:
    """Say what is wrong with the score and the alerts; items that nobody sent are somebody else's matter."""
    said = [
        (int(item["timestamp"]), sources[0].fields) for item in evidence.items if (sources := evidence.sources(item))
    ]
    if not evidence.items and (evidence.score or evidence.alerts):
        yield "wrong", "a score or an alert for what is not stored"
    if said and not evidence.expired:
        yield from _score(evidence.score, said)
    alerted = Counter(int(alert["timestamp"]) for alert in evidence.alerts)
    yield from _alerted(evidence, said, alerted)
    for timestamp, fields in said:
        if expected_score(fields) > THRESHOLD and not alerted[timestamp]:
            yield "lost", "risky, and nobody was alerted"
    if any(not _fits(alert, said) for alert in evidence.alerts if said):
        yield "wrong", "an alert that fits nothing stored"


def _score(score: Item | None, said: list[tuple[int, Fields]]) -> Iterator[tuple[ScoringFault, str]]:
    """Judge the score row: of items that raced, it is that of one."""
    if score is None:
        yield "lost", "stored, and without a score"
        return
    fitting = [fields for timestamp, fields in said if _of(score, timestamp, fields)]
    if not fitting:
        yield "wrong", f"score {score.get('fraud_score')} instead of {expected_score(said[0][1])}"
    elif sum(reason["weight"] for reason in score["reasons"]) != expected_score(fitting[0]):
        yield "wrong", "reasons that do not make the score"
    if "pending" in score:
        yield "lost", "a score with something still owed"


def _of(score: Item, timestamp: int, fields: Fields) -> bool:
    stored = stored_fields(fields)
    wanted = {
        "fraud_score": expected_score(fields),
        "amount": stored["amount"],
        "merchant": stored["merchant"],
        "timestamp": timestamp,
    }
    return {name: score.get(name) for name in wanted} == wanted


def _alerted(
    evidence: Evidence, said: list[tuple[int, Fields]], alerted: Counter[int]
) -> Iterator[tuple[ScoringFault, str]]:
    most = max(alerted.values(), default=0)
    if most > 1 and not evidence.excuses.alerts_repeat:
        yield "doubled", f"{most} alerts under one timestamp"
    if evidence.score is None or evidence.expired or not said:
        return
    if set(map(int, evidence.score.get("alerted_timestamps", ()))) != set(alerted):
        yield "wrong", "a score row that does not say under which timestamps it was alerted"


def _fits(alert: Item, said: list[tuple[int, Fields]]) -> bool:
    return any(
        int(alert["timestamp"]) == timestamp
        and expected_score(fields) == Decimal(str(alert["fraud_score"])) > THRESHOLD
        for timestamp, fields in said
    )
