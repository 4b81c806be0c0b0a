"""The error that stops a command, in one line for the person at the terminal."""

CHECKOUT = "work in a checkout of the project, after `make setup`"
"""The way out where an installation of the command line alone lacks something."""


class CommandError(Exception):
    """Raised when a command cannot go on; its message says why and what to do."""
