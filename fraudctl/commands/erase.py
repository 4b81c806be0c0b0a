"""`fraudctl erase`: what is stored of a person, or of another entity, found and erased."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from fraudctl.commands.options import JsonOption, StackOption

if TYPE_CHECKING:
    from fraudctl.erase.eraser import Eraser, Found
    from fraudctl.stacks.target import Target


def erase(
    kind: Annotated[
        str | None, typer.Argument(metavar="KIND", help="As strategies name it: customer, card, ...")
    ] = None,
    identity: Annotated[
        str | None, typer.Argument(metavar="ID", help="The entity's id; after -- if it begins with a hyphen.")
    ] = None,
    *,
    stack: StackOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count what would be erased; change nothing.")] = False,
    finish: Annotated[
        bool, typer.Option("--finish", help="15 days later: erase what came late, and take the mark away.")
    ] = False,
    list_them: Annotated[bool, typer.Option("--list", help="Show all erasures, and from when on to finish.")] = False,
    rate: Annotated[
        float | None, typer.Option(metavar="UNITS", min=0.5, help="Read units a second, at most, of all scans.")
    ] = None,
    segments: Annotated[int, typer.Option(min=1, max=64, help="Parts of a table that are read side by side.")] = 8,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether to go on.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Erase what is stored of a person: transactions, scores, labels, reviews, profile, facts, attempts, messages.

    All tables are read from end to end; the cost is said before. What was received before may still arrive, and is
    dropped by a mark until --finish; who comes back is new. Interrupted, the same command goes on. Exit 1 if not done.
    """
    from fraudctl.erase.errors import erasing_errors
    from fraudctl.stacks.target import Target

    if list_them == (kind is not None) or (kind is None) != (identity is None):
        raise typer.BadParameter("give a KIND and an ID, or --list, one of them")
    if dry_run and finish:
        raise typer.BadParameter("--dry-run says what an erasure would do, not its finish")
    with erasing_errors():
        target = Target.find(stack)
        if kind is None or identity is None:
            _print_records(target, as_json=as_json)
            return
        found = _run(target, kind, identity, dry_run=dry_run, finish=finish, rate=rate, segments=segments, yes=yes)
    _print_found(found, as_json=as_json)
    if not found.complete:
        raise typer.Exit(1)


def _run(
    target: "Target",
    kind: str,
    identity: str,
    *,
    dry_run: bool,
    finish: bool,
    rate: float | None,
    segments: int,
    yes: bool,
) -> "Found":
    """Return what was found and erased, once a person agreed; the terminal shows how far it is."""
    from threading import Lock
    from time import sleep

    from fraudctl.erase.plan import Plan
    from fraudctl.erase.stack import eraser_of
    from fraudctl.erase.view import cost_line
    from fraudctl.erase.whom import Whom
    from fraudctl.terminal import report
    from fraudctl.terminal.confirming import confirm

    whom, tasks = Whom.named(target, kind, identity), dict[str, Any]()
    progress, lock = report.progress(report.COUNT), Lock()

    def looked(table: str, items: int) -> None:
        with lock:  # segments are read side by side
            if table not in tasks:
                tasks[table] = progress.add_task(table, total=None)
        progress.advance(tasks[table], items)

    def wait(seconds: float) -> None:
        if seconds:
            report.err.print(f"waits {seconds:.0f} s for calls that are under way")  # a bar is on a terminal alone
            waiting = progress.add_task("waiting for calls that are under way", total=round(seconds))
            for _ in range(round(seconds)):
                sleep(1)
                progress.advance(waiting)

    eraser = eraser_of(target, whom, units=rate, segments=segments, looked=looked, wait=wait)
    if finish:
        eraser.require_waiting()
    report.err.print(cost_line(Plan.of(eraser.client, eraser.tables)), soft_wrap=True)
    if not dry_run:
        said = f"erase {kind} {identity} from the stack {target.stack}"
        confirm(f"{'finish to ' if finish else ''}{said}? Nothing brings back what is erased.", yes=yes)
    with progress:
        return _work(eraser, dry_run=dry_run, finish=finish)


def _work(eraser: "Eraser", *, dry_run: bool, finish: bool) -> "Found":
    if dry_run:
        return eraser.find()
    return eraser.finish() if finish else eraser.erase()


def _print_found(found: "Found", *, as_json: bool) -> None:
    from fraudctl.erase.view import render_found
    from fraudctl.terminal import report

    if as_json:
        report.print_json(found.as_json())
    else:
        report.out.print(render_found(found))


def _print_records(target: "Target", *, as_json: bool) -> None:
    from fraudctl.erase.stack import marks_of
    from fraudctl.erase.view import render_records
    from fraudctl.terminal import report

    records = marks_of(target).records()
    if as_json:
        report.print_json([each.as_json() for each in records])
    else:
        report.out.print(render_records(records))
