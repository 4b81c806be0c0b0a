"""The error that stops a command, in one line for the person at the terminal."""


class CommandError(Exception):
    """Raised when a command cannot go on; its message says why and what to do."""
