"""The sources of what decisions read: the kinds of entity of which each is needed."""

from typing import NamedTuple

from handlers.decision.entity.feature import Origin
from handlers.decision.strategy.needs import Needs


class Sources(NamedTuple):
    """Kinds of entity by what is needed of them."""

    profiled: frozenset[str]
    """Their payments are remembered."""
    stated: frozenset[str]
    """A rule reads their labels or lists."""
    attempted: frozenset[str]
    """A rule reads their attempts."""

    def of(self, origin: Origin) -> frozenset[str]:
        """Return the kinds of entity of which a source of features is needed."""
        match origin:
            case "profile":
                return self.profiled
            case "facts":
                return self.stated
            case "attempts":
                return self.attempted


def sources_of(needs: Needs, *, for_later: bool) -> Sources:
    """Return the sources of what is needed; `for_later`, kinds are remembered of which no rule reads anything yet."""
    origins = {
        kind: {origin for each in features for origin in each.origins} for kind, features in needs.features.items()
    }
    unread = {"profile"} if for_later else set[str]()
    return Sources(
        profiled=frozenset(kind for kind in needs.entities if "profile" in origins.get(kind, unread)),
        stated=frozenset(kind for kind, its in origins.items() if "facts" in its),
        attempted=frozenset(kind for kind, its in origins.items() if "attempts" in its),
    )
