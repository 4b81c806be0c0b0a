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
        typer.Option(metavar="FILE", help="The strategy that decided, if it is none that comes with this version."),
    ] = None,
    stack: StackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show each rule of the strategy on a decided transaction: evaluated or not, fired or not, with the values put in.

    The values are those that the decision read, as it stored them; a rule that read what was absent says what.
    """
    from fraudctl.client.scores import find_images
    from fraudctl.client.told import told_decision
    from fraudctl.errors import CommandError
    from fraudctl.stacks.target import Target
    from fraudctl.strategy.stored import decide_again, strategy_that_decided
    from fraudctl.strategy.stored_view import stored_facts, stored_rows
    from fraudctl.terminal import report
    from fraudctl.terminal.escaping import escape_invisible

    given = valid_strategy(strategy) if strategy else None
    images, score = find_images(Target.find(stack), transaction_id)
    shown = escape_invisible(transaction_id) or "(empty)"
    if not images:
        gone = "its score is there, and its row, which the rules read, is not" if score else f"no transaction {shown}"
        raise CommandError(gone)
    told = told_decision(images[0])
    decided = score or (told.row if told else None)
    if decided is None:
        raise CommandError(f"{shown} is not scored yet")
    again = decide_again(images[0], decided, strategy_that_decided(decided, given))
    if as_json:
        report.print_json(stored_facts(again, decided))
    else:
        print_rows(report.out, stored_rows(again, decided))
