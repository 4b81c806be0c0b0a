"""Clients of the functions, each kind of which botocore makes once: it takes longer than the calls of a test."""

import os
from typing import Any

from botocore.config import Config

from handlers.aws.clients import SESSION

_create = SESSION.create_client


def client_like_one_made(service: str, *, config: Config) -> Any:
    """Return a client as the session makes it, with hooks of its own on its calls, and no other state of its own."""
    chosen = vars(config)["_user_provided_options"]
    shell = sorted(each for each in os.environ.items() if each[0].startswith("AWS_"))
    made = _MADE.get(key := repr((service, chosen, shell)))
    if made is None:
        made = _MADE[key] = _create(service, config=config)
    copied: Any = object.__new__(type(made))  # not by `copy`, which asks for names that clients answer with calls
    copied.__dict__.update(vars(made))
    return copied


_MADE: dict[str, Any] = {}
