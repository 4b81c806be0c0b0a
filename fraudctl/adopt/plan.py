"""The plan of a move: for each of the program's resources whether it is taken over or made, and what changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from emulator.program.dry_run_provider import ACCOUNT, API_ID, REGION
from emulator.program.monitor import Resource
from fraudctl.adopt.compare import Change, find_changes
from fraudctl.adopt.find_functions import unknown_policies
from fraudctl.adopt.registry import FINDERS, Account, Live

PARTITION = "arn:aws:"
"""How the rehearsal's ARNs begin, which takes place in us-east-1."""

REFERENCES = frozenset({"restApi", "restApiId", "resourceId", "parentId"})
"""Inputs by which one resource of an API names another."""

NEVER_ADOPTED = {
    "aws:apigateway/deployment:Deployment": "a snapshot of the API as the program makes it",
    "aws:lambda/layerVersion:LayerVersion": "the packages that the new code needs",
    "aws:kms/key:Key": "a key has no name to be found by; only a stack that asks for a key of its own has one",
}
"""What is never taken over, and why."""

LEFTOVERS_HINT = "the program does not know these: they stay, so remove them when the move is done"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One resource of the program, and what was found for it."""

    resource: Resource
    live: Live | None = None
    changes: Sequence[Change] = ()
    leftovers: Sequence[str] = ()
    """What hangs on the live resource that the program knows nothing of, and that stays."""

    @property
    def kind(self) -> str:
        """The last part of the type: Table, Queue, Function."""
        return self.resource.type.rpartition(":")[2]

    @property
    def kept_out(self) -> bool:
        """Whether importing it would have Pulumi replace it."""
        return any(change.consequence and change.consequence.kept_out for change in self.changes)

    @property
    def imported(self) -> bool:
        """Whether it goes into the import file."""
        return self.live is not None and not self.kept_out


@dataclass(kw_only=True)
class _RealNames:
    """What the rehearsal made up, and what it is in the account."""

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
            made_up = resource.id if output == "id" else resource.state.get(output)
            if made_up:
                self.references[str(made_up)] = value
        self.api = self.references.get(API_ID, self.api)


def plan_adoption(resources: Sequence[Resource], account: Account) -> list[Entry]:
    """Looks for every resource that a provider would make; dependencies first, as the program made them."""
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
    return _once(sorted(entries, key=lambda entry: (entry.resource.type, entry.resource.name)))


def _once(entries: Sequence[Entry]) -> list[Entry]:
    """What is live becomes one resource: of several that it would do for, the first; the others are made."""
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
