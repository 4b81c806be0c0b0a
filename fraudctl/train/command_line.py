"""The command that makes a model again, from the options that it was given."""

import shlex
from collections.abc import Mapping
from typing import Any

OPTIONS = (
    *("data", "stack", "since", "until", "column", "form", "mapping", "like", "against", "label_delay"),
    *("no_attempts", "review_cost"),
)
"""Those that change what is made or what is said of it, in the order in which they are told."""

NAMES = {"form": "format"}
"""Options that the command line calls otherwise."""


def typed(options: Mapping[str, Any]) -> str:
    """Return the command line of options by their names; those that were not given are left out."""
    words = ["fraudctl", "train"]
    for name in (*OPTIONS, "out"):
        value, option = options.get(name), f"--{NAMES.get(name, name).replace('_', '-')}"
        if value is True:
            words.append(option)
        elif value not in (None, False):
            for each in value if isinstance(value, list) else [value]:
                words += [option, str(each)]
    return shlex.join(words)
