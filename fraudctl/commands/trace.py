"""`fraudctl trace`: the timeline of one transaction."""

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
    """Show what happened to a transaction, from the request to the alert, in time order."""
    from fraudctl.client.alert_facts import is_alert_recorded
    from fraudctl.client.row_facts import row_as_json
    from fraudctl.errors import CommandError
    from fraudctl.observe.timeline import collect_timeline
    from fraudctl.observe.timeline_view import render_timeline
    from fraudctl.stacks.target import Target
    from fraudctl.terminal import report
    from fraudctl.terminal.escaping import subject

    timeline = collect_timeline(Target.find(stack), transaction_id)
    if not timeline.events and not timeline.items and not timeline.score:
        raise CommandError(f"no transaction {subject(transaction_id)}: neither the tables nor the logs know it")
    if not as_json:
        report.out.print(render_timeline(timeline, verbose=verbose), soft_wrap=True)
        return
    items = [row_as_json(item) for item in timeline.items]
    report.print_json(
        {
            "transaction": items[0] if items else None,
            "raced": items[1:],
            "score": row_as_json(timeline.score) if timeline.score else None,
            "alert_recorded": is_alert_recorded(timeline.score) if timeline.score else False,
            "events": [event.as_json() for event in timeline.events],
        }
    )
