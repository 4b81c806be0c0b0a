"""A panel: lines over two axes, with what they are beside the title, so that no legend has to be looked for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from fraudctl.charts.axis import Axis
from fraudctl.charts.places import Box, Corner, beside, free_place
from fraudctl.charts.svg import decimal, element, shortened, text

Colour = Literal["one", "two", "three"]

WIDTH, HEIGHT = 460, 270
"""Pixels of a panel."""

LEFT, RIGHT, TOP, BOTTOM = 54, 14, 34, 44
"""Pixels around the field of the lines."""

_FIELD = Box(LEFT, TOP, WIDTH - RIGHT, HEIGHT - BOTTOM)

CHARACTER = 6.4
"""Pixels of a character of the small type, about."""

TITLE_CHARACTER, NAME_CHARACTER, NAMES_APART = 8.0, 7.4, 12
"""Pixels of a character of a title and of a line's name, which are bold, and between two names."""

DOT = 3
"""The radius of a point that is marked, in pixels; of the last of several lines."""

Point = tuple[float, float | None]
"""A value of x and that of y; without one of y the line is broken."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line through points in the order of x."""

    name: str
    colour: Colour
    points: Sequence[Point]
    dashed: bool = False
    stepped: bool = False
    """True if each value holds up to the next x."""
    dotted: bool = False
    """True if each point is marked."""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A value of x that is told."""

    x: float
    said: str
    dashed: bool = False


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A title, two axes, lines and marks; `lacking` tells why there are no lines."""

    title: str
    x: Axis
    y: Axis
    lines: Sequence[Line]
    marks: Sequence[Mark] = ()
    lacking: str = ""

    def draw(self, left: float, top: float) -> str:
        """Return the panel at a place."""
        parts = [text(self.title, LEFT, 16, "title"), *self._names(), *self._grid()]
        for after, line in zip(reversed(range(len(self.lines))), self.lines, strict=True):
            parts += self._line(line, DOT + 2 * after)  # so that of dots at one place each is seen
        parts += self._marks()
        if self.lacking:
            middle = (WIDTH - RIGHT + LEFT) / 2, (HEIGHT - BOTTOM + TOP) / 2
            parts.append(text(self.lacking, *middle, "said", "middle"))
        return element("g", *parts, transform=f"translate({decimal(left)} {decimal(top)})")

    def _names(self) -> Iterator[str]:
        """Yield the lines' names beside the title, or below it where they do not fit."""
        named = [each for each in self.lines if not each.dashed]
        room = WIDTH - RIGHT - LEFT - TITLE_CHARACTER * len(self.title) - NAMES_APART
        needed = sum(NAME_CHARACTER * len(each.name) + NAMES_APART for each in named)
        end, base = float(WIDTH - RIGHT), 16 if needed <= room else 30
        for line in reversed(named):
            yield text(line.name, end, base, f"name {line.colour}", "end")
            end -= NAME_CHARACTER * len(line.name) + NAMES_APART

    def _grid(self) -> Iterator[str]:
        bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
        for value, said in self.y.ticks:
            y = self._y(value)
            yield element("path", d=f"M{LEFT} {decimal(y)}H{right}", class_="grid")
            yield text(said, LEFT - 6, y + 4, "tick", "end")
        for value, said in self.x.ticks:
            yield text(said, self._x(value), bottom + 18, "tick", "middle")
        yield text(self.x.label, (LEFT + right) / 2, bottom + 36, "label", "middle")
        if self.y.label:
            yield text(self.y.label, LEFT, TOP - 5, "label")

    def _marks(self) -> Iterator[str]:
        lines = [corners for line in self.lines for corners in self._corners(line)]
        lines += [[(self._x(mark.x), TOP), (self._x(mark.x), HEIGHT - BOTTOM)] for mark in self.marks]
        taken = list[Box]()
        for mark in self.marks:
            x = self._x(mark.x)
            dashed = " dashed" if mark.dashed else ""
            yield element("path", d=f"M{decimal(x)} {TOP}V{HEIGHT - BOTTOM}", class_=f"mark{dashed}")
            said = shortened(mark.said, 30)
            taken.append(box := free_place(beside(x, len(said) * CHARACTER, _FIELD), lines, taken))
            begins = box.left > x
            for style in ("halo", "said"):  # a border of the paper's colour, so that no line strikes it through
                yield text(said, x + (5 if begins else -5), box.bottom - 3, style, "start" if begins else "end")

    def _corners(self, line: Line) -> Iterator[list[Corner]]:
        """Yield the corners of each part of a line that is not broken."""
        part = list[Corner]()
        for x, y in line.points:
            if line.stepped and part:
                part.append((self._x(x), part[-1][1]))
            if y is not None:
                part.append((self._x(x), self._y(y)))
            elif part:
                yield part
                part = []
        if line.stepped and part:
            part.append((self._x(self.x.high), part[-1][1]))
        yield part

    def _line(self, line: Line, dot: float) -> Iterator[str]:
        path, is_down, last = "", False, 0.0
        for x, y in line.points:
            if line.stepped and is_down:
                path += f"H{decimal(self._x(x))}"
            if y is None:
                is_down = False
                continue
            if is_down and line.stepped:
                path += f"V{decimal(self._y(y))}"
            else:
                path += f"{'L' if is_down else 'M'}{decimal(self._x(x))} {decimal(self._y(y))}"
            is_down, last = True, x
            if line.dotted:
                yield element("circle", cx=self._x(x), cy=self._y(y), r=dot, class_=f"dot {line.colour}")
        if line.stepped and is_down and last < self.x.high:
            path += f"H{decimal(self._x(self.x.high))}"
        if path:
            dashed = " dashed" if line.dashed else ""
            yield element("path", d=path, class_=f"line {line.colour}{dashed}")

    def _x(self, value: float) -> float:
        return LEFT + self.x.place(value) * (WIDTH - RIGHT - LEFT)

    def _y(self, value: float) -> float:
        return HEIGHT - BOTTOM - self.y.place(value) * (HEIGHT - BOTTOM - TOP)
