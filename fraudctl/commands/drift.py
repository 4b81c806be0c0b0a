"""`fraudctl drift`: the payments of now beside those that the active strategy's model was made of."""

from typing import Annotated

import typer

from fraudctl.commands.options import JsonOption, StackOption


def drift(
    *,
    since: Annotated[str, typer.Option(help="ISO 8601, or how long ago (90s, 30m, 2h, 7d).")] = "7d",
    stack: StackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say which features moved since the model was made, by their population stability index. Exit 1 if the score did.

    It reads decisions since a time, at most 20,000, and counts them by the bands in the document of the active
    strategy. Below 0.1 the shares are steady; above 0.25 they drifted: train a model on newer payments. What counts
    from an entity's first payment on grows by itself.
    """
    from datetime import UTC, datetime

    from fraudctl.drift.seen_shares import SeenShares
    from fraudctl.drift.stored_cases import StoredCases
    from fraudctl.drift.view import render_drift
    from fraudctl.rollout.named import named_strategy
    from fraudctl.rollout.table.session import Session
    from fraudctl.terminal import report
    from fraudctl.terminal.times import parse_time
    from handlers.decision.strategy.pointers import ACTIVE

    start, session = parse_time(since, datetime.now(UTC)), Session.open(stack)
    strategy = named_strategy(session, ACTIVE).strategy
    found = SeenShares.of(strategy)
    progress = report.progress(report.COUNT)
    task = progress.add_task("scores read", total=None)
    with progress:
        for case in StoredCases.of(session.target, lambda count: progress.advance(task, count)).since(start):
            found.add(case)
    if as_json:
        named = {"name": strategy.name, "digest": strategy.digest}
        report.print_json({"since": start, "strategy": named, **found.facts()})
    else:
        report.out.print(render_drift(found, strategy))
    raise typer.Exit(found.score.name in found.drifted)
