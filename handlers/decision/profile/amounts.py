"""The amounts of a window's payments, added up: of those that are summed."""

from operator import mul

from handlers.decision.profile import day_sums, flags
from handlers.decision.profile.buckets import COUNT, SUM, UNSUMMED
from handlers.decision.profile.money import squared
from handlers.decision.profile.profile import HUNDREDTHS
from handlers.decision.profile.window import FLAGGED, Window


class Amounts:
    """The sums of a window, in 10^-4, of which amounts can be taken out again."""

    __slots__ = ("_in_ring", "_squares_left_out", "_window", "count", "total")

    def __init__(self, window: Window) -> None:
        past, profile = window.past, window.past.profile
        self._window, self._squares_left_out = window, 0
        self._in_ring = past.amounts[window.start : past.end]
        self.count = window.count - window.count_of(UNSUMMED)
        """The number of payments that are summed; below zero if more was left out than there was."""
        total = sum(self._in_ring)
        if window.columns[SUM]:
            total += window.earlier(window.columns[SUM])
        elif window.columns is profile.days:
            total += day_sums.total(profile.sums, window.newest, window.oldest)
            if window.covered:
                total += window.share(day_sums.of(profile.sums, window.oldest))
        self.total = total * profile.unit
        """The sum of their amounts."""

    def leave_out(self, payments: int, total: int, squares: int) -> None:
        """Take so many payments out."""
        self.count -= payments
        self.total -= total
        self._squares_left_out += squares

    @property
    def is_sound(self) -> bool:
        """Return whether no more was left out than there was."""
        return self.count >= 0 and self.total >= 0

    def squares(self) -> int:
        """Return the sum of the squares of the amounts; below zero if too much was left out."""
        window, profile = self._window, self._window.past.profile
        amounts, squares = self._in_ring, profile.squares
        total = sum(map(mul, amounts, amounts) if profile.unit == HUNDREDTHS else map(squared, amounts))
        if squares.lower and window.columns is profile.days:
            total += squares.total(window.newest, window.oldest) + window.share(squares.of(window.oldest))
        return total - self._squares_left_out

    def most(self) -> int | None:
        """Return the largest amount, on the day at the window's edge too.

        None if none was summed, or if of days before the ring all that is known is a larger one after the window.
        """
        window, past = self._window, self._window.past
        amounts, profile = self._in_ring, past.profile
        if past.seen & FLAGGED[UNSUMMED]:
            seen = past.flags[window.start : past.end]
            amounts = [amount for amount, each in zip(amounts, seen, strict=True) if not each & flags.UNSUMMED]
        most = max(amounts, default=None)
        peaks = profile.peaks
        earlier = peaks.most(window.newest, window.oldest if window.covered else window.oldest - 1)
        if earlier is None and window.earlier(window.columns[COUNT]) > window.earlier(window.columns[UNSUMMED]):
            later = peaks.most(0, window.newest - 1)  # none of them was larger than the largest of later days
            if most is None or later is None or later > most:
                return None
        if earlier is not None and (most is None or earlier > most):
            most = earlier
        return None if most is None else most * profile.unit
