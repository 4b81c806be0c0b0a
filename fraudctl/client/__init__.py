"""A client of the API for programs, `Client`; and what the command line reads, sends and follows to its score.

`Client` and its errors need botocore, msgspec and urllib3, and nothing else of what fraudctl needs.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fraudctl.client.client import Client
    from fraudctl.client.exceptions import (
        AccessDenied,
        ApiError,
        ConflictingRequest,
        NoAnswer,
        NotConfigured,
        RequestRefused,
        UnknownId,
    )
    from fraudctl.client.fields import DecisionResult, LabelFields, ReviewFields, TransactionFields

__all__ = [
    "AccessDenied",
    "ApiError",
    "Client",
    "ConflictingRequest",
    "DecisionResult",
    "LabelFields",
    "NoAnswer",
    "NotConfigured",
    "RequestRefused",
    "ReviewFields",
    "TransactionFields",
    "UnknownId",
]

_OF_FIELDS = ("DecisionResult", "LabelFields", "ReviewFields", "TransactionFields")
_MODULES = {"Client": "client", **dict.fromkeys(_OF_FIELDS, "fields")}


def __getattr__(name: str) -> Any:
    """Return a name of the client, imported when it is first asked for: many commands need no botocore."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"fraudctl.client.{_MODULES.get(name, 'exceptions')}"), name)
