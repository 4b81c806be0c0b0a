"""All that sources say about detectors, as it is found, and the one detector that is imported."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from fraudctl.errors import CommandError
from fraudctl.fraud_detector.detector import Detector, ModelVersion, NamedList, Origin, Rule, Variable

ACTIVE = "ACTIVE"


class Problem(msgspec.Struct, frozen=True):
    """Something that is wrong with a source, at its place; the rest goes on."""

    origin: Origin
    message: str

    def __str__(self) -> str:
        """Return it as a compiler says it."""
        return f"{self.origin}: {self.message}"


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """A version of a detector: the ids and versions of its rules, in order."""

    detector: str
    number: str
    status: str
    first_matched: bool
    rules: tuple[tuple[str, str], ...]
    origin: Origin
    models: tuple[ModelVersion, ...] = ()

    @property
    def rank(self) -> tuple[bool, int]:
        """Return what the version that is imported has most of: the active one, else the newest."""
        return self.status == ACTIVE, int(self.number) if self.number.isdecimal() else 0


class EventType(msgspec.Struct, frozen=True, kw_only=True):
    """A type of event, with the names of what it consists of."""

    name: str
    variables: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    entity_types: tuple[str, ...] = ()


@dataclass(kw_only=True)
class Found:
    """All that the files of a source say."""

    versions: list[Version] = field(default_factory=list)
    event_type_of: dict[str, str] = field(default_factory=dict)
    """The name of each detector's event type."""
    rules: dict[tuple[str, str, str], Rule] = field(default_factory=dict)
    """By detector, id and version."""
    variables: dict[str, Variable] = field(default_factory=dict)
    event_types: dict[str, EventType] = field(default_factory=dict)
    outcomes: dict[str, str | None] = field(default_factory=dict)
    lists: dict[str, NamedList] = field(default_factory=dict)
    label_mappers: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    """The labels that a model took for FRAUD and for LEGIT, by the model's id."""
    problems: list[Problem] = field(default_factory=list)

    def problem(self, origin: Origin, message: str) -> None:
        """Note what is wrong."""
        self.problems.append(Problem(origin, message))

    @property
    def detectors(self) -> list[str]:
        """Return the ids of all detectors of which something was found."""
        return sorted(
            {*(each.detector for each in self.versions), *self.event_type_of, *(key[0] for key in self.rules)}
        )


def detector_of(found: Found, wanted: str | None) -> Detector:
    """Return one detector of those that were found; what it lacks is noted.

    Raises:
        CommandError: there is none, or more than one and none is wanted.
    """
    name = _chosen(found, wanted)
    versions = sorted((each for each in found.versions if each.detector == name), key=lambda each: each.rank)
    version = versions[-1] if versions else _without_version(found, name)
    if version.status != ACTIVE and versions:
        found.problem(version.origin, f"no version of {name} is active: version {version.number} is {version.status}")
    event_type = _event_type(found, name, version)
    return Detector(
        id=name,
        version=version.number if versions else None,
        status=version.status,
        first_matched=version.first_matched,
        event_type=found.event_type_of.get(name),
        rules=tuple(_rules(found, version)),
        variables=found.variables,
        event_variables=event_type.variables,
        outcomes=found.outcomes,
        entity_types=event_type.entity_types,
        labels=event_type.labels,
        label_mapper=_label_mapper(found, version, event_type),
        lists=found.lists,
        models=version.models,
    )


def _chosen(found: Found, wanted: str | None) -> str:
    ids = found.detectors
    if not ids:
        first = "".join(f"\n{each}" for each in found.problems[:5])
        raise CommandError(f"no detector was found{first}")
    if wanted is not None and wanted not in ids:
        raise CommandError(f"there is no detector {wanted}: there are {', '.join(ids)}")
    of_versions = sorted({each.detector for each in found.versions})
    if wanted is None and len(ids) > 1 and len(of_versions) != 1:
        raise CommandError(f"there are several detectors, {', '.join(ids)}: say which one by --detector")
    return wanted or (of_versions or ids)[0]


def _without_version(found: Found, name: str) -> Version:
    """Return the version that the newest rules make, in the order in which they were found."""
    newest: dict[str, str] = {}
    for detector, rule, number in found.rules:
        if detector == name and (rule not in newest or _number(number) > _number(newest[rule])):
            newest[rule] = number
    origin = next((each.origin for key, each in found.rules.items() if key[0] == name), Origin(name))
    found.problem(origin, f"no version of {name} was found: the order of its rules and its mode are not known")
    return Version(
        detector=name, number="", status="UNKNOWN", first_matched=True, rules=tuple(newest.items()), origin=origin
    )


def _event_type(found: Found, name: str, version: Version) -> EventType:
    named = found.event_type_of.get(name)
    if named is None and len(found.event_types) == 1:
        named = found.event_type_of[name] = next(iter(found.event_types))
    if named in found.event_types:
        return found.event_types[named]
    found.problem(version.origin, f"the event type {named or 'of ' + name} was not found: its entity is not known")
    return EventType(name=named or "", variables=tuple(found.variables))


def _label_mapper(found: Found, version: Version, event_type: EventType) -> dict[str, tuple[str, ...]]:
    """Return the labels that the version's own models took for fraud; of others, those that the event type has."""
    own = [found.label_mappers[each.id] for each in version.models if each.id in found.label_mappers]
    mapped: dict[str, tuple[str, ...]] = {}
    for mapper in own or found.label_mappers.values():
        for name, labels in mapper.items():
            known = [each for each in labels if own or not event_type.labels or each in event_type.labels]
            mapped[name] = tuple(dict.fromkeys((*mapped.get(name, ()), *known)))
    return {name: labels for name, labels in mapped.items() if labels}


def _rules(found: Found, version: Version) -> Iterable[Rule]:
    for rule, number in version.rules:
        known = found.rules.get((version.detector, rule, number))
        if known is None:
            found.problem(version.origin, f"the text of rule {rule}, version {number}, was not found")
            known = Rule(id=rule, version=number, expression="", outcomes=(), origin=version.origin)
        yield known


def _number(written: str) -> int:
    return int(written) if written.isdecimal() else 0
