"""Reviews of the API as a person reads them: what waits at a glance, and what became of one."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from rich.console import Group, RenderableType

from fraudctl.client.row_facts import format_amount, row_time
from fraudctl.reviews.review_api import ReviewView
from fraudctl.terminal.report import ULID_WIDTH, make_table
from fraudctl.terminal.text import AnyText, Text

SOON = timedelta(hours=2)
"""A review that is due within it stands out."""
DECIDED = {"approved": "approved", "declined": "declined", "expired": "expired"}
"""States in which nobody can do anything about a review any more."""


def render_waiting(reviews: Sequence[ReviewView], now: datetime, *, limit: int) -> RenderableType:
    """Return a table of the reviews that wait, a row each, the next due first."""
    if not reviews:
        return Text("no review waits", "green")
    claimed = sum(each.get("state") == "claimed" for each in reviews)
    title = f"Waiting for a decision: {len(reviews):,}, of which {claimed:,} are claimed"
    table = make_table("transaction", "left", "amount", "merchant", "score", "claimed", title=title)
    table.columns[-1].justify = "left"
    longest = max(len(str(each["transaction_id"])) for each in reviews)
    table.columns[0].min_width = min(longest, ULID_WIDTH)
    table.columns[0].no_wrap = longest <= ULID_WIDTH  # then a terminal of 80 columns has room for the others
    table.columns[1].no_wrap = table.columns[-1].no_wrap = True
    for each in reviews:
        whom = who(each.get("claimed_by")) if each.get("state") == "claimed" else "-"
        cells = (_amount(each), each.get("merchant"), each.get("score"), whom)
        table.add_row(Text(str(each["transaction_id"])), due_in(each, now), *(Text(str(cell)) for cell in cells))
    if len(reviews) < limit:
        return table
    return Group(table, Text(f"there may be more: --limit {limit * 10} shows them"))


def render_review(review: ReviewView, now: datetime) -> Group:
    """Return in a few lines what is the state of a review, of what payment, and what is left to do."""
    again = " already" if review.get("duplicate") else ""
    payment = [_amount(review), f"to {review.get('merchant')}"]
    if customer := review.get("customer_id"):
        payment.append(f"by customer {customer}")
    told = f"score {review.get('score')}, the client was told {review.get('outcome')}"
    lines: list[AnyText] = [Text(f"{_state(review)}{again}", "bold"), Text(f"  {' '.join(payment)}; {told}")]
    if review.get("state") in DECIDED:
        if label := review.get("label"):
            lines.append(Text(f"  labelled {label_name(label)}"))
        if note := review.get("note"):
            lines.append(Text(f"  {note}"))
    else:
        lines.append(Text.assemble("  time left: ", due_in(review, now)))
    return Group(*lines)


def due_in(review: ReviewView, now: datetime) -> Text:
    """Return how long is left of a review's time, in its largest unit."""
    due = row_time(review, "due")
    if due is None:
        return Text(str(review.get("due")))
    left = due - now
    if left <= timedelta(0):
        return Text("none", "bold red")
    return Text(_length(left), "yellow" if left < SOON else "")


def who(arn: object) -> str:
    """Return the name in an ARN, its user's, its session's or root; anything else as it is."""
    text = str(arn)
    return re.split(r"[/:]", text)[-1] or text if text.startswith("arn:") else text


def label_name(label: object) -> str:
    """Return what a review's label says, of the label itself or of its name alone."""
    return str(label.get("label")) if isinstance(label, dict) else str(label)


def _state(review: ReviewView) -> str:
    identity, state = review["transaction_id"], review.get("state")
    if state == "claimed":
        return f"{identity} is claimed by {who(review.get('claimed_by'))}"
    if state == "open":
        return f"{identity} is open to be claimed"
    if state == "expired":
        return f"{identity} has expired: {review.get('final_outcome')} is final"
    return f"{identity} is {state} by {who(review.get('decided_by'))}"


def _amount(review: ReviewView) -> str:
    found: dict[str, Any] = dict(review)
    return format_amount(found)


def _length(left: timedelta) -> str:
    minutes = int(left.total_seconds()) // 60
    for count, unit in ((minutes // 1440, "d"), (minutes // 60, "h"), (minutes, "min")):
        if count:
            return f"{count:,} {unit}"
    return "less than 1 min"
