"""The section of docs/detection.md on the handbook's world."""

from collections.abc import Iterator, Mapping
from typing import Any

from bench.detection.handbook.run import FIGURES
from bench.detection.markdown import figure, table
from bench.detection.run import Setting

PUBLISHED = {
    "the book's logistic regression": ("0.623 ± 0.02", "0.868 ± 0.02", "0.297 ± 0.01"),
    "the book's random forest": ("0.678 ± 0.01", "0.870 ± 0.02", "0.299 ± 0.01"),
    "the book's gradient boosting": ("0.687 ± 0.01", "0.869 ± 0.01", "0.303 ± 0.01"),
}
"""Test performance with the parameters that its validation chose: chapter 5, "Model selection"."""

SECTION = """\
## The handbook's world

The world and the protocol of the [Fraud Detection Handbook][handbook], both written anew from its description: [the
simulation](simulation.md#the-handbooks-world) tells of the world. Models are trained on a week and tested on the week
after the next, four times; cards of which a fraud is known by then, longer ago than a week, are left out. The figures
are means over the four tests, and standard deviations. Card precision is of the 100 cards that are most suspicious each
day; a card that was found is not looked at again.

A strategy of rules is not trained: it has seen the payments since the first day, and labels a week after the fraud. The
default strategy was not tuned on this world. Its authors had read the book, though, and it is no stranger: of the
project's worlds on which the rules were tuned, `corner_shops` has the same two frauds, a terminal that is captured for
28 days and a card that leaks for 14, where a thief's payments are 3 to 7 times as large. The book's models stand below
as they were published; they are of the same world in another draw of chance, and of 15 features that know of each
terminal how many frauds it had.

[handbook]: https://fraud-detection-handbook.github.io/fraud-detection-handbook/
"""


def handbook_section(result: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of the section."""
    setting = Setting(**result["setting"])
    yield SECTION
    tested, frauds = sum(result["tested"]), sum(result["tested_frauds"])
    yield (
        f"**{setting.title}**: {result['transactions']:,} payments, {tested:,} of them tested, {frauds:,} of these "
        "frauds.\n"
    )
    rows = [[name, *_figures(of)] for name, of in result["scores"].items()]
    rows += [[name, *figures] for name, figures in PUBLISHED.items()]
    yield from table(["score", "average precision", "AUC", "card precision at 100 a day"], rows)


def _figures(score: Mapping[str, Any]) -> Iterator[str]:
    for name in FIGURES:
        yield f"{figure(score['mean'][name])} ± {figure(score['deviation'][name])}"
