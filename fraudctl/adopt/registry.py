"""The registry of functions that look for a live resource in an account, by resource type."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import botocore.session
from botocore.exceptions import ClientError

ABSENT = frozenset(
    {
        "AWS.SimpleQueueService.NonExistentQueue",
        "NoSuchEntity",
        "NoSuchEntityException",
        "NotFound",
        "NotFoundException",
        "QueueDoesNotExist",
        "ResourceNotFound",
        "ResourceNotFoundException",
    }
)
"""Error codes of the services for a resource that does not exist."""


@dataclass(frozen=True, kw_only=True)
class Live:
    """A live resource of the account."""

    id: str
    """The id that `pulumi import` takes for this type."""
    properties: Mapping[str, Any] = field(default_factory=dict)
    """The main properties under the program's names, dots between levels; others are not compared."""
    outputs: Mapping[str, str] = field(default_factory=dict)
    """Values by which others refer to it, under the names of the program's outputs."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """The account and region to look in."""

    number: str
    region: str
    make_client: Callable[[str], Any]
    clients: dict[str, Any] = field(default_factory=dict)

    @functools.cached_property
    def partition(self) -> str:
        """Return the partition in ARNs of the region: aws, aws-cn, aws-us-gov."""
        return str(botocore.session.get_session().get_partition_for_region(self.region))

    def client(self, service: str) -> Any:
        """Return the client of a service; each is made once."""
        if service not in self.clients:
            self.clients[service] = self.make_client(service)
        return self.clients[service]


Finder = Callable[[Account, Mapping[str, Any]], Live | None]
FINDERS: dict[str, Finder] = {}


def finds(resource_type: str) -> Callable[[Finder], Finder]:
    """Register the function that looks for a type; an error that says there is none becomes None."""

    def register(find: Finder) -> Finder:
        def found(account: Account, inputs: Mapping[str, Any]) -> Live | None:
            try:
                return find(account, inputs)
            except ClientError as error:
                if error.response["Error"]["Code"] in ABSENT:
                    return None
                raise

        FINDERS[resource_type] = found
        return find

    return register
