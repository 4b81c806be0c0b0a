"""`fraudctl show`: one transaction and its score."""

from typing import Annotated

import typer


def show(
    transaction_id: Annotated[str, typer.Argument(help="The transaction's id; after -- if it begins with a hyphen.")],
    *,
    stack: Annotated[str | None, typer.Option(help="A stack on AWS; the local deployment by default.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the items as JSON.")] = False,
) -> None:
    """Show a transaction, its score and reasons, and whether it was alerted."""
    from fraudctl.client.alerted import is_recorded
    from fraudctl.client.scores import find, for_programs
    from fraudctl.client.transaction_view import shown
    from fraudctl.errors import CommandError
    from fraudctl.stacks.target import Target
    from fraudctl.terminal import report
    from fraudctl.terminal.legible import legible

    transactions, score = find(Target.find(stack), transaction_id)
    if not transactions and score is None:
        raise CommandError(f"no transaction {legible(transaction_id) or '(empty)'}")
    if not as_json:
        report.out.print(shown(transactions, score))
        return
    items = [for_programs(item) for item in transactions]
    report.print_json(
        {
            "transaction": items[0] if items else None,
            "raced": items[1:],
            "score": for_programs(score) if score else None,
            "alert_recorded": is_recorded(score) if score else False,
        }
    )
