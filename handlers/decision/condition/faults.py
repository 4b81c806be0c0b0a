"""The faults of a condition: the sentence, the place, and perhaps a hint."""

from collections.abc import Iterable, Sequence

import msgspec


class Fault(msgspec.Struct, frozen=True):
    """A sentence about the character at `column` (from 0) of a condition, and what was perhaps meant."""

    column: int
    message: str
    hint: str | None = None


class ConditionError(Exception):
    """Raised when a text is no condition; `faults` says all that is wrong with it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(", ".join(fault.message for fault in faults))
        self.faults = faults


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that is most like the one given, if any is alike."""
    import difflib  # noqa: PLC0415 -- a strategy without faults, as at every cold start, needs none of it

    by_case = {each.lower(): each for each in known}
    found = difflib.get_close_matches(name.lower(), by_case, n=1, cutoff=0.6)
    return by_case[found[0]] if found else None
