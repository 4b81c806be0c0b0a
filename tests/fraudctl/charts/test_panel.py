"""A panel's title and the names of its lines: each is read."""

import re
from html import unescape
from itertools import pairwise

import pytest

from fraudctl.charts.axis import share_axis
from fraudctl.charts.panel import LEFT, NAME_CHARACTER, TITLE_CHARACTER, WIDTH, Line, Panel

TEXT = re.compile(r'<text x="([0-9.]+)" y="([0-9.]+)" text-anchor="(?:start|end)" class="(title|name)[^"]*">([^<]*)<')


def drawn(title: str, *names: str) -> list[tuple[float, float, float]]:
    """Return the title, then the names from the right to the left: the line of text, and where each begins and ends."""
    lines = [Line(name=name, colour="one", points=[(0, 0), (1, 1)]) for name in names]
    svg = Panel(title=title, x=share_axis("x"), y=share_axis(), lines=lines).draw(0, 0)
    found = list[tuple[float, float, float]]()
    for x, y, style, said in TEXT.findall(svg):
        begins, width = float(x), len(unescape(said)) * (TITLE_CHARACTER if style == "title" else NAME_CHARACTER)
        found.append((float(y), begins, begins + width) if style == "title" else (float(y), begins - width, begins))
    return found


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("Precision", ("trained", "default")),
        ("Average precision", ("trained model", "book's features", "default strategy")),
        ("By threshold of model.score", ("precision", "recall", "value caught")),
    ],
)
def test_no_name_is_written_over_the_title_or_another_name(title: str, names: tuple[str, ...]) -> None:
    (line, _, ends), *others = drawn(title, *names)

    assert len(others) == len(names)
    assert all(begins >= (ends if its == line else LEFT) and end <= WIDTH for its, begins, end in others)
    assert all(left[2] < right[1] for right, left in pairwise(others))


def test_of_values_that_are_the_same_each_lines_dot_is_seen() -> None:
    lines = [Line(name=name, colour="one", points=[(0, 0.5)], dotted=True) for name in ("reviewed", "declined")]
    svg = Panel(title="Share", x=share_axis("x"), y=share_axis(), lines=lines).draw(0, 0)

    first, second = (float(each) for each in re.findall(r'<circle [^>]*r="([0-9.]+)"', svg))
    assert first > second
