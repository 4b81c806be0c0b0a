"""The days for which data may be kept: what AWS offers, and what the pipeline needs."""

from collections.abc import Callable

from components.settings.parsers import parse_whole_number

MOST_DAYS = 36_500
"""Days; a hundred years."""

# fmt: off
LOG_RETENTION = (
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
)
# fmt: on
"""Days that CloudWatch Logs offers, from PutRetentionPolicy in its API reference."""

LEAST_SCORE_RETENTION = 30
"""Days; a transaction may wait 14 in Ingestion's queue, 1 in the stream and 14 in Scoring's queue; when it is
then scored again its score must still exist, or it is alerted a second time."""

LEAST_PROFILE_RETENTION = 36
"""Days; the most of which a profile holds figures. One that was left unchanged for as long has nothing in a window of
30 days, and nothing that arrives late, by up to 35 days, belongs to it any more."""


def kept_as_long_as_scores(score_days: int) -> tuple[Callable[[str], int], str]:
    """Return the parser, and the rule, of the days for which transactions are kept: 0 are for ever."""
    within = parse_whole_number(score_days, MOST_DAYS)
    rule = (
        f"0, which keeps transactions for ever, or a whole number from scoreRetentionDays ({score_days}) to "
        f"{MOST_DAYS}, since a score says nothing without its transaction"
    )
    return lambda text: 0 if text == "0" else within(text), rule
