"""Documents of the strategies table, read back and held against the digest under which they are kept."""

from typing import Any

from fraudctl.errors import CommandError
from handlers.decision.strategy.document import parse_canonical
from handlers.decision.strategy.strategy import Strategy
from strategies.loading import compiled


class UnknownVersion(CommandError):
    """Raised for a digest that neither the table nor this version of the command line knows."""


class BrokenDocument(CommandError):
    """Raised for a document that was changed by hand, or that this version cannot read."""


def strategy_in(document: Any, digest: str) -> Strategy:
    """Return the strategy of a document, as the table holds it under its digest.

    Raises:
        BrokenDocument: it was changed by hand, or is none that this version reads.
    """
    try:
        loaded = compiled(parse_canonical(document))
    except (TypeError, ValueError, RecursionError):
        raise BrokenDocument(f"the document of {digest} was changed by hand: it is no JSON") from None
    if isinstance(loaded, list):
        raise BrokenDocument(f"the document of {digest} is no strategy to this version: {loaded[0].message}")
    if loaded.digest != digest:
        raise BrokenDocument(f"the document of {digest} was changed by hand: its digest is {loaded.digest}")
    return loaded
