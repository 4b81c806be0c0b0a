"""The verdict on the decisions of one id: each answer follows from the rules, and all say what is stored."""

from collections.abc import Collection, Iterator
from typing import Literal

from chaos.ledger import Attempt, RequestFields
from chaos.told import Told, scored_as
from chaos.verdict.entity_payments import card_of
from chaos.verdict.evidence import Evidence, is_documented_race
from chaos.verdict.expected import expected_outcome, expected_reasons, expected_score

DecisionViolation = Literal["lost", "wrong", "differs"]
WORDS = frozenset({"strategy", "profiles", "facts", "attempts"})


def judge_decisions(evidence: Evidence) -> Iterator[tuple[DecisionViolation, str]]:
    """Yield what is wrong with what the clients were told, and with the decision that is stored."""
    told = [each for each in evidence.acknowledged if each.told]
    for attempt in told:
        yield from (("wrong", what) for what in differences(attempt.fields, attempt.told, evidence.overrides))
    for item in evidence.items:
        decided = evidence.decisions.get(int(item["timestamp"]))
        if (decided is not None) != ("decision" in item):
            yield "wrong", "a stored decision that cannot be read"
        if decided and (sources := evidence.sources(item)):
            yield from (("wrong", f"stored with {what}") for what in differences(sources[0].fields, decided))
            if card_of(sources[0].fields) and decided.attempts is None and "attempts" not in decided.degraded:
                yield "wrong", "attempts on the card were not counted, and nothing says so"
    if evidence.claimed != bool(evidence.decisions):
        yield "wrong", "a claim without its row, or a row with its decision and no claim"
    if not evidence.expired and not is_documented_race(evidence):
        yield from _judge_agreement(told, evidence)


def differences(fields: RequestFields, told: Told | None, overrides: Collection[str] = ()) -> Iterator[str]:
    """Yield a sentence for all that does not follow from the rules, what was counted and what could not be read.

    An answer may be one of the overrides; with which decision it stands, is compared elsewhere.
    """
    if told is None:
        return
    outcome = told.outcome if told.outcome in overrides else expected_outcome(fields, told)
    found = told.outcome, told.score, told.weights
    if found != (wanted := (outcome, expected_score(fields), expected_reasons(fields, told))):
        yield f"decided {found} instead of {wanted}"
    if unknown := set(told.degraded) - WORDS:
        yield f"degraded: {', '.join(sorted(unknown))}"


def agree(one: Told, other: Told) -> bool:
    """Return whether two say the same decision, by the same strategy, for the same reasons with the same values."""
    return _content(one) == _content(other)


def stored_decision(evidence: Evidence) -> Told | None:
    """Return the decision that is stored: with the transaction, or as the score of one that nobody asked about."""
    if evidence.decisions:
        return next(iter(evidence.decisions.values()))
    return scored_as(evidence.score) if evidence.score else None


def _judge_agreement(told: list[Attempt], evidence: Evidence) -> Iterator[tuple[DecisionViolation, str]]:
    stored = stored_decision(evidence)
    if stored is None:
        return
    if evidence.score and not agree(scored_as(evidence.score), stored):
        yield "differs", f"scored as {scored_as(evidence.score)}, and decided as {stored}"
    kept = {each.answered for each in evidence.queued_decisions}
    for each in (attempt.told for attempt in told if attempt.told):
        if agree(each, stored) or _was_scored_anew(each, stored, evidence):
            continue
        if each.answered not in evidence.outcomes_from_queue:
            yield "differs", f"told {each}, and {stored} is stored"
        elif each.answered not in (*kept, stored.answered):
            what = f"told {each.answered} from the queue, which does not keep it, and {stored.answered} is stored"
            yield "lost", what


def _was_scored_anew(told: Told, stored: Told, evidence: Evidence) -> bool:
    """Return whether an answer was of a score that expired, before another version made the one that is stored."""
    of_score = evidence.scored_anew and not evidence.decisions
    return of_score and (told.strategy or {}).get("digest") != (stored.strategy or {}).get("digest")


def _content(told: Told) -> tuple[object, ...]:
    reasons = [(each["reason"], each["weight"], each.get("values") or {}) for each in told.reasons]
    version = told.strategy or {}
    return (
        *(told.answered, told.score, reasons, list(told.tags)),
        *(version.get("name"), version.get("digest")),
        sorted(told.degraded),
    )
