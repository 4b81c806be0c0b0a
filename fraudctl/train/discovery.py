"""Discovery: what the payments of a file carry in their metadata and texts, and which features these can be."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import UNSET

from fraudctl.train.distinct import Distinct
from handlers.contract.transaction import Transaction
from handlers.decision.condition.vocabulary import METADATA, TRANSACTION
from handlers.decision.entity.places import ALWAYS, MOST_ENTITIES, IdPlace, places_of
from handlers.decision.model.inputs import FLAG, TEXT_FIELDS, input_of
from handlers.decision.strategy.entity_problems import entity_problems

MOST_KEYS = 100
"""Keys that are looked at, the first ones."""

LEAST_SHARE = 0.01
"""Of payments, that carry a key which is looked at further."""

COMMON, COMMON_SHARE = 30, 0.1
"""A text is common from so many payments on; a feature is a text as a whole where so many of its payments have one."""

MANY = 100
"""Different values from which on they may be ids; and parts of a text are features too."""

MOST_OF_AN_ID = 200
"""Payments that an id has at most, as a mean."""

ID_FIELDS = ("customer_id", "terminal_id")
BACK = 0.02
"""The least share of an entity's payments that are not its first and last one, or its past tells nothing."""

FEWEST = 20
"""Entities of a kind: of fewer, the past is that of all payments, and tells what time it is."""

REPEATED_SHARE = 0.1
"""Of an id's payments, those that are not of an id that comes once."""

MOSTLY = 0.8
"""The share of values from which on a key is held to be of a kind."""

MOST_PROPOSED = 4
"""Entities: each is an item more to read and to write for every payment."""

_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?", re.ASCII)
_ADDRESS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}", re.ASCII)
_NAME = re.compile(r"[^a-z0-9]+")


class Key:
    """A key of the metadata, or a field that is a text."""

    def __init__(self) -> None:
        self.values = Distinct()
        self.numbers = self.flags = self.texts = 0
        """Values by type."""
        self.addresses = self.mails = self.numeric = 0
        """Texts by what they look like."""

    def add_text(self, text: str) -> None:
        """Add a text."""
        self.texts += 1
        self.values.add(text)
        if "@" in text:
            self.mails += 1
        elif text[:1].isdecimal() or text[:1] in "+-":
            self.numeric += _NUMBER.fullmatch(text) is not None
            self.addresses += _ADDRESS.fullmatch(text) is not None

    def add(self, attribute: Mapping[str, Any]) -> None:
        """Add a value as a row has it."""
        match attribute:
            case {"S": str() as text}:
                self.add_text(text)
            case {"N": str() as number}:
                self.numbers += 1
                self.values.add(number)
            case {"BOOL": bool()}:
                self.flags += 1

    @property
    def total(self) -> int:
        """Return how many payments have it."""
        return self.numbers + self.flags + self.texts


