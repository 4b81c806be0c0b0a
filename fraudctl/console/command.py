"""The console as a command runs it: found, served, opened, until it is ended."""

import webbrowser
from collections.abc import Callable

from fraudctl.console.context import Console
from fraudctl.console.serving import serving
from fraudctl.stacks.target import Target
from fraudctl.terminal import report


def run_console(stack: str | None, *, port: int = 0, browser: bool = True, by: str | None = None) -> None:
    """Serve the console of a stack until Ctrl-C.

    Raises:
        CommandError: there is no such stack, or something else listens at the port.
    """
    serve(Console(Target.find(stack), find=lambda: Target.find(stack), by=by), port=port, browser=browser)


def serve_target(target: Target) -> None:
    """Serve the console of a stack that runs in this process until Ctrl-C, open in the browser."""
    serve(Console(target))


def serve(console: Console, *, port: int = 0, browser: bool = True) -> None:
    """Serve a console until Ctrl-C."""
    with serving(console, port=port) as (session, wait):
        report.out.print("the console is at")
        report.out.print(f"  {session.address}", soft_wrap=True)
        report.out.print("The address works once. Ctrl-C ends it.")
        if browser:
            webbrowser.open(session.address)
        try:
            wait_for(wait)
        except KeyboardInterrupt:
            report.err.print("ended")


def wait_for(ended: Callable[[], object]) -> None:
    """Wait until the server ends, which it does by itself only where it fails."""
    ended()
