"""`fraudctl redrive`: the redrive of a dead-letter queue, or of those of all webhooks."""

import threading
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fraudctl.recovery import RedriveResult


def redrive(
    *,
    queue: Annotated[
        Literal["ingestion", "processing", "scoring", "webhooks"],
        typer.Argument(help="Whose queue; Ingestion's holds Decision's messages too. Of webhooks, all queues."),
    ],
    stack: Annotated[str | None, typer.Option(help="A stack on AWS; the local deployment by default.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done; change nothing.")] = False,
    limit: Annotated[int | None, typer.Option("--max", min=1, help="Messages to take, at most.")] = None,
    wait: Annotated[
        bool, typer.Option("--wait", help="Wait for messages that another run holds out of sight.")
    ] = False,
    discard: Annotated[
        bool, typer.Option("--discard", help="Delete poison and conflicts, once they are shown.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Redrive a stage's dead-letter queue; a message is deleted once its work is persisted. Exit 1 if any stays.

    An event that a webhook did not take is published again, for that webhook alone.
    """
    from fraudctl.interruption import Interrupted, handle_signals
    from fraudctl.recovery import WEBHOOKS, Stage, redrive_queue, redrive_webhooks
    from fraudctl.stacks.target import Target
    from fraudctl.terminal import report

    target, stop = Target.find(stack), threading.Event()
    # Messages in flight are finished or released; those of a run that is killed stay invisible until their timeout.
    with handle_signals(stop.set), report.progress(report.COUNT) as progress:
        task = progress.add_task("taken", total=limit)
        options: dict[str, Any] = {"limit": limit, "dry_run": dry_run, "discard": discard, "wait": wait, "stop": stop}
        options["progress"] = lambda so_far: progress.update(task, completed=so_far.taken, description=_doing(so_far))
        if queue == WEBHOOKS:
            results = redrive_webhooks(target, **options)
        else:
            results = {queue: redrive_queue(target, Stage(queue), **options)}
        progress.update(task, total=sum(each.taken for each in results.values()), description="taken")
    if queue == WEBHOOKS:
        _print_webhooks(results, as_json=as_json)
    else:
        _print_stage(queue, results[queue], as_json=as_json)
    if any(each.ended == "interrupted" for each in results.values()):
        raise Interrupted
    if not all(each.complete or (dry_run and not each.unseen) for each in results.values()):
        raise typer.Exit(1)


def _print_stage(queue: str, result: "RedriveResult", *, as_json: bool) -> None:
    from fraudctl.recovery.results_view import render_redrive
    from fraudctl.terminal import report

    if as_json:
        report.print_json({"queue": queue, **result.as_json()})
    else:
        report.out.print(render_redrive(queue, result))


def _print_webhooks(results: "Mapping[str, RedriveResult]", *, as_json: bool) -> None:
    from fraudctl.recovery.results_view import render_redrive
    from fraudctl.terminal import report

    if as_json:
        found = {key: _of_events(each.as_json()) for key, each in results.items()}
        report.print_json({"queue": "webhooks", "webhooks": found})
        return
    for key, result in results.items():
        report.out.print(render_redrive(f"webhook {key}", result, holds="events"))
    if not results:
        report.out.print("this stack has no webhooks")


def _of_events(result: dict[str, Any]) -> dict[str, Any]:
    """Return a result for programs in which what is counted has its name."""
    return {"events" if name == "transactions" else name: value for name, value in result.items()}


def _doing(so_far: "RedriveResult") -> str:
    if not so_far.held_until:
        return "taken"
    return f"taken; {so_far.held} more are held, until {so_far.held_until:%H:%M:%S} UTC at the latest (Ctrl-C ends it)"
