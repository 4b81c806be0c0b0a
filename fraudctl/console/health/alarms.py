"""The alarms of a stack as a person reads them: those that ring first. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fraudctl.observe.health import AlarmState

SIGNS = {"ALARM": "✕", "INSUFFICIENT_DATA": "?", "OK": "✓"}
"""Signs of the states, so that colour is never the only one; in the order in which they matter."""

WORDS = {"ALARM": "rings", "INSUFFICIENT_DATA": "has no data", "OK": "quiet"}


@dataclass(frozen=True, kw_only=True)
class ShownAlarm:
    """An alarm with its state in words."""

    name: str
    state: str
    sign: str
    meaning: str
    rings: bool


@dataclass(frozen=True, kw_only=True)
class ShownAlarms:
    """The alarms, and a line that says how they stand."""

    said: str
    alarms: Sequence[ShownAlarm]


def alarms_shown(states: Iterable[AlarmState], *, evaluated: bool) -> ShownAlarms:
    """Return the alarms; where nobody evaluates them, what their states are is not said."""
    order = list(SIGNS)
    found = sorted(states, key=lambda each: (order.index(each.state) if each.state in order else -1, each.name))
    if not evaluated:
        shown = [
            ShownAlarm(name=each.name, state="not evaluated", sign="·", meaning=each.meaning, rings=False)
            for each in sorted(found, key=lambda each: each.name)
        ]
        return ShownAlarms(said=f"The embedded AWS evaluates no alarms: {len(shown)} would watch on AWS.", alarms=shown)
    alarms = [
        ShownAlarm(
            name=each.name,
            state=WORDS.get(each.state, each.state.lower()),
            sign=SIGNS.get(each.state, "?"),
            meaning=each.meaning,
            rings=each.state == "ALARM",
        )
        for each in found
    ]
    ringing = sum(each.rings for each in alarms)
    said = (
        f"{ringing} of {len(alarms)} ring: docs/runbook.md has a section for each."
        if ringing
        else f"All {len(alarms)} are quiet."
    )
    return ShownAlarms(said=said, alarms=alarms)
