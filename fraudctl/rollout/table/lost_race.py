"""Races that a change lost: who won, in the words in which the loser hears it."""

from botocore.exceptions import ClientError

from fraudctl.errors import CommandError
from fraudctl.rollout.table.move import Move
from fraudctl.rollout.table.strategies_table import DeployedStrategies
from fraudctl.terminal.escaping import escape_invisible

LOST = frozenset({"ConditionalCheckFailed", "TransactionConflict"})
"""Reasons of a cancelled transaction that say that somebody else was faster."""

LATEST = 20
"""Changes that are looked through for the one that was faster."""


class LostRace(CommandError):
    """Raised when somebody else changed what this change was decided on; it names who, and nothing was changed."""


def is_lost(error: ClientError) -> bool:
    """Return whether a transaction was cancelled since somebody else wrote what it needs as it was."""
    reasons: list[dict[str, str]] = error.response.get("CancellationReasons", [])  # type: ignore[assignment]
    return bool(LOST & {each.get("Code", "") for each in reasons})


def lost_race(table: DeployedStrategies, move: Move) -> LostRace:
    """Return the error that names the latest change of what the move was decided on.

    Raises:
        CommandError: the table cannot be read.
    """
    for _, each in zip(range(LATEST), table.changes(), strict=False):
        if any(version > move.read.versions.get(name, 0) for name, version in each.made.items() if name in move.names):
            who, what = escape_invisible(each.by), f"{each.action} {each.pointer or ''}".strip()
            return LostRace(
                f"somebody was faster: {who} made the change `{what}` at {each.at}, so yours was not made; "
                "look at `fraudctl strategy history`, then decide again"
            )
    return LostRace("another change was under way at the same moment, so yours was not made: try again")
