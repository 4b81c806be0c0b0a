"""The promises about a review: at any time, and once everybody has done their work."""

from collections.abc import Iterator

from handlers.aws.attributes import from_attributes
from handlers.decision.profile import facts as facts_of
from tests.interleavings.heard_events import unheard
from tests.interleavings.labellings import LABELS, PROFILES
from tests.interleavings.reviewings import REVIEWS, Fields, Reviewings

FACTS = "facts#customer#C-1"
ENDS = ("status", "final_outcome", "decided_by", "decided_at", "note", "label")


def broken(made: Reviewings) -> Iterator[str]:
    """Yield a sentence for every promise that is broken: none may be at any time, but in the middle of a call."""
    row, labels = made.review, made.labels
    for act, status, body in made.answers:
        end = (row.get("final_outcome"), row.get("decided_by"))
        if status == 200 and act.fields.get("action") == "decide" and end != (act.fields["outcome"], act.by):
            yield f"told that {act} is final, and it is {row}"
        if act.route == "/labels" and status == 200 and act.fields["label"] not in _said(labels, act.by):
            yield f"told that {act} is stored: {body}"
    yield from _writes(made)
    yield from _facts(made, labels)
    yield from unheard("tx-1", labels, made.world.aws.published)
    if "final_outcome" in row and not made.heard and "event" not in row.get("owed", ()):
        yield f"nobody hears of {row}"
    if "declined" in labels and row.get("final_outcome") != "decline":
        yield f"declined in the facts, and not in {row}"
    if any(each["data"]["final_outcome"] != row.get("final_outcome") for each in made.heard):
        yield f"heard, and not stored: {made.heard}"
    if len({each["id"] for each in made.heard}) > 1:
        yield f"one end, and several events: {made.heard}"


def unfinished(made: Reviewings) -> Iterator[str]:
    """Yield what is owed still once everybody has done their work, and what follows from the end and is not so."""
    row, labels = made.review, made.labels
    if {"owed", "review_shard"} & set(row) or "owed_labels" in labels:
        yield f"owed for ever: {row}, {labels}"
    if not made.heard:
        yield f"nobody heard of {row}"
    if ("declined" in labels) != (row["final_outcome"] == "decline"):
        yield f"{row['final_outcome']}, and the facts say {labels}"
    if "label" in row and row["label"]["label"] not in _said(labels, "analyst"):
        yield f"labelled with the decision, and not in {labels}"
    for act in made.unanswered():
        yield f"never answered: {act}"


def _writes(made: Reviewings) -> Iterator[str]:
    for write in [*made.history, *made.world.aws.writes]:
        before, after = (from_attributes(each) if each else {} for each in (write.before, write.after))
        if write.table in (REVIEWS, LABELS, PROFILES) and after["version"] != before.get("version", 0) + 1:
            yield f"overwritten: {before} by {after}"
        if write.table == REVIEWS and "final_outcome" in before:
            if any(before.get(name) != after.get(name) for name in ENDS):
                yield f"decided twice: {before}, then {after}"
            if not after.get("owed", frozenset()) <= before.get("owed", frozenset()):
                yield f"owed anew: {before}, then {after}"


def _facts(made: Reviewings, labels: Fields) -> Iterator[str]:
    """Yield facts that say something else than the row of labels."""
    item = made.world.aws.tables.get(PROFILES, {}).get((FACTS,), {})
    held = [each.fraud for each in facts_of.decode(from_attributes(item)).labels]
    latest = max(labels["history"], key=lambda each: (each["at"], each["received"]), default={"label": None})
    expected = [True] if latest["label"] == "fraud" else [False] if "declined" in labels else []
    if held != expected:
        yield f"facts hold {held}, and labels say {labels}"


def _said(labels: Fields, source: str) -> set[str]:
    return {each["label"] for each in labels["history"] if each["source"] == source}
