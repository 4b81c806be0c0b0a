"""The project's stacks as a dry run of the program leaves them: registered, with nothing made in AWS."""

import copy
import json
import logging
import warnings
from dataclasses import dataclass
from functools import cache
from typing import Any

from emulator.emulator import INTERPRETER, PROJECT
from emulator.program.configuration import read_configuration
from emulator.program.dry_run_provider import DryRunProvider
from emulator.program.monitor import Resource
from emulator.program.run import ProgramResult, run_program
from emulator.program.run import logger as program_logger
from emulator.program.vendoring import vendor_overrides

KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
"""The stack's own key, with which prod encrypts."""

LONGEST_SUFFIX = "feature-7-0123456789"
"""20 characters, the most that there may be."""

FUNCTIONS = (
    "transaction-ingestion",
    "transaction-processor",
    "fraud-scorer",
    "fraud-feedback",
    "transaction-decision",
    "fraud-queries",
)

WITHOUT_QUEUE = {"fraud-queries"}
"""Functions that keep nothing of what they fail on: they only read, and who asks waits for the answer."""

FALLBACKS = {"transaction-decision": "transaction-ingestion"}
"""Function without a queue of its own → the function to whose queue it falls back."""


def queue_of(function: str) -> str:
    """Return the logical name of the queue that a function sends to."""
    return f"{FALLBACKS.get(function, function)}-dlq"


def dry_run_stack(stack: str, *, preview: bool = False, region: str = "", **overrides: str) -> "DryRunStack":
    """Return what the program registers with the stack's configuration, and these values over it.

    Each configuration runs once; every caller has a copy of its own, so that no test changes another's.
    """
    values = {**overrides, **({"aws:region": region} if region else {})}
    return copy.deepcopy(_run_once(stack, preview, tuple(sorted(values.items()))))


@cache
def _run_once(stack: str, preview: bool, overrides: tuple[tuple[str, str], ...]) -> "DryRunStack":  # noqa: FBT001 -- a key
    return dry_run_anew(stack, preview=preview, overrides=dict(overrides))


def dry_run_anew(stack: str, *, preview: bool = False, overrides: dict[str, str] | None = None) -> "DryRunStack":
    """Return the same from a run of its own, for a test that changes the program; the layer is this machine's."""
    configuration = read_configuration(PROJECT, stack, {**vendor_overrides(INTERPRETER), **(overrides or {})})
    messages = _Messages()
    program_logger.addHandler(messages)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "aws.lambda/microvms", DeprecationWarning)  # pulumi_aws, at its import
            provider = DryRunProvider(preview=preview, region=configuration.region)
            run = run_program(PROJECT, stack, configuration, provider, preview=preview)
    finally:
        program_logger.removeHandler(messages)
    return DryRunStack(run, tuple(messages.found))


def elsewhere(region: str) -> "DryRunStack":
    """Return prod in another region, with access logs, and subscribers to one topic: in GovCloud to the other one."""
    somebody, nobody = '["somebody@example.com"]', "[]"
    other_topic = region.startswith("us-gov")
    return dry_run_stack(
        "prod",
        region=region,
        accessLogs="true",
        alertEmails=nobody if other_topic else somebody,
        operationsEmails=somebody if other_topic else nobody,
    )


class _Messages(logging.Handler):
    """Collects warnings."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the record's message."""
        self.found.append(record.getMessage())


@dataclass(frozen=True)
class DryRunStack:
    """A stack's resources and exports, and the warnings that the Pulumi CLI would show."""

    run: ProgramResult
    warnings: tuple[str, ...]

    @property
    def made(self) -> list[Resource]:
        """Return the resources that a provider would make."""
        return [resource for resource in self.run.resources if resource.custom]

    @property
    def components(self) -> list[Resource]:
        """Return the components."""
        return [resource for resource in self.run.resources if not resource.custom]

    def all(self, kind: str) -> list[Resource]:
        """Return those of a type, such as `lambda/function:Function`."""
        return [resource for resource in self.made if resource.type == f"aws:{kind}"]

    def one(self, kind: str, name: str | None = None) -> Resource:
        """Return the only one of a type, or the one of a logical name."""
        (found,) = (resource for resource in self.all(kind) if name in (None, resource.name))
        return found

    def policy(self, function: str) -> list[dict[str, Any]]:
        """Return the statements of a function's role, and check what is the same in all."""
        document = json.loads(self.one("iam/rolePolicy:RolePolicy", f"{function}-policy").inputs["policy"])
        assert document["Version"] == "2012-10-17"
        statements: list[dict[str, Any]] = document["Statement"]
        assert all(set(each) == {"Sid", "Effect", "Action", "Resource"} for each in statements)
        assert all(each["Effect"] == "Allow" for each in statements)
        return statements

    def before(self, resource: Resource) -> set[str]:
        """Return the logical names of the resource's dependencies."""
        return {urn.rpartition("::")[2] for urn in resource.dependencies}


def without_tags(resource: Resource) -> dict[str, Any]:
    """Return a resource's inputs without its tags."""
    return {name: value for name, value in resource.inputs.items() if name != "tags"}


def arn(service: str, rest: str, region: str = "us-east-1") -> str:
    """Return an ARN as the dry run gives it."""
    return f"arn:aws:{service}:{region}:123456789012:{rest}"
