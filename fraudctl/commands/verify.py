"""`fraudctl verify`: a stack as it runs, checked and tried without harm."""

from typing import Annotated

import typer

from fraudctl.commands.options import JsonOption, StackOption


def verify(
    *,
    stack: StackOption = None,
    seconds: Annotated[
        float, typer.Option(min=1, max=600, help="Seconds within which the payment has to be scored.")
    ] = 60,
    as_json: JsonOption = False,
) -> None:
    """Check a stack that runs: rights, a decision end to end, subscribers, quotas, clock, backups. Exit 1 if one fails.

    One payment of nobody's is decided, as verify-…: dry first, and for good only where that alerts nobody. Its customer
    and merchant bear its own id, so it changes no other's profile; its rows are deleted where you may. Nothing else is
    changed. What your rights do not let be asked is a warning.
    """
    from datetime import UTC, datetime

    from fraudctl.stacks.target import Target
    from fraudctl.terminal import report
    from fraudctl.terminal.times import format_iso
    from fraudctl.verify.verification import verify as verify_stack
    from fraudctl.verify.verified_stack import VerifiedStack
    from fraudctl.verify.view import is_verified, render_checks

    target = Target.find(stack)
    checks = list(verify_stack(VerifiedStack.of(target), seconds))
    if as_json:
        report.print_json(
            {
                "stack": target.stack,
                "taken_at": format_iso(datetime.now(UTC)),
                "verified": is_verified(checks),
                "checks": [each.as_json() for each in checks],
            }
        )
    else:
        report.out.print(render_checks(target.stack, checks))
    raise typer.Exit(not is_verified(checks))