class Discovery:
    """The keys of the metadata of all payments, and their texts."""

    def __init__(self) -> None:
        self.payments = 0
        self._keys: dict[str, Key] = {}
        self._fields = {name: Key() for name in (*TEXT_FIELDS, *ID_FIELDS)}

    def add(self, transaction: Transaction) -> None:
        """Add a payment."""
        self.payments += 1
        for name, key in self._fields.items():
            text = getattr(transaction, name)
            if isinstance(text, str):
                key.add_text(text)
        if transaction.metadata is UNSET:
            return
        for name, attribute in transaction.metadata.items():
            found = self._keys.get(name)
            if found is None:
                if len(self._keys) >= MOST_KEYS or not _is_plain(name):
                    continue
                found = self._keys[name] = Key()
            found.add(attribute)

    def telling(self, entities: Mapping[str, IdPlace]) -> frozenset[str]:
        """Return the kinds of entity whose past may tell anything: there are some, and some of them come back."""
        found = {
            kind: self._keys.get(place.key) if place.key else self._fields[place.field]
            for kind, place in entities.items()
        }
        return frozenset(
            kind
            for kind, key in found.items()
            if key and self._is_usual(key) and key.values.number >= FEWEST and key.values.share(2) >= BACK
        )

    def entities(self, named: Mapping[str, Any]) -> dict[str, str]:
        """Return entities to name beside those that are: kinds, and the places of their ids.

        Ids are values of which there are many, and of which most come back, as those of cards, devices and addresses
        do: not as a city's, which has too many payments to tell who pays.
        """
        taken = {place.key for place in places_of(named).values() if place.key}
        found = {name: key for name, key in self._usual() if name not in taken and self._is_of_ids(key)}
        most = min(MOST_PROPOSED, MOST_ENTITIES - len(named))
        proposed = dict[str, str]()
        for name in sorted(found, key=lambda each: -found[each].values.share(2) * found[each].total)[: max(0, most)]:
            kind = _NAME.sub("_", name.lower()).strip("_")[:32]
            place = f"{METADATA}.{name}" if name.isidentifier() else f'{METADATA}["{name}"]'
            if kind not in {*named, *proposed, *ALWAYS} and not list(entity_problems({kind: place})):
                proposed[kind] = place
        return proposed

    def features(self, entities: Mapping[str, IdPlace]) -> tuple[list[str], list[str]]:
        """Return the names of what can be a feature of a payment: those with numbers, and those that are texts."""
        ids = {place.key or place.field for place in entities.values()}
        names = [name for field in TEXT_FIELDS for name in _of_texts(field, self._fields[field], is_id=False)]
        for key_name, key in self._usual():
            name = f"{METADATA}.{key_name}"
            if key.numbers >= MOSTLY * key.total:
                names += [name] if key_name not in ids else []
            elif key.flags >= MOSTLY * key.total:
                names.append(f"{FLAG}({name})")
            elif key.texts >= MOSTLY * key.total:
                names += _of_texts(name, key, is_id=key_name in ids)
        texts = [name for name in names if (found := input_of(name, TRANSACTION, is_text=True)) and found.is_text]
        plain = {f"{METADATA}.{name}" for name, key in self._usual() if key.numbers >= MOSTLY * key.total}
        texts = [name for name in texts if name not in plain]
        return [name for name in names if name not in texts], texts

    def _usual(self) -> Iterator[tuple[str, Key]]:
        return ((name, key) for name, key in self._keys.items() if self._is_usual(key))

    def _is_usual(self, key: Key) -> bool:
        return key.total >= max(1, LEAST_SHARE * self.payments)

    def _is_of_ids(self, key: Key) -> bool:
        number = key.values.number
        return (
            key.flags == 0
            and key.numbers <= (1 - MOSTLY) * key.total
            and number >= MANY
            and key.total <= number * MOST_OF_AN_ID
            and key.values.share(2) >= REPEATED_SHARE
        )


def _of_texts(name: str, key: Key, *, is_id: bool) -> Iterator[str]:
    """Yield the features that texts can be: whole where many payments have the same, and parts where there are many."""
    if not key.texts or key.values.number < 2:  # noqa: PLR2004 -- all have the same
        return
    if key.numeric >= MOSTLY * key.texts:
        if not is_id:
            yield f"number({name})"
        return
    if key.values.share(COMMON) >= COMMON_SHARE:
        yield name
    if key.values.number < MANY:
        return
    if key.mails >= MOSTLY * key.texts:
        yield from (f"{part}({name})" for part in ("domain", "length", "digits"))
    elif key.addresses >= MOSTLY * key.texts:
        yield from (f"{part}({name})" for part in ("network", "address"))
    elif not is_id:
        yield from (f"{part}({name})" for part in ("start", "letters", "length", "digits"))


def _is_plain(name: str) -> bool:
    return name.isprintable() and not {'"', "\\"} & set(name) and len(name) <= 64  # noqa: PLR2004 -- as of a name
