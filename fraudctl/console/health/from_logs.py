"""The figures on the embedded AWS, which keeps no metrics: read from the functions' log lines that carry them."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from fraudctl.console.health.figures import COUNTED, DECISIONS, LAG, OPEN_REVIEWS, Figures, Tally
from fraudctl.console.health.span import Slots
from fraudctl.observe.log_events import log_events
from fraudctl.observe.log_line import REPORT
from fraudctl.observe.logs import function_names
from fraudctl.stacks.target import Target
from handlers.aws.scoring_log import WAITED

COUNTING = ("decision", "processing", "scoring", "feedback")
"""The functions whose lines carry what is shown."""

LINES, RUNS = '"CloudWatchMetrics"', '"REPORT"'
"""Patterns of the lines that carry metrics, and of those that Lambda writes after each run."""


def figures_from_logs(target: Target, slots: Slots) -> Figures:
    """Return the figures of the slots.

    Raises:
        ClientError, BotoCoreError: the logs could not be read.
    """
    client, names, tally = target.client("logs"), function_names(target), Tally(slots)
    span = {"startTime": int(slots.start.timestamp() * 1000), "endTime": int(slots.end.timestamp() * 1000)}
    for stage in (each for each in COUNTING if each in names):
        group = f"/aws/lambda/{names[stage]}"
        count_lines(log_events(client, logGroupName=group, filterPattern=LINES, **span), tally)
        if stage == "decision":
            count_runs(log_events(client, logGroupName=group, filterPattern=RUNS, **span), tally)
    return Figures(slots=slots, series=tally.series)


def count_lines(events: Iterable[Mapping[str, Any]], tally: Tally) -> None:
    """Count the metrics that log events carry; a line that is none of ours counts for nothing."""
    for event in events:
        try:
            line = json.loads(event["message"])
            names = {each["Name"] for metric in line["_aws"]["CloudWatchMetrics"] for each in metric["Metrics"]}
        except (ValueError, KeyError, TypeError):
            continue
        place = tally.slots.place(datetime.fromtimestamp(event["timestamp"] / 1000, UTC))
        for name in names.intersection(COUNTED):
            tally.add(name, place, line[name], "Sum")
        if OPEN_REVIEWS in names:
            tally.add(OPEN_REVIEWS, place, line[OPEN_REVIEWS], "Maximum")
        if WAITED in line:  # of each that was scored, where AWS knows of the oldest that is still to be
            tally.add(LAG, place, line[WAITED] / 1000, "Maximum")


def count_runs(events: Iterable[Mapping[str, Any]], tally: Tally) -> None:
    """Count the runs of a function."""
    for event in events:
        if REPORT.match(event["message"]):
            tally.add(DECISIONS, tally.slots.place(datetime.fromtimestamp(event["timestamp"] / 1000, UTC)), 1, "Sum")
