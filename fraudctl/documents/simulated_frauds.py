"""The frauds of the simulation: each in words, as an example, and by its strengths."""

from collections.abc import Iterator, Sequence

from fraudctl.documents.simulated_episode import Example, rows_of
from simulation.fraud import (
    account_takeover,
    captured_terminal,
    card_testing,
    compromised_terminal,
    leaked_card,
    stolen_card,
)
from simulation.fraud.strength import Shapes

SKIMMED = """\
A terminal copies the cards that are used there, and charges nothing itself. One day to 25 days later a copied card is
emptied at other shops.
"""

ALIKE: Shapes = {}
"""Of a kind of fraud that has one strength only."""

KINDS = (
    (stolen_card.__doc__, Example(label="stolen_card", world="plain"), stolen_card.SHAPES),
    (card_testing.__doc__, Example(label="card_testing", world="web_shop", least=5), card_testing.ON_ONE_CARD),
    (None, Example(label="card_testing", world="kiosks", of_shop=True, least=7), card_testing.AT_ONE_SHOP),
    (account_takeover.__doc__, Example(label="account_takeover", world="web_shop"), account_takeover.SHAPES),
    (compromised_terminal.__doc__, Example(label="compromised_terminal", world="kiosks", of_shop=True, least=4), None),
    (captured_terminal.__doc__, Example(label="captured_terminal", world="corner_shops", of_shop=True, least=4), ALIKE),
    (leaked_card.__doc__, Example(label="leaked_card", world="corner_shops", least=2), ALIKE),
    (SKIMMED, Example(label="skimmed_card", world="travel", least=2), stolen_card.SHAPES),
)


def fraud_sections() -> Iterator[str]:
    """Yield the lines that tell of each fraud."""
    for text, example, shapes in KINDS:
        if text:
            yield f"### `{example.label}`\n\n{text.strip()}\n"
        yield f"{_title(example)}\n"
        rows = list(rows_of(example))
        yield from table(
            [["time", "customer" if example.of_shop else "shop", "amount", *[""] * (len(rows[0]) - 3)], *rows]
        )
        yield ""
        if shapes != ALIKE:
            yield from table([["strength", "an episode"], *_shapes(shapes)] if shapes else _tampering())
            yield ""


def _title(example: Example) -> str:
    return f"At one shop of `{example.world}`:" if example.of_shop else f"A customer of `{example.world}`:"


def _shapes(shapes: Shapes) -> Iterator[Sequence[str]]:
    return ([strength, str(shape)] for strength, shape in shapes.items())


def _tampering() -> Sequence[Sequence[str]]:
    rows = [["strength", "payments at the terminal that are fraud", "their amounts, of the usual"]]
    for strength, (low, high) in compromised_terminal.SHARES.items():
        least, most = compromised_terminal.AMOUNTS[strength]
        rows.append([strength, f"{low} to {high} %", f"{least} to {most} %"])
    return rows


def table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table, the first row being its head."""
    head, *others = rows
    yield f"| {' | '.join(head)} |"
    yield f"| {' | '.join('---' for _ in head)} |"
    yield from (f"| {' | '.join(row)} |" for row in others)
