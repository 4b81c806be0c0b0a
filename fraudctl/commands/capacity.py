"""`fraudctl capacity`: the capacity that a load needs, and its cost."""

import math
from dataclasses import asdict
from typing import Annotated

import typer

from fraudctl.commands.options import JsonOption


def capacity(
    *,
    rate: Annotated[float, typer.Option(help="Transactions a second.")],
    batch: Annotated[int, typer.Option(help="Transactions a request, 1 to 100.")] = 1,
    alerted: Annotated[float, typer.Option(help="Share of transactions that is alerted, 0 to 1.")] = 0.01,
    entities: Annotated[int, typer.Option(help="Entities of a transaction that have a profile, 0 to 10.")] = 3,
    facts: Annotated[
        bool, typer.Option(help="The strategy reads lists, labels or what labels change, as the default one does.")
    ] = True,
    known: Annotated[
        float | None, typer.Option(help="Entities that have a profile; by default a guess from the rate.")
    ] = None,
    decided: Annotated[bool, typer.Option("--decided", help="Clients ask for decisions, by POST /decisions.")] = False,
    attempts: Annotated[
        int, typer.Option(help="With --decided: kinds of entity whose attempts the strategy counts, 0 to 10.")
    ] = 1,
    reads: Annotated[float, typer.Option(help="Requests that read a transaction back, for each transaction.")] = 0,
    burst: Annotated[
        float | None, typer.Option(help="Requests within one second, when nothing is started yet; none by default.")
    ] = None,
    throttle_rate: Annotated[float, typer.Option(help="The stack's throttleRate.")] = 1000,
    throttle_burst: Annotated[float, typer.Option(help="The stack's throttleBurst.")] = 2000,
    concurrency: Annotated[float, typer.Option(help="The account's concurrent executions quota.")] = 1000,
    scorer_concurrency: Annotated[float, typer.Option(help="The stack's scorerConcurrency; -1 reserves none.")] = -1,
    decision_concurrency: Annotated[
        float, typer.Option(help="The stack's decisionConcurrency; -1 reserves none.")
    ] = -1,
    as_json: JsonOption = False,
) -> None:
    """Show the capacity that a load needs, the limit that it reaches first, and what a month costs."""
    from fraudctl.capacity.load import ExpectedLoad
    from fraudctl.capacity.needs import CapacityLimits
    from fraudctl.capacity.plan import plan_capacity
    from fraudctl.capacity.plan_view import render_capacity_plan
    from fraudctl.errors import CommandError
    from fraudctl.terminal import report

    try:
        limits = CapacityLimits(
            throttle_rate=throttle_rate,
            throttle_burst=throttle_burst,
            concurrency=concurrency,
            scorer_concurrency=_reserved(scorer_concurrency),
            decision_concurrency=_reserved(decision_concurrency),
        )
        load = ExpectedLoad(
            rate=rate,
            batch=batch,
            alerted=alerted,
            entities=entities,
            facts=facts,
            known=known,
            decided=decided,
            attempts=attempts,
            reads=reads,
            burst=burst,
        )
        plan = plan_capacity(load, limits=limits)
    except ValueError as error:
        raise CommandError(str(error)) from error
    if as_json:
        needs = [
            {**asdict(need), "have": None if math.isinf(need.have) else need.have, "share": need.share}
            for need in plan.needs
        ]
        figures = {"shards": plan.shards, "records": plan.records, "needs": needs, "monthly_usd": plan.monthly}
        figures["warm"] = plan.warm
        report.print_json({**figures, "usd_per_million": plan.per_million})
    else:
        report.out.print(render_capacity_plan(plan))


def _reserved(setting: float) -> float:
    return math.inf if setting < 0 else setting
