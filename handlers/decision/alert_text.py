"""An alert as text, for people who read it in an e-mail: the payment, why it was alerted, and where to look. Pure.

Much of it came from outside. So it hides nothing, breaks no line, and cuts what is long.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from handlers.contract.invisible import legible_text
from handlers.contract.iso_time import iso_time
from handlers.decision.alert import Alert

LONGEST_TEXT = 2048
"""Bytes, so that it is read to its end."""

LONGEST_VALUE, LONGEST_VALUES, LONGEST_QUOTED = 64, 192, 1040
"""Bytes of a value, of all values of a reason, and of a quoted id, which 256 characters fit in."""

MORE = "  and {} more, which the command shows"

REVIEW = "review"

_SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.:/@+=,")
"""Characters that a shell takes as they are."""


def alert_text(alert: Alert, environment: str, dashboard: str) -> str:
    """Return the text of an alert, of at most `LONGEST_TEXT` bytes.

    Args:
        alert: The alert.
        environment: The suffix of the stack.
        dashboard: A link to its dashboard, or words that say where it is.
    """
    above = [*_payment(alert, environment), "", "Why"]
    below = ["", "Look further", *_commands(alert, environment)]
    left = LONGEST_TEXT - sum(len(line.encode()) + 1 for line in (*above, *below))
    link = f"  {legible_text(dashboard)}"
    if (after := left - len(link.encode()) - 1) > len(MORE):  # an id of 256 characters of four bytes takes its room
        left, below = after, [*below, link]
    return "\n".join([*above, *_within(left, list(_reasons(alert))), *below]) + "\n"


def _payment(alert: Alert, environment: str) -> Iterator[str]:
    content = alert.content
    threshold = "" if alert.above is None else f" (alerts are above {_text(alert.above)})"
    yield f"A payment to look at: {_text(alert.outcome)}, score {_text(content['fraud_score'])}{threshold}"
    yield ""
    yield f"Amount       {_text(content['amount'])} {_text(content.get('currency', '(no currency)'))}"
    yield f"Customer     {_text(content.get('customer_id', '(not named)'))}"
    yield f"Merchant     {_text(content['merchant'])}"
    if "terminal_id" in content:
        yield f"Terminal     {_text(content['terminal_id'])}"
    yield f"Time         {iso_time(alert.timestamp) or alert.timestamp}"
    yield f"Outcome      {_text(alert.outcome)}" + (
        f", answered {_text(content['override'])}" if "override" in content else ""
    )
    if content.get("tags"):
        yield f"Tags         {_text(', '.join(content['tags']))}"
    if content.get("degraded"):
        yield f"Unread       {_text(', '.join(content['degraded']))}"
    yield f"Environment  {_text(environment)}"


def _reasons(alert: Alert) -> Iterator[str]:
    reasons = alert.content.get("reasons", ())
    if not reasons:
        yield "  no rule fired"
    for each in reasons:
        values: Mapping[str, Any] = each.get("values", {})
        read = ", ".join(f"{legible_text(name)} {_text(value)}" for name, value in values.items())
        yield f"  {_text(each['reason'])} +{_text(each['weight'])}" + (
            f": {_cut(read, LONGEST_VALUES)}" if read else ""
        )


def _within(left: int, lines: list[str]) -> Iterator[str]:
    """Yield as many lines as fit into so many bytes, and the number of the others."""
    for number, line in enumerate(lines):
        others = MORE.format(len(lines) - number)
        left -= len(line.encode()) + 1
        if left < (len(others) + 1 if number + 1 < len(lines) else 0):
            yield others
            return
        yield line


def _commands(alert: Alert, environment: str) -> Iterator[str]:
    """Yield the command that shows all of it and, where it has room, the one that takes its review."""
    quoted, stack = _quoted(alert.transaction_id), _text(environment)
    yield f"  fraudctl show {quoted} --stack {stack}"
    is_reviewed = REVIEW in (alert.outcome, alert.content.get("override"))
    if is_reviewed and len(quoted.encode()) <= LONGEST_VALUE:
        yield f"  fraudctl review claim {quoted} --stack {stack}"


def _quoted(transaction_id: str) -> str:
    """Return an id as a shell takes it, cut where only an earlier release can have taken it, escapes and all."""
    named = legible_text(transaction_id)
    if _SAFE.issuperset(named) and not named.startswith("-"):
        return _cut(named, LONGEST_QUOTED)
    quoted = "'" + named.replace("'", r"'\''") + "'"
    return ("-- " if named.startswith("-") else "") + _cut(quoted, LONGEST_QUOTED)


def _text(value: object) -> str:
    return _cut(legible_text(f"{value:f}" if isinstance(value, Decimal) else str(value)), LONGEST_VALUE)


def _cut(text: str, most: int) -> str:
    """Return a text in at most so many bytes; three dots say that there is more."""
    encoded = text.encode(errors="replace")
    return text if len(encoded) <= most else encoded[: most - 3].decode(errors="ignore") + "..."
