"""The mapping of events onto payments, as an import writes it."""

import json
from pathlib import Path

import msgspec

from fraudctl.errors import CommandError


class MappedVariable(msgspec.Struct, frozen=True):
    """A variable's type, such as FLOAT, and its default."""

    type: str
    default: str | None = None


class Labels(msgspec.Struct, frozen=True):
    """The labels that mean fraud, and those that mean that there was none."""

    fraud: tuple[str, ...] = ()
    legitimate: tuple[str, ...] = ()


class EventMapping(msgspec.Struct, frozen=True):
    """A file `mapping.json`, as far as events are read by it."""

    columns: dict[str, str]
    variables: dict[str, MappedVariable]
    labels: Labels = Labels()
    event_type: str | None = None
    entity_types: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    """Columns that no payment may bring, as they are named like card data."""


def read_mapping(file: Path) -> EventMapping:
    """Return the mapping of a file.

    Raises:
        CommandError: it cannot be read, or is none.
    """
    try:
        return msgspec.convert(json.loads(file.read_text(encoding="utf-8")), EventMapping)
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{file}: is no mapping as fraudctl import fraud-detector writes it: {error}") from error
