"""The program's stacks as a rehearsal leaves them: what would be made, without anything being made."""

import json
import warnings
from dataclasses import dataclass
from typing import Any

from components.compute.code import PROJECT
from emulator.program.configuration import read_configuration
from emulator.program.dry_run_provider import DryRunProvider
from emulator.program.monitor import Resource
from emulator.program.run import ProgramResult, run_program

KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
"""The key of our own that prod encrypts with."""

FUNCTIONS = ("transaction-ingestion", "transaction-processor", "fraud-scorer")


def rehearse(stack: str, *, preview: bool = False, **overrides: str) -> "Stack":
    """Runs the program with the stack's configuration, and these values over it."""
    configuration = read_configuration(PROJECT, stack, overrides)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "aws.lambda/microvms", DeprecationWarning)  # pulumi_aws of itself, at import
        provider = DryRunProvider(preview=preview, region=configuration.region)
        return Stack(run_program(PROJECT, stack, configuration, provider, preview=preview))


@dataclass(frozen=True)
class Stack:
    """What the program asked for."""

    run: ProgramResult

    @property
    def made(self) -> list[Resource]:
        """What a provider would make."""
        return [resource for resource in self.run.resources if resource.custom]

    @property
    def components(self) -> list[Resource]:
        return [resource for resource in self.run.resources if not resource.custom]

    def all(self, kind: str) -> list[Resource]:
        """Those of a type, such as `lambda/function:Function`."""
        return [resource for resource in self.made if resource.type == f"aws:{kind}"]

    def one(self, kind: str, name: str | None = None) -> Resource:
        """The only one of a type, or the one of a logical name."""
        (found,) = (resource for resource in self.all(kind) if name in (None, resource.name))
        return found

    def policy(self, function: str) -> list[dict[str, Any]]:
        """The statements of a function's role, without what is the same in all."""
        document = json.loads(self.one("iam/rolePolicy:RolePolicy", f"{function}-policy").inputs["policy"])
        assert document["Version"] == "2012-10-17"
        statements: list[dict[str, Any]] = document["Statement"]
        assert all(set(each) == {"Sid", "Effect", "Action", "Resource"} for each in statements)
        assert all(each["Effect"] == "Allow" for each in statements)
        return statements

    def before(self, resource: Resource) -> set[str]:
        """The logical names of what has to be there before the resource."""
        return {urn.rpartition("::")[2] for urn in resource.dependencies}


def without_tags(resource: Resource) -> dict[str, Any]:
    """A resource's inputs, but for the tags."""
    return {name: value for name, value in resource.inputs.items() if name != "tags"}


def arn(service: str, rest: str, region: str = "us-east-1") -> str:
    """An ARN as the rehearsal gives it."""
    return f"arn:aws:{service}:{region}:123456789012:{rest}"
