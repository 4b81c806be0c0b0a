"""The functions' log: one JSON object a line, with identifiers, counts and scores, and never a payload."""

from aws_lambda_powertools import Logger

__all__ = ["Logger", "logger"]


def logger(service: str) -> Logger:
    """A logger without the keys that cost bytes on every line and that the log group's name already tells."""
    return Logger(service=service, location=None)
