"""The section of docs/detection.md on the handbook's world."""

from collections.abc import Iterator, Mapping
from typing import Any

from bench.detection.handbook.folds import FIGURES
from bench.detection.handbook.models import LOGISTIC, LOGISTIC_ON_BOOK, TRAINED, TRAINED_ON_BOOK
from bench.detection.handbook.protocol import HISTORY
from bench.detection.markdown import figure, table
from bench.detection.run import Setting

PUBLISHED = {
    "the book's logistic regression": ("0.623 ± 0.02", "0.868 ± 0.02", "0.297 ± 0.01"),
    "the book's random forest": ("0.678 ± 0.01", "0.870 ± 0.02", "0.299 ± 0.01"),
    "the book's gradient boosting": ("0.687 ± 0.01", "0.869 ± 0.01", "0.303 ± 0.01"),
}
"""Test performance with the parameters that its validation chose: chapter 5, "Model selection"."""

GOALS = (
    (TRAINED, "average_precision", "average precision", 0.75),
    (TRAINED, "card_precision_100", "card precision at 100", 0.309),
    ("default strategy", "average_precision", "average precision", 0.65),
)
"""Figures that this project set out to reach there."""

SECTION = f"""\
## The handbook's world

The world and the protocol of the [Fraud Detection Handbook][handbook], both written anew from its description: [the
simulation](simulation.md#the-handbooks-world) tells of the world. Models are trained on a week and tested on the week
after the next, four times; cards of which a fraud is known by then, longer ago than a week, are left out. The figures
are means over the four tests, and standard deviations. Card precision is of the 100 cards that are most suspicious each
day; a card that was found is not looked at again.

- **{TRAINED}**: the trees of [`fraudctl train`](strategies.md), by its own code and with its own settings, of the
  features that the functions have of a payment, its customer and its terminal, point in time. Of its week the last two
  days say how many trees there are; then they are fitted to the whole week.
- **{LOGISTIC}**: of the same features, scaled, fitted by Newton's method with the penalty that scikit-learn has by
  default.
- **{TRAINED_ON_BOOK}**, and **{LOGISTIC_ON_BOOK}**: the same two learners with the book's own fifteen features in place
  of the functions': amount, weekend and night, the customer's count and mean of 1, 7 and 30 days, the terminal's count
  and share of frauds of 1, 7 and 30 days, a week late. What these learners differ from the published ones by is the
  learner and the draw of chance; what the first two differ from these by is the features.
- **default strategy**, **the seed's rules**: rules are not trained. They know the payments since {HISTORY} days before
  the first test, as models know those since as long before the first training, and labels a week after the fraud; from
  the first test on they decide, and remember what they declined.

The default strategy was not tuned on this world. How deep and how many trees are, and how large their steps, was chosen
on seeds 31 and 32 of it and on seed 41 of the households. The authors of both had read the book's published
description, its scenarios of fraud among it, and the world is no stranger: of the project's worlds on which the rules
were tuned, `corner_shops` has the same two frauds, a terminal that is captured for 28 days and a card that leaks for
14, where a thief's payments are 3 to 7 times as large. The book's models stand below as they were published; they are
of the same world in another draw of chance.

[handbook]: https://fraud-detection-handbook.github.io/fraud-detection-handbook/
"""


def handbook_section(result: Mapping[str, Any], models: Mapping[str, Any] | None = None) -> Iterator[str]:
    """Yield the lines of the section, of the figures of rules and, if they were measured, of models."""
    setting = Setting(**result["setting"])
    scores = {**(models or {"scores": {}})["scores"], **result["scores"]}
    yield SECTION
    tested, frauds = sum(result["tested"]), sum(result["tested_frauds"])
    yield (
        f"**{setting.title}**: {result['transactions']:,} payments, {tested:,} of them tested, {frauds:,} of these "
        "frauds.\n"
    )
    yield from scores_table(scores, PUBLISHED)
    yield ""
    if models:
        yield from _goals(scores)
        yield ""


def scores_table(scores: Mapping[str, Any], published: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Yield the lines of the table of scores, the best first, and below them those that were published."""
    ranked = sorted(scores.items(), key=lambda item: -(item[1]["mean"]["average_precision"] or 0))
    rows = [[name, *_figures(of)] for name, of in ranked]
    rows += [[name, *figures] for name, figures in published.items()]
    yield from table(["score", "average precision", "AUC", "card precision at 100 a day"], rows)


def _goals(scores: Mapping[str, Any]) -> Iterator[str]:
    rows = []
    for name, key, said, goal in GOALS:
        found = scores[name]["mean"][key]
        rows.append([name, said, f"{goal}", figure(found), "reached" if found and found >= goal else "**missed**"])
    yield from table(["score", "figure", "goal", "found", ""], rows)


def _figures(score: Mapping[str, Any]) -> Iterator[str]:
    for name in FIGURES:
        yield f"{figure(score['mean'][name])} ± {figure(score['deviation'][name])}"
