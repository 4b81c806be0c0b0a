"""The plan of an adoption: each of the program's resources is adopted or created, and may change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from emulator.program.dry_run_provider import ACCOUNT, API_ID, REGION
from emulator.program.monitor import Resource
from fraudctl.adopt.compare import Change, find_changes
from fraudctl.adopt.find_functions import unknown_policies
from fraudctl.adopt.registry import FINDERS, Account, Live

PARTITION = "arn:aws:"
"""The beginning of ARNs in the dry run, whose region is us-east-1."""

REFERENCES = frozenset({"restApi", "restApiId", "resourceId", "parentId"})
"""Inputs by which one resource of an API refers to another."""

NEVER_ADOPTED = {
    "aws:apigateway/deployment:Deployment": "a snapshot of the API as the program makes it",
    "aws:lambda/layerVersion:LayerVersion": "the packages that the new code needs",
    "aws:lambda/alias:Alias": "only a stack that keeps instances warm has one, of a version that is published then",
    "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig": "as the alias that it belongs to",
    "aws:kms/key:Key": "a key has no name to be found by; only a stack that asks for a key of its own has one",
}
"""Types that are never adopted, and why."""

LEFTOVERS_HINT = "the program does not know these: they stay, so remove them when the move is done"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A resource of the program with its live resource, if one was found."""

    resource: Resource
    live: Live | None = None
    changes: Sequence[Change] = ()
    leftovers: Sequence[str] = ()
    """Policies on the live resource that the program does not know, and that stay."""

    @property
    def kind(self) -> str:
        """Return the last part of the type: Table, Queue, Function."""
        return self.resource.type.rpartition(":")[2]

    @property
    def kept_out(self) -> bool:
        """Return whether Pulumi would replace the resource if it were imported."""
        return any(change.consequence and change.consequence.kept_out for change in self.changes)

    @property
    def imported(self) -> bool:
        """Return whether the resource goes into the import file."""
        return self.live is not None and not self.kept_out


@dataclass(kw_only=True)
class _RealNames:
    """Real names in the account for those of the dry run."""

    account: Account
    api: str = API_ID
    references: dict[str, str] = field(default_factory=dict)

    def real(self, value: Any, name: str = "") -> Any:
        if isinstance(value, Mapping):
            return {key: self.real(item, key) for key, item in value.items()}
        if isinstance(value, list):
            return [self.real(item, name) for item in value]
        if not isinstance(value, str):
            return value
        if name in REFERENCES:
            return self.references.get(value, value)
        value = value.replace(PARTITION, f"arn:{self.account.partition}:")
        return (
            value.replace(ACCOUNT, self.account.number).replace(REGION, self.account.region).replace(API_ID, self.api)
        )

    def learn(self, resource: Resource, live: Live) -> None:
        for output, value in live.outputs.items():
            dry_run_value = resource.id if output == "id" else resource.state.get(output)
            if dry_run_value:
                self.references[str(dry_run_value)] = value
        self.api = self.references.get(API_ID, self.api)


def plan_adoption(resources: Sequence[Resource], account: Account) -> list[Entry]:
    """Look for every resource of the program in the account, dependencies first, and return an entry for each."""
    names, entries = _RealNames(account=account), []
    for resource in (each for each in resources if each.custom):
        find = FINDERS.get(resource.type)
        inputs = names.real(resource.inputs)
        live = find(account, inputs) if find else None
        if live is None:
            entries.append(Entry(resource=resource))
            continue
        names.learn(resource, live)
        kind = resource.type.rpartition(":")[2]
        entries.append(
            Entry(
                resource=resource,
                live=live,
                changes=tuple(find_changes(kind, live, inputs)),
                leftovers=_leftovers(kind, inputs, resources, account),
            )
        )
    return _without_repeats(sorted(entries, key=lambda entry: (entry.resource.type, entry.resource.name)))


def _without_repeats(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries with each live resource in one only: the first that it fits; the others are created."""
    taken: set[tuple[str, str]] = set()
    found = []
    for entry in entries:
        claim = (entry.resource.type, entry.live.id) if entry.live else None
        found.append(Entry(resource=entry.resource) if claim in taken else entry)
        if claim:
            taken.add(claim)
    return found


def _leftovers(
    kind: str, inputs: Mapping[str, Any], resources: Sequence[Resource], account: Account
) -> tuple[str, ...]:
    if kind != "Role":
        return ()
    role = str(inputs["name"])
    known = {str(each.inputs.get("name")) for each in resources if each.inputs.get("role") == role}
    return tuple(unknown_policies(account, role, known))
