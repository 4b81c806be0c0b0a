"""How a resource of the program is looked for in an account, and the table of all the ways by resource type."""

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
"""The services' ways to say that there is no such thing."""


@dataclass(frozen=True, kw_only=True)
class Live:
    """A resource as it is in the account."""

    id: str
    """As `pulumi import` takes it for this type."""
    properties: Mapping[str, Any] = field(default_factory=dict)
    """The main ones under the program's names, dots between levels; what is not listed is not compared."""
    outputs: Mapping[str, str] = field(default_factory=dict)
    """What others refer to it by, under the names of the program's outputs."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """Where to look."""

    number: str
    region: str
    make_client: Callable[[str], Any]
    made: dict[str, Any] = field(default_factory=dict)

    @functools.cached_property
    def partition(self) -> str:
        """How ARNs begin where the region is: aws, aws-cn, aws-us-gov."""
        return str(botocore.session.get_session().get_partition_for_region(self.region))

    def client(self, service: str) -> Any:
        """One client a service."""
        if service not in self.made:
            self.made[service] = self.make_client(service)
        return self.made[service]


Finder = Callable[[Account, Mapping[str, Any]], Live | None]
FINDERS: dict[str, Finder] = {}


def finds(resource_type: str) -> Callable[[Finder], Finder]:
    """Enter a function as the one that looks for a type; what says that there is none need not be caught."""

    def enter(find: Finder) -> Finder:
        def found(account: Account, inputs: Mapping[str, Any]) -> Live | None:
            try:
                return find(account, inputs)
            except ClientError as error:
                if error.response["Error"]["Code"] in ABSENT:
                    return None
                raise

        FINDERS[resource_type] = found
        return find

    return enter
