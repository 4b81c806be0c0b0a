"""A drift as a person reads it: what moved, from which shares to which."""

from collections.abc import Sequence

from rich.console import Group, RenderableType

from fraudctl.drift.seen_shares import SeenShares, Shift
from fraudctl.terminal import report
from fraudctl.terminal.text import Text
from handlers.decision.model.expected import Bands
from handlers.decision.model.stability import FEW
from handlers.decision.strategy.strategy import Strategy

COLOURS = {"steady": "green", "moved": "yellow", "drifted": "red"}
TEXT_COLUMNS = (1, 2, 4, 5)
LEVELS = "▁▂▃▄▅▆▇█"
"""Bars of one character, from the lowest."""


def render_drift(found: SeenShares, strategy: Strategy) -> Group:
    """Return the shifts of the score and of all features, and what there is to say of them."""
    of = f"{found.payments:,} payments beside those that the model of {strategy.name} was made of"
    parts: list[RenderableType] = [Text(f"{of}, digest {strategy.digest[:12]}", "bold")]
    if found.left_out:
        parts.append(Text(f"{found.left_out:,} are left out: their decisions had not read all that the model reads"))
    if found.payments:
        parts.append(_table(found))
    if found.is_few:
        parts.append(Text(f"chance alone may move the shares of so few: {FEW} payments are needed", "yellow"))
    elif found.drifted:
        parts.append(Text(f"drifted: {', '.join(found.drifted)}", "red"))
    else:
        parts.append(Text("nothing drifted", "green"))
    return Group(*parts)


def _table(found: SeenShares) -> RenderableType:
    table = report.make_table("", "expected", "seen", "index", "verdict", "most of it", title="Shares by band")
    for place in TEXT_COLUMNS:
        table.columns[place].justify = "left"
    for column in table.columns[:-1]:
        column.no_wrap = True
    for each in (found.score, *found.features):
        verdict = Text("") if found.is_few else Text(each.verdict, COLOURS[each.verdict])
        expected, seen = each.bands.shares[each.farthest], each.shares[each.farthest]
        moved = f"{band_name(each.bands, each.farthest)}: {expected:.1%} → {seen:.1%}"
        table.add_row(
            Text(each.name),
            *map(Text, _bars(each)),
            f"{each.index:.2f}",
            verdict,
            Text(moved),
        )
    return table


def _bars(shift: Shift) -> tuple[str, str]:
    """Return the shares expected and those seen as bars, both to the same scale; that of what is absent last."""
    most = max(*shift.bands.shares, *shift.shares)
    return _bar(shift.bands.shares, most), _bar(shift.shares, most)


def _bar(shares: Sequence[float], most: float) -> str:
    return "".join(LEVELS[round(each / most * (len(LEVELS) - 1))] if each else " " for each in shares)


def band_name(bands: Bands, place: int) -> str:
    """Return the name of a band, such as `20 to 100`."""
    bounds = [f"{each:,.10g}" for each in bands.bounds]
    if place > len(bounds):
        return "absent"
    if place == len(bounds):
        return f"above {bounds[-1]}"
    return f"up to {bounds[place]}" if not place else f"{bounds[place - 1]} to {bounds[place]}"
