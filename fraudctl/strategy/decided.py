"""A transaction that was decided on, as the tables hold it, and the strategy that decided."""

from collections.abc import Mapping
from dataclasses import dataclass

from fraudctl.client.decision_facts import strategy_of
from fraudctl.client.row_facts import StoredRow
from fraudctl.client.scores import RowImage, find_images
from fraudctl.client.told import told_decision
from fraudctl.errors import CommandError
from fraudctl.profiles.packaged import packaged_strategies
from fraudctl.rollout.table.documents import BrokenDocument, UnknownVersion
from fraudctl.rollout.table.strategies_table import DeployedStrategies
from fraudctl.stacks.target import Target
from fraudctl.terminal.escaping import escape_invisible, subject
from handlers.decision.score_row import SHADOW
from handlers.decision.strategy.strategy import Strategy


@dataclass(frozen=True, kw_only=True)
class DecidedTransaction:
    """A transaction's row and its decision: the score, or before that what the client was told."""

    image: RowImage
    row: StoredRow


def find_decided(target: Target, transaction_id: str) -> DecidedTransaction:
    """Return a transaction and its decision.

    Raises:
        CommandError: there is no such transaction, or no decision of it, yet or any more.
    """
    images, score = find_images(target, transaction_id)
    shown = subject(transaction_id)
    if not images:
        gone = (
            "its score is there, and its row, which the rules read, is not: it was removed, or has expired"
            if score
            else f"no transaction {shown}"
        )
        raise CommandError(gone)
    told = told_decision(images[0])
    decided = score or (told.row if told else None)
    if decided is None:
        raise CommandError(f"{shown} is not scored yet, or its score has expired")
    return DecidedTransaction(image=images[0], row=decided)


def strategy_that_decided(
    target: Target, decided: StoredRow, given: Strategy | None = None, *, way_out: str = ""
) -> Strategy:
    """Return the strategy of a decision: the given one if it is that, else that of the stack or of this version.

    Args:
        target: The stack.
        decided: The decision.
        given: A strategy that may be it.
        way_out: Words after the error that it is nowhere, where the person can do something about that.

    Raises:
        CommandError: it is nowhere; says its name and digest.
    """
    name, digest = strategy_of(decided)
    if given is not None and given.digest == digest:
        return given
    if not digest:
        raise CommandError("it does not say by which strategy it was decided: an early release wrote its score")
    decider = f"it was decided by strategy {escape_invisible(name)}, digest {escape_invisible(digest)}"
    if given is not None:
        raise CommandError(f"{decider}; the given file, {given.name}, has the digest {given.digest}")
    try:
        return strategy_of_digest(target, digest)
    except UnknownVersion:
        raise CommandError(f"{decider}, which neither the stack nor this version has{way_out}") from None


def shadow_that_decided(target: Target, decided: StoredRow) -> Strategy | None:
    """Return the strategy of the shadow that decided beside; None without one, or where it is nowhere any more."""
    shadow = decided.get(SHADOW)
    if not isinstance(shadow, Mapping):
        return None
    try:
        return strategy_of_digest(target, str(shadow.get("strategy")))
    except (UnknownVersion, BrokenDocument):
        return None


def strategy_of_digest(target: Target, digest: str) -> Strategy:
    """Return a strategy that comes with this version, or that was deployed to the stack.

    Raises:
        UnknownVersion: it is neither.
        CommandError: the stack's table cannot be read, or the document in it was changed by hand.
    """
    if packaged := next((each for each in packaged_strategies() if each.digest == digest), None):
        return packaged
    return DeployedStrategies.of(target).document(digest)
