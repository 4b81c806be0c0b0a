"""The documented exception: an id raced with different timestamps, or without, may end as two items."""

from collections.abc import Sequence
from itertools import combinations, product

from chaos.evidence import Evidence
from chaos.ledger import Attempt


def raced(evidence: Evidence) -> bool:
    """Whether several items stand under the id, and each two of them are of requests that raced."""
    sources = [evidence.sources(item) for item in evidence.items]
    return len(sources) > 1 and all(
        _raced(one, other, evidence.excuses.outlived) for one, other in combinations(sources, 2)
    )


def _raced(one: Sequence[Attempt], other: Sequence[Attempt], outlived: float) -> bool:
    return any(_overlap(a, b, outlived) and _times_differ(a, b) for a, b in product(one, other))


def _overlap(one: Attempt, other: Attempt, outlived: float) -> bool:
    """Whether both were on their way at some moment; a fault may let a request take effect after its answer."""
    return one.sent <= other.answered + outlived and other.sent <= one.answered + outlived


def _times_differ(one: Attempt, other: Attempt) -> bool:
    ours, theirs = one.fields.get("timestamp"), other.fields.get("timestamp")
    return ours is None or theirs is None or ours != theirs
