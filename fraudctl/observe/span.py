"""Spans of time as a person types them."""

import re
from datetime import UTC, datetime, timedelta

import typer

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def duration(text: str) -> timedelta:
    """`90s`, `10m`, `2h` or `1d`.

    Raises:
        typer.BadParameter: it is none of them.
    """
    match = re.fullmatch(r"(\d+)([smhd])", text)
    if not match:
        raise typer.BadParameter(f"{text}: a number and s, m, h or d, such as 10m")
    return timedelta(**{UNITS[match[2]]: int(match[1])})


def ago(span: timedelta) -> datetime:
    """The time that long before now."""
    return datetime.now(UTC) - span
