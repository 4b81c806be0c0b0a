"""Bars that lie: shares of named things, the largest on top."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fraudctl.charts.panel import BOTTOM, CHARACTER, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Colour
from fraudctl.charts.svg import decimal, element, shortened, text

NAMES = 178
"""Pixels for the names."""

SAID = 52
"""Pixels for what is said at the end of a bar."""

HIGHEST = 20
"""Pixels of a row, at most."""


@dataclass(frozen=True, kw_only=True)
class Bars:
    """A title and rows of a name, a length of at least 0, and what is said of it."""

    title: str
    rows: Sequence[tuple[str, float, str]]
    colour: Colour = "one"
    lacking: str = ""

    def draw(self, left: float, top: float) -> str:
        """Return it at a place, as large as a panel."""
        parts = [text(self.title, LEFT, 16, "title"), *self._rows()]
        if self.lacking:
            parts.append(text(self.lacking, (WIDTH - RIGHT + LEFT) / 2, HEIGHT / 2, "said", "middle"))
        return element("g", *parts, transform=f"translate({decimal(left)} {decimal(top)})")

    def _rows(self) -> Iterator[str]:
        if not self.rows:
            return
        begins, room = LEFT + NAMES, WIDTH - RIGHT - SAID - LEFT - NAMES
        high = min(HIGHEST, (HEIGHT - BOTTOM / 2 - TOP) / len(self.rows))
        most = max(length for _, length, _ in self.rows) or 1.0
        for place, (name, length, said) in enumerate(self.rows):
            y = TOP + place * high
            middle = y + high / 2 + 4
            yield text(shortened(name, int(NAMES / CHARACTER) + 2), begins - 8, middle, "tick", "end")
            yield element(
                "rect",
                x=begins,
                y=y + 2,
                width=max(1.0, room * length / most),
                height=high - 4,
                class_=f"bar {self.colour}",
            )
            yield text(said, begins + max(1.0, room * length / most) + 6, middle, "said")
