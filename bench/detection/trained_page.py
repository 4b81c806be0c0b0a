"""The section of docs/detection.md on strategies that were trained on nine months."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bench.detection.markdown import FIGURES, figure, table
from bench.detection.run import Setting
from bench.detection.trained import HISTORY

SECTION = f"""\
## Nine months to train on

`fraudctl train` made a strategy of the first nine months of a year; the three months after judge it. The training knew
nothing of these worlds but the file: which keys of the metadata are features, and which are ids that come back, it
found in the payments. What stands below is the strategy that it wrote, decided by the functions' own code, beside the
default strategy, which reads neither categories nor addresses. Both know the {HISTORY} days before, as after loading a
past.

[`households`](simulation.md#households) has payments by card without terminals,
[`registrations`](simulation.md#registrations) accounts that are opened, without any amount. Both simulations are this
project's own, written for this page before the training read metadata; whoever wrote the training knew what they carry,
and tried it on other seeds of the same two. They show that it works without terminals, and on events that are no
payments; how well it works on yours, they do not show.
"""


def trained_section(results: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the lines of the section."""
    yield SECTION
    for each in results:
        setting, training = Setting(**each["setting"]), each["training"]
        rows = training["rows"]["train"]
        yield (
            f"**{setting.title}**: trained on {each['trained_days']} days, of which trees were first fitted to "
            f"{rows['payments']:,} events, {rows['frauds']:,} of them frauds; judged by {each['transactions']:,} "
            f"events, {each['frauds']:,} of them frauds.\n"
        )
        scores = ([name, *(figure(of[one]) for one in FIGURES)] for name, of in each["scores"].items())
        yield from table(["score", *FIGURES.values()], scores)
        yield ""
        most = list(training["gains"].items())[:MOST_GAINS]
        yield f"Its features that gained most: {', '.join(f'`{name}` {gain:.0%}' for name, gain in most)}.\n"


MOST_GAINS = 8
