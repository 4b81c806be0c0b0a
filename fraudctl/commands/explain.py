"""`fraudctl explain`: a decision rule by rule, with the values that it was made of."""

from pathlib import Path
from typing import Annotated

import typer

from fraudctl.commands.options import IdArgument, JsonOption, StackOption, print_rows, valid_strategy


def explain(
    transaction_id: IdArgument,
    *,
    strategy: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The strategy that decided, if neither the stack nor this version has it."),
    ] = None,
    stack: StackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show each rule of the strategy on a decided transaction: evaluated or not, fired or not, with the values put in.

    The values are those that the decision read, as it stored them; a rule that read what was absent says what.
    """
    from fraudctl.stacks.target import Target
    from fraudctl.strategy.decided import find_decided, strategy_that_decided
    from fraudctl.strategy.stored import decide_again
    from fraudctl.strategy.stored_view import stored_facts, stored_rows
    from fraudctl.terminal import report

    given, target = valid_strategy(strategy) if strategy else None, Target.find(stack)
    found = find_decided(target, transaction_id)
    decider = strategy_that_decided(target, found.row, given, way_out=": give its file by --strategy")
    again = decide_again(found.image, found.row, decider)
    if as_json:
        report.print_json(stored_facts(again, found.row))
    else:
        print_rows(report.out, stored_rows(again, found.row))
