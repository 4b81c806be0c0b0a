"""Telling an API that is out from requests that fail now and then."""

from collections.abc import Iterable
from dataclasses import dataclass

from fraudctl.client.line_results import Fate, Outcome

HOPELESS = 3
"""Requests in a row, or as many as are sent at once, that failed for all their retries: the API is out, and the others
would fare alike."""


@dataclass(kw_only=True)
class Outage:
    """How many requests have failed in a row."""

    concurrency: int
    failed: int = 0
    reason: str = ""

    def note(self, fates: Iterable[Fate]) -> None:
        """Count a request by the fates of its lines; what was refused without a request tells nothing."""
        posted = [fate for fate in fates if fate.outcome is not Outcome.REFUSED or fate.accepted_at]
        if posted:
            out = all(fate.outcome is Outcome.FAILED for fate in posted)
            self.failed = self.failed + 1 if out else 0
            self.reason = posted[-1].reason

    @property
    def hopeless(self) -> bool:
        """Whether there is no point in sending more."""
        return self.failed >= max(HOPELESS, self.concurrency)
