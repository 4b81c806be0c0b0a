"""The section of docs/detection.md on a world whose frauds change."""

from collections.abc import Iterator, Mapping
from typing import Any

from bench.detection.markdown import figure, table
from bench.detection.run import Setting

SECTION = """\
## When the frauds change

Half way through, other frauds come in place of those before, of kinds that nobody had seen there. Each half is split as
`fraudctl train` splits a file: 60 % of its time, less two delays of labels, is what trees are fitted to; the last 20 %
are held out, at least a week later. Only what is held out stands below. The model that was trained before knows no
other frauds than those of the first half; the one that was trained anew knows payments and labels of the second half
alone, as far as somebody had reported them a week before the time that judges. The default strategy stays as it is,
and decides from 60 % of each half on; what it and the features know of each customer and terminal goes on. A model
alerts above the probability that told frauds and others best apart in the time before.
"""


def turning_section(result: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of the section."""
    yield SECTION
    title = Setting(**result["setting"]).title
    yield f"**{title}**: {result['transactions']:,} payments, {result['frauds']:,} frauds.\n"
    rows = []
    for when, half in result["turn"].items():
        for name, of in half["scores"].items():
            shown = ("recall", "precision", "recall_at_1_percent_fpr", "average_precision")
            rows.append(
                [when, name, f"{half['transactions']:,}", f"{half['frauds']:,}", *(figure(of[each]) for each in shown)]
            )
    yield from table(
        [
            "the change",
            "score",
            "payments held out",
            "frauds",
            "recall",
            "precision",
            "recall at 1 % false positives",
            "average precision",
        ],
        rows,
    )
    yield ""
