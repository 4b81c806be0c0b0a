"""`fraudctl show`: one transaction and its score."""

from typing import Annotated

import msgspec
import typer

from fraudctl import report
from fraudctl.errors import CommandError
from fraudctl.scores import find
from fraudctl.target import Target

_encode = msgspec.json.Encoder(decimal_format="number", order="sorted").encode


def show(
    transaction_id: Annotated[str, typer.Argument(help="The transaction's id.")],
    stack: Annotated[str | None, typer.Option(help="A stack on AWS; the local deployment by default.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print both items as JSON.")] = False,  # noqa: FBT002 -- a flag
) -> None:
    """Show a transaction, its score and its reasons."""
    transaction, score = find(Target.find(stack), transaction_id)
    if transaction is None and score is None:
        raise CommandError(f"no transaction {transaction_id}")
    if as_json:
        typer.echo(_encode({"transaction": transaction, "score": score}).decode())
    else:
        report.out.print(report.story(transaction, score))
