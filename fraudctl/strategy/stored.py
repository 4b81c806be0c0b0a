"""A decision made again from what is stored of it: the transaction's row, and the features that were read. Pure."""

from collections.abc import Iterator
from decimal import Decimal

from msgspec import structs

from fraudctl.client.decision_facts import stored_basis, stored_reasons
from fraudctl.client.row_facts import StoredRow
from fraudctl.client.scores import RowImage
from fraudctl.errors import CommandError
from handlers.contract.errors import Malformed
from handlers.contract.row_image import from_image
from handlers.contract.transaction import Transaction
from handlers.decision.alert import ABOVE
from handlers.decision.decide import Decider, Decision
from handlers.decision.shadow import decide_on_basis
from handlers.decision.strategy.strategy import Strategy


class Deciders:
    """Deciders of strategies, each made once: that takes longer than a decision."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, Decimal | None], Decider] = {}

    def of(self, strategy: Strategy) -> Decider:
        """Return the decider of a strategy with its threshold."""
        key = (strategy.digest, strategy.alerts_above)
        if key not in self._made:
            self._made[key] = Decider(strategy)
        return self._made[key]


def stored_transaction(image: RowImage) -> Transaction:
    """Return the transaction of a row.

    Raises:
        CommandError: somebody changed the row into one that is no transaction.
    """
    try:
        return from_image(image)
    except Malformed as error:
        raise CommandError(f"the transaction's row is none that can be decided on: {error}") from error


def decide_again(image: RowImage, decided: StoredRow, strategy: Strategy, deciders: Deciders | None = None) -> Decision:
    """Return what the strategy of a decision makes of it now: with the threshold, arm and override that it had.

    Raises:
        CommandError: somebody changed the row into one that is no transaction.
    """
    basis, alerted_above = stored_basis(decided), decided.get(ABOVE)
    if basis.above is not None:
        strategy = strategy.alerting_above(basis.above)
    elif isinstance(alerted_above, Decimal):  # an earlier release says it of alerts alone
        strategy = strategy.alerting_above(alerted_above)
    decision = decide_on_basis((deciders or Deciders()).of(strategy), stored_transaction(image), basis)
    return structs.replace(decision, arm=basis.arm, override=basis.override)


def decide_otherwise(
    image: RowImage, decided: StoredRow, strategy: Strategy, deciders: Deciders | None = None
) -> Decision:
    """Return what another strategy makes of a decision's transaction, by its own threshold and the same features.

    Raises:
        CommandError: somebody changed the row into one that is no transaction.
    """
    return decide_on_basis((deciders or Deciders()).of(strategy), stored_transaction(image), stored_basis(decided))


def differences(again: Decision, decided: StoredRow) -> Iterator[str]:
    """Yield how the rules that fire now differ from those that the decision says fired; nothing as a rule."""
    stored, fired = [str(each.get("reason")) for each in stored_reasons(decided)], [rule.code for rule in again.fired]
    if gone := [code for code in stored if code not in fired]:
        yield f"fired when it was decided, and not by what is stored now: {', '.join(gone)}"
    if new := [code for code in fired if code not in stored]:
        yield f"fires by what is stored now, and did not when it was decided: {', '.join(new)}"
