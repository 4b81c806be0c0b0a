"""`fraudctl console`: the analyst's pages, on this machine."""

from typing import Annotated

import typer

from fraudctl.commands.options import StackOption, console_module


def console(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where to listen; a free port by default.")] = 0,
    *,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")] = True,
    by: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who you are, only where the API takes unsigned requests.")
    ] = None,
    stack: StackOption = None,
) -> None:
    """Open the analyst's console: what is risky now and why, and what to do about it.

    Its pages are served on 127.0.0.1 alone, with your own AWS credentials, until Ctrl-C. The address that it prints
    lets in whoever opens it first, and nobody after that.
    """
    console_module().run_console(stack, port=port, browser=browser, by=by)
