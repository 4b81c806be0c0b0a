"""`fraudctl trace`: the story of one transaction."""

from typing import Annotated

import msgspec
import typer

from fraudctl import report
from fraudctl.errors import CommandError
from fraudctl.observe.story import tell
from fraudctl.observe.story_shown import told
from fraudctl.target import Target

_encode = msgspec.json.Encoder(decimal_format="number").encode


def trace(
    transaction_id: Annotated[str, typer.Argument(help="The transaction's id.")],
    stack: Annotated[str | None, typer.Option(help="A stack on AWS; the local deployment by default.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print rows and events as JSON.")] = False,  # noqa: FBT002 -- a flag
) -> None:
    """Tell what happened to a transaction, from the request to the alert, in time order."""
    story = tell(Target.find(stack), transaction_id)
    if not story.events:
        raise CommandError(f"no transaction {transaction_id}: neither the tables nor the logs know it")
    if as_json:
        events = [event.as_json() for event in story.events]
        typer.echo(_encode({"transaction": story.item, "score": story.score, "events": events}).decode())
    else:
        report.out.print(told(story), soft_wrap=True)
