"""A decision made again from what is stored of it: the transaction's row, and the features that were read."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from fraudctl.client.decision_facts import decision_features, stored_reasons, strategy_of
from fraudctl.client.row_facts import StoredRow
from fraudctl.client.scores import RowImage
from fraudctl.errors import CommandError
from fraudctl.profiles.packaged import packaged_strategies
from fraudctl.terminal.escaping import escape_invisible
from handlers.contract.errors import Malformed
from handlers.contract.row_image import from_image
from handlers.decision.decide import Decider, Decision
from handlers.decision.reader import Known
from handlers.decision.strategy.strategy import Strategy


def decide_again(image: RowImage, decided: StoredRow, strategy: Strategy) -> Decision:
    """Return what a strategy makes of a stored transaction by the features that its decision had read.

    Raises:
        CommandError: somebody changed the row into one that is no transaction.
    """
    try:
        transaction = from_image(image)
    except Malformed as error:
        raise CommandError(f"the transaction's row is none that can be decided on: {error}") from error
    return Decider(strategy).decide(transaction, stored_features(decided))


def stored_features(decided: StoredRow) -> Known:
    """Return the features that were known, in the form that conditions read."""
    return {name: _as_read(value) for name, value in decision_features(decided).items() if value is not None}


def strategy_that_decided(decided: StoredRow, given: Strategy | None) -> Strategy:
    """Return the strategy of a decision: the given one if it is that, or one that comes with this version.

    Raises:
        CommandError: it is neither; says its name and digest.
    """
    name, digest = strategy_of(decided)
    candidates = packaged_strategies() if given is None else [given]
    if found := next((each for each in candidates if each.digest == digest), None):
        return found
    if not digest:
        raise CommandError("it does not say by which strategy it was decided: an early release wrote its score")
    decider = f"it was decided by strategy {escape_invisible(name)}, digest {escape_invisible(digest)}"
    if given is not None:
        raise CommandError(f"{decider}; the given file, {given.name}, has the digest {given.digest}")
    raise CommandError(f"{decider}, which does not come with this version: give its file by --strategy")


def differences(again: Decision, decided: StoredRow) -> Iterator[str]:
    """Yield how the rules that fire now differ from those that the decision says fired; nothing as a rule."""
    stored, fired = [str(each.get("reason")) for each in stored_reasons(decided)], [rule.code for rule in again.fired]
    if gone := [code for code in stored if code not in fired]:
        yield f"fired when it was decided, and not by what is stored now: {', '.join(gone)}"
    if new := [code for code in fired if code not in stored]:
        yield f"fires by what is stored now, and did not when it was decided: {', '.join(new)}"


def _as_read(value: Any) -> Any:
    match value:
        case bool():
            return value
        case int():
            return Decimal(value)
        case list():
            return frozenset(value)
    return value
