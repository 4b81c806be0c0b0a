"""A picture: sentences that say what is to be seen, and panels below, two a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from fraudctl.charts.panel import HEIGHT, LEFT, WIDTH
from fraudctl.charts.svg import element, escaped, shortened, text

MARGIN, GAP, ROW = 12, 16, 20
"""Pixels around the picture, between panels, and of a sentence."""

LONGEST_SENTENCE = 132
"""Characters that fit the width."""

STYLE = (
    ".chart{font-family:system-ui,-apple-system,'Segoe UI','DejaVu Sans',sans-serif;font-size:12px}"
    ".chart .paper{fill:#fff}.chart text{fill:#1f2933}.chart .heading{font-size:16px;font-weight:600}"
    ".chart .title{font-weight:600;font-size:13px}.chart .tick,.chart .label{fill:#52606d;font-size:11px}"
    ".chart .said{font-size:11px;fill:#323f4b}.chart .halo{font-size:11px;stroke:#fff;stroke-width:4px}"
    ".chart .name{font-size:12px;font-weight:600}"
    ".chart .grid{stroke:#e4e7eb;stroke-width:1;fill:none}.chart .mark{stroke:#7b8794;stroke-width:1.5;fill:none}"
    ".chart .line{fill:none;stroke-width:2;stroke-linejoin:round}.chart .dashed{stroke-dasharray:5 4}"
    ".chart .line.one{stroke:#1d4ed8}.chart .name.one,.chart .dot.one,.chart .bar.one{fill:#1d4ed8}"
    ".chart .line.two{stroke:#c2410c}.chart .name.two,.chart .dot.two,.chart .bar.two{fill:#c2410c}"
    ".chart .line.three{stroke:#047857}.chart .name.three,.chart .dot.three,.chart .bar.three{fill:#047857}"
    "@media (prefers-color-scheme:dark){.chart .paper{fill:#14181d}.chart text{fill:#e6e9ec}"
    ".chart .tick,.chart .label{fill:#9aa5b1}.chart .said{fill:#cbd2d9}.chart .halo{stroke:#14181d}"
    ".chart .grid{stroke:#2b333c}"
    ".chart .mark{stroke:#9aa5b1}.chart .line.one{stroke:#7aa7ff}"
    ".chart .name.one,.chart .dot.one,.chart .bar.one{fill:#7aa7ff}"
    ".chart .line.two{stroke:#ff9d5c}.chart .name.two,.chart .dot.two,.chart .bar.two{fill:#ff9d5c}"
    ".chart .line.three{stroke:#4fd1a5}.chart .name.three,.chart .dot.three,.chart .bar.three{fill:#4fd1a5}}"
)
"""Colours of which each pair is told apart by those who see no red or green, for light paper and dark."""


class Drawn(Protocol):
    """A part of a picture, as large as a panel."""

    def draw(self, left: float, top: float) -> str:
        """Return it at a place."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A heading, sentences and panels."""

    heading: str
    sentences: Sequence[str]
    panels: Sequence[Drawn]

    def svg(self) -> str:
        """Return it as one file, or as a part of a page."""
        top = MARGIN + 24 + ROW * len(self.sentences) + GAP
        width = 2 * MARGIN + 2 * WIDTH + GAP
        height = top + (len(self.panels) + 1) // 2 * (HEIGHT + GAP) - GAP + MARGIN
        parts = [
            element("title", escaped(self.heading)),
            element("desc", escaped(" ".join(self.sentences))),
            element("style", STYLE),
            element("rect", width="100%", height="100%", class_="paper"),
            text(shortened(self.heading, LONGEST_SENTENCE * 3 // 4), MARGIN + LEFT, MARGIN + 16, "heading"),
        ]
        for place, sentence in enumerate(self.sentences):
            y = MARGIN + 24 + ROW * (place + 1) - 4
            parts.append(text(shortened(sentence, LONGEST_SENTENCE), MARGIN + LEFT, y))
        for place, panel in enumerate(self.panels):
            left, row = MARGIN + place % 2 * (WIDTH + GAP), place // 2
            parts.append(panel.draw(left, top + row * (HEIGHT + GAP)))
        size: dict[str, str | float] = {"viewBox": f"0 0 {width} {height}", "width": width, "height": height}
        return (
            element(
                "svg",
                "\n",
                "\n".join(parts),
                "\n",
                xmlns="http://www.w3.org/2000/svg",
                class_="chart",
                role="img",
                **size,
            )
            + "\n"
        )
