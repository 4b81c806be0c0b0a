"""A comparison as a person reads it, at a glance."""

from collections.abc import Iterator

from rich.console import Group, RenderableType

from fraudctl.rollout.compare.arms import ARMS, FRAUD_VALUE, RATES, ArmComparison
from fraudctl.rollout.compare.cluster_ratio import Estimate
from fraudctl.rollout.compare.comparison import Comparison
from fraudctl.rollout.compare.shadow import ShadowComparison
from fraudctl.terminal import report
from fraudctl.terminal.text import Text
from handlers.decision.arms import CHALLENGER, CONTROL
from handlers.decision.strategy.strategy import Strategy

MOST_RULES = 20
"""Rules, those that make the most difference."""


def render_comparison(found: Comparison) -> Group:
    """Return the comparisons of shadow and challenger."""
    parts: list[RenderableType] = [Text(f"{found.looked:,} decisions in this time")]
    if found.shadow:
        parts += [*_shadow(found.shadow), *_missing(found, "shadow", found.shadow.strategy)]
    if found.challenger:
        parts += [*_arms(found.challenger), *_missing(found, CHALLENGER, found.challenger.strategy)]
    return Group(*parts)


def _shadow(found: ShadowComparison) -> Iterator[RenderableType]:
    yield Text(f"shadow {found.strategy.name}, digest {found.strategy.digest[:12]}", "bold")
    if not found.compared:
        yield Text("it decided on none of them yet")
        return
    of = f"of {found.compared:,} decisions {found.differing:,} outcomes differ ({found.differing / found.compared:.2%})"
    yield Text(f"{of}; alerts gained {found.gained:,}, lost {found.lost:,}")
    changes = report.make_table("active", "shadow", "decisions", title="Outcomes that differ")
    for (one, other), number in found.outcomes.most_common():
        if one != other:
            changes.add_row(one, other, f"{number:,}")
    if changes.row_count:
        yield changes
    rules = report.make_table("rule", "active", "shadow", "alerts gained", "alerts lost", title="By rule")
    weighty = sorted(found.rules.items(), key=lambda each: (-each[1].gained - each[1].lost, each[0]))
    for code, each in weighty[:MOST_RULES]:
        rules.add_row(Text(code), *(f"{number:,}" for number in (each.active, each.shadow, each.gained, each.lost)))
    yield rules
    if found.examples:
        examples = report.make_table("transaction", "amount", "active", "shadow", "reason", title="Examples")
        for one_ in found.examples:
            only = [f"-{code}" for code in one_["only_active"]] + [f"+{code}" for code in one_["only_shadow"]]
            amount = f"{one_['amount']:,f} {one_['currency']}".strip()
            cells = (one_["transaction_id"], amount, one_["active"], one_["shadow"], ", ".join(only))
            examples.add_row(*map(Text, cells))
        yield examples
    if not found.labelled:
        yield Text("none of them has a label yet: neither precision nor recall is known")
        return
    quality = report.make_table("", "precision", "recall", "alerts", "frauds", title=f"By {found.labelled:,} labels")
    for name, its in (("active", found.active), ("shadow", found.shadow)):
        quality.add_row(name, _share(its.precision), _share(its.recall), f"{its.alerts:,}", f"{its.frauds:,}")
    yield quality


def _arms(found: ArmComparison) -> Iterator[RenderableType]:
    percent = f"{found.percent} per cent of the customers"
    yield Text(f"challenger {found.strategy.name}, digest {found.strategy.digest[:12]}, {percent}", "bold")
    if found.since and found.earlier:
        at = f"{found.since:%Y-%m-%d %H:%M:%S}"
        yield Text(f"since {at}, when its share was last changed: {found.earlier:,} decisions before it are left out")
    arms, differences = found.arms, found.differences
    table = report.make_table("", *ARMS, "difference", title="Arms, with intervals of 95 % by customer")
    for name in ("decisions", "units", "labelled", "frauds"):
        table.add_row("customers" if name == "units" else name, *(f"{getattr(arms[arm], name):,}" for arm in ARMS), "")
    for name in (*RATES, FRAUD_VALUE):
        said = f"{name} in {found.currency}" if name == FRAUD_VALUE and found.currency else name
        cells = [_estimate(arms[arm].rates[name]) for arm in (CONTROL, CHALLENGER)]
        table.add_row(said, *cells, _estimate(differences[name], signed=True))
    yield table
    told = [name for name, each in differences.items() if each and each.low is not None and _is_sure(each)]
    yield Text(f"differ by more than chance explains: {', '.join(told) or 'none'}")


def _missing(found: Comparison, pointer: str, strategy: Strategy) -> Iterator[RenderableType]:
    for name, of in found.missing(pointer, strategy):
        why = f"absent in all {of:,} decisions that looked for it" if of else "no decision has read it yet"
        yield Text(f"no data for {name}: {why}", "yellow")


def _is_sure(each: Estimate) -> bool:
    return each.low is not None and each.high is not None and (each.low > 0 or each.high < 0)


def _estimate(each: Estimate | None, *, signed: bool = False) -> str:
    if each is None:
        return "-"
    sign = "+" if signed else ""
    interval = "" if each.low is None or each.high is None else f" ({each.low:{sign}.2%} to {each.high:{sign}.2%})"
    return f"{each.value:{sign}.2%}{interval}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"
