"""A capacity plan as tables."""

import math
from collections.abc import Iterator

from rich import box
from rich.console import Group
from rich.table import Table

from fraudctl.capacity.bill import GIGABYTE
from fraudctl.capacity.plan import CapacityPlan
from fraudctl.capacity.storage import stored_bytes
from fraudctl.terminal.text import Text


def _burst(plan: CapacityPlan) -> Iterator[Text]:
    load = plan.load
    if not (load.burst and plan.warm):
        return
    setting = f"decisionProvisionedConcurrency {plan.warm:,}" if load.decided else f"{plan.warm:,} that are warm"
    yield Text(f"a burst of {load.burst:,.0f} requests within a second finds an environment each with {setting}")


def render_capacity_plan(plan: CapacityPlan) -> Group:
    """Return the needs, tightest first, and the bill."""
    load = plan.load
    arrives = f"{load.rate:g} transactions/s, {load.batch} a request"
    title = f"{arrives}; {plan.shards} shard(s), {plan.records:.0f} records a batch"
    needs = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", title_style="bold")
    for column in ("what", "need", "have", "used", "if it binds"):
        needs.add_column(column, justify="right" if column in ("need", "have", "used") else "left", overflow="fold")
    for need in plan.needs:
        style = "red" if need.share > 1 else "yellow" if need.share > 0.8 else ""  # noqa: PLR2004 -- less than a fifth left
        have = "unreserved" if math.isinf(need.have) else f"{need.have:,.0f}"
        needs.add_row(
            need.what,
            f"{need.need:,.1f}",
            have,
            f"{need.share:.0%}",
            need.remedy if need.share > 1 else "",
            style=style,
        )
    bill = Table(box=box.SIMPLE_HEAD, title="A month, USD", title_justify="left", title_style="bold")
    bill.add_column("service")
    bill.add_column("USD", justify="right")
    for service, usd in plan.monthly.items():
        bill.add_row(service, f"{usd:,.2f}")
    bill.add_row("together", f"{sum(plan.monthly.values()):,.2f}", style="bold")
    first_limit = (
        f"{plan.binding.what} gives out first: {plan.binding.remedy}"
        if plan.binding.share > 1
        else f"{plan.binding.what} gives out first, at {load.rate / plan.binding.share:,.0f} transactions/s"
    )
    stored = (
        f"in the tables {stored_bytes(load) / GIGABYTE:,.0f} GB: a month's transactions, and each further month as "
        f"many, scores of 30 days, {load.known_entities:,.0f} profiles"
    )
    return Group(
        needs,
        bill,
        *_burst(plan),
        Text(stored),
        Text(f"{plan.per_million:.2f} USD a million transactions; {first_limit}"),
    )
