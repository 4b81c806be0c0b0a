"""`fraudctl trace`: the story of one transaction."""

from typing import Annotated

import typer


def trace(
    transaction_id: Annotated[str, typer.Argument(help="The transaction's id; after -- if it begins with a hyphen.")],
    *,
    stack: Annotated[str | None, typer.Option(help="A stack on AWS; the local deployment by default.")] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Show request and trace ids too, and lists whole.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print rows and events as JSON.")] = False,
) -> None:
    """Tell what happened to a transaction, from the request to the alert, in time order."""
    from fraudctl.client.row_facts import is_alert_recorded, row_as_json
    from fraudctl.errors import CommandError
    from fraudctl.observe.timeline import tell
    from fraudctl.observe.timeline_view import told
    from fraudctl.stacks.target import Target
    from fraudctl.terminal import report
    from fraudctl.terminal.escaping import escape_invisible

    story = tell(Target.find(stack), transaction_id)
    if not story.events and not story.items and not story.score:
        raise CommandError(
            f"no transaction {escape_invisible(transaction_id) or '(empty)'}: neither the tables nor the logs know it"
        )
    if not as_json:
        report.out.print(told(story, verbose=verbose), soft_wrap=True)
        return
    items = [row_as_json(item) for item in story.items]
    report.print_json(
        {
            "transaction": items[0] if items else None,
            "raced": items[1:],
            "score": row_as_json(story.score) if story.score else None,
            "alert_recorded": is_alert_recorded(story.score) if story.score else False,
            "events": [event.as_json() for event in story.events],
        }
    )
