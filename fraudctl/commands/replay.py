"""`fraudctl replay`: a decision made again from what it stored."""

from pathlib import Path
from typing import Annotated

import typer

from fraudctl.commands.options import IdArgument, JsonOption, StackOption, valid_strategy


def replay(
    transaction_id: IdArgument,
    *,
    other: Annotated[
        Path | None, typer.Option("--with", metavar="FILE", help="A strategy: what would it have decided?")
    ] = None,
    stack: StackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Decide again on a transaction, from what its decision stored, and compare.

    It takes the strategy, threshold, features, arm and override of that time, and the shadow's strategy too. Exit 1 if
    it does not come to the same outcome, score and reasons; both are shown.
    """
    from fraudctl.replay.replay_view import render_replay, replay_facts
    from fraudctl.replay.replaying import replay as decide_again
    from fraudctl.stacks.target import Target
    from fraudctl.strategy.decided import find_decided, shadow_that_decided, strategy_that_decided
    from fraudctl.terminal import report

    given, target = valid_strategy(other) if other else None, Target.find(stack)
    decided = find_decided(target, transaction_id)
    strategy, shadow = strategy_that_decided(target, decided.row), shadow_that_decided(target, decided.row)
    found = decide_again(decided.image, decided.row, strategy, shadow=shadow, other=given)
    if as_json:
        report.print_json(replay_facts(found, decided.row, given))
    else:
        report.out.print(render_replay(found, decided.row, given))
    if not found.same:
        raise typer.Exit(1)
